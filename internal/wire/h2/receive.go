package h2

import (
	"errors"

	"golang.org/x/net/http2"
)

// takeFrame takes the complete frame at the front of the input. It returns the
// event that it caused, if any.
func (c *Conn) takeFrame() *Event {
	fh, err := c.framer.ReadFrameHeader()
	if err != nil {
		return c.failRead(err)
	}
	if !c.sawSettings && (fh.Type != http2.FrameSettings || fh.Flags.Has(http2.FlagSettingsAck)) {
		return c.fail(http2.ErrCodeProtocol, "the first frame is not SETTINGS")
	}
	if fh.Type == http2.FrameData {
		payload := c.in[c.r : c.r+int(fh.Length)]
		c.r += int(fh.Length)
		return c.onData(fh, payload)
	}
	f, err := c.framer.ReadFrameForHeader(fh)
	if err != nil {
		var se http2.StreamError
		if errors.As(err, &se) && fh.Type == http2.FrameWindowUpdate {
			return c.onStreamError(se)
		}
		return c.failRead(err)
	}
	switch f := f.(type) {
	case *http2.HeadersFrame:
		return c.onHeaders(f)
	case *http2.ContinuationFrame:
		return c.onContinuation(f)
	case *http2.WindowUpdateFrame:
		return c.onWindowUpdate(f)
	case *http2.RSTStreamFrame:
		return c.onReset(f)
	case *http2.SettingsFrame:
		return c.onSettings(f)
	case *http2.PingFrame:
		return c.onPing(f)
	case *http2.GoAwayFrame:
		return c.onGoAway(f)
	case *http2.PriorityFrame:
		return c.onPriority(f)
	case *http2.PushPromiseFrame:
		return c.fail(http2.ErrCodeProtocol, "PUSH_PROMISE though push is disabled")
	default: // RFC 9113 §4.1: unknown types are ignored
		c.charge(1, "unknown")
		return nil
	}
}

// failRead ends the connection for an error of the Framer.
func (c *Conn) failRead(err error) *Event {
	var ce http2.ConnectionError
	var se http2.StreamError
	switch {
	case errors.Is(err, http2.ErrFrameTooLarge):
		return c.fail(http2.ErrCodeFrameSize, "a frame exceeds the maximum size")
	case errors.As(err, &ce):
		reason := "invalid frame"
		if d := c.framer.ErrorDetail(); d != nil {
			reason = d.Error()
		}
		return c.fail(http2.ErrCode(ce), reason)
	case errors.As(err, &se):
		return c.fail(se.Code, "invalid frame")
	default: // the payload is shorter than its fields
		return c.fail(http2.ErrCodeFrameSize, "a frame is too short")
	}
}

// onStreamError handles a frame that is wrong for its stream alone.
func (c *Conn) onStreamError(se http2.StreamError) *Event {
	if c.idle(se.StreamID) {
		return c.fail(http2.ErrCodeProtocol, "a frame for an idle stream")
	}
	if s := c.streams[se.StreamID]; s != nil {
		return c.failStream(s, se.Code, "invalid frame")
	}
	return nil
}

// onData handles a DATA frame (RFC 9113 §6.1).
func (c *Conn) onData(fh http2.FrameHeader, p []byte) *Event {
	if fh.StreamID == 0 {
		return c.fail(http2.ErrCodeProtocol, "DATA on stream 0")
	}
	size := len(p)
	if size > c.recvWindow {
		return c.fail(http2.ErrCodeFlowControl, "DATA exceeds the connection's window")
	}
	c.recvWindow -= size
	if p = c.unpad(fh, p); c.err != nil {
		return nil
	}
	end := fh.Flags.Has(http2.FlagDataEndStream)
	if len(p) > 0 {
		c.noise.refund(2)
	} else if !end && !c.charge(1, "empty DATA") {
		return nil
	}
	s := c.streams[fh.StreamID]
	if s == nil {
		c.creditConn(size)
		return c.onClosed(fh.StreamID, "DATA")
	}
	if ev := c.checkData(s, size, p, end); ev != nil {
		c.creditConn(size)
		return ev
	}
	s.recvWindow -= size
	if end {
		s.recv = ended
	}
	c.Consume(s.id, size-len(p))
	if len(p) == 0 && !end {
		return nil
	}
	ev := c.event(DataReceived, s)
	ev.Data, ev.End = p, end
	if end {
		c.settle(s)
	}
	return ev
}

