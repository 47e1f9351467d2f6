package proxy

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"

	"rockxy/internal/flow"
)

// clientConn is one connection from a client, from accept to close.
type clientConn struct {
	s    *Server
	nc   net.Conn // as accepted
	info *flow.ClientConn

	ctx    context.Context // ends with the connection or the server
	cancel context.CancelFunc

	handedOver bool // another goroutine goes on with the connection

	attributed atomic.Bool                   // it is known who the client is, or never will be
	awaited    sync.Once                     // of the rules, which may have to know the program
	awaiting   atomic.Pointer[chan struct{}] // closed then, if somebody waits
	decided    atomic.Pointer[decision]      // what the policy said; nil where it has no say
	// intercepted is where an intercepted connection goes. The policy names the
	// client certificate too.
	intercepted atomic.Pointer[route]
	retiring    atomic.Int64 // flow.Nanos since which a tunnel's decision is another, 0 while it stands

	private   *h1Up     // bound by connection authentication; owned by the serving goroutine
	lastRoute *route    // of the last forward request; owned by the serving goroutine
	h2        *h2Server // set before the first stream, nil on HTTP/1

	// For the sweeper and for Shutdown.
	h1        atomic.Pointer[h1Down]
	idleSince atomic.Int64 // flow.Nanos since which nothing is going on, 0 while busy
	busySince atomic.Int64 // flow.Nanos since the present HTTP/1 request began, 0 while idle
	streams   atomic.Int64 // HTTP/2 streams under way
	draining  atomic.Bool
	h2drain   atomic.Pointer[h2Server]
}

func newClientConn(s *Server, nc net.Conn) *clientConn {
	c := &clientConn{s: s, nc: nc, info: &flow.ClientConn{ID: s.rec.NextConn(), Accepted: s.clock.now(), Entry: flow.EntryForward}}
	c.idleSince.Store(int64(c.info.Accepted))
	if ap, err := netip.ParseAddrPort(nc.RemoteAddr().String()); err == nil {
		c.info.AddrPort = netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
		c.info.Addr = c.info.AddrPort.String()
	} else {
		c.info.Addr = nc.RemoteAddr().String()
	}
	c.ctx, c.cancel = context.WithCancel(s.ctx)
	return c
}

// serve finds out how the client asks for its target and serves it to the end.
func (c *clientConn) serve() {
	defer func() {
		if r := recover(); r != nil || !c.handedOver {
			c.end(r)
		}
	}()
	c.attribute()
	c.serveEntry()
}

// end closes what the connection holds; r is what recover returned.
func (c *clientConn) end(r any) {
	c.s.panicked("a connection", r)
	c.cancel()
	if c.private != nil {
		c.private.nc.Close()
	}
	c.nc.Close()
	c.s.untrack(c)
}

func (c *clientConn) busy() {
	c.idleSince.Store(0)
	c.busySince.Store(int64(c.s.clock.now()))
}

func (c *clientConn) idle() {
	c.busySince.Store(0)
	c.idleSince.Store(int64(c.s.clock.now()))
}

// watchAfter is how long a request waits before its client is watched.
const watchAfter = flow.Nanos(watchEvery)

func (c *clientConn) watchFor(d *h1Down, now flow.Nanos) {
	if b := c.busySince.Load(); b != 0 && now-flow.Nanos(b) > watchAfter {
		d.watch.start()
		d.watch.gone()
	}
}

// drain asks the connection to end after what is under way.
func (c *clientConn) drain() {
	c.draining.Store(true)
	if h := c.h2drain.Load(); h != nil {
		h.Shutdown()
		return
	}
	if c.idleSince.Load() != 0 {
		c.nc.Close()
	}
}
