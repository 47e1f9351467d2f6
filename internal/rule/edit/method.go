package edit

import (
	"bytes"
	"context"
	"fmt"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// method changes the method of a request.
type method struct {
	to   string // empty: find
	find []*finder
}

// Kind and Phases are those of the table of actions.
func (a *method) Kind() string        { return "method" }
func (a *method) Phases() rule.Phases { return rule.In(rule.RequestHead) }

// Do takes the turn.
func (a *method) Do(_ context.Context, t *rule.Turn) error {
	before := t.Request.Head().Method
	to := []byte(a.to)
	if a.to == "" {
		to = replaceAll(before, a.find, asIs{})
	}
	if bytes.Equal(to, before) {
		return &rule.Skip{Why: fmt.Sprintf("the method stays %s", before)}
	}
	if err := t.Request.EditHead(func(h *flow.Head) { h.Method = to }); err != nil {
		return err
	}
	t.Did(fmt.Sprintf("made %s %s", before, to))
	return nil
}

func replaceAll(b []byte, all []*finder, as coding) []byte {
	for _, f := range all {
		b, _ = f.replace(b, as)
	}
	return b
}
