package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
	"rockxy/internal/rule/rulefile"
)

func (c *rulesCommand) newSwitch(on bool) *cobra.Command {
	var group string
	verb, short := "disable", "Switch rules, or a whole group, off"
	if on {
		verb, short = "enable", "Switch rules, or a whole group, on"
	}
	cmd := &cobra.Command{
		Use: verb + " [NAME…]", Short: short, ValidArgsFunction: c.completeRules(false),
		Long:    short + ". Names are those of rules; with --group alone it\nis the group.",
		Example: "  rockxy rules " + verb + " 'mock the profile'\n  rockxy rules " + verb + " slow --group staging\n  rockxy rules " + verb + " --group staging",
		RunE: c.with(func(ctx context.Context, args []string) error {
			if len(args) == 0 && group == "" {
				return c.usage("%s wants the name of a rule, or --group", c.cmd.CommandPath())
			}
			if len(args) == 0 {
				return c.switchGroup(ctx, group, on)
			}
			return c.switchRules(ctx, args, group, on)
		}),
	}
	cmd.Flags().StringVar(&group, "group", "", "the `GROUP` that the rules are in; without rules, itself")
	return cmd
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func (c *rulesCommand) switchGroup(ctx context.Context, name string, on bool) error {
	g, err := c.group(ctx, name)
	if err != nil {
		return err
	}
	r, err := c.edit(ctx, g.Name, g.File, func(text string) (string, error) { return rulefile.SetGroupEnabled(text, on) })
	if err != nil {
		return err
	}
	return c.report(r, "the group "+g.Name+" is "+onOff(on))
}

// switchRules switches rules of one group after the other; all names are looked up
// before anything is changed.
func (c *rulesCommand) switchRules(ctx context.Context, names []string, group string, on bool) error {
	files := make([]rulesChange, 0, 1)
	for _, name := range names {
		g, _, err := c.rule(ctx, name, group)
		if err != nil {
			return err
		}
		at := 0
		for at < len(files) && files[at].File != g.File {
			at++
		}
		if at == len(files) {
			files = append(files, rulesChange{File: g.File, Group: g.Name})
		}
		files[at].Rules = append(files[at].Rules, name)
	}
	for _, f := range files {
		r, err := c.edit(ctx, f.Group, f.File, func(text string) (string, error) {
			for _, name := range f.Rules {
				var err error
				if text, err = rulefile.SetEnabled(text, name, on); err != nil {
					return text, err
				}
			}
			return text, nil
		})
		if err != nil {
			return err
		}
		r.Rules = f.Rules
		if err := c.report(r, quotedNames(f.Rules)+" of the group "+f.Group+": "+onOff(on)); err != nil {
			return err
		}
	}
	return nil
}

func quotedNames(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = strconv.Quote(n)
	}
	return strings.Join(quoted, ", ")
}

func (c *rulesCommand) newRemove() *cobra.Command {
	var group string
	var all bool
	cmd := &cobra.Command{
		Use: "remove NAME", Short: "Take a rule out, or a whole group", ValidArgsFunction: c.completeRules(false),
		Long:    "Takes a rule out of its file, with the comments right above it. With --group and\n--all it deletes the file of a group in the data directory.",
		Example: "  rockxy rules remove 'mock the profile'\n  rockxy rules remove slow --group staging\n  rockxy rules remove --group staging --all",
		RunE: c.with(func(ctx context.Context, args []string) error {
			switch {
			case all && group != "" && len(args) == 0:
				return c.removeGroup(ctx, group)
			case all || len(args) != 1:
				return c.usage("%s wants the name of a rule, or --group and --all", c.cmd.CommandPath())
			}
			g, one, err := c.rule(ctx, args[0], group)
			if err != nil {
				return err
			}
			r, err := c.edit(ctx, g.Name, g.File, func(text string) (string, error) { return rulefile.Remove(text, one.Name) })
			if err != nil {
				return err
			}
			r.Rules = []string{one.Name}
			return c.report(r, fmt.Sprintf("the rule %q is gone", one.Name))
		}),
	}
	cmd.Flags().StringVar(&group, "group", "", "the `GROUP` that the rule is in")
	cmd.Flags().BoolVar(&all, "all", false, "all of the group, with its file")
	return cmd
}

func (c *rulesCommand) removeGroup(ctx context.Context, name string) error {
	g, err := c.group(ctx, name)
	if err != nil {
		return err
	}
	if g.Given {
		return &hintError{fmt.Errorf("%s is not in the data directory", g.File), "it was given with --rules; delete it yourself"}
	}
	if err := app.RemoveRules(c.dir, g.File); err != nil {
		return err
	}
	r := rulesChange{File: g.File, Group: g.Name, Rules: []string{}, Changed: true}
	for _, one := range g.Rules {
		r.Rules = append(r.Rules, one.Name)
	}
	if err := c.goLive(ctx, &r); err != nil {
		return err
	}
	return c.report(r, "the group "+g.Name+" is gone")
}

func (c *rulesCommand) newMove() *cobra.Command {
	var group string
	cmd := &cobra.Command{
		Use: "move NAME first|last|N", Short: "Give a rule another place in its group", ValidArgsFunction: c.completeRules(false),
		Long:    "Makes a rule the first, the last, or the Nth of its group: rules take their turn\nin that order. Groups are in the order of their names.",
		Example: "  rockxy rules move slow first\n  rockxy rules move slow 3 --group staging",
		Args:    exactArgs(2, "the name of a rule, and first, last or a number"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			to, ok := positionOf(args[1])
			if !ok {
				return c.usage("the place is first, last or a number from 1, not %q", args[1])
			}
			g, one, err := c.rule(ctx, args[0], group)
			if err != nil {
				return err
			}
			to = min(to, len(g.Rules)-1)
			r, err := c.edit(ctx, g.Name, g.File, func(text string) (string, error) { return rulefile.Move(text, one.Name, to) })
			if err != nil {
				return err
			}
			r.Rules = []string{one.Name}
			return c.report(r, fmt.Sprintf("the rule %q is number %d of the group %s", one.Name, to+1, g.Name))
		}),
	}
	cmd.Flags().StringVar(&group, "group", "", "the `GROUP` that the rule is in")
	return cmd
}

// positionOf is a place in a list, from 0.
func positionOf(text string) (at int, ok bool) {
	switch text {
	case "first":
		return 0, true
	case "last":
		return rulefile.MaxRules, true
	}
	n, err := strconv.Atoi(text)
	return n - 1, err == nil && n >= 1
}
