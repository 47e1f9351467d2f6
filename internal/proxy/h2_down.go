package proxy

import (
	"errors"

	"rockxy/internal/flow"
	"rockxy/internal/wire/h2"
)

// h2down is one request of an HTTP/2 client. It implements downstream.
type h2down struct {
	h2stream
	head    *flow.Head
	hasBody bool
	fault   *flow.Fault

	// Under the connection's mu.
	watch    func(*ResetError)
	watching bool // watch is being called, or about to be
	cause    *ResetError
}

// Head implements downstream.
func (d *h2down) Head() *flow.Head { return d.head }

// HasBody implements downstream.
func (d *h2down) HasBody() bool { return d.hasBody }

// Fault returns why the request must be refused, or nil. Head is then what was
// received, perhaps not all of it, and only with ClientHeadTooLarge can the
// client still be sent a response: otherwise its stream has been reset.
func (d *h2down) Fault() *flow.Fault { return d.fault }

// BodyReady reports whether the whole request is in memory.
func (d *h2down) BodyReady() bool {
	d.c.mu.Lock()
	defer d.c.mu.Unlock()
	return d.ended
}

// WriteHead implements downstream. A final head that does not end the response
// is flushed with what follows, or by Flush.
func (d *h2down) WriteHead(h *flow.Head, end bool) error {
	c := d.c
	c.lock()
	defer c.unlock()
	if err := d.awaitRoom(); err != nil {
		return err
	}
	if err := c.m.SendResponse(d.id, h, end); err != nil {
		return d.writeFault(err)
	}
	d.sentEnd = d.sentEnd || end
	if end || h.Status < 200 {
		c.flushOut()
	}
	return nil
}

// Watch implements downstream.
func (d *h2down) Watch(f func(*ResetError)) {
	c := d.c
	c.lock()
	for d.watching {
		d.rcond.Wait()
	}
	d.watch = f
	if d.cause != nil && f != nil {
		d.call()
	}
	c.unlock()
}

// abandoned is told that the stream has ended abnormally.
func (d *h2down) abandoned(err error) {
	if d.cause != nil {
		return
	}
	d.cause = &ResetError{Code: codeCancel, Side: flow.SideClient}
	errors.As(err, &d.cause)
	if d.watch != nil {
		d.call()
	}
}

// call calls the watching function once mu is free.
func (d *h2down) call() {
	f, cause := d.watch, d.cause
	d.watch, d.watching = nil, true
	d.c.calls = append(d.c.calls, func() {
		f(cause)
		d.c.mu.Lock()
		d.watching = false
		d.rcond.Broadcast()
		d.c.mu.Unlock()
	})
}

// writeFault names why the state machine did not take something.
func (s *h2stream) writeFault(err error) error {
	if s.werr != nil {
		return s.werr
	}
	var he *h2.HeadError
	if errors.As(err, &he) {
		return &flow.Fault{
			Code: flow.UpstreamBadHead, Side: flow.SideOrigin, Cause: err,
			Message: "a head cannot be passed on over HTTP/2: " + he.Reason,
		}
	}
	return &ResetError{Code: codeCancel, Side: flow.SideRockxy}
}
