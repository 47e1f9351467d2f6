package app

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"rockxy/internal/api"
	"rockxy/internal/compose"
	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/proxy"
	"rockxy/internal/store"
)

// Compose implements api.Sender.
func (i instance) Compose(ctx context.Context, q api.Compose) (*api.Composed, error) {
	if err := checkRepeat(&q.Repeat, 1); err != nil {
		return nil, err
	}
	var rec *store.Record
	s := &originals{done: func() {}}
	if q.ReplayOf != 0 {
		var err error
		if s, err = i.a.originals(ctx, q.Session); err != nil {
			return nil, err
		}
		if rec, err = s.sendable(ctx, q.ReplayOf); err != nil {
			s.done()
			return nil, err
		}
	}
	o, err := composed(&q, rec)
	if err != nil {
		s.done()
		return nil, err
	}
	if !s.own {
		o.Origin = 0
	}
	sent, err := i.a.orders.run(ctx, []order{{Order: o, of: o.Origin}}, q.Repeat, s.done)
	if err != nil {
		return nil, err
	}
	out := &api.Composed{IDs: []flow.ID{}, Sent: sent}
	for _, one := range sent {
		if one.ID != 0 {
			out.IDs = append(out.IDs, one.ID)
		}
	}
	if first := sent[0]; len(out.IDs) == 0 && first.Error != "" && first.Status == 0 && first.Fault == nil {
		return nil, badRequest(first.Error, first.Hint)
	}
	return out, nil
}

// composed is what somebody wrote as an order; rec is what it was made from, nil for
// nothing.
func composed(q *api.Compose, rec *store.Record) (o proxy.Order, err error) {
	u, err := compose.ParseURL(q.URL)
	if err != nil {
		return o, unreadable(err)
	}
	if rec != nil {
		o, err = fromRecord(q, u, rec)
	} else {
		o, err = fromNothing(q, u)
	}
	if err != nil {
		return o, err
	}
	switch q.Version {
	case "":
		o.Version = flow.ProtoUnknown
	case "http/1.1":
		o.Version = flow.HTTP11
	case "h2":
		o.Version = flow.HTTP2
	default:
		return o, badRequest("version is http/1.1 or h2, or empty: the origin chooses", "")
	}
	return o, setBody(&o, q, rec)
}

// unreadable is an error of compose as the API tells it.
func unreadable(err error) error {
	var e *compose.Error
	if errors.As(err, &e) {
		return badRequest(e.What, e.Hint)
	}
	return err
}

// fromNothing is a request that has no original.
func fromNothing(q *api.Compose, u *compose.Address) (o proxy.Order, err error) {
	o = proxy.Order{Scheme: u.Scheme, Target: u.Dial(), ServerName: u.Host}
	h := &flow.Head{Proto: flow.HTTP11, Method: []byte(q.Method), Target: []byte(u.Target)}
	h.Fields = octetFields(q.Fields, nil)
	if !h.Has("host") {
		h.Fields = append([]flow.Field{{Name: []byte("Host"), Value: []byte(u.Authority)}}, h.Fields...)
	}
	authorize(h, u)
	if q.Text == nil && len(q.Base64) == 0 && expectsBody(q.Method) && !h.Has("content-length") && !h.Has("transfer-encoding") {
		h.Fields = append(h.Fields, flow.Field{Name: []byte("Content-Length"), Value: []byte("0")})
	}
	o.Head, err = editedHead(h, func(*flow.Head) {})
	return o, err
}

// authorize adds what the URL says of who asks.
func authorize(h *flow.Head, u *compose.Address) {
	if u.User != "" && !h.Has("authorization") {
		h.Fields = append(h.Fields, flow.Field{Name: []byte("Authorization"), Value: []byte(compose.Basic(u.User))})
	}
}

// expectsBody: RFC 9110 §8.6.
func expectsBody(method string) bool {
	return method == "POST" || method == "PUT" || method == "PATCH"
}

