package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/rule/rulefile"
)

// breakpointsGroup is the file that rules are added to.
const breakpointsGroup = "breakpoints"

// newBreakpoint is the rule that is to be added.
type newBreakpoint struct {
	name, then, template string
	on                   []string
	timeout              time.Duration
	noBody               bool
}

func (c *breakpointsCommand) newAdd() *cobra.Command {
	var b newBreakpoint
	cmd := &cobra.Command{
		Use: "add [FILTER]", Short: "Pause what a filter selects, from now on",
		Long: `Adds a rule with the action breakpoint to the file rules/breakpoints.yaml of the data
directory. Without a filter everything is paused. A running instance takes it at
once; rockxy breakpoints off, or rockxy rules, switches it off again.`,
		Example: `  rockxy breakpoints add 'host:api.example.com path:/login method:POST'
  rockxy breakpoints add app:emulator --on request --timeout 30s --then abort
  rockxy breakpoints add 'host:chat.example.com' --on messages`,
		RunE: c.with(func(ctx context.Context, args []string) error {
			filter, err := filterText(args)
			if err != nil {
				return err
			}
			return c.add(ctx, filter, &b)
		}),
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringSliceVar(&b.on, "on", []string{"request", "response"}, "where to pause: `WHERE` is request, response or messages, several with commas")
	fs.DurationVar(&b.timeout, "timeout", 0, "wait this `TIME` for a decision; 0 is until the client gives up")
	fs.StringVar(&b.then, "then", "", "what `HAPPENS` then: send, original, abort, close or reset")
	fs.StringVar(&b.template, "template", "", "propose the template `NAME` in the place of what comes")
	fs.BoolVar(&b.noBody, "no-body", false, "do not wait for bodies; they pass as they are")
	fs.StringVar(&b.name, "name", "", "`NAME` of the rule, if not the filter")
	completeWords(cmd, "on", []string{"request", "response", "messages"})
	completeWords(cmd, "then", []string{"send", "original", "abort", "close", "reset"})
	return cmd
}

// written is the rule as it stands in a file. JSON is YAML.
func (b *newBreakpoint) written(name, filter string) string {
	text := func(v any) string {
		var s strings.Builder
		enc := json.NewEncoder(&s)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(v) // of texts
		return strings.TrimSpace(s.String())
	}
	action := []string{"on: [" + strings.Join(b.on, ", ") + "]"}
	if b.timeout > 0 {
		action = append(action, "timeout: "+b.timeout.String())
	}
	if b.then != "" {
		action = append(action, "then: "+text(b.then))
	}
	if b.template != "" {
		action = append(action, "template: "+text(b.template))
	}
	if b.noBody {
		action = append(action, "body: false")
	}
	lines := []string{"name: " + text(name)}
	if filter != "" {
		lines = append(lines, "match: "+text(filter))
	}
	lines = append(lines, "actions:", "  - breakpoint: {"+strings.Join(action, ", ")+"}", "")
	return strings.Join(lines, "\n")
}

// ruleAdded is what --json prints.
type ruleAdded struct {
	File string `json:"file"`
	Rule string `json:"rule"`
	Live bool   `json:"live"` // a running instance applies it
}

func (c *breakpointsCommand) add(ctx context.Context, filter string, b *newBreakpoint) error {
	added := ruleAdded{File: app.RulesFile(c.dir, breakpointsGroup), Rule: b.name}
	_, err := app.EditRules(c.dir, added.File, app.Kinds(), func(text string) (string, error) {
		if b.name == "" {
			added.Rule = freeName(text, filter)
		}
		return rulefile.Add(text, b.written(added.Rule, filter), -1)
	})
	if err != nil {
		return err
	}
	if added.Live, err = c.reload(ctx); err != nil {
		return err
	}
	if c.json {
		return encodeLine(c.out, added)
	}
	how := "in force at once, in the running instance; rockxy breakpoints" + dataFlag(c.dir) + " shows what is paused"
	if !added.Live {
		how = "in force with the next start; no instance is running"
	}
	c.say("%s %s\n  %s", c.out.Paint(render.Green, "✓"), "the rule "+render.Safe(added.Rule)+" pauses "+strings.Join(b.on, ", "), c.out.Paint(render.Dim, how))
	return nil
}

// freeName is a name for a rule with that filter that no other has.
func freeName(text, filter string) string {
	base := strings.Join(strings.Fields(filter), " ")
	if base == "" {
		base = "everything"
	}
	if r := []rune(base); len(r) > 150 {
		base = string(r[:150])
	}
	for n, name := 2, base; ; n++ {
		var none *rulefile.NoRuleError
		if _, err := rulefile.Rule(text, name); errors.As(err, &none) || strings.TrimSpace(text) == "" {
			return name
		} else if err != nil {
			return base
		}
		name = fmt.Sprintf("%s (%d)", base, n)
	}
}

// reload makes a running instance, if there is one, take the rules.
func (c *breakpointsCommand) reload(ctx context.Context) (live bool, err error) {
	client, err := api.Dial(ctx, c.dir)
	if errors.Is(err, api.ErrNotRunning) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer client.Close()
	_, err = client.ReloadRules(ctx)
	return err == nil, err
}

func (c *breakpointsCommand) newOff() *cobra.Command {
	var keep bool
	cmd := &cobra.Command{
		Use: "off", Short: "Switch off all rules that pause, and let what is paused go on", Args: noArgs,
		Long: `Switches off each rule that does nothing but pause, in whichever file of the data
directory it is, and sends what is paused as it came. Rules that do other things too
are named and stay as they are. rockxy rules enable switches one on again.`,
		RunE: c.with(func(ctx context.Context, _ []string) error { return c.off(ctx, keep) }),
	}
	cmd.Flags().BoolVar(&keep, "keep", false, "what is paused stays so")
	return cmd
}

// switchedOff is what --json prints.
type switchedOff struct {
	Off   []string `json:"off"`   // names of rules
	Other []string `json:"other"` // those that pause, do other things too, and stay on
	Sent  int      `json:"sent"`  // messages that were paused
}

func (c *breakpointsCommand) off(ctx context.Context, keep bool) error {
	done, err := c.switchOff(ctx)
	if err != nil {
		return err
	}
	if !keep {
		if done.Sent, err = c.release(ctx); err != nil {
			return err
		}
	}
	if c.json {
		return encodeLine(c.out, done)
	}
	c.say("%s off, %s sent as it came", render.Plural(int64(len(done.Off)), "rule"), render.Plural(int64(done.Sent), "message"))
	for _, name := range done.Other {
		c.say("  the rule %s does other things too and stays on: rockxy rules disable", render.Safe(name))
	}
	return nil
}

func (c *breakpointsCommand) switchOff(ctx context.Context) (done switchedOff, err error) {
	done = switchedOff{Off: []string{}, Other: []string{}}
	all, err := app.DescribeRules(c.dir)
	if err != nil {
		return done, err
	}
	for _, g := range all.Groups {
		names, others := pausing(&g)
		done.Other = append(done.Other, others...)
		if len(names) == 0 {
			continue
		}
		if _, err := app.EditRules(c.dir, g.File, app.Kinds(), func(text string) (string, error) {
			for _, name := range names {
				if text, err = rulefile.SetEnabled(text, name, false); err != nil {
					return text, err
				}
			}
			return text, nil
		}); err != nil {
			return done, err
		}
		done.Off = append(done.Off, names...)
	}
	_, err = c.reload(ctx)
	return done, err
}

// pausing are the rules of a group that are on and pause: those that do nothing
// else, and the others.
func pausing(g *api.RuleGroup) (alone, others []string) {
	for _, r := range g.Rules {
		n := 0
		for _, a := range r.Actions {
			if a.Kind == "breakpoint" {
				n++
			}
		}
		switch {
		case !r.Enabled || n == 0:
		case n == len(r.Actions):
			alone = append(alone, r.Name)
		default:
			others = append(others, r.Name)
		}
	}
	return alone, others
}

// release sends what is paused as it came.
func (c *breakpointsCommand) release(ctx context.Context) (n int, err error) {
	client, err := api.Dial(ctx, c.dir)
	if errors.Is(err, api.ErrNotRunning) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer client.Close()
	l, err := client.Paused(ctx)
	for i := range l.Paused {
		var gone *api.Error
		switch err := client.Decide(ctx, l.Paused[i].ID, api.Decision{Action: "original"}); {
		case err == nil:
			n++
		case !errors.As(err, &gone):
			return n, err
		}
	}
	return n, err
}
