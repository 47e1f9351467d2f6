package proxy

import (
	"context"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/wire/h1"
)

// ruling is what the rules have to do with one exchange. It stands between the
// two sides: what is recorded is the client's, the request as it was sent and the
// response as it arrives; what the origin saw of it is in the trace.
type ruling struct {
	e    *exchange
	run  *rule.Run
	ctx  context.Context // ends when the client has gone
	stop context.CancelFunc

	head     *flow.Head // of the request towards the origin
	body     source     // of it; nil: the client's, unchanged
	hasBody  bool
	response source // of the response towards the client; nil: the origin's, unchanged
	local    *localUp
	asked    bool // the client waits for a 100 before it sends its body
	told     bool // it was sent one by us
	led      bool // the rules chose the route
	dropUp   bool // something of the origin's response was not read
	holds    holding
}

// source is a body as the engine relays it.
type source interface {
	ReadPiece() (Piece, error)
}

// rule asks the rules about a request whose head has been read.
func (e *exchange) rule(ctx context.Context) {
	if e.s.rules == nil {
		return
	}
	set := e.s.rules()
	if set.NeedsProgram() {
		e.c.awaited.Do(func() { e.c.awaitProcess(appWithin) })
	}
	run := set.Begin(e.x, e.down.Head())
	if run == nil {
		if e.rt.address != "" { // by a rule that there was when the client connected
			to := ruleRoute(e.rt)
			to.Address = ""
			e.rt = e.s.routeTo(e.rt, &to, e.x.Proto)
		}
		return
	}
	r := &ruling{e: e, run: run}
	r.ctx, r.stop = context.WithCancel(ctx)
	e.ruling = r
}

// request runs the request's phases, after which the exchange knows where it goes.
func (r *ruling) request() (err error) {
	e := r.e
	defer e.s.contained("rules of a request", &err)
	head := e.down.Head()
	var body rule.Body
	from := &clientBody{e}
	if r.hasBody = e.down.HasBody(); r.hasBody {
		body = from
	}
	e.taps.request(head, e)
	defer e.held()()
	r.asked = h1.ExpectContinue(head) && !e.ordered()
	out, err := r.run.Request(r.ctx, head, body, ruleRoute(e.rt))
	r.asked = false // from here on it is the origin's to say
	if err != nil {
		return err
	}
	r.head, r.hasBody = out.Head, out.Body != nil
	if out.Body != nil && out.Body != rule.Body(from) {
		r.body = &ruledBody{r, out.Body}
	}
	if r.run.WantsMessages() {
		r.head = withoutCompression(r.head)
	}
	switch {
	case out.Answer != nil:
		r.local = newLocalUp(out.Answer)
		e.fault = out.Answer.Fault
	case out.Route != nil:
		e.rt = e.s.routeTo(e.rt, out.Route, e.x.Proto)
		r.led = true
	}
	return nil
}

// proceed tells a client that waits to be told so to send its body, which is
// wanted before the origin is asked (RFC 9110 §10.1.1).
func (r *ruling) proceed() error {
	if !r.asked {
		return nil
	}
	r.asked, r.told = false, true
	h := &flow.Head{Proto: flow.HTTP11, Status: 100, Reason: []byte("Continue"), Raw: []byte("HTTP/1.1 100 Continue\r\n\r\n")}
	r.e.tape.Head(flow.Response, h)
	return r.e.down.WriteHead(h, false)
}

// respond runs the response's phases.
func (r *ruling) respond(h *flow.Head, end bool) (head *flow.Head, ends bool, err error) {
	e := r.e
	defer e.s.contained("rules of a response", &err)
	from := &originBody{e, true}
	var body rule.Body
	if !end && h.Status != 101 {
		body = from
	}
	defer e.held()()
	e.x.Kind = kindOf(h) // which rules match by
	head, out, err := r.run.Response(r.ctx, h, body)
	if from.held = r.run.WantsMessages(); err == nil {
		e.x.Kind = kindOf(head)
	}
	if err != nil {
		return h, end, err
	}
	method := e.down.Head().Method
	switch {
	case head.Status == 101:
	case bodiless(method, head.Status):
		r.dropUp = !end || h.Status == 101
		end = true
	case out == nil:
		r.dropUp = h.Status == 101
		end = true
		if r.dropUp || bodiless(r.head.Method, h.Status) { // what the head says of a length is not that of what comes
			head, err = rule.Edited(head, flow.Response, setEmpty)
		}
	case out != rule.Body(from):
		r.response, end = &ruledBody{r, out}, false
		r.dropUp = h.Status == 101
		if from.held {
			r.response = &heldBody{e, r.response}
		}
	}
	if connected(e.down.Head(), h) && !connected(e.down.Head(), head) { // the origin takes it for a tunnel
		r.dropUp = true
	}
	return head, end, err
}