// unpad returns the payload of a DATA frame without its padding.
func (c *Conn) unpad(fh http2.FrameHeader, p []byte) []byte {
	switch {
	case !fh.Flags.Has(http2.FlagDataPadded):
		return p
	case len(p) == 0:
		c.fail(http2.ErrCodeFrameSize, "padded DATA without a pad length")
		return nil
	case int(p[0]) >= len(p):
		c.fail(http2.ErrCodeProtocol, "padding exceeds the frame")
		return nil
	}
	return p[1 : len(p)-int(p[0])]
}

// checkData returns the failure of the stream if the frame is not permitted.
func (c *Conn) checkData(s *stream, size int, p []byte, end bool) *Event {
	switch {
	case s.recv == ended:
		return c.failStream(s, http2.ErrCodeStreamClosed, "DATA after the end of the message")
	case s.recv == wantHead:
		return c.failStream(s, http2.ErrCodeProtocol, "DATA before the head")
	case size > s.recvWindow:
		return c.failStream(s, http2.ErrCodeFlowControl, "DATA exceeds the stream's window")
	}
	if s.bodyLeft >= 0 {
		s.bodyLeft -= int64(len(p))
		if s.bodyLeft < 0 || end && s.bodyLeft > 0 {
			return c.failStream(s, http2.ErrCodeProtocol, "the content does not match content-length")
		}
	}
	return nil
}

// onClosed handles a frame for a stream that is not open (RFC 9113 §5.1).
func (c *Conn) onClosed(id uint32, what string) *Event {
	if c.idle(id) {
		return c.fail(http2.ErrCodeProtocol, what+" on an idle stream")
	}
	switch c.closed.find(id) {
	case closedByUs:
	case closedEnded:
		return c.fail(http2.ErrCodeStreamClosed, what+" after the end of the stream")
	case closedByPeer:
		c.punish(id, http2.ErrCodeStreamClosed)
	default: // closed long ago, or never opened
		switch {
		case c.cfg.Role == Client:
			c.charge(1, what)
		case id > c.goAwayLast: // refused by our GOAWAY
		case what == "HEADERS": // RFC 9113 §5.1.1
			return c.fail(http2.ErrCodeProtocol, "HEADERS on a stream that was passed over")
		default:
			c.punish(id, http2.ErrCodeStreamClosed)
		}
	}
	return nil
}

// onReset handles RST_STREAM (RFC 9113 §6.4).
func (c *Conn) onReset(f *http2.RSTStreamFrame) *Event {
	if c.idle(f.StreamID) {
		return c.fail(http2.ErrCodeProtocol, "RST_STREAM on an idle stream")
	}
	s := c.streams[f.StreamID]
	if s == nil {
		c.charge(1, "RST_STREAM")
		return nil
	}
	if c.cfg.Role == Server && !c.resets.take(c.now, 1) {
		c.flood("too many streams reset")
		return nil
	}
	ev := c.event(StreamReset, s)
	ev.Code = f.ErrCode
	ev.NotProcessed = c.cfg.Role == Client && f.ErrCode == http2.ErrCodeRefusedStream
	c.remove(s, closedByPeer)
	return ev
}

// onPriority ignores PRIORITY (RFC 9113 §5.3.2) but for its one error.
func (c *Conn) onPriority(f *http2.PriorityFrame) *Event {
	if c.charge(1, "PRIORITY") && f.StreamDep == f.StreamID {
		if s := c.streams[f.StreamID]; s != nil {
			return c.failStream(s, http2.ErrCodeProtocol, "a stream depends on itself")
		}
		c.punish(f.StreamID, http2.ErrCodeProtocol)
	}
	return nil
}
