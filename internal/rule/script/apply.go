package script

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/steer"
	"rockxy/internal/wire/h1"
)

// outcome is what a call did, as the prelude tells it.
type outcome struct {
	Cut      string          `json:"cut"`
	Answer   *answered       `json:"answer"`
	Request  *changedHead    `json:"request"`
	Response *changedHead    `json:"response"`
	Message  *changedMessage `json:"message"`
}

type answered struct {
	Status  int         `json:"status"`
	Reason  string      `json:"reason"`
	Headers [][2]string `json:"headers"`
}

type changedHead struct {
	Method   *string           `json:"method"`
	URL      *changedURL       `json:"url"`
	Status   *int              `json:"status"`
	Reason   *string           `json:"reason"`
	Headers  []json.RawMessage `json:"headers"` // nil: unchanged
	Trailers [][3]string       `json:"trailers"`
}

type changedURL struct {
	Scheme string `json:"scheme"`
	Host   string `json:"host"`
	Port   int    `json:"port"`
	Target string `json:"target"`
}

type changedMessage struct {
	Drop bool `json:"drop"`
}

// apply does to the exchange what a call wants, or nothing of it.
func apply(ctx context.Context, t *rule.Turn, h handler, j *job, out string) error {
	var o outcome
	if err := json.Unmarshal([]byte(out), &o); err != nil {
		return &Error{What: "what the call did cannot be read: " + err.Error()}
	}
	switch {
	case o.Cut != "":
		return cut(t, o.Cut)
	case o.Answer != nil:
		return answer(t, o.Answer, j.bodies["answer"])
	case o.Message != nil:
		return applyMessage(t, o.Message, j.bodies["message"])
	case h == onRequest && o.Request != nil:
		return applyHead(ctx, t, t.Request, o.Request, j.bodies["request"])
	case h == onResponse && o.Response != nil:
		return applyHead(ctx, t, t.Response, o.Response, j.bodies["response"])
	}
	return nil
}

func cut(t *rule.Turn, how string) error {
	c := &rule.Cut{How: rule.CutReset, Why: fmt.Sprintf("the script of the rule %q aborted it", t.Rule.Name)}
	switch how {
	case "close":
		c.How = rule.CutClose
	case "hang":
		c.How = rule.CutHang
	}
	return c
}

func answer(t *rule.Turn, a *answered, p *payload) error {
	if a.Status < 200 || a.Status > 599 {
		return &Error{What: fmt.Sprintf("it answered with the status %d; an answer has one from 200 to 599", a.Status)}
	}
	r := &rule.Answer{Status: a.Status, Reason: a.Reason}
	for _, f := range a.Headers {
		switch name := strings.ToLower(f[0]); {
		case name == "content-length" || name == "transfer-encoding" || name == "connection":
			// they follow from the body and the connection
		case strings.HasPrefix(name, ":"):
			return &Error{What: fmt.Sprintf("%s is not written as a field: status says it", f[0])}
		default:
			r.Fields = append(r.Fields, flow.Field{Name: []byte(f[0]), Value: []byte(f[1])})
		}
	}
	h := &flow.Head{Proto: flow.HTTP11, Status: a.Status, Reason: []byte(a.Reason), Fields: r.Fields}
	if _, err := rule.Edited(h, flow.Response, func(*flow.Head) {}); err != nil {
		return &Error{What: "its answer cannot be sent: " + err.Error()}
	}
	if p != nil && len(p.out) > 0 {
		r.Body, r.Size = io.NopCloser(bytes.NewReader(p.out)), int64(len(p.out))
	}
	t.Answer(r)
	t.Did(fmt.Sprintf("answered with %d", a.Status))
	return nil
}

func applyMessage(t *rule.Turn, m *changedMessage, p *payload) error {
	switch {
	case m.Drop:
		t.Event.Drop()
	case p == nil || !p.changed || p.same():
	case t.Event.Kind == flow.MessageText && !utf8.Valid(p.out):
		return &Error{What: "a text message was given octets that are not UTF-8, which it cannot carry"}
	default:
		t.Event.SetData(p.out)
		t.Did("changed a message")
	}
	return nil
}

// applyHead changes a request or a response.
func applyHead(ctx context.Context, t *rule.Turn, m *rule.Message, c *changedHead, p *payload) error {
	newBody := p != nil && p.changed && !p.same()
	var remote *steer.MapRemote
	if m.Dir == flow.Request && c.URL != nil {
		var err error
		if remote, err = elsewhere(t, c); err != nil {
			return &Error{What: err.Error()}
		}
	}
	body := p.out
	if newBody && p.asText {
		var err error
		if body, err = inCharset(c.contentType(m.Head()), p.out); err != nil {
			return err
		}
	}
	before := m.Head()
	if err := m.EditHead(func(h *flow.Head) { c.edit(before, h) }); err != nil {
		return &Error{What: "the " + m.Dir.String() + " cannot be sent as the script wants it: " + err.Error()}
	}
	if m.Head() != before {
		t.Did("changed the " + m.Dir.String() + "'s head")
	}
	if remote != nil {
		if err := remote.Do(ctx, t); err != nil {
			var skip *rule.Skip
			if !errors.As(err, &skip) {
				return &Error{What: err.Error()}
			}
		}
	}
	for _, e := range c.Trailers {
		m.EditTrailers(func(h *flow.Head) { editTrailer(h, e) })
	}
	if len(c.Trailers) > 0 {
		t.Did("changed trailers")
	}
	if !newBody {
		return nil
	}
	if err := m.Editable(); err != nil {
		return err
	}
	m.SetBody(body)
	t.Did("changed the " + m.Dir.String() + "'s body")
	return nil
}

