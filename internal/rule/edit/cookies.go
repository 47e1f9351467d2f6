package edit

import (
	"bytes"
	"context"
	"fmt"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// requestCookies changes the cookies of a request, however many Cookie fields they
// are in.
type requestCookies struct{ verbs []verb }

// Kind and Phases are those of the table of actions.
func (a *requestCookies) Kind() string        { return "request-cookies" }
func (a *requestCookies) Phases() rule.Phases { return rule.In(rule.RequestHead) }

// Do takes the turn.
func (a *requestCookies) Do(_ context.Context, t *rule.Turn) error {
	if err := tooMany(t.Request.Head().Raw, ";"); err != nil {
		return err
	}
	c, l := cookieList(t.Request.Head())
	l.vars = valuesOf(t, a.verbs)
	if err := l.do(a.verbs); err != nil {
		return err
	}
	if err := checkCookies(l); err != nil {
		return err
	}
	if err := t.Request.EditHead(func(h *flow.Head) { c.write(h, l) }); err != nil {
		return err
	}
	t.Did(l.told())
	return nil
}

// checkCookies refuses what would be read as more than one cookie.
func checkCookies(l *list) error {
	for _, e := range l.all {
		if e.changed && (bytes.IndexByte(e.value, ';') >= 0 || bytes.ContainsAny(e.name, ";=")) {
			return &rule.Skip{Why: fmt.Sprintf("%s=%s would not be one cookie: it has a semicolon", e.name, e.value)}
		}
	}
	return nil
}

// crumb is one cookie of a Cookie field.
type crumb struct {
	field int // of the head
	raw   []byte
	bare  bool // there is no equals sign: it is a value without a name
}

type cookies struct {
	crumbs []crumb
	fields int // how many there are
}

// cookieList takes the Cookie fields of h apart.
func cookieList(h *flow.Head) (*cookies, *list) {
	c, l := &cookies{}, &list{as: asIs{}}
	for i, f := range h.Fields {
		if !flow.EqualFold(f.Name, "cookie") {
			continue
		}
		c.fields++
		for raw := range bytes.SplitSeq(f.Value, []byte(";")) {
			name, value, ok := bytes.Cut(raw, []byte("="))
			if !ok {
				name, value = nil, raw
			}
			l.all = append(l.all, entry{name: bytes.TrimSpace(name), value: bytes.TrimSpace(value), at: len(c.crumbs), locked: len(bytes.TrimSpace(raw)) == 0})
			c.crumbs = append(c.crumbs, crumb{i, raw, !ok})
		}
	}
	return c, l
}

// write puts the cookies back into their fields. New ones go to the end of the last
// field, or into one of their own where each has one.
func (c *cookies) write(h *flow.Head, l *list) {
	values := map[int][]byte{} // of Cookie fields, by their place
	var more [][]byte
	last := -1
	for _, e := range l.all {
		if e.at < 0 {
			more = append(more, c.text(e))
			continue
		}
		i := c.crumbs[e.at].field
		if v, ok := values[i]; ok {
			values[i] = append(append(v, ';'), c.text(e)...)
		} else {
			values[i] = bytes.TrimLeft(c.text(e), " \t")
		}
		last = i
	}
	var out []flow.Field
	for i, f := range h.Fields {
		if !flow.EqualFold(f.Name, "cookie") {
			out = append(out, f)
			continue
		}
		v, ok := values[i]
		if !ok {
			continue
		}
		f.Value = v
		if i == last && !c.apart(h) {
			for _, m := range more {
				f.Value = append(append(f.Value, ';', ' '), m...)
			}
			more = nil
		}
		out = append(out, f)
		if i == last {
			for _, m := range more {
				out = append(out, flow.Field{Name: f.Name, Value: m, NeverIndex: f.NeverIndex})
			}
			more = nil
		}
	}
	if len(more) > 0 {
		out = append(out, flow.Field{Name: []byte("Cookie"), Value: bytes.Join(more, []byte("; "))})
	}
	h.Fields = out
}

// apart reports whether each cookie has a field (RFC 9113 §8.2.3).
func (c *cookies) apart(h *flow.Head) bool {
	return h.Proto != flow.HTTP10 && h.Proto != flow.HTTP11 && c.fields > 1
}

// text is a cookie with the blanks that stood before it.
func (c *cookies) text(e entry) []byte {
	var out []byte
	if e.at >= 0 {
		raw := c.crumbs[e.at].raw
		if !e.changed {
			return raw
		}
		out = append(out, raw[:len(raw)-len(bytes.TrimLeft(raw, " \t"))]...)
		if c.crumbs[e.at].bare && len(e.name) == 0 {
			return append(out, e.value...)
		}
	}
	return append(append(append(out, e.name...), '='), e.value...)
}

// responseCookies changes the Set-Cookie fields of a response.
type responseCookies struct{ verbs []verb }

// Kind and Phases are those of the table of actions.
func (a *responseCookies) Kind() string        { return "response-cookies" }
func (a *responseCookies) Phases() rule.Phases { return rule.In(rule.ResponseHead) }

// Do takes the turn.
func (a *responseCookies) Do(_ context.Context, t *rule.Turn) error {
	l := setCookieList(t.Response.Head())
	l.vars = valuesOf(t, a.verbs)
	if err := l.do(a.verbs); err != nil {
		return err
	}
	if err := checkCookies(l); err != nil {
		return err
	}
	if err := t.Response.EditHead(func(h *flow.Head) { writeSetCookies(h, l) }); err != nil {
		return err
	}
	t.Did(l.told())
	return nil
}

// setCookieList has an entry for each field; those that set no cookie are locked.
func setCookieList(h *flow.Head) *list {
	l := &list{as: asIs{}}
	for i, f := range h.Fields {
		if !flow.EqualFold(f.Name, "set-cookie") {
			l.all = append(l.all, entry{at: i, locked: true})
			continue
		}
		pair, rest, more := bytes.Cut(f.Value, []byte(";"))
		name, value, ok := bytes.Cut(pair, []byte("="))
		if !ok {
			name, value = nil, pair
		}
		e := entry{name: bytes.TrimSpace(name), value: bytes.TrimSpace(value), at: i}
		if more {
			e.rest = append([]byte(";"), rest...)
		}
		l.all = append(l.all, e)
	}
	return l
}

func writeSetCookies(h *flow.Head, l *list) {
	var out []flow.Field
	for _, e := range l.all {
		f := flow.Field{Name: []byte("Set-Cookie")}
		if e.at >= 0 {
			f = h.Fields[e.at]
		}
		if e.changed {
			f.Value = append(append(append(bytes.Clone(e.name), '='), e.value...), e.rest...)
		}
		out = append(out, f)
	}
	h.Fields = out
}
