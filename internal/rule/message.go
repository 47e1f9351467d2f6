package rule

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"rockxy/internal/content"
	"rockxy/internal/flow"
)

// Message is the request or the response of one exchange, as the actions before
// have made it.
type Message struct {
	Dir flow.Direction

	head     *flow.Head
	body     Body // as on the wire, nil for none
	limit    int64
	headEdit bool
	toHEAD   bool // a response to a HEAD

	// What became of the body.
	passes []*pass            // stages for it to pass through, decoded
	wraps  []func(Body) Body  // around what goes on the wire
	clear  []byte             // decoded, once it was held
	held   bool               // clear is set
	fresh  bool               // clear is not what came
	trail  *flow.Head         // of a body that is held
	edits  []func(*flow.Head) // of trailers

	// Of the turn that is going on.
	news []*pass // stages that it added
	came []byte  // what clear was, when it was held in it
}

// Head is the head as it stands. It is not to be changed; see EditHead.
func (m *Message) Head() *flow.Head { return m.head }

// EditHead calls f with a copy of the head: of that, Method, Target, Scheme,
// Authority, Status, Reason and Fields count. What cannot stand on the wire is a
// *HeadError, and then nothing has changed.
func (m *Message) EditHead(f func(h *flow.Head)) error {
	h := m.head.Clone()
	f(h)
	h.Raw = m.head.Raw // which rebuild takes for what has been judged
	h, err := rebuild(h, m.Dir)
	if err != nil {
		return err
	}
	if !bytes.Equal(h.Raw, m.head.Raw) {
		m.head, m.headEdit = h, true
	}
	return nil
}

// HasBody reports whether a body follows the head.
func (m *Message) HasBody() bool { return m.body != nil || m.fresh && len(m.clear) > 0 }

// Codings is the value of Content-Encoding, all of its lines.
func (m *Message) Codings() string { return ListOf(m.head, "content-encoding") }

// Endless reports whether the body is one that is not waited for: an event
// stream, gRPC messages, or values in lines of which another may always come.
func (m *Message) Endless() bool {
	ct, _ := m.head.Get("content-type")
	ct, _, _ = bytes.Cut(bytes.ToLower(ct), []byte(";"))
	switch kind := string(bytes.TrimSpace(ct)); kind {
	case "text/event-stream", "multipart/x-mixed-replace", "application/x-ndjson", "application/ndjson", "application/jsonl", "application/stream+json", "application/json-seq":
		return true
	default:
		return strings.HasPrefix(kind, "application/grpc")
	}
}

// Whole returns the body decoded, waiting for all of it. The error is a *Skip
// when it cannot be had whole (too long, endless, a coding that is not known or
// damaged), else the error of the side that it comes from. Who wants to change it asks
// Editable before.
func (m *Message) Whole(ctx context.Context) ([]byte, error) {
	if m.held {
		return m.clear, nil
	}
	if m.body == nil {
		return nil, nil
	}
	if m.Endless() {
		return nil, &Skip{"the body is a stream without an end in sight, and would have to be held"}
	}
	tooLong := &Skip{fmt.Sprintf("the body is longer than the %d MiB that may be held", m.limit>>20)}
	if n, ok := length(m.head); ok && n > m.limit {
		return nil, tooLong
	}
	if err := content.Known(m.Codings()); err != nil {
		return nil, &Skip{"the body cannot be decoded: " + err.Error()}
	}
	data, trailers, again, err := hold(ctx, m.body, m.limit)
	m.body = again
	switch {
	case errors.Is(err, errTooLong):
		return nil, tooLong
	case err != nil:
		return nil, err
	}
	clear := data
	if c := m.Codings(); c != "" {
		if clear, err = content.Decode(bytes.NewReader(data), c, content.Limits{Bytes: m.limit}); err != nil {
			return nil, &Skip{"the body cannot be decoded: " + err.Error()}
		}
	}
	return m.hold(ctx, orEmpty(clear), trailers)
}

// hold sends a body that is there through the stages that waited for it.
func (m *Message) hold(ctx context.Context, clear []byte, trailers *flow.Head) ([]byte, error) {
	for _, p := range m.passes {
		out, err := p.write(ctx, nil, clear, true)
		if err != nil {
			return nil, err
		}
		m.fresh = m.fresh || !bytes.Equal(out, clear)
		clear = orEmpty(out)
	}
	m.passes = nil
	m.clear, m.held, m.trail, m.came = clear, true, trailers, clear
	return clear, nil
}

// SetBody replaces the body; b is decoded. Nil is an empty one.
func (m *Message) SetBody(b []byte) {
	m.clear, m.held, m.fresh, m.passes = orEmpty(b), true, true, nil
}

// Wrap puts something around the body as it goes on the wire: slowness, faults.
func (m *Message) Wrap(f func(Body) Body) { m.wraps = append(m.wraps, f) }

// EditTrailers calls f with the fields of the trailer section when it comes.
func (m *Message) EditTrailers(f func(*flow.Head)) { m.edits = append(m.edits, f) }

// ListOf joins the values of a list field (RFC 9110 §5.3), of which those that are empty
// and come first say nothing.
func ListOf(h *flow.Head, name string) string {
	var all []byte
	for v := range h.Values(name) {
		if len(all) > 0 {
			all = append(all, ", "...)
		}
		all = append(all, v...)
	}
	return string(all)
}
