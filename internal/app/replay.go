package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/proxy"
	"rockxy/internal/rule"
	"rockxy/internal/store"
)

// Replay implements api.Sender.
func (i instance) Replay(ctx context.Context, q api.ReplayRequest) (*api.Replayed, error) {
	if err := checkRepeat(&q.Repeat, len(q.IDs)); err != nil {
		return nil, err
	}
	s, err := i.a.originals(ctx, q.Session)
	if err != nil {
		return nil, err
	}
	var all []order
	for _, id := range q.IDs {
		o := order{of: id}
		o.Order, o.err = s.replay(ctx, id)
		all = append(all, o)
	}
	sent, err := i.a.orders.run(ctx, all, q.Repeat, s.done)
	if err != nil {
		return nil, err
	}
	return &api.Replayed{Replays: sent}, nil
}

// originals is where captured requests are taken from.
type originals struct {
	get   func(context.Context, flow.ID) (*store.Record, error)
	own   bool   // it is the session that is captured into
	done  func() // to be called after use of what came from it
	named string
}

// originals opens the session called name; empty is the one that is captured into.
func (a *App) originals(ctx context.Context, name string) (*originals, error) {
	s, done, err := a.sessionToRead(ctx, name)
	if err != nil {
		return nil, err
	}
	if s.r == a.store.Reader {
		return &originals{a.store.Get, true, done, ""}, nil
	}
	return &originals{s.r.Get, false, done, name}, nil
}

// checkRepeat refuses more than an instance is to do at once.
func checkRepeat(r *api.Repeat, requests int) error {
	switch {
	case requests == 0:
		return badRequest("no entry is named", "")
	case r.Times < 0 || r.Times > 1000:
		return badRequest("a request can be sent up to 1,000 times", "")
	case r.PauseMS < 0 || r.PauseMS > 3_600_000:
		return badRequest("the pause between requests can be up to an hour", "")
	case r.Parallel < 0 || r.Parallel > 100:
		return badRequest("up to 100 requests can be going on at once", "")
	case requests*max(r.Times, 1) > maxOrders:
		return badRequest("that would be more than 10,000 requests", "")
	}
	return nil
}

// StopSending implements api.Sender.
func (i instance) StopSending(_ context.Context, q api.StopRequest) (api.Stopped, error) {
	return api.Stopped{Stopped: i.a.orders.stop(q.IDs)}, nil
}

// replay is a captured request as an order. The error is an *api.Error when it
// cannot be sent again.
func (s *originals) replay(ctx context.Context, id flow.ID) (proxy.Order, error) {
	rec, err := s.sendable(ctx, id)
	if err != nil {
		return proxy.Order{}, err
	}
	if err := wholeRequest(rec); err != nil {
		return proxy.Order{}, err
	}
	o := orderOf(rec)
	if !s.own {
		o.Origin = 0 // the numbers are those of another session
	}
	return o, nil
}

// sendable is the record of an exchange whose request makes sense without a client.
func (s *originals) sendable(ctx context.Context, id flow.ID) (*store.Record, error) {
	rec, err := s.get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, &api.Error{Status: http.StatusNotFound, Message: fmt.Sprintf("there is no entry %d (any more)", id)}
	}
	if err != nil {
		return nil, err
	}
	sum := &rec.Summary
	h := rec.Head(flow.Request)
	switch {
	case sum.Kind == store.KindTunnel:
		return nil, badRequest(fmt.Sprintf("entry %d is a tunnel: nothing in it was read, so there is no request to send", id), "")
	case sum.Kind == store.KindHandshakeFailure:
		return nil, badRequest(fmt.Sprintf("entry %d is a client that never got as far as a request", id), "")
	case h == nil || len(h.Method) == 0:
		return nil, badRequest(fmt.Sprintf("the request of entry %d is not in the session, or could not be read", id), "")
	case string(h.Method) == "CONNECT":
		return nil, badRequest(fmt.Sprintf("entry %d asks for a tunnel, which needs a client at its other end", id), "")
	case sum.Protocol == "websocket":
		return nil, badRequest(fmt.Sprintf("entry %d opens a WebSocket, which needs a client that goes on with it", id), "")
	case sum.Protocol == "upgrade":
		return nil, badRequest(fmt.Sprintf("entry %d changes to another protocol, which needs a client that goes on in it", id), "")
	}
	return rec, nil
}

