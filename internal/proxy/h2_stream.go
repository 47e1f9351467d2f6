package proxy

import (
	"slices"
	"sync"

	"rockxy/internal/flow"
	"rockxy/internal/wire/h2"
)

// h2stream is what the two sides of a proxy have in common of a stream. Its
// fields are guarded by the connection's mu.
type h2stream struct {
	c  *h2conn
	id uint32

	// Receiving.
	rcond    sync.Cond
	body     h2body
	ended    bool // the peer's message is complete
	trailers *flow.Head
	rerr     error // what reading fails with, after what has arrived
	window   int   // receive window at present
	passed   int   // octets read since the window was last looked at
	grown    int   // taken from the shared budget

	// Sending.
	wcond      sync.Cond
	waiting    bool // a writer waits until pending has been taken
	queued     bool // in the connection's queue
	starved    bool // among the connection's starved
	pending    []byte
	pendingEnd bool
	sentEnd    bool  // our message is complete
	werr       error // what writing fails with

	// owner is the *h2down or *h2up that this belongs to.
	owner interface{ abandoned(err error) }
}

// init prepares the stream; window is its receive window to begin with.
func (s *h2stream) init(c *h2conn, id uint32, window int) {
	s.c, s.id, s.window = c, id, window
	s.rcond.L, s.wcond.L = &c.mu, &c.mu
}

// widen gives the stream up to n octets more of receive window, if the shared
// budget has them to spare.
func (s *h2stream) widen(n int) {
	if n = s.c.shared.share(n); n > 0 {
		s.c.m.Grow(s.id, n)
		s.grown += n
		s.window += n
	}
}

// onData takes a DATA frame.
func (s *h2stream) onData(ev *h2.Event) {
	if len(ev.Data) > 0 {
		s.body.add(s.c.shared, ev.Data)
	}
	s.ended = s.ended || ev.End
	s.rcond.Broadcast()
}

// ReadPiece implements downstream and upstream.
func (s *h2stream) ReadPiece() (Piece, error) {
	c := s.c
	c.lock()
	defer c.unlock()
	if n := s.body.give(c.shared); n > 0 {
		s.consumed(n)
	}
	for {
		if s.body.size > 0 {
			p := Piece{Data: s.body.take()}
			switch {
			case s.body.size > 0:
				p.More = true
			case s.ended:
				p.End, p.Trailers = true, s.trailers
			}
			return p, nil
		}
		if s.ended {
			return Piece{End: true, Trailers: s.trailers}, nil
		}
		if s.rerr != nil {
			return Piece{}, s.rerr
		}
		s.rcond.Wait()
	}
}

// consumed opens the peer's window by n octets that the reader is done with,
// and makes it larger when the reader keeps up.
func (s *h2stream) consumed(n int) {
	c := s.c
	c.m.Consume(s.id, n)
	s.passed += n
	if s.passed >= s.window && !s.ended {
		s.passed = 0
		if s.body.size <= s.window/2 {
			s.widen(min(s.window, h2LastWindow-s.window))
		}
	}
	c.flushOut()
}

// buffered reports whether a ReadPiece would return at once.
func (s *h2stream) buffered() bool {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	return s.body.size > 0 || s.ended
}

// WritePiece implements downstream and upstream.
func (s *h2stream) WritePiece(p Piece) error {
	c := s.c
	c.lock()
	defer c.unlock()
	if s.werr != nil {
		return s.werr
	}
	end := p.End && p.Trailers == nil
	if len(p.Data) > 0 || end {
		if err := s.write(p.Data, end); err != nil {
			return err
		}
	}
	if p.End && p.Trailers != nil {
		if err := c.m.SendTrailers(s.id, p.Trailers); err != nil {
			return s.writeFault(err)
		}
	}
	s.sentEnd = s.sentEnd || p.End
	if !p.More || p.End {
		c.flushOut()
	}
	return nil
}

// write sends p, and waits until all of it is in the output.
func (s *h2stream) write(p []byte, end bool) error {
	c := s.c
	s.pending, s.pendingEnd, s.waiting = p, end, true
	if room := h2OutputHigh - c.m.Pending(); room > 0 && c.ready.len() == 0 {
		if err := s.sendSome(room); err != nil {
			s.failWrite(err)
		}
	}
	if s.waiting {
		c.enqueue(s)
		c.flushOut()
	}
	for s.waiting && s.werr == nil {
		s.wcond.Wait()
	}
	s.pending, s.waiting = nil, false
	return s.werr
}

// sendSome moves up to n octets of what is pending into the output.
func (s *h2stream) sendSome(n int) error {
	n = min(n, len(s.pending))
	sent, err := s.c.m.SendData(s.id, s.pending[:n], s.pendingEnd && n == len(s.pending))
	if err != nil {
		return err
	}
	s.pending = s.pending[sent:]
	if len(s.pending) == 0 {
		s.waiting = false
		s.wcond.Signal()
	}
	return nil
}

// failWrite makes the writer's call fail with what the state machine says.
func (s *h2stream) failWrite(err error) {
	if s.werr == nil {
		s.werr = s.writeFault(err)
	}
	s.wcond.Broadcast()
}

// failLocked ends the stream: blocked calls return err, what arrived before can
// still be read.
func (s *h2stream) failLocked(err error) {
	if s.rerr == nil && !s.ended {
		s.rerr = err
	}
	if s.werr == nil {
		s.werr = err
	}
	s.rcond.Broadcast()
	s.wcond.Broadcast()
	s.c.room.Broadcast()
	s.owner.abandoned(err)
}

// Abort implements downstream and upstream.
func (s *h2stream) Abort(code uint32) {
	c := s.c
	c.lock()
	err := &ResetError{Code: code, Side: flow.SideRockxy}
	if s.rerr == nil {
		s.rerr = err
	}
	if s.werr == nil {
		s.werr = err
	}
	if s.id != 0 {
		c.reset(s.id, code)
	}
	s.rcond.Broadcast()
	s.wcond.Broadcast()
	c.room.Broadcast()
	c.unlock()
}

// Flush sends what has been put off.
func (s *h2stream) Flush() error {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	s.c.flushOut()
	return s.werr
}

// awaitRoom waits until the output is small enough for another head.
func (s *h2stream) awaitRoom() error {
	c := s.c
	for s.werr == nil && c.gone == nil && c.m.Pending() >= h2OutputHigh {
		c.flushOut()
		c.room.Wait()
	}
	if s.werr == nil && c.gone != nil {
		return c.lost(s, c.gone)
	}
	return s.werr
}

// drop gives back all that the stream holds. Nobody reads or writes any more.
func (s *h2stream) drop() {
	c := s.c
	if n := s.body.drop(c.shared); n > 0 {
		c.m.Consume(s.id, n)
	}
	if s.grown > 0 {
		c.shared.give(s.grown)
		s.grown = 0
	}
	c.m.FreeHead(s.trailers)
	s.trailers = nil
	if s.queued {
		c.ready.remove(s)
	}
	if s.starved {
		i := slices.Index(c.starved, s)
		c.starved = slices.Delete(c.starved, i, i+1)
	}
	delete(c.live, s.id)
	c.flushOut()
}
