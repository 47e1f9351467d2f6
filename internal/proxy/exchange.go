package proxy

import (
	"context"
	"errors"
	"strconv"
	"sync"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/wire/h1"
)

// exchange drives one request from the client's head to the end of the
// response, whatever the versions on the two sides. It runs on one goroutine; a
// second one exists only while a request body that was not in memory yet is
// being sent.
type exchange struct {
	s    *Server
	c    *clientConn
	rt   *route
	down downstream
	up   upstream

	x    *flow.Exchange
	tape Tape
	taps taps

	ruling *ruling // nil when no rule has anything to do

	upload  *upload
	sent    int64 // request body octets that came; of the upload goroutine, while there is one
	sentAll bool
	gotAll  bool       // the request body has come to its end; with sent
	head    *flow.Head // the final response head
	judged  bool       // rules have had their turn at a response
	headOut bool       // it has gone to the client
	fault   *flow.Fault

	mu        sync.Mutex
	abandoned *ResetError // the client has gone
	cancel    context.CancelFunc
	cancelUp  upstream
	broken    error // the client's request body failed
}

// run does it all. What is left on the client connection is the caller's.
func (e *exchange) run(ctx context.Context) {
	e.carry(ctx)
	e.finish()
}

// carry is run up to the completion of the record.
func (e *exchange) carry(ctx context.Context) {
	e.tape.Head(flow.Request, e.down.Head())
	e.tape.Update()
	e.down.Watch(e.abandon)
	if err := e.answer(ctx); err != nil {
		e.fail(err)
	}
	e.down.Watch(nil)
}

// answer gets a response from the origin and relays it.
func (e *exchange) answer(ctx context.Context) error {
	if e.ruling != nil {
		if err := e.ruling.request(); err != nil {
			return err
		}
	}
	local := e.ruling != nil && e.ruling.local != nil
	if e.rt.fault != nil && !local {
		e.lastOfItsKind()
		e.x.Server, e.x.Verdict = e.rt.failed, e.rt.verdict
		return e.rt.fault
	}
	var end bool
	for attempt := 0; ; attempt++ {
		if local {
			e.up = e.ruling.local
		} else if err := e.acquire(ctx, attempt > 0); err != nil {
			return err
		}
		var err error
		if end, err = e.request(); err == nil {
			break
		}
		if local || !e.mayRepeat(attempt) {
			return err
		}
		e.dropUpstream(codeCancel)
	}
	if e.head.Status == 101 || connected(e.down.Head(), e.head) {
		return e.upgrade()
	}
	if err := e.relay(end); err != nil {
		return err
	}
	return e.awaitUpload()
}

// lastOfItsKind makes the client come back with another connection: what is
// known of the origin on this one is that it failed when the client was to be
// answered, and by the next request the origin may have been mended, or an
// exception made for it.
func (e *exchange) lastOfItsKind() {
	if d, ok := e.down.(*h1Down); ok {
		d.mustClose = true
	} else if e.c.h2 != nil {
		e.c.h2.Shutdown()
	}
}

// acquire finds or makes an upstream stream.
func (e *exchange) acquire(ctx context.Context, fresh bool) error {
	var up upstream
	if u := e.c.private; u != nil && !fresh && u.key == e.rt.key && e.s.pool.fit(e.rt.verify, u.info) {
		up, e.c.private = u.begin(e.rt), nil
	}
	if up == nil && !fresh {
		up = e.s.pool.try(e.rt)
	}
	if up == nil {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		e.mu.Lock()
		e.cancel = cancel
		gone := e.abandoned
		e.mu.Unlock()
		if gone != nil {
			return gone
		}
		var err error
		if up, err = e.s.pool.acquire(ctx, e.rt, fresh); err != nil {
			var uf *upstreamFailure
			if errors.As(err, &uf) {
				e.x.Server = uf.info
				if uf.verdict != "" {
					e.x.Verdict = uf.verdict
				}
			}
			return err
		}
	}
	e.up = up
	e.x.Server, e.x.Reused = up.Conn()
	e.x.UpstreamProto = up.Proto()
	if excepted(e.x.Server) {
		e.x.Verdict = flow.VerdictException
	}
	e.mu.Lock()
	e.cancel, e.cancelUp = nil, up
	gone := e.abandoned
	e.mu.Unlock()
	if gone != nil {
		up.Abort(gone.Code)
		return gone
	}
	return nil
}

// abandon is called when the client has gone before the end.
func (e *exchange) abandon(r *ResetError) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.abandoned != nil {
		return
	}
	e.abandoned = r
	if e.ruling != nil {
		e.ruling.stop()
	}
	if e.cancel != nil {
		e.cancel()
	}
	if e.cancelUp != nil {
		e.cancelUp.Abort(r.Code)
	}
}

func (e *exchange) gone() *ResetError {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.abandoned
}