// led puts the blame for a loop where it belongs.
func (e *exchange) led(f *flow.Fault) *flow.Fault {
	if e.ruling == nil || !e.ruling.led || f.Code != flow.ClientLoop {
		return f
	}
	return &flow.Fault{Code: flow.RuleLoop, Side: flow.SideRule, Cause: f,
		Message: "a rule sends this request to " + e.rt.dialled().String() + ", which is Rockxy itself; following it would never end",
		Hint:    "Mend the rule: rockxy show has its name and what it changed."}
}

// bodiless: RFC 9112 §6.3.
func bodiless(method []byte, status int) bool {
	return string(method) == "HEAD" || status == 204 || status == 304
}

// finish hands the trace over.
func (r *ruling) finish() {
	r.stop()
	x := r.e.x
	x.Trace, x.Rules = r.run.Trace(), r.run.Names()
	x.Mark, x.Hidden = r.run.Mark()
}

// held says that a rule may hold the exchange until the function returned is
// called: a client that closes its connection meanwhile has gone.
func (e *exchange) held() (letGo func()) {
	e.expectClose(true)
	return func() { e.expectClose(false) }
}

func (e *exchange) expectClose(on bool) {
	if d, ok := e.down.(*h1Down); ok {
		d.watch.expectClose(on)
	}
}

// clientBody is the request's body as the client sends it, recorded on its way.
type clientBody struct{ e *exchange }

func (b *clientBody) Next(context.Context) (rule.Piece, error) {
	if err := b.e.ruling.proceed(); err != nil {
		return rule.Piece{}, err
	}
	p, err := b.e.down.ReadPiece()
	if err != nil {
		return rule.Piece{}, err
	}
	b.e.sent += int64(len(p.Data))
	b.e.received(p)
	return rule.Piece{Data: p.Data, More: p.More, End: p.End, Trailers: p.Trailers}, nil
}

// originBody is the response's body as the origin sends it.
type originBody struct {
	e    *exchange
	held bool // it is read while rules hold it: in their turns, or inside of a heldBody
}

func (b *originBody) Next(context.Context) (rule.Piece, error) {
	if b.held { // the origin may take its time: a client may have ended its direction and still read
		defer b.e.expectClose(true)
		b.e.expectClose(false)
	}
	p, err := b.e.up.ReadPiece()
	return rule.Piece{Data: p.Data, More: p.More, End: p.End, Trailers: p.Trailers}, err
}

// ruledBody is what the rules made of a body.
type ruledBody struct {
	r    *ruling
	from rule.Body
}

func (b *ruledBody) ReadPiece() (_ Piece, err error) {
	defer b.r.e.s.contained("a body that rules change", &err)
	p, err := b.from.Next(b.r.ctx)
	return Piece{Data: p.Data, More: p.More, End: p.End, Trailers: p.Trailers}, err
}

// cutShort ends an exchange in the way that a rule wants.
func (e *exchange) cutShort(c *rule.Cut) {
	e.fault = ruleFault(c)
	if e.up != nil {
		e.up.Abort(codeCancel)
	}
	if c.How == rule.CutHang {
		e.hang()
	}
	d, h1 := e.down.(*h1Down)
	code := codeInternal
	if len(c.Octets) > 0 {
		code = codeProtocol
		if h1 {
			d.out.write(c.Octets)
			_ = d.Flush() // whether they arrive or not, this is the end
		}
	}
	if h1 && c.How == rule.CutClose {
		d.mustClose, d.sentEnd = true, true
		closeWrite(d.nc)
	} else {
		e.down.Abort(code)
	}
	e.stopUpload()
}

// hang waits until the client has gone. What it sends is read, since its end would not
// show behind octets that nobody reads.
func (e *exchange) hang() {
	if d, ok := e.down.(*h1Down); ok && d.upgraded {
		return // it has been cut with its other direction
	}
	e.held()
	if e.upload != nil {
		<-e.upload.done // which the end of the origin's side ends, or the client
	}
	for e.down.HasBody() && !e.gotAll {
		p, err := e.down.ReadPiece()
		if err != nil {
			return
		}
		e.sent += int64(len(p.Data))
		e.received(p)
	}
	<-e.ruling.ctx.Done()
}

// withoutCompression keeps WebSocket messages readable: whoever rewrites them
// cannot keep the compression's context.
func withoutCompression(h *flow.Head) *flow.Head {
	if !h.Has("sec-websocket-extensions") {
		return h
	}
	out, err := rule.Edited(h, flow.Request, func(h *flow.Head) { removeField(h, "sec-websocket-extensions") })
	if err != nil {
		return h
	}
	return out
}

func removeField(h *flow.Head, name string) {
	kept := h.Fields[:0]
	for _, f := range h.Fields {
		if !flow.EqualFold(f.Name, name) {
			kept = append(kept, f)
		}
	}
	h.Fields = kept
}

// setEmpty makes a head that of an empty body.
func setEmpty(h *flow.Head) {
	removeField(h, "transfer-encoding")
	removeField(h, "content-length")
	h.Fields = append(h.Fields, noContent...)
}