// wholeRequest reports in an *api.Error why a request's body cannot be sent as it was.
func wholeRequest(rec *store.Record) error {
	sum, h := &rec.Summary, rec.Head(flow.Request)
	b, stored := sum.Request, rec.Body(flow.Request).Size()
	const hint = "Compose it from this entry and give it another body."
	partly := func() error {
		return badRequest(fmt.Sprintf("of the request body of entry %d, %s of %s were recorded: it cannot be sent again as it was",
			sum.ID, octets(stored), octets(max(b.Size, stored))), hint)
	}
	if b.Recoded {
		return nil
	}
	if b.Truncated || stored < b.Size {
		return partly()
	}
	if n, ok := h.Get("content-length"); ok && !h.Has("transfer-encoding") && string(n) != strconv.FormatInt(stored, 10) && sum.Imported == "" {
		if sum.State == flow.Active {
			return badRequest(fmt.Sprintf("the request of entry %d is still being sent", sum.ID), "Wait for its end.")
		}
		return badRequest(fmt.Sprintf("the request body of entry %d did not arrive: its head announces %s octets, and there are %d", sum.ID, n, stored), hint)
	}
	streamed := h.Has("transfer-encoding") || h.Proto == flow.HTTP2 && !h.Has("content-length") && stored > 0
	switch {
	case streamed && sum.Timing.RequestSent == 0 && sum.State == flow.Active:
		return badRequest(fmt.Sprintf("the request of entry %d is still being sent", sum.ID), "Wait for its end.")
	case streamed && sum.Timing.RequestSent == 0 && sum.Imported == "":
		return badRequest(fmt.Sprintf("the request body of entry %d was cut off", sum.ID), hint)
	}
	return nil
}

func octets(n int64) string {
	if n < 10<<10 {
		return strconv.FormatInt(n, 10) + " octets"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 2, 64) + " MiB"
}

// orderOf is the request of a record, to be sent where it went.
func orderOf(rec *store.Record) proxy.Order {
	sum, h := &rec.Summary, rec.Head(flow.Request)
	o := proxy.Order{Scheme: sum.Scheme, Head: h, Origin: sum.ID, Trailers: rec.Trailers(flow.Request)}
	if b := rec.Body(flow.Request); b.Size() > 0 {
		o.Body, o.Size = b, b.Size()
	}
	o.Target, o.ServerName = targetOf(rec)
	switch h.Proto {
	case flow.HTTP2, flow.HTTP3:
		if o.Scheme == "http" {
			o.Version = flow.HTTP2
		}
	default:
		o.Version = flow.HTTP11
	}
	if sum.Imported != "" || h.Proto == flow.HTTP3 { // nobody has judged it yet
		h = h.Clone()
		if h.Proto == flow.HTTP3 {
			h.Proto = flow.HTTP2
		}
		o.Head = unjudged(h)
	}
	return o
}

// unjudged is a head without its text, so that all of it is looked at.
func unjudged(h *flow.Head) *flow.Head {
	h.Raw = nil
	for i := range h.Fields {
		h.Fields[i].Name, h.Fields[i].Value = bytes.Clone(h.Fields[i].Name), bytes.Clone(h.Fields[i].Value)
	}
	return h
}

// targetOf is what was connected to for an exchange, and the name that the origin had
// to prove: what the client asked for, which the request need not have said.
func targetOf(rec *store.Record) (target, name string) {
	sum := &rec.Summary
	target = net.JoinHostPort(sum.Host, strconv.Itoa(int(sum.Port)))
	if rec.Client == nil || rec.Client.Target == "" {
		return target, ""
	}
	target = rec.Client.Target
	switch {
	case rec.Client.TLS != nil:
		name = rec.Client.TLS.ServerName
	case rec.Client.Entry == flow.EntryOrder && rec.Server != nil && rec.Server.TLS != nil:
		name = rec.Server.TLS.ServerName
	}
	return target, name
}

// editedHead changes a head; the error is an *api.Error.
func editedHead(h *flow.Head, f func(*flow.Head)) (*flow.Head, error) {
	h, err := rule.Edited(h, flow.Request, f)
	if err != nil {
		return nil, badRequest("the request cannot be sent: "+err.Error(), "")
	}
	return h, nil
}
