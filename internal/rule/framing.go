package rule

import (
	"context"
	"strconv"

	"rockxy/internal/content"
	"rockxy/internal/flow"
)

// finish makes the head fit the body and returns what goes on. A message that
// nothing was done to is returned as it came.
func (m *Message) finish() (*flow.Head, Body, error) {
	body := m.body
	var err error
	switch {
	case m.Dir == flow.Response && bodiless(m.head.Status):
		return m.head, body, m.withoutBody()
	case m.fresh:
		body, err = m.fixed()
	case len(m.passes) > 0:
		body, err = m.streamed()
	}
	if err != nil {
		return nil, nil, err
	}
	if len(m.edits) > 0 && body != nil {
		body = &trailing{Body: body, edits: m.edits, proto: m.head.Proto}
	}
	for _, w := range m.wraps {
		if body != nil {
			body = w(body)
		}
	}
	return m.head, body, nil
}

// withoutBody takes the framing out of the head of a response that a rule has made
// one without a body. A 304 may say how long the body is that it stands for.
func (m *Message) withoutBody() error {
	if !m.headEdit || m.head.Status == 304 && m.body == nil {
		return nil
	}
	return m.EditHead(func(h *flow.Head) {
		if h.Status != 101 {
			remove(h, "transfer-encoding")
			remove(h, "content-length")
		}
	})
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
		m.dropValidators(h)
		renewDigests(h, wire)
		if !h.Has("transfer-encoding") {
			setLength(h, len(wire))
		}
	})
	if m.toHEAD {
		return m.body, err
	}
	if m.trail != nil {
		m.edits = append(m.edits, func(h *flow.Head) { renewDigests(h, wire) })
	}
	return Bytes(wire, m.trail), err
}

// streamed is a body whose length nobody knows. The receiver's side of the engine
// translates: a head with Transfer-Encoding means chunked on HTTP/1.1, and one without any
// framing means frames on HTTP/2 and, to HTTP/1.0, a connection that is closed.
func (m *Message) streamed() (Body, error) {
	codings := m.Codings()
	err := m.EditHead(func(h *flow.Head) {
		m.dropValidators(h)
		dropDigests(h)
		if had := remove(h, "content-length"); had && h.Proto == flow.HTTP11 {
			h.Fields = append(h.Fields, flow.Field{Name: []byte("Transfer-Encoding"), Value: []byte("chunked")})
		}
	})
	if err != nil {
		return nil, err
	}
	m.edits = append(m.edits, dropDigests)
	if codings != "" {
		return newRecoded(m.body, codings, m.passes, m.Dir)
	}
	return &staged{from: m.body, passes: m.passes}, nil
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

// setLength leaves one Content-Length.
func setLength(h *flow.Head, n int) {
	value := strconv.AppendInt(nil, int64(n), 10)
	kept, done := h.Fields[:0], false
	for _, f := range h.Fields {
		if flow.EqualFold(f.Name, "content-length") {
			if done {
				continue
			}
			f.Value, done = value, true
		}
		kept = append(kept, f)
	}
	if h.Fields = kept; !done {
		h.Fields = append(h.Fields, flow.Field{Name: []byte("Content-Length"), Value: value})
	}
}

// trailing changes the trailers of a body.
type trailing struct {
	Body
	edits []func(*flow.Head)
	proto flow.Proto
}

func (t *trailing) Next(ctx context.Context) (Piece, error) {
	p, err := t.Body.Next(ctx)
	if err == nil && p.End {
		h := p.Trailers.Clone()
		if h == nil {
			h = &flow.Head{Proto: t.proto}
		}
		for _, f := range t.edits {
			f(h)
		}
		if p.Trailers = nil; len(h.Fields) > 0 {
			p.Trailers = rebuildTrailers(h)
		}
	}
	return p, err
}
