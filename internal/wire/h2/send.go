package h2

import (
	"errors"

	"golang.org/x/net/http2"

	"rockxy/internal/flow"
)

// ErrStreamClosed is returned for a stream that is not open for sending.
var ErrStreamClosed = errors.New("h2: stream is closed")

// ErrNoStreams is returned when no stream can be opened on the connection any
// more (GOAWAY, identifiers used up).
var ErrNoStreams = errors.New("h2: the connection takes no further streams")

// Pending returns the octets of output.
func (c *Conn) Pending() int { return len(c.out) }

// TakeOutput returns the output and continues with buf, which should be empty.
func (c *Conn) TakeOutput(buf []byte) []byte {
	out := c.out
	c.out = buf[:0]
	c.control = 0
	return out
}

// SendRequest opens a stream with a request head (client) and attaches value
// to it. scheme is that of a head that does not say.
func (c *Conn) SendRequest(h *flow.Head, scheme string, end bool, value any) (id uint32, err error) {
	if !c.CanOpen() {
		return 0, ErrNoStreams
	}
	if err := c.encodeRequest(h, scheme); err != nil {
		return 0, err
	}
	id = c.nextID
	c.nextID += 2
	s := c.newStream(id)
	s.value = value
	s.headOnly = string(h.Method) == "HEAD"
	s.connect = string(h.Method) == "CONNECT"
	s.send = inBody
	if end {
		s.send = ended
	}
	c.noise.refund(4)
	c.writeSection(id, end)
	return id, nil
}

// CanOpen reports whether another stream may ever be opened.
func (c *Conn) CanOpen() bool {
	return c.err == nil && !c.goAwayReceived && !c.goAwaySent && c.nextID < maxWindow
}

// PeerStreams returns how many streams the peer permits at once.
func (c *Conn) PeerStreams() uint32 { return c.peerStreams }

// Streams returns how many streams are not closed.
func (c *Conn) Streams() int { return len(c.streams) }

// Attach makes value come with the further events of a stream.
func (c *Conn) Attach(id uint32, value any) {
	if s := c.streams[id]; s != nil {
		s.value = value
	}
}

// SendResponse sends an interim or the final head of a response (server).
func (c *Conn) SendResponse(id uint32, h *flow.Head, end bool) error {
	s := c.sending(id)
	if s == nil || s.send != wantHead {
		return ErrStreamClosed
	}
	if err := c.encodeResponse(h); err != nil {
		return err
	}
	c.writeSection(id, end)
	if h.Status >= 200 {
		s.send = inBody
	}
	c.sent(s, end)
	return nil
}

// SendTrailers sends the trailer section, which ends our message.
func (c *Conn) SendTrailers(id uint32, h *flow.Head) error {
	s := c.sending(id)
	if s == nil || s.send != inBody {
		return ErrStreamClosed
	}
	if err := c.encodeTrailers(h); err != nil {
		return err
	}
	if len(c.encBlock) == 0 { // nothing of it can be sent: end without
		_, err := c.SendData(id, nil, true)
		return err
	}
	c.writeSection(id, true)
	c.sent(s, true)
	return nil
}

// SendData queues as much of p as the peer's windows accept and returns how
// much that is. The message ends with p if end is set and p was accepted whole.
func (c *Conn) SendData(id uint32, p []byte, end bool) (n int, err error) {
	s := c.sending(id)
	if s == nil || s.send != inBody {
		return 0, ErrStreamClosed
	}
	n = max(0, min(len(p), s.sendWindow, c.sendWindow))
	end = end && n == len(p)
	if n == 0 && !end {
		return 0, nil
	}
	s.sendWindow -= n
	c.sendWindow -= n
	for rest := p[:n]; ; {
		k := min(len(rest), dataPayload)
		last := k == len(rest)
		c.writeData(id, rest[:k], end && last)
		c.noise.refund(4)
		if last {
			break
		}
		rest = rest[k:]
	}
	c.sent(s, end)
	return n, nil
}

// SendWindow returns what the peer accepts of the stream, and on the connection.
func (c *Conn) SendWindow(id uint32) (ofStream, ofConn int) {
	if s := c.streams[id]; s != nil {
		ofStream = s.sendWindow
	}
	return ofStream, c.sendWindow
}

func (c *Conn) sent(s *stream, end bool) {
	if end {
		s.send = ended
		c.settle(s)
	}
}

// sending returns the stream if frames can be sent for it: none follow the
// GOAWAY of an error.
func (c *Conn) sending(id uint32) *stream {
	if c.err != nil {
		return nil
	}
	return c.streams[id]
}

// Reset ends a stream abnormally, if it is still open.
func (c *Conn) Reset(id uint32, code http2.ErrCode) {
	if s := c.sending(id); s != nil {
		c.writeReset(id, code)
		c.remove(s, closedByUs)
	}
}

// Refuse resets a stream that there is no room for, so that the peer may try
// again later. It counts as a reset for the peer's fault.
func (c *Conn) Refuse(id uint32) {
	if s := c.sending(id); s != nil {
		c.punish(id, http2.ErrCodeRefusedStream)
		c.remove(s, closedByUs)
	}
}

// Consume says that the caller got rid of n octets of DATA, which opens the
// peer's windows again. It is also to be called for a stream that has ended.
func (c *Conn) Consume(id uint32, n int) {
	c.creditConn(n)
	if s := c.sending(id); s != nil && s.recv != ended {
		s.recvCredit += n
		c.grant(s)
	}
}

// Grow makes the stream's receive window n octets larger.
func (c *Conn) Grow(id uint32, n int) {
	if s := c.sending(id); s != nil && s.recv != ended {
		s.recvSize += n
		s.recvCredit += n
		c.grant(s)
	}
}

// grant opens the stream's window once that is worth a frame.
func (c *Conn) grant(s *stream) {
	if s.recvCredit > 0 && s.recvCredit >= s.recvSize/2 {
		c.writeWindowUpdate(s.id, s.recvCredit)
		s.recvWindow += s.recvCredit
		s.recvCredit = 0
	}
}

func (c *Conn) creditConn(n int) {
	c.recvCredit += n
	if c.err == nil && c.recvCredit > 0 && c.recvCredit >= max(c.cfg.ConnWindow, defaultWindow)/4 {
		c.writeWindowUpdate(0, c.recvCredit)
		c.recvWindow += c.recvCredit
		c.recvCredit = 0
	}
}

// Ping sends a PING, answered by a PingAcked event.
func (c *Conn) Ping(data [8]byte) {
	if c.err == nil {
		c.writePing(false, data)
	}
}

// GoAway says that streams above the highest one seen are not processed. With
// more true it only announces the end: streams opened meanwhile are still
// processed (RFC 9113 §6.8).
func (c *Conn) GoAway(more bool) {
	c.goAwaySent = true
	if c.err != nil {
		return
	}
	if more {
		c.writeGoAway(maxWindow, http2.ErrCodeNo, "")
		return
	}
	c.goAwayLast = c.lastPeer
	c.writeGoAway(c.lastPeer, http2.ErrCodeNo, "")
}
