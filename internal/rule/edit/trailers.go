package edit

import (
	"context"
	"errors"
	"slices"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// trailers changes the fields of a trailer section.
type trailers struct {
	kind  string
	dir   flow.Direction
	verbs []verb
}

// Kind and Phases are those of the table of actions.
func (a *trailers) Kind() string        { return a.kind }
func (a *trailers) Phases() rule.Phases { return headPhase(a.dir) }

// Do takes the turn; the trailers come later.
func (a *trailers) Do(_ context.Context, t *rule.Turn) error {
	m := t.Message()
	switch {
	case !m.HasBody():
		return &rule.Skip{Why: "the " + a.dir.String() + " has no body, and so no trailers"}
	case m.Head().Proto == flow.HTTP10:
		return &rule.Skip{Why: "HTTP/1.0 has no trailers"}
	}
	if err := a.makeRoom(m); err != nil {
		return err
	}
	vars := valuesOf(t, a.verbs)
	m.EditTrailers(func(h *flow.Head) {
		l := fieldList(h, flow.Response)
		l.vars = vars
		var nothing *rule.Skip
		if err := l.do(a.verbs); !errors.As(err, &nothing) {
			l.write(h)
		}
	})
	what := ""
	for i, v := range a.verbs {
		if i > 0 {
			what += ", "
		}
		what += v.will()
	}
	t.Did("in the trailers, when they come: " + what)
	return nil
}

// makeRoom gives a message that is to have trailers the framing of HTTP/1 that has a
// place for them, and announces them, since there are recipients that leave out others
// (RFC 9110 §6.6.2).
func (a *trailers) makeRoom(m *rule.Message) error {
	var names []string
	announced := strings.Split(rule.ListOf(m.Head(), "trailer"), ",")
	for _, v := range a.verbs {
		p, adds := v.(*pairVerb)
		is := func(s string) bool { return adds && strings.EqualFold(strings.TrimSpace(s), p.name) }
		if adds && !slices.ContainsFunc(announced, is) && !slices.ContainsFunc(names, is) {
			names = append(names, p.name)
		}
	}
	adds := slices.ContainsFunc(a.verbs, func(v verb) bool { _, is := v.(*pairVerb); return is })
	if !adds {
		return nil
	}
	return m.EditHead(func(h *flow.Head) {
		if h.Proto == flow.HTTP11 && !h.Has("transfer-encoding") {
			h.Fields = slices.DeleteFunc(h.Fields, func(f flow.Field) bool { return flow.EqualFold(f.Name, "content-length") })
			h.Fields = append(h.Fields, field("Transfer-Encoding", "chunked"))
		}
		if len(names) > 0 {
			announce(h, strings.Join(names, ", "))
		}
	})
}

// announce adds names to the Trailer field.
func announce(h *flow.Head, names string) {
	for i := range h.Fields {
		if f := &h.Fields[i]; flow.EqualFold(f.Name, "trailer") && len(f.Value) > 0 {
			f.Value = append(append(f.Value[:len(f.Value):len(f.Value)], ", "...), names...)
			return
		}
	}
	h.Fields = append(h.Fields, field("Trailer", names))
}
