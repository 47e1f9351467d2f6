package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/filter"
)

func newRules(io IO) *cobra.Command {
	c := &rulesCommand{command{io: io}}
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "Say what is done to which exchanges: map, change, slow, block, pause",
		Long: `Shows the rules, and changes them. A rule has a match, which is a filter
(rockxy help filter), and actions: what is done to the exchanges that match. All
rules that match apply, in order; rockxy rules actions lists what they can do.

Rules are in groups. A group is a file, rules/GROUP.yaml in the data directory,
which you can edit as well: a running instance takes it within a second, as a
whole or not at all. Comments and order stay when these commands change it. No
instance is needed for them; with one, a change holds for exchanges that begin
after it.`,
		Example: `  rockxy rules
  rockxy rules add --match 'host:api.example.com path:/v1/me' --map-local me.json
  rockxy rules add --match host:api.example.com --map-remote https://staging.example.com
  rockxy rules preset only .example.com
  rockxy rules disable 'mock the profile'
  rockxy rules edit staging
  rockxy rules test 'mock the profile' --on 'time:<1h'
  rockxy rules check rules/*.yaml`,
		Args: noArgs,
		RunE: c.with(func(ctx context.Context, _ []string) error { return c.list(ctx, "") }),
	}
	cmd.PersistentFlags().BoolVar(&c.json, "json", false, "one JSON object")
	cmd.AddCommand(c.newList(), c.newAdd(), c.newImport(), c.newPreset(), c.newEdit(), c.newSwitch(true), c.newSwitch(false), c.newMove(), c.newRemove(),
		c.newCheck(), c.newTry(), c.newSchema(), c.newActions(), newRulesTypes(io))
	return cmd
}

// rulesCommand is what the commands around rules share.
type rulesCommand struct{ command }

// rulesChange is what --json prints of a change.
type rulesChange struct {
	File    string   `json:"file"`
	Group   string   `json:"group"`
	Rules   []string `json:"rules"`   // names of those concerned
	Changed bool     `json:"changed"` // false: it was so already
	Live    bool     `json:"live"`    // a running instance goes by it
}

// current are the rules that apply: the running instance's, or what the next one
// would begin with.
func (c *rulesCommand) current(ctx context.Context) (api.Rules, error) {
	if client, err := api.Dial(ctx, c.dir); err == nil {
		defer client.Close()
		return client.Rules(ctx)
	}
	return app.DescribeRules(c.dir)
}

// edit changes the file of a group, and makes an instance that runs go by it
// before it returns.
func (c *rulesCommand) edit(ctx context.Context, group, path string, change func(text string) (string, error)) (r rulesChange, err error) {
	r = rulesChange{File: path, Group: group, Rules: []string{}}
	if r.Changed, err = app.EditRules(c.dir, path, app.Kinds(), change); errors.Is(err, fs.ErrPermission) {
		return r, &hintError{fmt.Errorf("the rules cannot be written: %w", err), "nothing was changed; look at who may write in " + filepath.Dir(path)}
	} else if err != nil {
		return r, err
	}
	return r, c.goLive(ctx, &r)
}

// goLive makes a running instance read its rules again.
func (c *rulesCommand) goLive(ctx context.Context, r *rulesChange) error {
	client, err := api.Dial(ctx, c.dir)
	if errors.Is(err, api.ErrNotRunning) {
		return nil
	}
	if err != nil {
		return err
	}
	defer client.Close()
	now, err := client.ReloadRules(ctx)
	if err != nil {
		return err
	}
	for _, g := range now.Groups {
		if g.File == r.File && len(g.Problems) > 0 {
			return fmt.Errorf("the file was changed, and the running instance does not take it: %s", app.RulePlace(g.Problems[0]))
		}
	}
	r.Live = true
	return nil
}

// report prints a change: what is so now, in a sentence.
func (c *rulesCommand) report(r rulesChange, sentence string) error {
	if c.json {
		return c.encode(r)
	}
	c.tellChange(sentence, r.Changed, r.Live)
	return nil
}

// group is the group with a name.
func (c *rulesCommand) group(ctx context.Context, name string) (api.RuleGroup, error) {
	all, err := c.current(ctx)
	if err != nil {
		return api.RuleGroup{}, err
	}
	var names []string
	for _, g := range all.Groups {
		if g.Name == name {
			return g, nil
		}
		names = append(names, g.Name)
	}
	return api.RuleGroup{}, c.notThere("group", name, names)
}

// notThere says that there is no such thing, and what may have been meant.
func (c *rulesCommand) notThere(what, name string, names []string) error {
	hint := "rockxy rules list" + dataFlag(c.dir) + " shows what there is"
	if near := filter.Nearest(name, names); near != "" {
		hint = fmt.Sprintf("there is one called %q", near)
	}
	return &hintError{fmt.Errorf("there is no %s %q", what, name), hint}
}

// rule is the group of the rule with a name; group, when not empty, says which one
// it has to be.
func (c *rulesCommand) rule(ctx context.Context, name, group string) (api.RuleGroup, api.Rule, error) {
	all, err := c.current(ctx)
	if err != nil {
		return api.RuleGroup{}, api.Rule{}, err
	}
	var in api.RuleGroup
	var found api.Rule
	var names, groups []string
	isGroup := false
	for _, g := range all.Groups {
		if group != "" && g.Name != group {
			continue
		}
		isGroup = isGroup || g.Name == name
		for _, one := range g.Rules {
			names = append(names, one.Name)
			if one.Name == name {
				in, found = g, one
				groups = append(groups, g.Name)
			}
		}
	}
	switch {
	case len(groups) == 0 && isGroup:
		return in, found, &hintError{fmt.Errorf("there is no rule %q, but a group of that name", name), "--group " + name + " means the group"}
	case len(groups) == 0:
		return in, found, c.notThere("rule", name, names)
	case len(groups) == 1:
		return in, found, nil
	}
	return in, found, &hintError{fmt.Errorf("there is a rule %q in the groups %s and %s", name, groups[0], groups[1]), "say which with --group"}
}
