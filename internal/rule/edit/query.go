package edit

import (
	"bytes"
	"context"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// query changes the parameters of a URL.
type query struct{ verbs []verb }

// Kind and Phases are those of the table of actions.
func (a *query) Kind() string        { return "query" }
func (a *query) Phases() rule.Phases { return rule.In(rule.RequestHead) }

// Do takes the turn.
func (a *query) Do(_ context.Context, t *rule.Turn) error {
	target := t.Request.Head().Target
	if string(t.Request.Head().Method) == "CONNECT" || string(target) == "*" {
		return &rule.Skip{Why: "what the request asks for has no query"}
	}
	path, text, _ := bytes.Cut(target, []byte("?"))
	if err := tooMany(text, "&"); err != nil {
		return err
	}
	p, l := paramList(text, percent{})
	l.vars = valuesOf(t, a.verbs)
	if err := l.do(a.verbs); err != nil {
		return err
	}
	to := bytes.Clone(path)
	if len(l.all) > 0 {
		to = append(append(to, '?'), p.join(l)...)
	}
	if err := t.Request.EditHead(func(h *flow.Head) { h.Target = to }); err != nil {
		return err
	}
	t.Did(l.told())
	return nil
}
