package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// preset is a rule that many want.
type preset struct {
	name, args, what string
	rule             string // its name
	match            func(args []string) string
	actions          []string
}

// presets are all there are. Each is made of actions that any rule may have.
func presets() []preset {
	return []preset{
		{name: "no-cache", what: "nothing is answered from a cache, and nothing is kept in one", rule: "no caching", actions: []string{"preset: no-cache"}},
		{name: "block-cookies", what: "no cookies are sent, and none are set", rule: "no cookies", actions: []string{"preset: strip-cookies"}},
		{name: "only", args: "HOST…", what: "every host but these is blocked", rule: "only", match: func(args []string) string {
			return "!host:" + strings.Join(args, ",")
		}, actions: []string{"block: {status: 403}"}},
		{name: "offline", what: "as without a network: connections are reset", rule: "offline", actions: []string{"block: {how: reset}"}},
		{name: "cors", what: "a page of any origin may read the answers", rule: "open to all origins", actions: []string{"preset: cors-open"}},
		{name: "slow", args: "[NETWORK]", what: "as slow as a network, 3g unless another is named", rule: "slow"},
	}
}

func (c *rulesCommand) newPreset() *cobra.Command {
	var f ruleFlags
	long := "Adds a rule that many want; it is made of actions that any rule may have, and can\nbe edited like any other.\n\n"
	var names []string
	for _, p := range presets() {
		long += fmt.Sprintf("  %-22s %s\n", strings.TrimSpace(p.name+" "+p.args), p.what)
		names = append(names, p.name)
	}
	cmd := &cobra.Command{
		Use: "preset NAME [ARG…]", Short: "Add a rule that many want: no cache, no cookies, only these hosts, offline",
		Long: long + "\n--match narrows it down. rockxy rules remove takes it away again.",
		Example: `  rockxy rules preset no-cache --match host:www.example.com
  rockxy rules preset only .example.com cdn.example.net
  rockxy rules preset offline --match app:emulator
  rockxy rules preset slow edge`,
		ValidArgs: names,
		Args:      someArgs("the name of a preset: " + strings.Join(names, ", ")),
		RunE: c.with(func(ctx context.Context, args []string) error {
			for _, p := range presets() {
				if p.name == args[0] {
					return c.addPreset(ctx, &f, p, args[1:])
				}
			}
			return c.notThere("preset", args[0], names)
		}),
	}
	f.add(cmd)
	return cmd
}

func (c *rulesCommand) addPreset(ctx context.Context, f *ruleFlags, p preset, args []string) (err error) {
	switch {
	case p.args == "" && len(args) > 0, p.name == "slow" && len(args) > 1:
		return c.usage("the preset %s takes %s", p.name, strings.TrimSpace(p.args+" and no more"))
	case p.name == "only" && len(args) == 0:
		return c.usage("the preset only wants the hosts that are left alone")
	case p.name == "slow":
		network := "3g"
		if len(args) == 1 {
			network = strings.ToLower(args[0])
		}
		p.rule += " as " + network
		p.actions = (&actionFlags{throttle: network}).lines()
	}
	if p.match != nil {
		p.rule += " " + strings.Join(args, ", ")
		f.match = strings.TrimSpace(p.match(args) + " " + f.match)
	}
	if f.name == "" {
		if f.name, err = c.freeName(ctx, cutName(p.rule)); err != nil {
			return err
		}
	}
	return c.addRule(ctx, f, p.actions)
}
