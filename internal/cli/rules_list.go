package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/rule/rulefile"
)

func (c *rulesCommand) newList() *cobra.Command {
	return &cobra.Command{
		Use: "list [GROUP]", Short: "Show the rules: what they match, what they do, what is on",
		Example: "  rockxy rules list\n  rockxy rules list staging\n  rockxy rules list --json",
		Args:    optionalArg("the name of a group"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			return c.list(ctx, first(args))
		}),
	}
}

func (c *rulesCommand) list(ctx context.Context, only string) error {
	all, err := c.current(ctx)
	if err != nil {
		return err
	}
	if only != "" {
		g, err := c.group(ctx, only)
		if err != nil {
			return err
		}
		all.Groups = []api.RuleGroup{g}
	}
	if c.json {
		return c.encode(all)
	}
	if len(all.Groups) == 0 {
		fmt.Fprintf(c.out, "There are no rules. rockxy rules add%s makes one; rockxy rules actions lists what they can do.\n", dataFlag(c.dir))
		return nil
	}
	for i, g := range all.Groups {
		if i > 0 {
			fmt.Fprintln(c.out)
		}
		c.printGroup(g)
	}
	return nil
}

func (c *rulesCommand) printGroup(g api.RuleGroup) {
	out := c.out
	state := ""
	if !g.Enabled {
		state = out.Paint(render.Yellow, "  off, and all of its rules with it")
	}
	fmt.Fprintf(out, "%s  %s%s\n", out.Paint(render.Bold, render.Safe(g.Name)), out.Paint(render.Dim, render.Safe(tilde(g.File))), state)
	for _, line := range noteLines(g.Notes) {
		fmt.Fprintln(out, "  "+out.Paint(render.Dim, line))
	}
	for _, p := range g.Problems {
		fmt.Fprintln(out, out.Paint(render.BoldRed, "✗ "+render.Safe(app.RulePlace(p))))
	}
	if len(g.Problems) > 0 {
		text := "nothing of the file applies"
		if len(g.Rules) > 0 {
			text = "the file does not apply as it is; this does, which it said before:"
		}
		fmt.Fprintln(out, out.Paint(render.Yellow, "  "+text))
	}
	for _, one := range g.Rules {
		c.printRule(one, g.Enabled)
	}
}

func (c *rulesCommand) printRule(one api.Rule, groupOn bool) {
	out := c.out
	mark, name := out.Paint(render.Green, "on "), render.Safe(one.Name)
	switch {
	case !one.Enabled:
		mark, name = out.Paint(render.Dim, "off"), out.Paint(render.Dim, name)
	case !groupOn:
		mark, name = out.Paint(render.Dim, "–  "), out.Paint(render.Dim, name)
	}
	fmt.Fprintf(out, "  %s  %s\n", mark, name)
	match := one.Match
	if match == "" {
		match = "everything"
	}
	if one.After {
		match += " (after the rules before it)"
	}
	fmt.Fprintf(out, "       %s %s\n", out.Paint(render.Dim, "if  "), render.Safe(match))
	label := "then"
	for _, a := range one.Actions {
		fmt.Fprintf(out, "       %s %s\n", out.Paint(render.Dim, label), actionLine(a))
		label = "    "
	}
	if one.Final {
		fmt.Fprintf(out, "       %s %s\n", out.Paint(render.Dim, label), "no rule after this one")
	}
	for _, line := range noteLines(one.Notes) {
		fmt.Fprintln(out, "       "+out.Paint(render.Dim, "     "+line))
	}
}

// actionLine is an action in a line of limited length.
func actionLine(a api.RuleAction) string {
	text := render.Safe(a.Kind)
	if value := string(a.Value); value != "null" && value != "{}" {
		text += " " + render.Safe(value)
	}
	return render.Cut(text, 100)
}

func noteLines(notes string) (lines []string) {
	for line := range strings.Lines(strings.TrimSpace(notes)) {
		lines = append(lines, render.Safe(strings.TrimRight(line, "\r\n")))
	}
	return lines
}

func (c *rulesCommand) newActions() *cobra.Command {
	return &cobra.Command{
		Use: "actions", Short: "List what rules can do",
		Long: "Lists the kinds of actions that a rule can have, and when in an exchange they\ntake their turn.",
		Args: noArgs,
		RunE: c.with(func(context.Context, []string) error {
			type action struct {
				Kind    string   `json:"kind"`
				Summary string   `json:"summary"`
				Phases  []string `json:"phases"`
			}
			all := []action{}
			for _, k := range app.Kinds() {
				all = append(all, action{k.Name, k.Summary, rulefile.PhaseNames(k.Phases)})
			}
			if c.json {
				return c.encode(all)
			}
			for _, a := range all {
				fmt.Fprintf(c.out, "%s %s\n%s %s\n", render.Left(a.Kind, 18), a.Summary, render.Left("", 18), c.out.Paint(render.Dim, strings.Join(a.Phases, ", ")))
			}
			return nil
		}),
	}
}

func (c *rulesCommand) newSchema() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of rule files",
		Long: `Prints the JSON Schema of rule files, with which editors complete and check them.
Editors with the YAML language server take it when a file begins with

  # yaml-language-server: $schema=./rules.schema.json`,
		Example: "  rockxy rules schema > rules.schema.json",
		Args:    noArgs,
		RunE: c.with(func(context.Context, []string) error {
			_, err := c.io.Out.Write(rulefile.Schema)
			return err
		}),
	}
}
