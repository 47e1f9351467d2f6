package app

import (
	"errors"
	"fmt"
	"net/http"

	"rockxy/internal/api"
	"rockxy/internal/rule/node"
	"rockxy/internal/rule/rulefile"
)

// EditRules implements api.RuleKeeper.
func (i instance) EditRules(e api.RuleEdit) (api.Rules, error) {
	path, err := i.a.ruleFileOf(e.Group, e.Do == "add" || e.Do == "write")
	if err != nil {
		return api.Rules{}, err
	}
	if e.Do == "add" || e.Do == "replace" {
		if err := CheckRule(path, e.Text); err != nil {
			return api.Rules{}, ruleError(path, err)
		}
	}
	_, err = EditRules(i.a.cfg.Data, path, Kinds(), func(text string) (string, error) { return editedRules(text, e) })
	if err != nil {
		return api.Rules{}, ruleError(path, err)
	}
	return i.ReloadRules(), nil
}

// ruleFileOf is the file of a group.
func (a *App) ruleFileOf(group string, orNew bool) (string, error) {
	a.rules.mu.Lock()
	defer a.rules.mu.Unlock()
	for _, f := range a.rules.files {
		if rulefile.GroupName(f.path) == group {
			return f.path, nil
		}
	}
	switch {
	case !orNew:
		return "", &api.Error{Status: http.StatusConflict, Message: fmt.Sprintf("there is no group %q", group)}
	case !rulefile.IsGroupName(group):
		return "", &api.Error{Status: http.StatusBadRequest, Message: fmt.Sprintf("no group can be called %q", group), Hint: "use letters, digits, and . _ - between them"}
	}
	return RulesFile(a.cfg.Data, group), nil
}

// editedRules is a text with a change.
func editedRules(text string, e api.RuleEdit) (string, error) {
	at := rulefile.MaxRules
	if e.At != nil {
		at = *e.At
	}
	switch e.Do {
	case "add":
		return rulefile.Add(text, e.Text, at)
	case "replace":
		return rulefile.Replace(text, e.Rule, e.Text)
	case "remove":
		return rulefile.Remove(text, e.Rule)
	case "move":
		return rulefile.Move(text, e.Rule, at)
	case "write":
		return e.Text, nil
	case "enable", "disable":
		if e.Rule == "" {
			return rulefile.SetGroupEnabled(text, e.Do == "enable")
		}
		return rulefile.SetEnabled(text, e.Rule, e.Do == "enable")
	}
	return text, &api.Error{Status: http.StatusBadRequest, Message: fmt.Sprintf("rules cannot be changed by %q", e.Do)}
}

// RuleText implements api.RuleKeeper.
func (i instance) RuleText(group, rule string) (string, error) {
	path, err := i.a.ruleFileOf(group, false)
	if err != nil {
		return "", err
	}
	text, err := readAtMost(path, node.MaxFile)
	if err == nil && rule != "" {
		text, err = rulefile.Rule(text, rule)
	}
	return text, ruleError(path, err)
}

// ruleError is the API's form of what can be wrong with a change.
func ruleError(path string, err error) error {
	var bad *RulesError
	var none *rulefile.NoRuleError
	var shape *rulefile.EditError
	var places *node.Errors
	switch {
	case err == nil:
		return nil
	case errors.As(err, &bad):
		return &api.Error{Status: http.StatusUnprocessableEntity, Message: err.Error(), Hint: bad.Hint(), Problems: RuleProblems(path, bad)}
	case errors.As(err, &places):
		return &api.Error{Status: http.StatusUnprocessableEntity, Message: err.Error(), Problems: RuleProblems(path, &RulesError{Errors: places})}
	case errors.As(err, &none):
		return &api.Error{Status: http.StatusConflict, Message: err.Error(), Hint: none.Hint()}
	case errors.As(err, &shape):
		return &api.Error{Status: http.StatusUnprocessableEntity, Message: err.Error(), Hint: shape.Hint()}
	}
	return err
}
