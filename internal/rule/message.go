package rule

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"

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

	// What became of the body.
	stages []Stage            // to pass through, decoded
	wraps  []func(Body) Body  // around what goes on the wire
	clear  []byte             // decoded, once it was held
	held   bool               // clear is set
	fresh  bool               // clear is not what came
	trail  *flow.Head         // of a body that is held
	edits  []func(*flow.Head) // of trailers
}

// Head is the head as it stands. It is not to be changed; see EditHead.
func (m *Message) Head() *flow.Head { return m.head }

// EditHead calls f with a copy of the head: of that, Method, Target, Scheme,
// Authority, Status, Reason and Fields count. What cannot stand on the wire is a
// *HeadError, and then nothing has changed.
func (m *Message) EditHead(f func(h *flow.Head)) error {
	h := m.head.Clone()
	f(h)
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
func (m *Message) Codings() string { return joined(m.head, "content-encoding") }

// Endless reports whether the body is one that is not waited for: an event
// stream or gRPC messages.
func (m *Message) Endless() bool {
	ct, _ := m.head.Get("content-type")
	ct, _, _ = bytes.Cut(bytes.ToLower(ct), []byte(";"))
	ct = bytes.TrimSpace(ct)
	return string(ct) == "text/event-stream" || bytes.HasPrefix(ct, []byte("application/grpc"))
}

// Whole returns the body decoded, waiting for all of it. The error is a *Skip
// when it cannot be had whole (too long, endless, a coding that is not known or
// damaged, a part of a resource), else the error of the side that it comes from.
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
	data, trailers, again, err := hold(ctx, m.body, m.limit)
	m.body = again
	switch {
	case errors.Is(err, errTooLong):
		return nil, &Skip{fmt.Sprintf("the body is longer than the %d MiB that may be held", m.limit>>20)}
	case err != nil:
		return nil, err
	}
	clear := data
	if c := m.Codings(); c != "" {
		if clear, err = content.Decode(bytes.NewReader(data), c, content.Limits{Bytes: m.limit}); err != nil {
			return nil, &Skip{"the body cannot be decoded: " + err.Error()}
		}
	}
	for _, s := range m.stages {
		if clear, err = s.Write(nil, clear, true); err != nil {
			return nil, &Skip{err.Error()}
		}
		m.fresh = true
	}
	m.stages = nil
	m.clear, m.held, m.trail = clear, true, trailers
	return m.clear, nil
}

// SetBody replaces the body; b is decoded. Nil is an empty one.
func (m *Message) SetBody(b []byte) {
	m.clear, m.held, m.fresh, m.stages = orEmpty(b), true, true, nil
}

// Through sends the decoded body through a stage, without holding it. A *Skip
// says why that cannot be.
func (m *Message) Through(ctx context.Context, s Stage) error {
	if m.Codings() != "" {
		if _, err := m.Whole(ctx); err != nil {
			return err
		}
	}
	if m.held {
		out, err := s.Write(nil, m.clear, true)
		if err != nil {
			return &Skip{err.Error()}
		}
		m.fresh = m.fresh || !bytes.Equal(out, m.clear)
		m.clear = out
		return nil
	}
	if m.body != nil {
		m.stages = append(m.stages, s)
	}
	return nil
}

// Wrap puts something around the body as it goes on the wire: slowness, faults.
func (m *Message) Wrap(f func(Body) Body) { m.wraps = append(m.wraps, f) }

// EditTrailers calls f with the fields of the trailer section when it comes.
func (m *Message) EditTrailers(f func(*flow.Head)) { m.edits = append(m.edits, f) }

// finish makes the head fit the body and returns what goes on. A message that
// nothing was done to is returned as it came.
func (m *Message) finish() (*flow.Head, Body, error) {
	body := m.body
	var err error
	switch {
	case m.fresh:
		body, err = m.fixed()
	case len(m.stages) > 0:
		body, err = m.streamed()
	}
	if err != nil {
		return nil, nil, err
	}
	if len(m.edits) > 0 && body != nil {
		body = &trailing{Body: body, edits: m.edits}
	}
	for _, w := range m.wraps {
		if body != nil {
			body = w(body)
		}
	}
	return m.head, body, nil
}

// fixed is a body whose length is known.
func (m *Message) fixed() (Body, error) {
	wire := m.clear
	codings := m.Codings()
	if codings != "" {
		var err error
		if wire, err = content.Encode(m.clear, codings); err != nil {
			codings = ""
			wire = m.clear
		}
	}
	err := m.EditHead(func(h *flow.Head) {
		if codings == "" {
			remove(h, "content-encoding")
		}
		dropDigests(h)
		if !h.Has("transfer-encoding") {
			setLength(h, len(wire))
		}
	})
	return Bytes(wire, m.trail), err
}

// streamed is a body whose length nobody knows.
func (m *Message) streamed() (Body, error) {
	err := m.EditHead(func(h *flow.Head) {
		dropDigests(h)
		if had := remove(h, "content-length"); had && h.Proto == flow.HTTP11 {
			h.Fields = append(h.Fields, flow.Field{Name: []byte("Transfer-Encoding"), Value: []byte("chunked")})
		}
	})
	return newStaged(m.body, m.stages), err
}

// dropDigests removes what was said about octets that are not these any more.
func dropDigests(h *flow.Head) {
	for _, name := range []string{"content-md5", "digest", "content-digest", "repr-digest", "etag"} {
		remove(h, name)
	}
}

func remove(h *flow.Head, name string) (had bool) {
	kept := h.Fields[:0]
	for _, f := range h.Fields {
		if flow.EqualFold(f.Name, name) {
			had = true
		} else {
			kept = append(kept, f)
		}
	}
	h.Fields = kept
	return had
}

func setLength(h *flow.Head, n int) {
	value := strconv.AppendInt(nil, int64(n), 10)
	for i := range h.Fields {
		if flow.EqualFold(h.Fields[i].Name, "content-length") {
			h.Fields[i].Value = value
			return
		}
	}
	h.Fields = append(h.Fields, flow.Field{Name: []byte("Content-Length"), Value: value})
}

func joined(h *flow.Head, name string) string {
	var all []byte
	for v := range h.Values(name) {
		if len(all) > 0 {
			all = append(all, ", "...)
		}
		all = append(all, v...)
	}
	return string(all)
}

// trailing changes the trailers of a body.
type trailing struct {
	Body
	edits []func(*flow.Head)
}

func (t *trailing) Next(ctx context.Context) (Piece, error) {
	p, err := t.Body.Next(ctx)
	if err == nil && p.End {
		h := p.Trailers.Clone()
		if h == nil {
			h = &flow.Head{Proto: flow.HTTP11}
		}
		for _, f := range t.edits {
			f(h)
		}
		if p.Trailers = nil; len(h.Fields) > 0 {
			p.Trailers = h
		}
	}
	return p, err
}
