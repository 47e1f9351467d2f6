package proxy

import (
	"errors"
	"net/netip"

	"rockxy/internal/flow"
	"rockxy/internal/wire/socks"
)

// serveSOCKS serves a SOCKS5 client. Names are resolved here, and success is
// reported at once: whether the target can be reached shows inside the tunnel,
// where HTTP has words for it.
func (c *clientConn) serveSOCKS(d *h1Down) {
	var h socks.Handshake
	for {
		n, out, done, err := h.Step(d.in.buf[d.in.r:d.in.w])
		d.in.r += n
		if len(out) > 0 {
			if _, werr := c.nc.Write(out); werr != nil {
				return
			}
		}
		if err != nil {
			c.socksRefused(err)
			d.gotBody = false
			d.linger()
			return
		}
		if done {
			break
		}
		if n > 0 && d.in.buffered() > 0 {
			continue
		}
		if err := d.in.fill(-1); err != nil {
			return
		}
	}
	target, ok := parseAuthority([]byte(h.Request.Target()), 0)
	if !ok {
		c.socksRefused(errors.New("SOCKS: the target is not a host that can be asked"))
		c.nc.Write(socks.AppendReply(nil, socks.ReplyFailure, netip.AddrPort{}))
		return
	}
	c.info.Entry, c.info.Target = flow.EntrySOCKS5, target.String()
	if f := c.refuseTarget(target); f != nil {
		c.nc.Write(socks.AppendReply(nil, socks.ReplyFor(f), netip.AddrPort{}))
		c.refusedEntry(f, target)
		return
	}
	if _, err := c.nc.Write(socks.AppendReply(nil, socks.ReplySucceeded, netip.AddrPort{})); err != nil {
		return
	}
	c.serveTunnel(d, target)
}

func (c *clientConn) socksRefused(err error) {
	c.refusedEntry(&flow.Fault{Code: flow.ClientProtocol, Side: flow.SideClient, Message: err.Error(), Cause: err,
		Hint: "Rockxy serves SOCKS5 CONNECT without a password; set the client to that, or to an HTTP proxy."}, endpoint{})
}

// refusedEntry records a connection that ended before HTTP was spoken.
func (c *clientConn) refusedEntry(f *flow.Fault, target endpoint) {
	c.s.rec.HandshakeFailure(&flow.HandshakeFailure{Client: c.info, Host: target.host, Port: target.port, Alert: -1, Moment: flow.MomentEntry, Ending: flow.EndingOurs,
		Verdict: flow.VerdictProtocol, Reasons: []string{f.Message}, Started: c.info.Accepted, Ended: c.s.clock.now(), Fault: f})
}
