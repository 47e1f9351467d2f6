package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"time"

	"rockxy/internal/ca"
	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/policy"
	"rockxy/internal/wire/clienthello"
)

// intercept takes a client's TLS connection apart: the ClientHello is read, the
// origin is connected and verified first, then the client is shown a leaf with
// the names that the origin proved and the protocol that it chose.
func (c *clientConn) intercept(d *h1Down, target endpoint) {
	s := c.s
	start := s.clock.now()
	c.nc.SetDeadline(time.Now().Add(s.lim.ClientHello + s.lim.UpstreamConnect))
	hello, err := readHello(d)
	if err != nil {
		c.handshakeFailed(target, nil, start, err, false)
		return
	}
	if dec := c.decide(target, hello.ServerName); dec.Action == policy.Bypass {
		c.nc.SetDeadline(time.Time{})
		c.passThrough(d, target, dec, nil, nil)
		return
	}
	rt := &route{scheme: "https", addr: target, tls: true, sni: hello.ServerName, verify: hello.ServerName,
		alpn: slices.Clone(hello.ALPN), verdict: flow.VerdictIntercept}
	if rt.verify == "" {
		rt.verify = target.host
	}
	rt.identity = s.up.Identity(rt.verify, target.port)
	rt.address, _ = c.connectRules(endpoint{rt.verify, target.port}, rt.scheme)
	rt.setKey()
	c.intercepted.Store(rt)
	initial := d.in.take()
	d.in.release()

	warm, err := s.pool.prepare(c.ctx, rt)
	p := mitm.Params{Client: c.describe()}
	if err != nil {
		if c.ctx.Err() != nil {
			return
		}
		rt.refused(err)
		p.Names, p.ALPN = ca.LeafNames(rt.verify, nil), fallbackALPN(rt.alpn)
	} else {
		p.Names, p.ALPN = ca.LeafNames(rt.verify, warm.cert), warm.alpn
		rt.certAsked = warm.certAsked
	}
	c.info.TLSStart = start
	tc, t, err := s.client.Handshake(c.ctx, &prefixConn{Conn: c.nc, prefix: initial}, p)
	if err != nil {
		c.handshakeFailed(target, hello, start, err, rt.certAsked)
		return
	}
	c.nc.SetDeadline(time.Time{})
	t.JA4, t.OfferedALPN = hello.JA4(), rt.alpn
	c.info.TLS, c.info.TLSEnd = t, s.clock.now()
	// The handshake has grown this goroutine's stack. A connection may be idle
	// for long, so it goes on with a fresh one.
	c.handedOver = true
	go c.serveSecure(tc, rt)
}

// describe names the client for the audit trail: the program, if it is known by
// now, and the address.
func (c *clientConn) describe() string {
	if p := c.info.Process.Load(); p != nil {
		return p.Name + " " + c.info.Addr
	}
	return c.info.Addr
}

// refused makes every exchange of the route fail with the reason.
func (r *route) refused(err error) {
	r.fault = asFault(err)
	var uf *upstreamFailure
	if errors.As(err, &uf) {
		r.failed = uf.info
		if uf.verdict != "" {
			r.verdict = uf.verdict
		}
	}
}

// fallbackALPN is what to speak with a client whose origin could not be asked.
func fallbackALPN(offer []string) string {
	for _, p := range []string{"http/1.1", "h2"} {
		if slices.Contains(offer, p) {
			return p
		}
	}
	return ""
}

// readHello reads the ClientHello and leaves it in d.in.
func readHello(d *h1Down) (*clienthello.Hello, error) {
	for {
		h, need, err := clienthello.Parse(d.in.buf[d.in.r:d.in.w])
		if err != nil || need == 0 {
			return h, err
		}
		if err := d.in.fill(-1); err != nil {
			return nil, err
		}
	}
}

// endingOf says how the network ended a handshake.
func endingOf(err error) flow.Ending {
	switch {
	case isTimeout(err):
		return flow.EndingTimeout
	case isReset(err):
		return flow.EndingReset
	}
	return flow.EndingClosed
}

