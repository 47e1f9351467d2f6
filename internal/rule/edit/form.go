package edit

import (
	"context"
	"mime"
	"strings"

	"rockxy/internal/rule"
)

// form changes the parameters of a form in the request's body.
type form struct{ verbs []verb }

// Kind and Phases are those of the table of actions.
func (a *form) Kind() string        { return "form" }
func (a *form) Phases() rule.Phases { return rule.In(rule.RequestBody) }

// Do takes the turn.
func (a *form) Do(ctx context.Context, t *rule.Turn) error {
	m := t.Request
	contentType, _ := m.Head().Get("content-type")
	kind, about, _ := mime.ParseMediaType(string(contentType)) // a bad one has no parameters
	multipart := strings.EqualFold(kind, "multipart/form-data")
	switch {
	case !multipart && !strings.EqualFold(kind, "application/x-www-form-urlencoded"):
		return &rule.Skip{Why: "the body is not a form"}
	case multipart && !m.HasBody():
		return &rule.Skip{Why: "the form has no body"}
	}
	if err := m.Editable(); err != nil {
		return err
	}
	body, err := m.Whole(ctx)
	if err != nil {
		return err
	}
	vars := valuesOf(t, a.verbs)
	l, out, err := a.edit(body, multipart, about["boundary"], vars)
	if err != nil {
		return err
	}
	m.SetBody(out)
	t.Did(l.told())
	return nil
}

func (a *form) edit(body []byte, multipart bool, boundary string, vars values) (*list, []byte, error) {
	if !multipart {
		if err := tooMany(body, "&"); err != nil {
			return nil, nil, err
		}
		p, l := paramList(body, percent{plus: true})
		l.vars = vars
		if err := l.do(a.verbs); err != nil {
			return nil, nil, err
		}
		return l, p.join(l), nil
	}
	p, l, ok := partList(body, boundary)
	if !ok {
		return nil, nil, &rule.Skip{Why: "the form cannot be taken apart: its boundary is not in it, or it has too many parts"}
	}
	l.vars = vars
	if err := l.do(a.verbs); err != nil {
		return nil, nil, err
	}
	out, ok := p.join(l)
	if !ok {
		return nil, nil, &rule.Skip{Why: "a value has the boundary of the form in it"}
	}
	return l, out, nil
}
