package proxy

import (
	"fmt"
	"net/netip"

	"rockxy/internal/flow"
	"rockxy/internal/wire/sniff"
)

func isIP(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

var established = []byte("HTTP/1.1 200 Connection Established\r\n\r\n")

// serveEntry serves what a client says on the proxy port: HTTP, CONNECT or SOCKS.
func (c *clientConn) serveEntry() {
	d := newH1Down(c.nc, nil, c.s.lim.h1())
	if err := d.in.fill(-1); err != nil {
		return
	}
	first := d.in.buf[d.in.r:d.in.w]
	if _, a := sniff.LooksLikeSOCKS(first); a != sniff.No {
		c.serveSOCKS(d)
		return
	}
	if sniff.LooksLikeTLS(first) == sniff.Yes {
		c.tlsOnProxyPort()
		return
	}
	target := c.serveH1(d, nil)
	if target == nil {
		return
	}
	c.info.Entry, c.info.Target = flow.EntryConnect, target.String()
	if f := c.refuseTarget(*target); f != nil {
		e := c.newExchange(d, &route{scheme: "https", addr: *target}, 0, c.s.clock.now())
		d.mustClose = true
		e.refuse(f)
		d.linger()
		return
	}
	d.in.release()
	if _, err := c.nc.Write(established); err != nil {
		return
	}
	c.serveTunnel(d, *target)
}

// refuseTarget recognises a tunnel to Rockxy itself when the address says so;
// names are checked when they have been resolved, at dialling.
func (c *clientConn) refuseTarget(t endpoint) *flow.Fault {
	if a, err := netip.ParseAddr(t.host); err == nil && c.s.own.is(netip.AddrPortFrom(a, t.port)) {
		return loopFault(t)
	}
	return nil
}

// tlsOnProxyPort records a client that wants TLS towards the proxy itself.
func (c *clientConn) tlsOnProxyPort() {
	now := c.s.clock.now()
	c.s.rec.HandshakeFailure(&flow.HandshakeFailure{Client: c.info, Alert: -1, Moment: "client-hello", Verdict: flow.VerdictProtocol,
		Reasons: []string{"a TLS ClientHello arrived where a proxy request was expected"}, Started: c.info.Accepted, Ended: now,
		Fault: &flow.Fault{Code: flow.ClientProtocol, Side: flow.SideClient, Message: "the client speaks TLS to the proxy port",
			Hint: fmt.Sprintf("Set the proxy as http://%s, not https://: the proxy port itself speaks plain HTTP; the traffic inside stays encrypted.", c.nc.LocalAddr())}})
	// TLS alert: protocol_version(70), fatal, so that the client says something sensible.
	c.nc.Write([]byte{21, 3, 1, 0, 2, 2, 70})
}
