package app

import (
	"errors"

	"rockxy/internal/api"
	"rockxy/internal/rule/node"
	"rockxy/internal/rule/rulefile"
)

// ParseRule implements api.RuleForms.
func (i instance) ParseRule(group, text string) (api.RuleForm, error) {
	path := i.a.ruleFilePath(group)
	f, err := rulefile.ParseForm(path, []byte(text), Kinds())
	if err != nil {
		return api.RuleForm{}, ruleError(path, inRule(text, err))
	}
	return api.RuleForm{Rule: ruleOfForm(f), Text: text, Problems: []api.RuleProblem{}}, nil
}

// RenderRule implements api.RuleForms.
func (i instance) RenderRule(group string, f api.RuleForm) (api.RuleForm, error) {
	text, kept := rulefile.Render(formOfRule(f.Rule), f.Text)
	path := i.a.ruleFilePath(group)
	f.Text, f.Rewritten = text, !kept
	f.Problems = RuleProblems(path, CheckRule(path, text))
	return f, nil
}

// RulesSchema implements api.RuleForms.
func (i instance) RulesSchema() []byte { return rulefile.Schema }

// ruleFilePath is the file that a rule is in or may be in: relative paths in the rule are
// those of its directory.
func (a *App) ruleFilePath(group string) string {
	if path, err := a.ruleFileOf(group, false); err == nil {
		return path
	}
	return RulesFile(a.cfg.Data, "rules")
}

// inRule makes places in a file those in a rule alone.
func inRule(text string, err error) error {
	var all *node.Errors
	if !errors.As(err, &all) {
		return err
	}
	for _, one := range all.All {
		one.Path = "the rule"
	}
	return &RulesError{all, text}
}

func ruleOfForm(f rulefile.Form) api.Rule {
	out := api.Rule{Name: f.Name, Enabled: f.Enabled, Match: f.Match, After: f.After, Final: f.Final, Notes: f.Notes, Actions: []api.RuleAction{}}
	for _, a := range f.Actions {
		out.Actions = append(out.Actions, api.RuleAction(a))
	}
	return out
}

func formOfRule(r api.Rule) rulefile.Form {
	f := rulefile.Form{Name: r.Name, Enabled: r.Enabled, Match: r.Match, After: r.After, Final: r.Final, Notes: r.Notes}
	for _, a := range r.Actions {
		f.Actions = append(f.Actions, rulefile.Shown(a))
	}
	return f
}
