package edit

import (
	"bytes"
	"context"

	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// fields changes the fields of a head.
type fields struct {
	kind  string
	dir   flow.Direction
	verbs []verb
}

// Kind and Phases are those of the table of actions.
func (a *fields) Kind() string { return a.kind }

func (a *fields) Phases() rule.Phases { return headPhase(a.dir) }

func headPhase(dir flow.Direction) rule.Phases {
	if dir == flow.Response {
		return rule.In(rule.ResponseHead)
	}
	return rule.In(rule.RequestHead)
}

// Do takes the turn.
func (a *fields) Do(ctx context.Context, t *rule.Turn) error {
	m := t.Message()
	l := fieldList(m.Head(), a.dir)
	l.vars = valuesOf(t, a.verbs)
	if err := l.do(a.verbs); err != nil {
		return err
	}
	body, recode, err := a.coded(ctx, m, l)
	if err != nil {
		return err
	}
	if err := m.EditHead(func(h *flow.Head) { l.write(h) }); err != nil {
		return err
	}
	if recode {
		m.SetBody(body)
	}
	t.Did(l.told())
	return nil
}

// coded returns the body decoded when l has another Content-Encoding than m.
func (a *fields) coded(ctx context.Context, m *rule.Message, l *list) (body []byte, recode bool, err error) {
	h := &flow.Head{Fields: make([]flow.Field, len(l.all))}
	for i, e := range l.all {
		h.Fields[i] = flow.Field{Name: e.name, Value: e.value}
	}
	want := rule.ListOf(h, "content-encoding")
	if want == rule.ListOf(m.Head(), "content-encoding") || !m.HasBody() {
		return nil, false, nil
	}
	if err := content.Known(want); err != nil {
		return nil, false, &rule.Skip{Why: "the body cannot be encoded so: " + err.Error()}
	}
	if err := m.Editable(); err != nil {
		return nil, false, err
	}
	body, err = m.Whole(ctx)
	return body, true, err
}

// virtualHost is the place of an entry that stands for the authority of HTTP/2.
const virtualHost = -2

// fieldList are the fields of h.
func fieldList(h *flow.Head, dir flow.Direction) *list {
	l := &list{as: asIs{}, fold: true}
	for i, f := range h.Fields {
		l.all = append(l.all, entry{name: f.Name, value: f.Value, at: i, locked: len(f.Name) > 0 && f.Name[0] == ':' || isFraming(f.Name),
			stays: dir == flow.Request && flow.EqualFold(f.Name, "host")})
	}
	if dir == flow.Request && len(h.Authority) > 0 && !h.Has("host") {
		l.all = append(l.all, entry{name: []byte("host"), value: h.Authority, at: virtualHost, stays: true})
	}
	return l
}

// write makes the fields of h what the list has; h is that of fieldList.
func (l *list) write(h *flow.Head) {
	out := make([]flow.Field, 0, len(l.all))
	for _, e := range l.all {
		switch {
		case e.at == virtualHost && e.changed:
			h.Authority = e.value
		case e.at == virtualHost:
		case e.at >= 0 && !e.changed:
			out = append(out, h.Fields[e.at])
		default:
			f := flow.Field{Name: e.name, Value: e.value}
			if e.rest != nil {
				f.Value = append(bytes.Clone(e.value), e.rest...)
			}
			if e.at >= 0 {
				f.NeverIndex = h.Fields[e.at].NeverIndex
			}
			out = append(out, f)
		}
	}
	h.Fields = out
}
