package redact

import (
	"bytes"
	"slices"
	"strings"

	"rockxy/internal/flow"
)

// trace returns a copy of what rules did with the secrets in it replaced. Of a
// change that does not begin at the beginning the text is left out: what is
// secret is known by what stands before it.
func (r *Redactor) trace(steps []flow.RuleStep) []flow.RuleStep {
	steps = slices.Clone(steps)
	for i := range steps {
		s := &steps[i]
		s.Did, s.Why = r.Text(s.Did), r.Text(s.Why)
		s.Log = slices.Clone(s.Log)
		for j := range s.Log {
			s.Log[j] = r.Text(s.Log[j])
		}
		s.Changes = slices.Clone(s.Changes)
		for j := range s.Changes {
			c := &s.Changes[j]
			if c.From > 0 {
				c.Before, c.After, c.From, c.Cut = nil, nil, 0, true
				continue
			}
			c.Before, c.After = bytes.Clone(c.Before), bytes.Clone(c.After)
			r.changed(c.Part, c.Before)
			r.changed(c.Part, c.After)
		}
	}
	return steps
}

// changed replaces the secrets in a part of a message.
func (r *Redactor) changed(name string, b []byte) {
	dir := flow.Request
	if strings.HasPrefix(name, flow.Response.String()) {
		dir = flow.Response
	}
	switch {
	case strings.HasSuffix(name, "head"):
		p := flow.HTTP11
		if bytes.HasPrefix(b, []byte(":")) {
			p = flow.HTTP2
		}
		r.rawHead(b, p, dir, false)
	case strings.HasSuffix(name, "trailers"):
		r.rawHead(b, flow.HTTP11, dir, true)
	default:
		r.content(b, "")
	}
}

// knownIn replaces what has become known as secret since, in place.
func (r *Redactor) knownIn(steps []flow.RuleStep) {
	known := func(s string) string {
		b := []byte(s)
		r.known.replace(b)
		return string(b)
	}
	for i := range steps {
		s := &steps[i]
		s.Did, s.Why = known(s.Did), known(s.Why)
		for j := range s.Log {
			s.Log[j] = known(s.Log[j])
		}
		for j := range s.Changes {
			r.known.replace(s.Changes[j].Before)
			r.known.replace(s.Changes[j].After)
		}
	}
}
