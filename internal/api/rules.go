package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"
)

// Rules are all rules that there are. Its JSON form is a published interface: what
// `rockxy rules list --json` prints.
type Rules struct {
	Directory string      `json:"directory"` // whose files are groups
	Groups    []RuleGroup `json:"groups"`    // in the order in which they apply
}

// RuleGroup is one file of rules.
type RuleGroup struct {
	Name    string `json:"name"`
	File    string `json:"file"`
	Given   bool   `json:"given"` // with --rules, and not in the directory
	Enabled bool   `json:"enabled"`
	Notes   string `json:"notes"`
	Rules   []Rule `json:"rules"`
	// Problems are why the file, as it is now, does not apply; then all else here
	// is what was read before, and still applies: nothing if it never could be.
	Problems []RuleProblem `json:"problems"`
}

// Rule is one rule as it is written.
type Rule struct {
	Name    string       `json:"name"`
	Enabled bool         `json:"enabled"`
	Match   string       `json:"match"` // a filter, empty for everything
	After   bool         `json:"after"`
	Final   bool         `json:"final"`
	Notes   string       `json:"notes"`
	Actions []RuleAction `json:"actions"`
	Line    int          `json:"line"`
}

// RuleAction is one action of a rule, as it is written.
type RuleAction struct {
	Kind  string          `json:"kind"`
	Value json.RawMessage `json:"value"` // null when only the kind is there
}

// RuleProblem is one place where a file cannot be read, or why all of it cannot.
type RuleProblem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`   // from 1; 0: the file as a whole
	Column  int    `json:"column"` // from 1, in characters
	Message string `json:"message"`
}

// RulesStatus is rules in figures.
type RulesStatus struct {
	Groups  int `json:"groups"`
	Rules   int `json:"rules"`
	Enabled int `json:"enabled"` // rules that are on, in groups that are
	// Problems are those of all groups.
	Problems []RuleProblem `json:"problems"`
}

// Status counts rules.
func (r *Rules) Status() RulesStatus {
	s := RulesStatus{Groups: len(r.Groups), Problems: []RuleProblem{}}
	for _, g := range r.Groups {
		s.Rules += len(g.Rules)
		for _, one := range g.Rules {
			if g.Enabled && one.Enabled {
				s.Enabled++
			}
		}
		s.Problems = append(s.Problems, g.Problems...)
	}
	return s
}

// RuleKeeper keeps rules in files. An Instance that is one serves it.
type RuleKeeper interface {
	Rules() Rules
	// ReloadRules reads the files again, and returns when what can be read of them
	// applies; the rest is in Problems.
	ReloadRules() Rules
	// EditRules changes a file, and returns when that applies. Its error is an *Error
	// when the change is at fault; then nothing was changed.
	EditRules(RuleEdit) (Rules, error)
	// RuleText is how a rule is written, or all of a group without one.
	RuleText(group, rule string) (string, error)
}

// RuleEdit is a change of one file of rules, which leaves alone all else in it.
type RuleEdit struct {
	Group string `json:"group"` // a new one is made by add and write
	// Do is "add" (Text, at At), "replace" (Rule with Text), "remove" (Rule), "move" (Rule
	// to At), "enable" or "disable" (Rule, or all of the group without one), or "write"
	// (Text as the whole file).
	Do   string `json:"do"`
	Rule string `json:"rule,omitempty"`
	// Text is YAML as a file has it: a rule, or a list of rules; of "write" a file.
	Text string `json:"text,omitempty"`
	At   *int   `json:"at,omitempty"` // from 0; nil is the end
}

// RuleText is how a rule is written.
type RuleText struct {
	Text string `json:"text"`
}

func registerRules(api huma.API, k RuleKeeper) {
	answer(api, "GET /v1/rules", "All rules", func(context.Context, *struct{}) (Rules, error) { return k.Rules(), nil })
	answer(api, "POST /v1/rules/reload", "Read the files of rules again", func(context.Context, *struct{}) (Rules, error) { return k.ReloadRules(), nil })
	answer(api, "POST /v1/rules/edit", "Change a file of rules", func(_ context.Context, in *bodyOf[RuleEdit]) (Rules, error) { return k.EditRules(in.Body) })
	type named struct {
		Group string `query:"group"`
		Rule  string `query:"rule"`
	}
	answer(api, "GET /v1/rules/text", "How a rule is written, or all of a group", func(_ context.Context, in *named) (RuleText, error) {
		text, err := k.RuleText(in.Group, in.Rule)
		return RuleText{text}, err
	})
}

// Rules returns the rules that apply now.
func (c *Client) Rules(ctx context.Context) (Rules, error) {
	var r Rules
	return r, c.get(ctx, "/v1/rules", &r)
}

// ReloadRules makes the instance read its rules again, and returns those that apply
// from then on.
func (c *Client) ReloadRules(ctx context.Context) (Rules, error) {
	var r Rules
	resp, err := c.do(ctx, http.MethodPost, "/v1/rules/reload")
	if err != nil {
		return r, err
	}
	defer resp.Body.Close()
	return r, json.NewDecoder(resp.Body).Decode(&r)
}

// EditRules changes a file of rules.
func (c *Client) EditRules(ctx context.Context, e RuleEdit) (r Rules, err error) {
	return r, c.post(ctx, "/v1/rules/edit", e, &r)
}

// RuleText returns how a rule is written, or all of a group without one.
func (c *Client) RuleText(ctx context.Context, group, rule string) (string, error) {
	var v struct{ Text string }
	err := c.get(ctx, "/v1/rules/text?"+url.Values{"group": {group}, "rule": {rule}}.Encode(), &v)
	return v.Text, err
}
