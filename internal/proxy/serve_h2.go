package proxy

import (
	"net"

	"rockxy/internal/flow"
	"rockxy/internal/wire/h2"
)

// serveH2 serves an HTTP/2 connection: each stream is an exchange on a
// goroutine of its own.
func (c *clientConn) serveH2(nc net.Conn, initial []byte, rt *route) {
	if len(initial) > 0 {
		nc = &prefixConn{Conn: nc, prefix: initial}
	}
	c.idle()
	srv := newH2Server(nc, c.s.h2Config(),
		func(st *flow.Settings) {
			if c.info.HTTP2 == nil && c.info.TLS != nil {
				c.accepted(rt)
			}
			c.info.HTTP2 = st
		},
		func(stream uint32, d downstream) { c.serveStream(stream, d, rt) })
	c.h2 = srv
	c.h2drain.Store(srv)
	if c.draining.Load() {
		srv.Shutdown()
	}
	if err := srv.Serve(c.ctx); err != nil {
		c.s.log.Debug("http/2 connection ended", "client", c.info.Addr, "err", err)
		if c.info.TLS != nil && c.info.HTTP2 == nil {
			c.abandoned(rt, err)
		}
	}
}

func (c *clientConn) serveStream(stream uint32, d downstream, rt *route) {
	defer c.s.contain("an HTTP/2 stream")
	if c.streams.Add(1) == 1 {
		c.idleSince.Store(0)
	}
	defer func() {
		if c.streams.Add(-1) == 0 {
			c.idle()
		}
	}()
	e := c.newExchange(d, rt, stream, c.s.clock.now())
	if f, ok := d.(interface{ Fault() *flow.Fault }); ok && f.Fault() != nil {
		e.refuse(f.Fault())
		return
	}
	e.run(c.ctx)
}

func (s *Server) h2Config() h2Config {
	lim := h2.DefaultLimits()
	lim.HeadBytes, lim.Fields = s.lim.HeadBytes, s.lim.HeadFields
	return h2Config{Limits: lim, Shared: s.h2}
}
