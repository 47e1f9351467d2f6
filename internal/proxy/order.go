package proxy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"rockxy/internal/flow"
)

// Order is a request that is sent because somebody told Rockxy to, without a
// client's connection: a replay, or one that was composed. The origin is treated
// as with any client's request.
type Order struct {
	Scheme string // "http" or "https"
	Target string // "host:port" to connect to
	// ServerName is the name that the origin has to prove and that is sent to it
	// in TLS; empty: the host of Target.
	ServerName string
	// Version is flow.HTTP11 or flow.HTTP2, which the origin must then speak, or
	// flow.ProtoUnknown: over TLS the origin chooses, and the head is written in
	// the form of what it chose.
	Version flow.Proto
	// Head is the request's, of HTTP/1.1 or HTTP/2. What it has in Raw is sent octet for
	// octet, hop-by-hop fields aside; its framing fields are made to fit the body. It is
	// only read.
	Head     *flow.Head
	Body     io.ReaderAt // as on the wire, content codings applied; nil for none
	Size     int64       // of Body
	Trailers *flow.Head  // nil for none

	Origin  flow.ID // the exchange that this one replays, 0 for none
	NoRules bool
	Process *flow.Process // who is shown as the client; nil for nobody
}

// Outcome is what became of an order.
type Outcome struct {
	Status int         // of the final response, 0 if none
	Fault  *flow.Fault // nil when it went well
}

// Send carries an order out and returns when its exchange has ended. begun is
// called, once, when the exchange is in the list, with its number: 0 if a rule
// keeps it out of the list. Without an exchange there is an error: a *flow.Fault of
// the client's side for an order that cannot be sent as it is, ErrClosed, or the
// context's. When ctx ends, so does the exchange.
func (s *Server) Send(ctx context.Context, o Order, begun func(flow.ID)) (out Outcome, err error) {
	rt, err := s.orderRoute(&o)
	if err != nil {
		return out, err
	}
	c := s.newSelf(&o, rt)
	if !s.register(c) {
		c.cancel()
		return out, ErrClosed
	}
	defer c.end(nil)
	defer context.AfterFunc(ctx, c.cancel)()
	defer s.contained("an order", &err)

	if rt.tls {
		rt.identity = s.up.Identity(rt.verify, rt.addr.port)
	}
	if rt.tls && !o.NoRules { // plain requests are led by the rules of their own
		rt.address, _ = c.connectRules(endpoint{rt.verify, rt.addr.port}, rt.scheme)
	}
	rt.setKey()
	head, err := c.orderHead(&o, rt)
	if err != nil {
		return out, err
	}
	d := newOrderDown(c.ctx, &o, head)
	e := c.exchangeOf(d, rt, 0, s.clock.now())
	e.x.Origin = o.Origin
	if !o.NoRules {
		e.rule(c.ctx)
	}
	e.open()
	begun(e.x.ID)
	e.carry(c.ctx)
	out = Outcome{e.x.Status, e.fault}
	e.finish()
	return out, nil
}

// newSelf is the client side of an order. There is no connection, so that what
// would be read from one never is.
func (s *Server) newSelf(o *Order, rt *route) *clientConn {
	c := &clientConn{s: s, info: &flow.ClientConn{ID: s.rec.NextConn(), Accepted: s.clock.now(), Entry: flow.EntryOrder, Target: rt.addr.String()}}
	c.ctx, c.cancel = context.WithCancel(s.ctx)
	c.nc = nowhere{close: c.cancel}
	if o.Process != nil {
		c.info.Process.Store(o.Process)
	}
	c.attributed.Store(true)
	return c
}

// nowhere is the connection of a client that has none.
type nowhere struct {
	net.Conn
	close func()
}

func (n nowhere) Close() error { n.close(); return nil }

// badOrder says why an order cannot be sent.
func badOrder(format string, args ...any) *flow.Fault {
	return &flow.Fault{Code: flow.ClientBadTarget, Side: flow.SideClient, Message: fmt.Sprintf(format, args...)}
}

// orderRoute reads where an order goes.
func (s *Server) orderRoute(o *Order) (*route, error) {
	if o.Scheme != "http" && o.Scheme != "https" {
		return nil, badOrder("requests are sent by http or https, not by %q", o.Scheme)
	}
	addr, ok := parseAuthority([]byte(o.Target), 0)
	if !ok {
		return nil, badOrder("%q is not a host and port that can be asked", o.Target)
	}
	rt := &route{scheme: o.Scheme, addr: addr, verify: addr.host, verdict: flow.VerdictIntercept}
	if o.Scheme == "http" {
		rt.h2c = o.Version == flow.HTTP2
		return rt, nil
	}
	rt.tls = true
	if o.ServerName != "" {
		rt.verify = o.ServerName
	}
	if !isIP(rt.verify) {
		rt.sni = rt.verify
	}
	switch o.Version {
	case flow.HTTP11:
		rt.alpn = []string{"http/1.1"}
	case flow.HTTP2:
		rt.alpn = []string{"h2"}
	default:
		rt.alpn = []string{"h2", "http/1.1"}
	}
	return rt, nil
}

// spoken is the version that an order is to be sent in. Where the origin
// chooses, it is connected to find out; when that fails, the exchange says how.
func (c *clientConn) spoken(o *Order, rt *route) (flow.Proto, error) {
	if !rt.offersH2() {
		return flow.HTTP11, nil
	}
	if !rt.tls {
		return flow.HTTP2, nil
	}
	warm, err := c.s.pool.prepare(c.ctx, rt)
	switch {
	case c.ctx.Err() != nil:
		return 0, context.Cause(c.ctx)
	case errors.Is(err, errPoolClosed):
		return 0, ErrClosed
	case err != nil:
		rt.refused(err)
	case warm.alpn == "h2":
		return flow.HTTP2, nil
	case o.Version == flow.HTTP2:
		rt.fault = &flow.Fault{Code: flow.UpstreamProtocol, Side: flow.SideOrigin, Message: rt.addr.String() + " does not speak HTTP/2, which was asked for",
			Hint: "Send it without saying which version, and the origin chooses."}
		return flow.HTTP2, nil
	default:
		return flow.HTTP11, nil
	}
	if o.Head.Proto == flow.HTTP2 || o.Version == flow.HTTP2 {
		return flow.HTTP2, nil
	}
	return flow.HTTP11, nil
}
