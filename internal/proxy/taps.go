package proxy

import (
	"rockxy/internal/flow"
	"rockxy/internal/wire/grpc"
	"rockxy/internal/wire/sse"
	"rockxy/internal/wire/ws"
)

// tap reads messages out of one direction of a byte stream, for the record
// only; what is relayed is never touched by it.
type tap interface {
	Feed(p []byte, now flow.Nanos, emit func(*flow.Message))
}

// taps are those of one exchange, by direction. The two directions are fed by
// different goroutines.
type taps struct {
	dir  [2]tap
	emit [2]func(*flow.Message)
}

func (t *taps) set(dir flow.Direction, tp tap, e *exchange) {
	t.dir[dir] = tp
	t.emit[dir] = func(m *flow.Message) {
		m.Dir = dir
		e.tape.Message(m)
	}
}

func (t *taps) feed(dir flow.Direction, p []byte, e *exchange) {
	if t.dir[dir] != nil {
		t.dir[dir].Feed(p, e.s.clock.now(), t.emit[dir])
	}
}

// grpc sets the tap of a direction whose head announces gRPC messages.
func (t *taps) grpc(dir flow.Direction, h *flow.Head, e *exchange) bool {
	ct, _ := h.Get("content-type")
	web, ok := grpc.IsGRPC(ct)
	if ok {
		enc, _ := h.Get("grpc-encoding")
		t.set(dir, grpc.NewTap(dir, grpc.Config{Encoding: string(enc), Web: web}), e)
	}
	return ok
}

// request looks at the request head before its body is sent.
func (t *taps) request(h *flow.Head, e *exchange) { t.grpc(flow.Request, h, e) }

// response looks at the final response head before its body is relayed.
func (t *taps) response(h *flow.Head, e *exchange) {
	if t.grpc(flow.Response, h, e) {
		e.x.Kind = "grpc"
		return
	}
	ct, _ := h.Get("content-type")
	if !sse.IsEventStream(ct) {
		return
	}
	e.x.Kind = "sse"
	if enc, ok := h.Get("content-encoding"); !ok || flow.EqualFold(enc, "identity") {
		t.set(flow.Response, sse.NewTap(0), e)
	}
}

// websocket sets both directions after a 101.
func (t *taps) websocket(h *flow.Head, e *exchange) {
	var ext []byte
	for v := range h.Values("sec-websocket-extensions") {
		if len(ext) > 0 {
			ext = append(ext, ',')
		}
		ext = append(ext, v...)
	}
	params, _ := ws.ParseExtensions(string(ext))
	t.set(flow.Request, ws.NewTap(flow.Request, ws.Config{Params: params}), e)
	t.set(flow.Response, ws.NewTap(flow.Response, ws.Config{Params: params}), e)
}

// close lets the taps say what was left unfinished.
func (t *taps) close(e *exchange) {
	for dir, tp := range t.dir {
		if c, ok := tp.(interface {
			Close(now flow.Nanos, emit func(*flow.Message))
		}); ok {
			c.Close(e.s.clock.now(), t.emit[dir])
		}
	}
}
