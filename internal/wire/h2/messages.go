package h2

import (
	"golang.org/x/net/http2"

	"rockxy/internal/flow"
)

// onSection gives a complete field section its meaning.
func (c *Conn) onSection() *Event {
	id := c.block.stream
	s := c.streams[id]
	switch {
	case s == nil && c.cfg.Role == Server && c.peerOpens(id) && id > c.lastPeer:
		return c.onRequest(id)
	case s == nil:
		return c.onClosed(id, "HEADERS")
	case s.recv == ended:
		return c.failStream(s, http2.ErrCodeStreamClosed, "HEADERS after the end of the message")
	case c.block.selfDependent:
		return c.failStream(s, http2.ErrCodeProtocol, "a stream depends on itself")
	case c.cfg.Role == Client && s.recv == wantHead:
		return c.onResponse(s)
	default:
		return c.onTrailers(s)
	}
}

// onRequest opens a stream (server).
func (c *Conn) onRequest(id uint32) *Event {
	b := &c.block
	c.lastPeer = id
	if id > c.goAwayLast {
		return nil
	}
	if len(c.streams) >= c.cfg.Limits.Streams {
		c.closed.add(id, closedByUs)
		c.punish(id, http2.ErrCodeRefusedStream)
		return nil
	}
	c.noise.refund(4)
	h := b.takeHead()
	if !b.facts.tooLarge {
		b.facts.request(h)
		if b.end && b.facts.length > 0 {
			b.facts.malformed("the content does not match content-length")
		}
	}
	if b.selfDependent {
		b.facts.malformed("a stream depends on itself")
	}
	if b.facts.bad != "" {
		return c.refuse(id, h)
	}
	s := c.newStream(id)
	s.recv = inBody
	s.bodyLeft = b.facts.length
	if b.end {
		s.recv = ended
	}
	ev := c.event(HeadReceived, s)
	ev.Head, ev.End = h, b.end
	if b.facts.tooLarge {
		s.bodyLeft = -1
		ev.Err = tooLarge()
	}
	return ev
}

// refuse resets the stream of a malformed request.
func (c *Conn) refuse(id uint32, h *flow.Head) *Event {
	c.closed.add(id, closedByUs)
	c.punish(id, http2.ErrCodeProtocol)
	ev := c.event(HeadReceived, nil)
	ev.Stream, ev.Head, ev.End = id, h, true
	ev.Err = &StreamError{Code: http2.ErrCodeProtocol, Reason: c.block.facts.bad}
	return ev
}

func tooLarge() *StreamError {
	return &StreamError{
		Code:     http2.ErrCodeEnhanceYourCalm,
		Reason:   "the field section is above the limits",
		TooLarge: true,
	}
}

// onResponse takes an interim or the final response head (client).
func (c *Conn) onResponse(s *stream) *Event {
	b := &c.block
	h := b.takeHead()
	interim := h.Status >= 100 && h.Status < 200
	if !b.facts.tooLarge {
		b.facts.response(h)
	}
	if interim && b.end {
		b.facts.malformed("an interim response ends the stream")
	}
	left := b.facts.length
	switch {
	case s.headOnly || h.Status == 204 || h.Status == 304:
		left = 0 // whatever content-length says (RFC 9110 §6.4.1)
	case s.connect && h.Status >= 200 && h.Status < 300:
		left = -1 // a tunnel
	}
	if b.end && !interim && left > 0 {
		b.facts.malformed("the content does not match content-length")
	}
	if ev := c.failSection(s, h); ev != nil {
		return ev
	}
	ev := c.event(HeadReceived, s)
	ev.Head, ev.End = h, b.end
	switch {
	case interim:
	case b.end:
		s.recv = ended
		c.settle(s)
	default:
		s.recv, s.bodyLeft = inBody, left
	}
	return ev
}

// onTrailers takes a trailer section.
func (c *Conn) onTrailers(s *stream) *Event {
	b := &c.block
	h := b.takeHead()
	b.facts.trailers()
	if !b.end {
		b.facts.malformed("a trailer section that does not end the stream")
	}
	if s.bodyLeft > 0 {
		b.facts.malformed("the content does not match content-length")
	}
	if ev := c.failSection(s, h); ev != nil {
		return ev
	}
	s.recv = ended
	ev := c.event(TrailersReceived, s)
	ev.Head, ev.End = h, true
	c.settle(s)
	return ev
}

// failSection resets the stream if the section is malformed or too large.
func (c *Conn) failSection(s *stream, h *flow.Head) *Event {
	var e *StreamError
	switch x := &c.block.facts; {
	case x.bad != "":
		e = &StreamError{Code: http2.ErrCodeProtocol, Reason: x.bad}
	case x.tooLarge:
		e = tooLarge()
	default:
		return nil
	}
	ev := c.failStream(s, e.Code, e.Reason)
	ev.Err, ev.Head = e, h
	return ev
}

func (b *block) takeHead() *flow.Head {
	h := b.head
	b.head = nil
	return h
}