// request sends the request and waits for the final response head, passing 1xx
// on as they come.
func (e *exchange) request() (end bool, err error) {
	head, hasBody := e.down.Head(), e.down.HasBody()
	if e.ruling != nil {
		head, hasBody = e.ruling.head, e.ruling.hasBody
	}
	sendErr := e.up.WriteHead(head, !hasBody)
	if sendErr == nil && hasBody {
		sendErr = e.sendBody()
	} else if !hasBody {
		e.sentAll = true
		e.x.Timing.RequestSent = e.s.clock.now()
	}
	// An origin may answer and close without reading everything, so that a
	// failed write is no reason not to look for its answer.
	for {
		if a, ok := e.up.(interface{ Await() error }); ok {
			if err := a.Await(); err != nil {
				return false, firstErr(sendErr, err)
			}
		}
		first := e.s.clock.now()
		h, end, err := e.up.ReadHead()
		if err != nil {
			return false, firstErr(sendErr, err)
		}
		final := h.Status >= 200 || h.Status == 101
		if final && e.ruling != nil {
			e.judged = true
			if h, end, err = e.ruling.respond(h, end); err != nil {
				return false, err
			}
		}
		if h.Status == 100 && e.ruling != nil && e.ruling.told {
			continue
		}
		e.tape.Head(flow.Response, h)
		if final {
			e.head = h
			e.x.Status = h.Status
			e.x.Timing.ResponseFirst = first
			e.x.Timing.ResponseHead = e.s.clock.now()
			return end, nil
		}
		if err := e.down.WriteHead(h, false); err != nil {
			return false, e.clientGone(err)
		}
	}
}

// firstErr prefers the reader's fault: it says more than a broken pipe.
func firstErr(sendErr, readErr error) error {
	var f *flow.Fault
	if errors.As(readErr, &f) || sendErr == nil {
		return readErr
	}
	return sendErr
}

// mayRepeat reports whether the request can be sent again on another
// connection: nothing of an answer came, nothing of the body was used up, and
// doing it twice does no harm (RFC 9110 §9.2.2) or it certainly was not done.
func (e *exchange) mayRepeat(attempt int) bool {
	if attempt >= 2 || e.gone() != nil || e.judged || e.upload != nil || e.sent > 0 || e.x.Response.Size > 0 {
		return false
	}
	head := e.down.Head()
	if e.ruling != nil {
		head = e.ruling.head
	}
	if r, ok := e.up.(interface{ Refused() bool }); ok && r.Refused() {
		return true
	}
	u, ok := e.up.(interface{ Unprocessed() bool })
	return ok && u.Unprocessed() && idempotent(head.Method)
}

func idempotent(method []byte) bool {
	switch string(method) {
	case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE":
		return true
	}
	return false
}

// relay passes the final response on.
func (e *exchange) relay(end bool) error {
	e.taps.response(e.head, e)
	e.tape.Update()
	if err := e.down.WriteHead(e.head, end); err != nil {
		return e.clientGone(err)
	}
	e.headOut = true
	if end {
		return nil
	}
	ruled := e.ruling != nil && e.ruling.response != nil // may wait, whatever is there
	if b, ok := e.up.(interface{ Buffered() bool }); !ok || !b.Buffered() || ruled {
		if err := flush(e.down); err != nil {
			return e.clientGone(err)
		}
	}
	from := source(e.up)
	if e.ruling != nil && e.ruling.response != nil {
		from = e.ruling.response
	}
	for {
		p, err := from.ReadPiece()
		if err != nil {
			return err
		}
		if len(p.Data) > 0 {
			e.x.Response.Size += int64(len(p.Data))
			e.tape.Body(flow.Response, p.Data)
			e.taps.feed(flow.Response, p.Data, e)
		}
		if p.Trailers != nil {
			e.tape.Trailers(flow.Response, p.Trailers)
		}
		if err := e.down.WritePiece(p); err != nil {
			return e.clientGone(err)
		}
		if p.End {
			return nil
		}
	}
}

func flush(w any) error {
	if f, ok := w.(interface{ Flush() error }); ok {
		return f.Flush()
	}
	return nil
}

// dropUpstream gives up the present stream, which no upload uses.
func (e *exchange) dropUpstream(code uint32) {
	e.mu.Lock()
	e.cancelUp = nil
	e.mu.Unlock()
	e.up.Abort(code)
	e.up.Release()
	e.up = nil
}

// clientGone makes a failed write towards the client an error with a name.
func (e *exchange) clientGone(err error) error {
	if g := e.gone(); g != nil {
		return g
	}
	var r *ResetError
	var f *flow.Fault
	if errors.As(err, &r) || errors.As(err, &f) {
		return err
	}
	var pe *h1.Error
	if errors.As(err, &pe) {
		return &flow.Fault{Code: flow.UpstreamFraming, Side: flow.SideOrigin, Cause: err,
			Message: e.rt.addr.String() + " sent a response that cannot be passed on: " + pe.Msg}
	}
	return &flow.Fault{Code: flow.ClientClosed, Side: flow.SideClient, Cause: err,
		Message: "the client closed the connection before the response had been sent"}
}

