package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"rockxy/internal/app"
	"rockxy/internal/rule/rulefile"
)

func (c *rulesCommand) newEdit() *cobra.Command {
	var group string
	cmd := &cobra.Command{
		Use: "edit NAME", Short: "Edit a rule, or a whole group, in your editor", ValidArgsFunction: c.completeRules(true),
		Long: `Opens a rule, with its comments, in your editor (VISUAL, EDITOR); or all of a group
when NAME is one, or is not given and --group is. When what you have written cannot be read,
you are told why and can go on. Nothing is changed before all of it is right.

Without a terminal, the new text is read from standard input.`,
		Example: "  rockxy rules edit 'mock the profile'\n  rockxy rules edit staging\n  rockxy rules edit --group staging < staging.yaml",
		Args:    optionalArg("the name of a rule or of a group"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			t, err := c.editTarget(ctx, first(args), group)
			if err != nil {
				return err
			}
			return c.editOne(ctx, t)
		}),
	}
	cmd.Flags().StringVar(&group, "group", "", "the `GROUP` that the rule is in; without a rule, itself")
	return cmd
}

// editTarget is a text to be edited: a rule, or all of a file when rule is empty.
type editTarget struct{ group, file, rule string }

func (c *rulesCommand) editTarget(ctx context.Context, name, group string) (editTarget, error) {
	if name == "" {
		if group == "" {
			return editTarget{}, c.usage("%s wants the name of a rule or of a group", c.cmd.CommandPath())
		}
		name, group = group, ""
		g, err := c.group(ctx, name)
		return editTarget{g.Name, g.File, ""}, err
	}
	g, one, err := c.rule(ctx, name, group)
	if err == nil {
		return editTarget{g.Name, g.File, one.Name}, nil
	}
	if whole, no := c.group(ctx, name); no == nil && group == "" {
		return editTarget{whole.Name, whole.File, ""}, nil
	}
	return editTarget{}, err
}

// of is the text to be edited, of the file's.
func (t editTarget) of(file string) (string, error) {
	if t.rule == "" {
		return file, nil
	}
	return rulefile.Rule(file, t.rule)
}

// in is the file's text with an edited one in its place.
func (t editTarget) in(file, edited string) (string, error) {
	if t.rule == "" {
		return edited, nil
	}
	return rulefile.Replace(file, t.rule, edited)
}

// editOne has a person, or standard input, say what the text is from now on.
func (c *rulesCommand) editOne(ctx context.Context, t editTarget) error {
	file, err := os.ReadFile(t.file)
	if err != nil {
		return err
	}
	before, err := t.of(string(file))
	if err != nil {
		return err
	}
	if c.io.In == nil || !term.IsTerminal(int(c.io.In.Fd())) {
		text, err := c.standardInput()
		if err == nil && strings.TrimSpace(text) == "" {
			err = c.usage("there is no text on standard input, and no terminal to edit on")
		}
		if err != nil {
			return err
		}
		return c.put(ctx, t, before, text)
	}
	in := bufio.NewReader(c.io.In)
	for text := before; ; {
		if text, err = editText(c.io, "rule.yaml", text); err != nil {
			return err
		}
		err := c.put(ctx, t, before, text)
		var bad *app.RulesError
		var shape *rulefile.EditError
		if err == nil || !errors.As(err, &bad) && !errors.As(err, &shape) {
			return err
		}
		c.err.fail(err)
		fmt.Fprint(c.io.Err, "Go on editing? [Y/n] ")
		answer, e := in.ReadString('\n')
		if a := strings.ToLower(strings.TrimSpace(answer)); e != nil || a == "n" || a == "no" {
			return errDeclined
		}
	}
}

// put writes the edited text. What somebody else has done to the same part of the file
// since is not undone.
func (c *rulesCommand) put(ctx context.Context, t editTarget, before, text string) error {
	if t.rule != "" {
		if err := app.CheckRule(t.file, text); err != nil {
			return err
		}
	}
	r, err := c.edit(ctx, t.group, t.file, func(file string) (string, error) {
		now, err := t.of(file)
		if err != nil {
			return file, err
		}
		if now != before {
			return file, &hintError{errors.New("somebody else has changed it meanwhile: nothing was changed"), "edit it again"}
		}
		return t.in(file, text)
	})
	if err != nil {
		return err
	}
	what := "the group " + t.group
	if t.rule != "" {
		r.Rules = []string{t.rule}
		what = fmt.Sprintf("the rule %q", t.rule)
	}
	return c.report(r, what+" is as you have written it")
}
