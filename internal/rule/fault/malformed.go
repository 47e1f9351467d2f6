package fault

import (
	"bytes"
	"context"
	"fmt"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// Malformed is a way in which an answer is malformed.
type Malformed string

const (
	GarbageHead   Malformed = "garbage-head"   // octets that are no HTTP
	BadStatus     Malformed = "bad-status"     // a status line without a status
	BadField      Malformed = "bad-field"      // a field without a name
	BadChunk      Malformed = "bad-chunk"      // a chunk whose size is not a number
	BadLength     Malformed = "bad-length"     // Content-Length says more than comes
	WrongEncoding Malformed = "wrong-encoding" // Content-Encoding says what the body is not
)

// ways are all of them.
func ways() []string {
	return []string{string(GarbageHead), string(BadStatus), string(BadField), string(BadChunk), string(BadLength), string(WrongEncoding)}
}

// octets are what stands on the wire instead of something well-formed.
func (m Malformed) octets() []byte {
	switch m {
	case GarbageHead:
		b := make([]byte, 256)
		for i := range b {
			b[i] = byte(i*167 + 1) // each octet once
		}
		return b
	case BadStatus:
		return []byte("HTTP/1.1 two hundred\r\nContent-Length: 0\r\n\r\n")
	case BadField:
		return []byte("HTTP/1.1 200 OK\r\n: no name\r\nno colon\r\nContent Length: 0\r\n\r\n")
	case BadChunk:
		return []byte("not a number\r\nx\r\n")
	}
	return nil
}

// malform makes the answer a malformed one.
func (a *Action) malform(ctx context.Context, t *rule.Turn) error {
	t.Did("made the answer malformed: " + string(a.Malformed))
	end := &rule.Cut{How: rule.CutClose, Octets: a.Malformed.octets(),
		Why: fmt.Sprintf("the rule %q makes the answer malformed: %s", t.Rule.Name, a.Malformed)}
	switch a.Malformed {
	case BadChunk:
		return a.badChunk(t, end)
	case BadLength:
		return a.badLength(ctx, t, end)
	case WrongEncoding:
		return wrongEncoding(t)
	}
	if t.Dry() {
		return nil
	}
	return end
}

// badChunk has a body whose chunks go wrong. In HTTP/2 there are none.
func (a *Action) badChunk(t *rule.Turn, end error) error {
	m := t.Response
	switch {
	case !m.HasBody():
		return &rule.Skip{Why: "there is no body, and so no chunk"}
	case t.Exchange.Proto == flow.HTTP10:
		return &rule.Skip{Why: "HTTP/1.0 has no chunks"}
	}
	wrap(t, func(from rule.Body) rule.Body { return &cutting{from: from, left: a.Octets, end: end} })
	return m.EditHead(func(h *flow.Head) {
		remove(h, "content-length")
		if h.Proto == flow.HTTP11 && !h.Has("transfer-encoding") {
			h.Fields = append(h.Fields, flow.Field{Name: []byte("Transfer-Encoding"), Value: []byte("chunked")})
		}
	})
}

// badLength keeps back the last octet. A body without a length gets one for that.
func (a *Action) badLength(ctx context.Context, t *rule.Turn, end error) error {
	m := t.Response
	if !m.HasBody() {
		return &rule.Skip{Why: "there is no body that could be shorter"}
	}
	if !m.Head().Has("content-length") {
		body, err := m.Whole(ctx)
		if err != nil {
			return err
		}
		if err := m.EditHead(func(h *flow.Head) { remove(h, "transfer-encoding") }); err != nil {
			return err
		}
		m.SetBody(bytes.Clone(body))
	}
	if isBinary(t) {
		end = nil // the end of the stream is enough
	}
	wrap(t, func(from rule.Body) rule.Body { return &shortened{from: from, end: end} })
	return nil
}

// shortened is a body without its last octet.
type shortened struct {
	from rule.Body
	kept []byte // the octet that may be the last
	buf  []byte
	over error // once it is
	end  error // instead of the end; nil: the end
}

func (b *shortened) Next(ctx context.Context) (rule.Piece, error) {
	if b.over != nil {
		return rule.Piece{}, b.over
	}
	p, err := b.from.Next(ctx)
	if err != nil {
		return p, err
	}
	if n := len(p.Data); n > 0 {
		b.buf = append(append(b.buf[:0], b.kept...), p.Data[:n-1]...)
		b.kept = append(b.kept[:0], p.Data[n-1])
		p.Data = b.buf
	}
	if p.End && b.end != nil {
		p, b.over = rule.Piece{Data: p.Data}, b.end
	}
	return p, nil
}

// wrongEncoding says that a body is compressed, and breaks its beginning, so that
// it is not.
func wrongEncoding(t *rule.Turn) error {
	if !t.Response.HasBody() {
		return &rule.Skip{Why: "there is no body"}
	}
	wrap(t, func(from rule.Body) rule.Body { return &broken{from: from, left: 16} })
	return t.Response.EditHead(func(h *flow.Head) {
		if !h.Has("content-encoding") {
			h.Fields = append(h.Fields, flow.Field{Name: []byte("Content-Encoding"), Value: []byte("gzip")})
		}
	})
}

// broken is a body whose first octets are others.
type broken struct {
	from rule.Body
	left int
	buf  []byte
}

func (b *broken) Next(ctx context.Context) (rule.Piece, error) {
	p, err := b.from.Next(ctx)
	if n := min(b.left, len(p.Data)); n > 0 {
		b.buf = append(b.buf[:0], p.Data...)
		for i := range n {
			b.buf[i] ^= 0xff
		}
		b.left -= n
		p.Data = b.buf
	}
	return p, err
}

func remove(h *flow.Head, name string) {
	kept := h.Fields[:0]
	for _, f := range h.Fields {
		if !flow.EqualFold(f.Name, name) {
			kept = append(kept, f)
		}
	}
	h.Fields = kept
}