// fail ends an exchange that went wrong: with an error page when the client has
// not been sent a head yet, by cutting the message when it has.
func (e *exchange) fail(err error) {
	code := codeInternal
	var reset *ResetError
	var cut *rule.Cut
	e.mu.Lock()
	if e.broken != nil && e.abandoned == nil { // the rest is a consequence
		err = e.broken
	}
	e.mu.Unlock()
	if g := e.gone(); g != nil { // whatever broke, it broke because the client went
		reset = g
	} else if errors.As(err, &cut) {
		e.cutShort(cut)
		return
	} else if errors.As(err, &reset) {
		code = reset.Code
	}
	given := e.fault // of a rule's answer, say
	e.fault = e.led(e.asFault(err, reset))
	if e.up != nil {
		if e.fault.Side == flow.SideClient {
			code = codeCancel
			if reset != nil {
				code = reset.Code
			}
		}
		e.up.Abort(code) // finish releases it, when the upload has ended too
	}
	switch {
	case e.headOut:
		e.down.Abort(code)
	case reset != nil && reset.Side == flow.SideClient:
		e.down.Abort(code)
	case reset != nil && e.c.h2 != nil:
		// A reset stream is what the origin said; the client is told the same.
		e.down.Abort(reset.Code)
	case e.ordered(): // nobody reads a page
	default:
		e.receiveRest()
		e.errorPage(e.fault)
	}
	e.stopUpload()
	if reset != nil && reset.Side == flow.SideClient && e.whole() {
		e.fault = given
	}
}

// receiveRest records a request body that has come whole, but had nowhere to go: it
// can be sent again when the origin is there.
func (e *exchange) receiveRest() {
	b, ok := e.down.(interface{ BodyReady() bool })
	if e.fault.Side != flow.SideOrigin || e.upload != nil || e.gotAll || !e.down.HasBody() || !ok || !b.BodyReady() {
		return // of a request that could not be read, nothing more is
	}
	for !e.gotAll {
		p, err := e.down.ReadPiece()
		if err != nil {
			return
		}
		e.sent += int64(len(p.Data))
		e.received(p)
	}
}

// ordered reports whether no client is at the other end, see Order.
func (e *exchange) ordered() bool { return e.c.info.Entry == flow.EntryOrder }

// whole reports whether the client has been sent all that the response
// announced. Some clients (curl) reset an HTTP/2 stream then, instead of waiting
// for the frame that ends it; nothing went wrong.
func (e *exchange) whole() bool {
	if !e.headOut {
		return false
	}
	v, ok := e.head.Get("content-length")
	n, err := strconv.ParseInt(string(v), 10, 64)
	return ok && err == nil && e.x.Response.Size == n
}

func (e *exchange) asFault(err error, reset *ResetError) *flow.Fault {
	var f *flow.Fault
	switch {
	case reset != nil && reset.Side == flow.SideClient && e.ordered():
		return &flow.Fault{Code: flow.ClientReset, Side: flow.SideClient, Cause: err, Message: "it was stopped before the response was complete"}
	case reset != nil:
		return resetFault(reset, e.rt)
	case errors.As(err, &f):
		return f
	case errors.Is(err, errPoolClosed), errors.Is(err, context.Canceled):
		return &flow.Fault{Code: flow.RockxyInterrupted, Side: flow.SideRockxy, Cause: err, Message: "Rockxy is shutting down"}
	}
	if isReset(err) || isEOF(err) {
		return &flow.Fault{Code: flow.UpstreamReset, Side: flow.SideOrigin, Cause: err,
			Message: e.rt.addr.String() + " closed the connection while the request was being sent",
			Hint:    "Look into the origin's log; it may not accept a request of this kind or size."}
	}
	e.s.log.Error("exchange failed", "err", err)
	return &flow.Fault{Code: flow.RockxyInternal, Side: flow.SideRockxy, Cause: err, Message: "Rockxy could not relay this exchange",
		Hint: "This is a defect in Rockxy; its log has the cause."}
}

// finish completes the record and gives the upstream back.
func (e *exchange) finish() {
	x := e.x
	x.Timing.Ended = e.s.clock.now()
	x.Request.Size = e.sent
	if u := e.upload; u != nil {
		x.Request.Size += u.size
		x.Timing.RequestSent = u.ended
	}
	e.taps.close(e)
	layoutOf(&x.Request, e.down)
	if e.up != nil && e.head != nil && (e.ruling == nil || e.ruling.response == nil) {
		layoutOf(&x.Response, e.up)
	}
	if e.ruling != nil {
		e.ruling.finish()
	}
	x.Fault = e.fault
	x.State = flow.Complete
	if x.Fault != nil {
		x.State = flow.Failed
	}
	if e.up != nil {
		e.mu.Lock()
		e.cancelUp = nil
		e.mu.Unlock()
		e.bindAuth()
		if e.ruling != nil && e.ruling.dropUp {
			e.up.Abort(codeCancel)
		}
		e.up.Release()
		e.up = nil
	}
	e.tape.Done()
}

// layoutOf notes the chunked framing of a body, where there was one.
func layoutOf(b *flow.Body, side any) {
	if c, ok := side.(interface{ Chunks() []byte }); ok {
		b.Chunks = c.Chunks()
		b.Chunked = b.Chunks != nil
	}
}
