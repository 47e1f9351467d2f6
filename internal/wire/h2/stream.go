package h2

import "golang.org/x/net/http2"

// phase is how far one direction of a stream is.
type phase uint8

const (
	wantHead phase = iota
	inBody
	ended
)

// stream is an open or half-closed stream (RFC 9113 §5.1).
type stream struct {
	id    uint32
	value any

	// Receiving.
	recv       phase
	recvWindow int   // what the peer may still send
	recvSize   int   // size of the window when all is consumed
	recvCredit int   // consumed, not yet granted again
	bodyLeft   int64 // announced by content-length and not yet received; -1 unknown
	headOnly   bool  // client: the request was HEAD, so the response has no content
	connect    bool  // client: the request was CONNECT

	// Sending.
	send       phase
	sendWindow int // may be negative (RFC 9113 §6.9.2)
}

// closure is how a stream came to be closed.
type closure uint8

const (
	closedEnded closure = iota + 1 // both sides ended it
	closedByUs                     // we reset it: what was under way is ignored
	closedByPeer
)

// graveyard remembers how the last streams were closed, for the frames that
// still arrive for them. Those that we reset are apart, and more of them: what
// was under way for them may be much.
type graveyard struct {
	reset     [1024]uint32
	nextReset int

	ids  [128]uint32
	how  [128]closure
	next int
}

func (g *graveyard) add(id uint32, how closure) {
	if how == closedByUs {
		g.reset[g.nextReset] = id
		g.nextReset = (g.nextReset + 1) % len(g.reset)
		return
	}
	g.ids[g.next], g.how[g.next] = id, how
	g.next = (g.next + 1) % len(g.ids)
}

func (g *graveyard) find(id uint32) closure {
	for _, x := range &g.reset {
		if x == id {
			return closedByUs
		}
	}
	for i, x := range &g.ids {
		if x == id {
			return g.how[i]
		}
	}
	return 0
}

func (c *Conn) newStream(id uint32) *stream {
	var s *stream
	if n := len(c.spare); n > 0 {
		s, c.spare = c.spare[n-1], c.spare[:n-1]
	} else {
		s = new(stream)
	}
	*s = stream{
		id:         id,
		recvWindow: c.recvInitial,
		recvSize:   c.recvInitial,
		bodyLeft:   -1,
		sendWindow: c.sendInitial,
	}
	if c.graced {
		s.recvWindow, s.recvSize = defaultWindow, defaultWindow
	}
	c.streams[id] = s
	return s
}

// remove forgets a stream.
func (c *Conn) remove(s *stream, how closure) {
	delete(c.streams, s.id)
	c.closed.add(s.id, how)
	if how == closedEnded {
		c.resets.refund(1)
	}
	s.value = nil
	if len(c.spare) < 256 {
		c.spare = append(c.spare, s)
	}
}

// settle forgets the stream if both sides have ended it.
func (c *Conn) settle(s *stream) {
	if s.recv == ended && s.send == ended {
		c.remove(s, closedEnded)
	}
}

// peerOpens reports whether id is one that the peer may open.
func (c *Conn) peerOpens(id uint32) bool { return (id%2 == 1) == (c.cfg.Role == Server) }

// idle reports whether the stream has not been opened yet.
func (c *Conn) idle(id uint32) bool {
	if c.peerOpens(id) {
		return id > c.lastPeer
	}
	return id >= c.nextID
}

// failStream resets a stream for the peer's fault.
func (c *Conn) failStream(s *stream, code http2.ErrCode, reason string) *Event {
	ev := c.event(StreamFailed, s)
	ev.Code = code
	ev.Err = &StreamError{Code: code, Reason: reason}
	c.punish(s.id, code)
	c.remove(s, closedByUs)
	return ev
}

// punish resets a stream, known or not, for the peer's fault and counts it.
func (c *Conn) punish(id uint32, code http2.ErrCode) {
	c.writeReset(id, code)
	if !c.resets.take(c.now, 1) {
		c.flood("too many streams reset")
	}
}