// handshakeFailed records a client that did not get as far as HTTP.
func (c *clientConn) handshakeFailed(target endpoint, hello *clienthello.Hello, start flow.Nanos, err error, certAsked bool) {
	if c.ctx.Err() != nil {
		return
	}
	f := &flow.HandshakeFailure{Client: c.info, Host: target.host, Port: target.port, Alert: -1, Moment: mitm.MomentClientHello,
		Verdict: flow.VerdictNetwork, ClientCertAsked: certAsked, Started: start, Ended: c.s.clock.now()}
	if hello != nil {
		f.SNI, f.JA4 = hello.ServerName, hello.JA4()
		if f.SNI != "" {
			f.Host = f.SNI
		}
	}
	var he *mitm.HandshakeError
	var pe *clienthello.Error
	switch {
	case errors.As(err, &he):
		he.Describe(f)
	case errors.As(err, &pe):
		f.Verdict, f.Ending = flow.VerdictProtocol, flow.EndingProtocol
		f.Fault = &flow.Fault{Code: flow.ClientProtocol, Side: flow.SideClient, Message: pe.Error(), Cause: err,
			Hint: "What the client sent begins like TLS but is not; look at the client."}
	case isEOF(err) || isReset(err) || isTimeout(err):
		f.Ending = endingOf(err)
		f.Fault = &flow.Fault{Code: flow.ClientClosed, Side: flow.SideClient, Cause: err, Message: "the client ended the connection before its ClientHello was complete"}
	default:
		f.Fault = asFault(err)
	}
	f.Reasons = append(f.Reasons, f.Fault.Message)
	if he != nil {
		f.Reasons = he.Reasons
	}
	c.s.rec.HandshakeFailure(f)
}

// serveSecure serves what is inside an intercepted TLS connection.
func (c *clientConn) serveSecure(tc *tls.Conn, rt *route) {
	defer func() { c.end(recover()) }()
	defer tc.Close()
	switch c.info.TLS.ALPN {
	case "h2":
		c.serveH2(tc, nil, rt)
		return
	case "http/1.1":
		d := newH1Down(tc, nil, c.s.lim.h1())
		if err := d.await(); err != nil {
			c.abandoned(rt, err)
			return
		}
		c.accepted(rt)
		c.serveH1(d, rt)
		return
	}
	// No protocol was agreed on: most such clients speak HTTP/1 all the same.
	d := newH1Down(tc, nil, c.s.lim.h1())
	var ready *freshConn
	dial := func() (net.Conn, error) {
		ctx, cancel := context.WithTimeout(c.ctx, c.s.lim.UpstreamConnect)
		defer cancel()
		fc, err := c.s.connect(ctx, rt)
		if err != nil {
			return nil, err
		}
		if fc.h1 == nil {
			fc.close()
			return nil, errPoolClosed
		}
		ready = fc
		return fc.h1.nc, nil
	}
	l, up := nextLayer(d, dial)
	if l != layerNone {
		c.accepted(rt)
	}
	switch l {
	case layerNone:
		c.abandoned(rt, io.EOF)
	case layerHTTP1, layerTLS:
		c.serveH1(d, rt)
	case layerHTTP2:
		initial := d.in.take()
		d.in.release()
		c.serveH2(tc, initial, rt)
	default:
		initial := d.in.take()
		d.in.release()
		c.idleSince.Store(0)
		t := &flow.Tunnel{Verdict: flow.VerdictRaw, Reason: "TLS with something else than HTTP inside", SNI: rt.sni, JA4: c.info.TLS.JA4}
		if up == nil {
			if rt.fault != nil {
				return
			}
			if _, err := dial(); err != nil {
				return
			}
			up = ready.h1.nc
		}
		t.Server = ready.h1.info
		c.spliceConns(c.ctx, t, rt.addr, tc, initial, up)
	}
}
