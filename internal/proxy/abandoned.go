package proxy

import (
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
)

// abandonedWithin is how soon after the handshake a client must have left for
// that to mean something: those that look at the certificate only then take
// milliseconds. One that leaves later had a connection in reserve.
const abandonedWithin = flow.Nanos(2 * time.Second)

// abandoned records a client that finished the handshake and left without a
// word; err is how. Whoever resumed a session had accepted the certificate.
func (c *clientConn) abandoned(rt *route, err error) {
	if c.ctx.Err() != nil || c.draining.Load() || c.info.TLS.Resumed {
		return
	}
	now := c.s.clock.now()
	he := mitm.Abandoned(err)
	if he == nil || he.Alert < 0 && now-c.info.TLSEnd > abandonedWithin {
		return
	}
	f := &flow.HandshakeFailure{Client: c.info, ClientCertAsked: rt.certAsked, Host: rt.verify, Port: rt.addr.port, SNI: rt.sni, JA4: c.info.TLS.JA4,
		Started: c.info.TLSStart, Ended: now}
	he.Describe(f)
	c.s.rec.HandshakeFailure(f)
}

// accepted is called when the client has spoken inside TLS: it takes our
// certificate for the host.
func (c *clientConn) accepted(rt *route) {
	if c.s.accept != nil {
		c.s.accept(c.info, rt.verify, rt.addr.port)
	}
}