// elsewhere is the way to another origin, nil when it is the same one.
func elsewhere(t *rule.Turn, c *changedHead) (*steer.MapRemote, error) {
	u := c.URL
	if u.Port < 1 || u.Port > 65535 {
		return nil, fmt.Errorf("%d is not a port", u.Port)
	}
	r := steer.Remote{Scheme: u.Scheme, Host: strings.Trim(u.Host, "[]"), Port: uint16(u.Port)}
	if strings.Contains(r.Host, "$") {
		return nil, fmt.Errorf("%q is not the name of a host", u.Host)
	}
	r.KeepHost, r.KeepOrigin = c.sets(t.Request.Head(), "host"), c.sets(t.Request.Head(), "origin", "referer")
	m, err := steer.NewMapRemote(r)
	if err != nil {
		return nil, err
	}
	if scheme := strings.Replace(strings.ToLower(u.Scheme), "ws", "http", 1); scheme == t.Route.Scheme && strings.EqualFold(r.Host, t.Route.Host) && r.Port == t.Route.Port {
		return nil, nil
	}
	return m, nil
}

// sets reports whether the script has said itself what a field says.
func (c *changedHead) sets(was *flow.Head, names ...string) bool {
	if c.Headers == nil {
		return false
	}
	h := was.Clone()
	c.edit(was, h)
	for _, name := range names {
		a, okA := was.Get(name)
		b, okB := h.Get(name)
		if okA != okB || !bytes.Equal(a, b) {
			return true
		}
	}
	return false
}

// edit makes h, which is like was, what the script wants.
func (c *changedHead) edit(was, h *flow.Head) {
	if c.Method != nil {
		h.Method = []byte(*c.Method)
	}
	if c.URL != nil {
		h.Target = retarget(h.Target, c.URL.Target)
	}
	if c.Status != nil {
		h.Status = *c.Status
	}
	if c.Reason != nil && h.Proto != flow.HTTP2 {
		if h.Reason = []byte(*c.Reason); *c.Reason == "" {
			h.Reason = []byte(h1.Reason(h.Status))
		}
	}
	if c.Headers != nil {
		h.Fields = c.fields(was, h)
	}
}

// retarget changes path and query of a target, in the form that it has.
func retarget(target []byte, to string) []byte {
	if i := bytes.Index(target, []byte("://")); i > 0 {
		rest := target[i+3:]
		end := len(target)
		if j := bytes.IndexAny(rest, "/?"); j >= 0 {
			end = i + 3 + j
		}
		return append(bytes.Clone(target[:end]), to...)
	}
	if string(target) == "*" && to == "/*" {
		return target
	}
	return []byte(to)
}

// fields are those of h as the script has ordered them: what it did not touch is
// as it was, octet for octet.
func (c *changedHead) fields(was, h *flow.Head) []flow.Field {
	var old, all []flow.Field
	for _, f := range h.Fields {
		if isPseudo(f) {
			all = append(all, f)
		} else {
			old = append(old, f)
		}
	}
	for _, raw := range c.Headers {
		var i int
		var pair [2]string
		switch {
		case json.Unmarshal(raw, &i) == nil && 0 <= i && i < len(old):
			all = append(all, old[i])
		case json.Unmarshal(raw, &pair) == nil:
			all = append(all, flow.Field{Name: []byte(pair[0]), Value: []byte(pair[1])})
		}
	}
	return all
}

// contentType is what the head says when it is edited.
func (c *changedHead) contentType(was *flow.Head) string {
	h := was.Clone()
	c.edit(was, h)
	v, _ := h.Get("content-type")
	return string(v)
}

// inCharset encodes text as its content type says.
func inCharset(contentType string, text []byte) ([]byte, error) {
	e := content.Charset(contentType)
	if e == nil {
		return text, nil
	}
	b, err := e.NewEncoder().Bytes(text)
	if err != nil {
		return nil, &Error{What: fmt.Sprintf("the text has characters that %q cannot say: set Content-Type to one with charset=utf-8", contentType)}
	}
	return b, nil
}

func editTrailer(h *flow.Head, e [3]string) {
	if e[0] != "append" {
		kept := h.Fields[:0]
		for _, f := range h.Fields {
			if !flow.EqualFold(f.Name, e[1]) {
				kept = append(kept, f)
			}
		}
		h.Fields = kept
	}
	if e[0] != "delete" {
		h.Fields = append(h.Fields, flow.Field{Name: []byte(e[1]), Value: []byte(e[2])})
	}
}
