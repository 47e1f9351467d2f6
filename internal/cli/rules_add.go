package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/rule/node"
	"rockxy/internal/rule/rulefile"
)

// defaultGroup is where rules go that are added without a group.
const defaultGroup = "rules"

// ruleFlags are those of a rule in the making.
type ruleFlags struct {
	name, match, notes, group string
	off, after, final, first  bool
	actions                   actionFlags
}

func (f *ruleFlags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.name, "name", "", "`NAME` of the rule; one is made of what it does otherwise")
	fs.StringVar(&f.match, "match", "", "`FILTER` that says which exchanges are meant; without it, all (rockxy help filter)")
	fs.StringVar(&f.group, "group", defaultGroup, "`GROUP` to add it to, a file rules/GROUP.yaml")
	fs.StringVar(&f.notes, "notes", "", "`TEXT` that says why")
	fs.BoolVar(&f.first, "first", false, "in front of the other rules, not after them")
	fs.BoolVar(&f.off, "off", false, "leave it switched off")
}

func (c *rulesCommand) newAdd() *cobra.Command {
	var f ruleFlags
	var from fromEntry
	cmd := &cobra.Command{
		Use: "add", Short: "Add a rule",
		Long: `Adds a rule to a group, which is made if need be. What it does is said with the
flags below, in their order of need, or as a file says it: with --action, or, without
any of these flags, with a rule or a list of rules in YAML on standard input.`,
		Example: `  rockxy rules add --match 'host:api.example.com path:/v1/me' --map-local me.json
  rockxy rules add --match host:api.example.com --map-remote https://staging.example.com:8443
  rockxy rules add --match type:image --block 404 --name 'no pictures'
  rockxy rules add --set-header 'X-Env: staging' --remove-header Cookie
  rockxy rules add --match app:curl --action 'throttle: edge'
  rockxy rules add --map-local-from last
  rockxy rules add --group staging < rule.yaml`,
		Args: func(cmd *cobra.Command, args []string) error {
			if f.actions.block != "" && f.actions.block[0] == '-' {
				return nil // the argument is that of the flag which --block took for its own
			}
			return noArgs(cmd, args)
		},
		RunE: c.with(func(ctx context.Context, _ []string) error {
			if from.entry != "" {
				return c.addFromEntry(ctx, &f, from)
			}
			return c.add(ctx, &f)
		}),
	}
	f.add(cmd)
	from.add(cmd)
	cmd.Flags().BoolVar(&f.after, "after", false, "match what the rules before made of a message")
	cmd.Flags().BoolVar(&f.final, "final", false, "no rule after this one takes a turn")
	f.actions.add(cmd)
	return cmd
}

func (c *rulesCommand) add(ctx context.Context, f *ruleFlags) error {
	if strings.HasPrefix(f.actions.block, "-") {
		return c.usage("--block wants to know how: a status such as 503, or close, reset or hang, not %s", f.actions.block)
	}
	lines := f.actions.lines()
	if len(lines) == 0 && !f.final {
		return c.addWritten(ctx, f)
	}
	return c.addRule(ctx, f, lines)
}

// addWritten adds what is on standard input.
func (c *rulesCommand) addWritten(ctx context.Context, f *ruleFlags) error {
	text, err := c.standardInput()
	if err != nil {
		return err
	}
	switch {
	case strings.TrimSpace(text) == "":
		return c.noAction()
	case f.name != "" || f.match != "" || f.notes != "" || f.off || f.after:
		return c.usage("the rule is read from standard input: what it says goes there, not into flags")
	}
	return c.insert(ctx, f, text)
}

func (c *rulesCommand) noAction() error {
	return c.usage("the rule has no action: --block, --map-local or another flag says what it does")
}

// standardInput is what was piped into the command; nothing when a person sits
// there.
func (c *rulesCommand) standardInput() (string, error) {
	if c.io.In == nil || newScreen(c.io.In).terminal {
		return "", nil
	}
	text, err := io.ReadAll(io.LimitReader(c.io.In, node.MaxFile+1))
	return string(text), err
}

// addRule adds a rule of the actions given, each as a line of YAML.
func (c *rulesCommand) addRule(ctx context.Context, f *ruleFlags, actions []string) error {
	match, err := filterText([]string{f.match})
	if err != nil {
		return err
	}
	name := f.name
	if name == "" {
		if name, err = c.freeName(ctx, ruleNameOf(actions, match)); err != nil {
			return err
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "name: %s\n", rulefile.Text(name))
	for _, line := range []struct {
		is   bool
		text string
	}{
		{f.off, "enabled: false"}, {match != "", "match: " + rulefile.Text(match)}, {f.after, "after: true"}, {f.final, "final: true"}, {f.notes != "", "notes: " + rulefile.Text(f.notes)},
		{len(actions) > 0, "actions:"},
	} {
		if line.is {
			b.WriteString(line.text + "\n")
		}
	}
	for _, a := range actions {
		fmt.Fprintf(&b, "  - %s\n", strings.ReplaceAll(strings.TrimRight(a, "\n"), "\n", "\n    "))
	}
	return c.insert(ctx, f, b.String())
}

// insert adds rules as they are written to the group.
func (c *rulesCommand) insert(ctx context.Context, f *ruleFlags, written string) error {
	path, err := c.fileOf(ctx, f.group)
	if err != nil {
		return err
	}
	if err := app.CheckRule(path, written); err != nil {
		return err
	}
	at := -1
	if f.first {
		at = 0
	}
	r, err := c.edit(ctx, f.group, path, func(text string) (string, error) {
		if text == "" {
			text = "enabled: true\n"
		}
		return rulefile.Add(text, written, at)
	})
	if err != nil {
		return err
	}
	if r.Rules, err = rulefile.Names(written); err != nil {
		return err
	}
	c.tellMissing(f.actions.mapLocal)
	return c.report(r, "added to the group "+f.group+": "+quotedNames(r.Rules))
}

// fileOf is the file of a group, which may be a new one.
func (c *rulesCommand) fileOf(ctx context.Context, group string) (string, error) {
	if !rulefile.IsGroupName(group) {
		return "", c.usage("--group %q: a group is named with letters, digits, and . _ - between them", group)
	}
	all, err := c.current(ctx)
	if err != nil {
		return "", err
	}
	if i := slices.IndexFunc(all.Groups, func(g api.RuleGroup) bool { return g.Name == group }); i >= 0 {
		return all.Groups[i].File, nil
	}
	return app.RulesFile(c.dir, group), nil
}

// ruleNameOf makes a name of what a rule does.
func ruleNameOf(actions []string, match string) string {
	name := "final"
	if len(actions) > 0 {
		name, _, _ = strings.Cut(actions[0], "\n")
		name = strings.Trim(strings.Map(func(r rune) rune {
			if strings.ContainsRune(`{}"[]`, r) {
				return -1
			}
			return r
		}, strings.Replace(name, ": ", " ", 1)), " ")
	}
	if match != "" {
		name += " if " + match
	}
	return strings.TrimSpace(cutName(name))
}

func cutName(s string) string {
	if r := []rune(s); len(r) > 100 {
		return string(r[:99]) + "…"
	}
	return s
}

// freeName is the name, or that with a number, that no rule has.
func (c *rulesCommand) freeName(ctx context.Context, name string) (string, error) {
	all, err := c.current(ctx)
	if err != nil {
		return "", err
	}
	taken := map[string]bool{}
	for _, g := range all.Groups {
		for _, one := range g.Rules {
			taken[one.Name] = true
		}
	}
	free := name
	for n := 2; taken[free]; n++ {
		free = name + " " + strconv.Itoa(n)
	}
	return free, nil
}
