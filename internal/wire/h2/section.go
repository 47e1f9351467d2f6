package h2

import (
	"strconv"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"rockxy/internal/flow"
)

// block is the field section that is arriving: its HEADERS frame, the fields
// decoded so far, and what is wrong with them.
type block struct {
	conn          *Conn
	stream        uint32
	end           bool // END_STREAM
	selfDependent bool
	size          int // compressed octets
	continuations int

	limits Limits
	head   *flow.Head
	spans  []span
	listed int // size as RFC 9113 §10.5.1 counts it
	facts  facts
}

// span is where a field's octets end within Raw.
type span struct {
	name, value int
	never       bool
}

// onHeaders handles HEADERS (RFC 9113 §6.2).
func (c *Conn) onHeaders(f *http2.HeadersFrame) *Event {
	b := &c.block
	b.begin(c, f.StreamID)
	b.end = f.StreamEnded()
	b.selfDependent = f.HasPriority() && f.Priority.StreamDep == f.StreamID
	return c.onFragment(f.HeaderBlockFragment(), f.HeadersEnded())
}

// onContinuation handles CONTINUATION (RFC 9113 §6.10). That it belongs to the
// section begun last has been checked by the Framer.
func (c *Conn) onContinuation(f *http2.ContinuationFrame) *Event {
	if c.block.continuations++; c.block.continuations > c.cfg.Limits.Continuations {
		c.flood("too many CONTINUATION frames")
		return nil
	}
	if !c.charge(1, "CONTINUATION") {
		return nil
	}
	return c.onFragment(f.HeaderBlockFragment(), f.HeadersEnded())
}

func (c *Conn) onFragment(p []byte, last bool) *Event {
	b := &c.block
	if b.size += len(p); b.size > c.cfg.Limits.BlockBytes {
		c.flood("a field section is far above the limit")
		return nil
	}
	if _, err := c.dec.Write(p); err != nil {
		return c.fail(http2.ErrCodeCompression, "field section: "+err.Error())
	}
	if !last {
		return nil
	}
	c.dec.SetEmitEnabled(true)
	if err := c.dec.Close(); err != nil {
		return c.fail(http2.ErrCodeCompression, "field section: "+err.Error())
	}
	b.finish()
	ev := c.onSection()
	if b.head != nil { // nobody took it
		c.FreeHead(b.head)
		b.head = nil
	}
	return ev
}

func (b *block) begin(c *Conn, id uint32) {
	*b = block{conn: c, stream: id, limits: c.cfg.Limits, spans: b.spans[:0], head: c.newHead()}
	b.facts.length = -1
}

// field takes one decoded field; it is the decoder's emit function.
func (b *block) field(f hpack.HeaderField) {
	b.listed += int(f.Size())
	if b.listed > b.limits.HeadBytes || len(b.spans) >= b.limits.Fields {
		// The rest is decoded for the sake of the table only.
		b.facts.tooLarge = true
		b.conn.dec.SetEmitEnabled(false)
		return
	}
	b.facts.check(f.Name, f.Value)
	h := b.head
	h.Raw = append(h.Raw, f.Name...)
	sp := span{name: len(h.Raw), never: f.Sensitive}
	h.Raw = append(h.Raw, ": "...)
	h.Raw = append(h.Raw, f.Value...)
	sp.value = len(h.Raw)
	h.Raw = append(h.Raw, "\r\n"...)
	b.spans = append(b.spans, sp)
}

// finish builds the head's slices once Raw has stopped moving.
func (b *block) finish() {
	h := b.head
	h.Proto = flow.HTTP2
	h.Raw = append(h.Raw, "\r\n"...)
	start := 0
	for _, sp := range b.spans {
		f := flow.Field{
			Name:       h.Raw[start:sp.name:sp.name],
			Value:      h.Raw[sp.name+2 : sp.value : sp.value],
			NeverIndex: sp.never,
		}
		start = sp.value + 2
		h.Fields = append(h.Fields, f)
		if len(f.Name) > 0 && f.Name[0] == ':' {
			setPseudo(h, f)
		}
	}
}

func setPseudo(h *flow.Head, f flow.Field) {
	switch string(f.Name) {
	case ":method":
		h.Method = f.Value
	case ":path":
		h.Target = f.Value
	case ":scheme":
		h.Scheme = f.Value
	case ":authority":
		h.Authority = f.Value
	case ":status":
		h.Status, _ = strconv.Atoi(string(f.Value))
	}
}

// newHead returns an empty head with room.
func (c *Conn) newHead() *flow.Head {
	if n := len(c.heads); n > 0 {
		h := c.heads[n-1]
		c.heads = c.heads[:n-1]
		return h
	}
	return &flow.Head{Raw: make([]byte, 0, 1024), Fields: make([]flow.Field, 0, 24)}
}

// FreeHead gives back a head that came with an event.
func (c *Conn) FreeHead(h *flow.Head) {
	if h == nil || len(c.heads) >= 128 || cap(h.Raw) > 8<<10 || cap(h.Fields) > 128 {
		return
	}
	clear(h.Fields[:cap(h.Fields)])
	*h = flow.Head{Raw: h.Raw[:0], Fields: h.Fields[:0]}
	c.heads = append(c.heads, h)
}
