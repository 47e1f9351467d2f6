package proxy

import (
	"errors"
	"sync/atomic"
	"time"

	"rockxy/internal/flow"
)

// upload is the second goroutine of an exchange: it sends the request body on
// while the first waits for the response.
type upload struct {
	done   chan struct{}
	pieces atomic.Int64 // sent so far
	// Read by the exchange after done is closed.
	size  int64 // of an upgraded connection
	ended flow.Nanos
	all   bool
	err   error // the client's side failed
	upErr error // the origin's side failed
}

// sendBody sends the request body: here when all of it is in memory, else on a
// goroutine of its own. What rules make of a body may be long, slow, or cut.
func (e *exchange) sendBody() error {
	from, ruled := source(e.down), e.ruling != nil && e.ruling.body != nil
	if ruled {
		from = e.ruling.body
	} else if e.ruling == nil {
		e.taps.request(e.down.Head(), e)
	}
	if b, ok := e.down.(interface{ BodyReady() bool }); ok && b.BodyReady() && !ruled {
		for {
			p, err := from.ReadPiece()
			if err != nil {
				return err
			}
			if err := e.sendPiece(p); err != nil {
				return err
			}
			if p.End {
				e.sentAll = true
				e.x.Timing.RequestSent = e.s.clock.now()
				return nil
			}
		}
	}
	if err := flush(e.up); err != nil {
		return err
	}
	e.upload = &upload{done: make(chan struct{})}
	go e.runUpload(e.upload, from)
	return nil
}

// received records a piece of the request as the client sent it.
func (e *exchange) received(p Piece) {
	e.gotAll = p.End
	if len(p.Data) > 0 {
		e.tape.Body(flow.Request, p.Data)
		e.taps.feed(flow.Request, p.Data, e)
	}
	if p.Trailers != nil {
		e.tape.Trailers(flow.Request, p.Trailers)
	}
}

func (e *exchange) sendPiece(p Piece) error {
	if e.ruling == nil || e.ruling.body == nil { // else it was recorded when it came
		e.sent += int64(len(p.Data))
		e.received(p)
	}
	return e.up.WritePiece(p)
}

func (e *exchange) runUpload(u *upload, from source) {
	defer close(u.done)
	if u.err = e.sendAll(u, from); u.err != nil {
		e.uploadBroken(u.err)
	}
}

// sendAll sends the body on to its end, or until the origin takes no more. The error is the
// client's side's.
func (e *exchange) sendAll(u *upload, from source) (err error) {
	defer e.s.contained("a request body", &err)
	for {
		p, err := from.ReadPiece()
		if err != nil {
			return err
		}
		if u.upErr = e.sendPiece(p); u.upErr != nil {
			return nil
		}
		u.pieces.Add(1)
		if p.End {
			u.all = true
			u.ended = e.s.clock.now()
			return nil
		}
	}
}

// uploadBroken tells the origin that the request will not be completed.
func (e *exchange) uploadBroken(err error) {
	code := codeCancel
	var r *ResetError
	if errors.As(err, &r) {
		code = r.Code
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.broken = err
	if e.cancelUp != nil {
		e.cancelUp.Abort(code)
	}
}

// awaitUpload waits, after the response has ended, for the rest of the request:
// an origin may answer before it has read everything and go on reading. One
// that closes has no use for the rest.
func (e *exchange) awaitUpload() error {
	u := e.upload
	if u == nil {
		return nil
	}
	if s, ok := e.up.(interface{ Stays() bool }); ok && !s.Stays() {
		e.stopUpload()
		return nil
	}
	if !e.waitWhileMoving(u) {
		e.up.Abort(codeCancel)
		e.stopUpload()
		return nil
	}
	if u.err != nil {
		var r *ResetError
		if errors.As(u.err, &r) && r.Code == codeNone {
			return nil
		}
		return u.err
	}
	return nil
}

// waitWhileMoving waits for the upload to end; false means that it has come to a
// halt. An origin that has answered and reads no more would otherwise hold the
// connection for ever, because a client's leaving does not show behind octets
// that nobody reads.
func (e *exchange) waitWhileMoving(u *upload) bool {
	t := time.NewTicker(e.s.lim.AnsweredStall)
	defer t.Stop()
	for before := int64(-1); ; {
		select {
		case <-u.done:
			return true
		case <-t.C:
		}
		now := u.pieces.Load()
		if now == before {
			return false
		}
		before = now
	}
}

// stopUpload makes the upload end without waiting for the client's body.
func (e *exchange) stopUpload() {
	u := e.upload
	if u == nil {
		return
	}
	if s, ok := e.down.(interface{ StopReading() }); ok {
		s.StopReading()
	} else {
		e.down.Abort(codeNone)
	}
	<-u.done
}
