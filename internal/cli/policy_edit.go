package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/policy"
)

func (c *policyCommand) newBypass() *cobra.Command {
	return c.newEntry(policy.Bypass, "Pass what matches through unread",
		"  rockxy policy bypass '*.bank.example'\n  rockxy policy bypass app:curl api.example.com:443 --for 1h\n  rockxy policy bypass client:192.168.1.20 '*' --note 'the TV'\n  rockxy policy bypass '!pay.example.com'")
}

func (c *policyCommand) newIntercept() *cobra.Command {
	return c.newEntry(policy.Intercept, "Intercept what matches, where the default is to bypass",
		"  rockxy policy intercept .example.com\n  rockxy policy intercept app:firefox '*' --for 1d")
}

func (c *policyCommand) newEntry(a policy.Action, short, example string) *cobra.Command {
	t := validity{always: true}
	var note string
	cmd := &cobra.Command{
		Use: a.String() + " PATTERN", Short: short, Example: example,
		Long: short + ". A pattern has one place: if it is in\nthe policy already, this takes the place of that.\n\n" + patternHelp,
		Args: someArgs("a pattern, such as *.example.com"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			p, err := parsePattern(args)
			if err != nil {
				return err
			}
			return c.add(ctx, entryOf(a, p, t, note))
		}),
	}
	t.flag(cmd, "how long: 1h, 90m, 1d, 2w or always")
	cmd.Flags().StringVar(&note, "note", "", "`TEXT` that says why, shown with the entry and in the rows that it decides")
	return cmd
}

func someArgs(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nil
		}
		return &usageError{cmd, fmt.Errorf("%s wants %s", cmd.CommandPath(), what)}
	}
}

func entryOf(a policy.Action, p policy.Pattern, t validity, note string) policy.Entry {
	return policy.Entry{Action: a, Pattern: p, Until: t.until(time.Now()), Note: note}
}

// add puts an entry into the policy. What a person said about the same pattern
// before stays its note if there is no other.
func (c *policyCommand) add(ctx context.Context, e policy.Entry) error {
	r, err := c.edit(ctx, func(text string) (string, error) {
		after, err := app.AddEntry(text, e)
		return after, pointAt(e.String(), err)
	})
	if err != nil {
		return err
	}
	r.Statement = e.String()
	return c.report(r, entryText(e))
}

func entryText(e policy.Entry) string {
	what := map[policy.Action]string{policy.Bypass: "passed through unread", policy.Intercept: "intercepted"}[e.Action]
	if e.Pattern.Exempt() {
		what = "exempt from the " + e.Action.String() + " list"
	}
	return e.Pattern.String() + " is " + what + " " + app.Lasts(&e.Until, time.Now())
}

func (c *policyCommand) newRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove PATTERN", Short: "Take an entry out of both lists",
		Long:    "Takes the entry with that pattern out of both lists, as rockxy policy shows it.",
		Example: "  rockxy policy remove '*.bank.example'\n  rockxy policy remove app:curl api.example.com:443",
		Args:    someArgs("a pattern, as rockxy policy shows it"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			p, err := parsePattern(args)
			if err != nil {
				return err
			}
			removed := 0
			r, err := c.edit(ctx, func(text string) (string, error) {
				text, removed = policy.Remove(text, p)
				return text, nil
			})
			if err != nil {
				return err
			}
			if removed == 0 {
				return c.notThere(p)
			}
			r.Removed = removed
			return c.report(r, p.String()+" is in neither list any more")
		}),
	}
}

// notThere says that there is no such entry, and where there is one like it.
func (c *policyCommand) notThere(p policy.Pattern) error {
	err := fmt.Errorf("no entry has the pattern %s", p)
	if g := app.GroupWith(p); g != "" {
		return &hintError{err, "the group " + g + " has it: rockxy policy group " + g + " off, or exempt it with rockxy policy bypass '!" + p.String() + "'"}
	}
	return &hintError{err, "rockxy policy" + dataFlag(c.dir) + " shows what there is"}
}

