package app

import (
	"context"
	"errors"
	"log/slog"

	"rockxy/internal/api"
	"rockxy/internal/rule/actions"
	"rockxy/internal/rule/breakpoint"
	"rockxy/internal/rule/rulefile"
	"rockxy/internal/rule/script"
)

// Kinds are the kinds of actions, for reading files where no instance is.
func Kinds() []rulefile.Kind { return actions.Kinds(actions.Deps{}) }

// actionKinds are the kinds of actions, with what they need of the instance.
func (a *App) actionKinds() []rulefile.Kind {
	return actions.Kinds(actions.Deps{
		Breakpoint: breakpoint.Deps{Queue: a.paused, Templates: a.templates},
		Scripts:    script.NewHost(a.scriptTrouble),
	})
}

// scriptTrouble tells at once what is the matter with a script.
func (a *App) scriptTrouble(t script.Trouble) {
	level := slog.LevelWarn
	if t.Off {
		level = slog.LevelError
	}
	a.log.Log(context.Background(), level, t.What, "file", t.File, "rule", t.Rule, "group", t.Group)
}

// DescribeRules is the API's form of the rules of a data directory, where no instance
// is asked.
func DescribeRules(data string) (api.Rules, error) {
	r, err := openRules(RulesDir(data), nil, Kinds(), slog.New(slog.DiscardHandler))
	if err != nil {
		return api.Rules{}, err
	}
	return r.describe(), nil
}

// CheckRules is the API's form of what a file says, and an error when it cannot be
// read: a *RulesError when the text is at fault.
func CheckRules(path string) (api.RuleGroup, error) {
	_, file, err := loadRules(path, Kinds(), nil)
	if err != nil {
		return api.RuleGroup{}, err
	}
	return newRuleGroup(path, file), nil
}

// CheckRulesText is [CheckRules] of a text; path is what it is called in errors.
func CheckRulesText(path, text string) (api.RuleGroup, error) {
	file, err := ParseRules(path, text, Kinds(), nil)
	if err != nil {
		return api.RuleGroup{}, err
	}
	return newRuleGroup(path, file), nil
}

// CheckRule says what is wrong with rules that are to go into the file at path. The
// error is a *RulesError about places in written.
func CheckRule(path, written string) error {
	return inRule(written, rulefile.Check(path, []byte(written), Kinds()))
}

func (r *rules) describe() api.Rules {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := api.Rules{Directory: r.dir, Groups: []api.RuleGroup{}}
	for _, f := range r.files {
		g := newRuleGroup(f.path, f.file)
		g.Given = f.given
		g.Problems = RuleProblems(f.path, f.bad)
		if f.clash != nil {
			g.Rules, g.Enabled = []api.Rule{}, false
			g.Problems = append(g.Problems, RuleProblems(f.path, f.clash)...)
		}
		out.Groups = append(out.Groups, g)
	}
	if r.bad != nil {
		out.Groups = append(out.Groups, api.RuleGroup{File: r.dir, Rules: []api.Rule{}, Problems: RuleProblems(r.dir, r.bad)})
	}
	return out
}

// newRuleGroup is the API's form of a group; file is nil for one that could never
// be read.
func newRuleGroup(path string, file *rulefile.File) api.RuleGroup {
	g := api.RuleGroup{Name: rulefile.GroupName(path), File: path, Rules: []api.Rule{}, Problems: []api.RuleProblem{}}
	if file == nil {
		return g
	}
	g.Enabled, g.Notes = file.Enabled, file.Notes
	for i, one := range file.Rules {
		out := api.Rule{Name: one.Name, Enabled: one.Enabled, Match: one.Match.String(), After: one.After, Final: one.Final, Notes: one.Notes, Line: one.Line, Actions: []api.RuleAction{}}
		for _, a := range file.Shown[i] {
			out.Actions = append(out.Actions, api.RuleAction{Kind: a.Kind, Value: a.Value})
		}
		g.Rules = append(g.Rules, out)
	}
	return g
}

// RuleProblems are the places of an error about a file of rules.
func RuleProblems(path string, err error) []api.RuleProblem {
	all := []api.RuleProblem{}
	var places *RulesError
	switch {
	case err == nil:
	case errors.As(err, &places):
		for _, one := range places.All {
			all = append(all, api.RuleProblem{File: path, Line: one.Line, Column: one.Column, Message: one.Message})
		}
	default:
		all = append(all, api.RuleProblem{File: path, Message: err.Error()})
	}
	return all
}

// rulesStatus is the rules in figures.
func (a *App) rulesStatus() api.RulesStatus {
	r := a.rules.describe()
	return r.Status()
}

// Rules implements api.RuleKeeper.
func (i instance) Rules() api.Rules { return i.a.rules.describe() }

// ReloadRules implements api.RuleKeeper.
func (i instance) ReloadRules() api.Rules {
	i.a.rules.reload()
	return i.a.rules.describe()
}
