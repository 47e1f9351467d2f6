package proxy

import (
	"net"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/policy"
	"rockxy/internal/wire/sniff"
)

// layer is what is spoken inside a tunnel.
type layer int

const (
	layerNone layer = iota // the client closed without a word
	layerTLS
	layerHTTP1
	layerHTTP2
	layerRaw
	layerServerFirst // raw, and the origin has spoken
)

// silence is how long a client may say nothing in a tunnel before the origin is
// asked whether it speaks first, as SMTP, SSH and FTP servers do.
const silence = 500 * time.Millisecond

// nextLayer looks at the first octets in a tunnel without using them up: they
// stay in d.in. dial connects to the origin; the connection comes back only
// with layerServerFirst, and then everything that the origin said is still in
// it.
func nextLayer(d *h1Down, dial func() (net.Conn, error)) (layer, net.Conn) {
	asked := false
	for {
		b := d.in.buf[d.in.r:d.in.w]
		if len(b) > 0 {
			if l, sure := sniffLayer(b); sure {
				return l, nil
			}
		}
		if len(b) == 0 && !asked {
			d.nc.SetReadDeadline(time.Now().Add(silence))
			err := d.in.fill(-1)
			d.nc.SetReadDeadline(time.Time{})
			if err == nil {
				continue
			}
			if !isTimeout(err) {
				return layerNone, nil
			}
			asked = true
			if up := serverFirst(d, dial); up != nil {
				return layerServerFirst, up
			}
			if d.in.buffered() > 0 {
				continue
			}
		}
		if err := d.in.fill(-1); err != nil {
			if len(b) == 0 {
				return layerNone, nil
			}
			return layerRaw, nil
		}
	}
}

func sniffLayer(b []byte) (l layer, sure bool) {
	tls, h2, h1 := sniff.LooksLikeTLS(b), sniff.LooksLikeH2Preface(b), sniff.LooksLikeHTTP1(b)
	switch {
	case tls == sniff.Yes:
		return layerTLS, true
	case h2 == sniff.Yes:
		return layerHTTP2, true
	case h1 == sniff.Yes && h2 == sniff.No:
		return layerHTTP1, true
	case tls == sniff.No && h2 == sniff.No && h1 == sniff.No:
		return layerRaw, true
	}
	return layerNone, false
}

// serverFirst connects to the origin and waits for whoever speaks first. It
// returns the connection if that was the origin. Otherwise the client has
// spoken, or the origin is not there, which the normal way reports better.
func serverFirst(d *h1Down, dial func() (net.Conn, error)) net.Conn {
	up, err := dial()
	if err != nil {
		return nil
	}
	var first [1]byte
	heard := make(chan bool, 1)
	go func() {
		n, err := up.Read(first[:])
		heard <- n == 1
		if n == 1 || !isTimeout(err) {
			d.nc.SetReadDeadline(aLongTimeAgo)
		}
	}()
	d.in.fill(-1)
	up.SetReadDeadline(aLongTimeAgo)
	spoke := <-heard
	d.nc.SetReadDeadline(time.Time{})
	up.SetReadDeadline(time.Time{})
	if spoke {
		return &prefixConn{Conn: up, prefix: first[:]}
	}
	up.Close()
	return nil
}

// serveTunnel serves what a client sends after CONNECT or SOCKS.
func (c *clientConn) serveTunnel(d *h1Down, target endpoint) {
	server := &flow.ServerConn{ID: c.s.rec.NextConn(), Target: target.String()}
	dial := func() (net.Conn, error) {
		return c.dialTunnel(c.ctx, target, server)
	}
	dec := c.decide(target, "")
	if c.passes(dec) {
		c.passThrough(d, target, dec, nil, nil)
		return
	}
	l, up := nextLayer(d, dial)
	if dec.Action == policy.Bypass && l != layerTLS && l != layerNone {
		c.passThrough(d, target, dec, server, up)
		return
	}
	switch l {
	case layerNone:
	case layerTLS:
		c.intercept(d, target)
	case layerHTTP1:
		rt := &route{scheme: "http", addr: target, verify: target.host, verdict: flow.VerdictIntercept}
		rt.setKey()
		c.serveH1(d, rt)
	case layerHTTP2:
		rt := &route{scheme: "http", addr: target, verify: target.host, h2c: true, verdict: flow.VerdictIntercept}
		rt.setKey()
		initial := d.in.take()
		d.in.release()
		c.serveH2(c.nc, initial, rt)
	default:
		initial := d.in.take()
		d.in.release()
		c.idleSince.Store(0)
		t := &flow.Tunnel{Verdict: flow.VerdictRaw, Reason: "neither TLS nor HTTP"}
		if l == layerServerFirst {
			t.Reason, t.Server = "the server speaks first", server
		}
		c.splice(c.ctx, t, target, initial, up)
	}
}