func (c *policyCommand) newDefault() *cobra.Command {
	return &cobra.Command{
		Use: "default intercept|bypass", Short: "Say what becomes of connections that no entry matches",
		Example:   "  rockxy policy default bypass\n  rockxy policy default intercept",
		ValidArgs: []string{"intercept", "bypass"},
		Args:      exactArgs(1, "intercept or bypass"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			a, ok := map[string]policy.Action{"intercept": policy.Intercept, "bypass": policy.Bypass}[args[0]]
			if !ok {
				return c.usage("the default is intercept or bypass, not %q", args[0])
			}
			r, err := c.edit(ctx, func(text string) (string, error) { return app.SetDefaultAction(text, a) })
			if err != nil {
				return err
			}
			r.Statement = "default " + a.String()
			return c.report(r, "by default connections are "+map[policy.Action]string{policy.Bypass: "passed through unread", policy.Intercept: "intercepted"}[a])
		}),
	}
}

func (c *policyCommand) newGroup() *cobra.Command {
	var names []string
	for _, g := range policy.Groups() {
		names = append(names, g.Name)
	}
	return &cobra.Command{
		Use: "group [NAME [on|off]]", Short: "Switch a ready-made group of hosts to be left alone on or off",
		Long:      "Lists the ready-made groups, shows the patterns of one, or switches it on or off.\nThere are: " + strings.Join(names, ", ") + ".",
		Example:   "  rockxy policy group\n  rockxy policy group apple\n  rockxy policy group apple on",
		ValidArgs: append(names, "on", "off"),
		RunE: c.with(func(ctx context.Context, args []string) error {
			switch len(args) {
			case 0:
				return c.listGroups(ctx)
			case 1:
				return c.showGroup(ctx, args[0])
			case 2:
				if args[1] == "on" || args[1] == "off" {
					return c.setGroup(ctx, args[0], args[1] == "on")
				}
			}
			return c.usage("%s wants a group's name and on or off", c.cmd.CommandPath())
		}),
	}
}

func (c *policyCommand) listGroups(ctx context.Context) error {
	p, err := c.current(ctx)
	if err != nil {
		return err
	}
	if c.json {
		return c.encode(p.Groups)
	}
	for _, g := range p.Groups {
		state := c.out.Paint(render.Dim, "off")
		if g.On {
			state = c.out.Paint(render.Green, "on ")
		}
		fmt.Fprintf(c.out, "%s  %s %s\n     %s\n", state, render.Left(g.Name, 20), g.Title, c.out.Paint(render.Dim, g.Why))
	}
	return nil
}

func noGroup(name string) error {
	return &hintError{fmt.Errorf("there is no group %q", name), "there are " + strings.Join(policy.GroupNames(), ", ")}
}

func (c *policyCommand) showGroup(ctx context.Context, name string) error {
	p, err := c.current(ctx)
	if err != nil {
		return err
	}
	for _, g := range p.Groups {
		if g.Name != name {
			continue
		}
		if c.json {
			return c.encode(g)
		}
		state := map[bool]string{true: "on", false: "off"}[g.On]
		fmt.Fprintf(c.out, "%s (%s), %s: %s\n", g.Title, g.Name, state, g.Why)
		for _, text := range g.Patterns {
			fmt.Fprintln(c.out, "  "+text)
		}
		return nil
	}
	return noGroup(name)
}

func (c *policyCommand) setGroup(ctx context.Context, name string, on bool) error {
	g, ok := policy.GroupNamed(name)
	if !ok {
		return noGroup(name)
	}
	r, err := c.edit(ctx, func(text string) (string, error) { return policy.SetGroup(text, name, on) })
	if err != nil {
		return err
	}
	if on {
		r.Statement = "group " + name
		return c.report(r, fmt.Sprintf("the group %s (%s, %s) is passed through unread", name, g.Title, render.Plural(int64(len(g.Patterns)), "pattern")))
	}
	if r.Changed {
		r.Removed = 1
	}
	return c.report(r, "the group "+name+" is off")
}