// fromRecord is a captured request that was edited. What is as it was keeps its octets.
func fromRecord(q *api.Compose, u *compose.Address, rec *store.Record) (o proxy.Order, err error) {
	o = orderOf(rec)
	o.Body, o.Size, o.Trailers = nil, 0, nil
	was := rec.Summary.URL
	before, err := compose.ParseURL(was)
	sameURL := shown([]byte(was)) == q.URL
	moved := !sameURL && (err != nil || before.Authority != u.Authority || before.Scheme != u.Scheme)
	if moved {
		o.Scheme, o.Target, o.ServerName = u.Scheme, u.Dial(), u.Host
	}
	o.Head, err = editedHead(o.Head, func(h *flow.Head) {
		h.Method = []byte(q.Method)
		if !sameURL {
			h.Target = []byte(u.Target)
			if moved && len(h.Scheme) > 0 {
				h.Scheme, h.Authority = []byte(u.Scheme), []byte(u.Authority)
			}
		}
		host, _ := h.Get("host")
		host = bytes.Clone(host)
		h.Fields = append(pseudoFields(h), octetFields(q.Fields, h)...)
		authorize(h, u)
		for n, f := range h.Fields { // a host that was not edited follows the URL
			if moved && flow.EqualFold(f.Name, "host") && bytes.Equal(f.Value, host) {
				h.Fields[n].Value = []byte(u.Authority)
			}
		}
	})
	return o, err
}

// pseudoFields are those of HTTP/2 in a head, of which the start line has the values.
func pseudoFields(h *flow.Head) (all []flow.Field) {
	for _, f := range h.Fields {
		if len(f.Name) > 0 && f.Name[0] == ':' {
			all = append(all, f)
		}
	}
	return all
}

// octetFields are fields as they are sent. One that is as was has it has its octets,
// which JSON cannot always carry.
func octetFields(fields []api.ComposeField, was *flow.Head) []flow.Field {
	used := map[int]bool{}
	all := make([]flow.Field, 0, len(fields))
next:
	for _, f := range fields {
		if was != nil {
			for n, g := range was.Fields {
				if !used[n] && shown(g.Name) == f.Name && shown(g.Value) == f.Value {
					used[n] = true
					all = append(all, g)
					continue next
				}
			}
		}
		all = append(all, flow.Field{Name: []byte(strings.TrimSpace(f.Name)), Value: []byte(f.Value)})
	}
	return all
}

// shown is what JSON makes of octets.
func shown(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var out strings.Builder
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		out.WriteRune(r)
		b = b[n:]
	}
	return out.String()
}

// setBody gives an order its body.
func setBody(o *proxy.Order, q *api.Compose, rec *store.Record) error {
	body := q.Base64
	if q.Text != nil {
		body = []byte(*q.Text)
	}
	if rec != nil && q.SameBody {
		if err := wholeRequest(rec); err != nil {
			return err
		}
	}
	if rec != nil && (q.SameBody || says(rec, body, q.Encode)) {
		same := orderOf(rec)
		o.Body, o.Size, o.Trailers = same.Body, same.Size, same.Trailers
		return nil
	}
	if q.Encode {
		var err error
		if body, err = content.Encode(body, o.Head.List("content-encoding")); err != nil {
			return badRequest("the body cannot be encoded: "+err.Error(), "Take the Content-Encoding field away, or send the body as it is.")
		}
	}
	if len(body) > 0 {
		o.Body, o.Size = bytes.NewReader(body), int64(len(body))
	}
	return nil
}

// says reports whether a captured request's body says just this, with its codings taken
// off if they are to be put on again: coded anew it would be other octets.
func says(rec *store.Record, body []byte, encode bool) bool {
	stored := rec.Body(flow.Request)
	if wholeRequest(rec) != nil || stored.Size() > maxComposeBody || stored.Size() == 0 {
		return false
	}
	codings := ""
	if encode {
		codings = rec.Head(flow.Request).List("content-encoding")
	}
	was, err := content.Decode(stored, codings, content.Limits{Bytes: maxComposeBody})
	return err == nil && bytes.Equal(was, body)
}
