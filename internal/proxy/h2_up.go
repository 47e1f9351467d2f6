package proxy

import (
	"errors"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/wire/h2"
)

// h2Interim bounds the heads of one stream that wait for their reader: they are
// not subject to flow control.
const h2Interim = 32

// h2up is one exchange on an HTTP/2 connection to an origin. It implements
// upstream.
type h2up struct {
	h2stream
	client *h2Client
	reused bool

	// Under the connection's mu.
	heads    []h2head // all that have arrived
	read     int      // how many of them have been read
	first    [1]h2head
	bad      *flow.Head // a head that was refused
	answered bool       // a head has arrived
	aborted  bool
	released bool
}

type h2head struct {
	head *flow.Head
	end  bool
}

// Conn implements upstream.
func (u *h2up) Conn() (*flow.ServerConn, bool) { return u.client.info, u.reused }

// Proto implements upstream.
func (u *h2up) Proto() flow.Proto { return flow.HTTP2 }

// WriteHead implements upstream. A head that does not end the request is
// flushed with what follows, or by Flush.
func (u *h2up) WriteHead(h *flow.Head, end bool) error {
	c := u.client
	c.lock()
	defer c.unlock()
	if err := u.awaitRoom(); err != nil {
		return err
	}
	id, err := c.m.SendRequest(h, c.scheme, end, &u.h2stream)
	if err != nil {
		if errors.Is(err, h2.ErrNoStreams) {
			err = notProcessed{errConnGone}
			u.rerr, u.werr = err, err
			return err
		}
		return u.writeFault(err)
	}
	u.id = id
	c.live[id] = &u.h2stream
	u.widen(h2OpenWindow - h2FirstWindow)
	if end {
		c.flushOut()
	}
	return nil
}

// onHead takes a head that has arrived.
func (u *h2up) onHead(ev *h2.Event) {
	u.answered = true
	if len(u.heads)-u.read >= h2Interim {
		u.c.m.FreeHead(ev.Head)
		u.c.reset(u.id, uint32(11))
		u.failLocked(originFault(u.client.info.Target, &h2.StreamError{Code: 11, Reason: "too many interim responses"}))
		return
	}
	if u.heads == nil {
		u.heads = u.first[:0]
	}
	u.heads = append(u.heads, h2head{ev.Head, ev.End})
	u.ended = u.ended || ev.End
	u.rcond.Broadcast()
}

// Await waits until a head has arrived.
func (u *h2up) Await() error {
	u.c.mu.Lock()
	defer u.c.mu.Unlock()
	return u.await()
}

func (u *h2up) await() error {
	for len(u.heads) == u.read {
		if u.rerr != nil {
			return u.rerr
		}
		u.rcond.Wait()
	}
	return nil
}

// ReadHead implements upstream. With an error about the head itself it returns
// the head too, as far as it was read.
func (u *h2up) ReadHead() (h *flow.Head, end bool, err error) {
	u.c.mu.Lock()
	defer u.c.mu.Unlock()
	if err := u.await(); err != nil {
		return u.bad, false, err
	}
	x := u.heads[u.read]
	u.read++
	return x.head, x.end, nil
}

// Buffered reports whether a part of the body is in memory.
func (u *h2up) Buffered() bool { return u.buffered() }

// Refused reports whether the origin said that it did nothing with the request.
func (u *h2up) Refused() bool {
	u.c.mu.Lock()
	defer u.c.mu.Unlock()
	var np notProcessed
	return errors.As(u.rerr, &np)
}

// Unprocessed reports whether a connection that had been used before ended
// without an answer.
func (u *h2up) Unprocessed() bool {
	u.c.mu.Lock()
	defer u.c.mu.Unlock()
	return u.reused && !u.answered && u.c.gone != nil && !u.aborted
}

// Stays reports whether the origin goes on reading the request after its
// response has ended.
func (u *h2up) Stays() bool {
	u.c.mu.Lock()
	defer u.c.mu.Unlock()
	return u.werr == nil
}

// Abort implements upstream.
func (u *h2up) Abort(code uint32) {
	u.c.mu.Lock()
	u.aborted = true
	u.c.mu.Unlock()
	u.h2stream.Abort(code)
}

// abandoned is told that the stream has ended abnormally.
func (u *h2up) abandoned(error) {}

// Release implements upstream.
func (u *h2up) Release() {
	c := u.client
	c.lock()
	defer c.unlock()
	if u.released {
		return
	}
	u.released = true
	if u.id != 0 {
		c.reset(u.id, codeCancel) // if anything of it is still going on
	}
	u.drop()
	for _, x := range u.heads {
		c.m.FreeHead(x.head)
	}
	c.m.FreeHead(u.bad)
	u.heads, u.read, u.bad = nil, 0, nil
	u.rerr, u.werr = errH2Closed, errH2Closed
	c.reserved--
	if c.cfg.SlotFreed != nil {
		c.calls = append(c.calls, c.cfg.SlotFreed)
	}
	c.closeIdle()
}

// lostFault says what a stream misses because its connection ended.
func (c *h2Client) lostFault(s *h2stream, cause error) error {
	var ce *h2.ConnError
	u := s.owner.(*h2up)
	if f := mitm.LaterFault(cause, c.info.TLS, c.info.Target); f != nil {
		return f
	}
	switch {
	case errors.Is(cause, errH2Closed):
		return &flow.Fault{Code: flow.RockxyInterrupted, Side: flow.SideRockxy, Cause: cause, Message: "Rockxy is shutting down"}
	case errors.As(cause, &ce):
		return originFault(c.info.Target, &h2.StreamError{Code: ce.Code, Reason: ce.Reason})
	case u.answered && isEOF(cause):
		return &flow.Fault{
			Code: flow.UpstreamTruncated, Side: flow.SideOrigin, Cause: cause,
			Message: c.info.Target + " closed the connection in the middle of its response",
			Hint:    "What arrived is in the record, marked truncated.",
		}
	case isReset(cause):
		return &flow.Fault{
			Code: flow.UpstreamReset, Side: flow.SideOrigin, Cause: cause,
			Message: c.info.Target + " reset the connection",
			Hint:    "Look into the origin's log, or at a load balancer in between.",
		}
	}
	return &flow.Fault{
		Code: flow.UpstreamClosed, Side: flow.SideOrigin, Cause: cause,
		Message: c.info.Target + " closed the connection before it answered",
		Hint:    "Look into the origin's log; it may have crashed, or refused the request.",
	}
}

// originFault says what an origin did wrong.
func originFault(target string, e *h2.StreamError) *flow.Fault {
	if e.TooLarge {
		return &flow.Fault{
			Code: flow.UpstreamHeadTooLarge, Side: flow.SideOrigin, Cause: e,
			Message: target + " sent a head that is larger than Rockxy accepts",
			Hint:    "The limits are 256 KiB and 1,000 fields.",
		}
	}
	return &flow.Fault{
		Code: flow.UpstreamProtocol, Side: flow.SideOrigin, Cause: e,
		Message: target + " broke the rules of HTTP/2: " + e.Reason,
		Hint:    "The origin has to be mended.",
	}
}
