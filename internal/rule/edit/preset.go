package edit

import (
	"context"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// preset is what people do daily, on both sides.
type preset struct {
	name string
	dirs [2][]verb
}

// presets are their names.
var presets = [...]string{"cors-open", "no-cache", "strip-cookies"}

// newPreset makes one of presets, but cors-open.
func newPreset(name string) *preset {
	p := &preset{name: name}
	switch name {
	case "no-cache":
		p.dirs[flow.Request] = append(without("If-Modified-Since", "If-None-Match"), with("Pragma", "no-cache"), with("Cache-Control", "no-cache"))
		p.dirs[flow.Response] = append(without("Expires", "Last-Modified", "ETag"), with("Cache-Control", "no-store"), with("Expires", "0"))
	case "strip-cookies":
		p.dirs[flow.Request] = without("Cookie")
		p.dirs[flow.Response] = without("Set-Cookie")
	}
	return p
}

func without(names ...string) (all []verb) {
	for _, n := range names {
		all = append(all, &removeVerb{name: newGlob(n, true)})
	}
	return all
}

func with(name, value string) verb {
	return &pairVerb{name: name, values: []template{template(value)}}
}

// Kind and Phases are those of the table of actions.
func (p *preset) Kind() string        { return "preset" }
func (p *preset) Phases() rule.Phases { return rule.In(rule.RequestHead, rule.ResponseHead) }

// Do takes the turn.
func (p *preset) Do(_ context.Context, t *rule.Turn) error {
	m := t.Message()
	return editFields(t, m, p.dirs[m.Dir])
}

// editFields changes the fields of a message.
func editFields(t *rule.Turn, m *rule.Message, verbs []verb) error {
	l := fieldList(m.Head(), m.Dir)
	if err := l.do(verbs); err != nil {
		return err
	}
	if err := m.EditHead(l.write); err != nil {
		return err
	}
	t.Did(l.told())
	return nil
}
