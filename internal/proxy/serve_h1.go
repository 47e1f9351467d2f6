package proxy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/wire/h1"
)

// serveH1 serves the requests of a connection one after the other. rt is where
// they go, nil on the proxy port itself, where each request names its target
// and CONNECT ends the loop: connect is then what it asked for.
func (c *clientConn) serveH1(d *h1Down, rt *route) (connect *endpoint) {
	c.h1.Store(d)
	defer c.h1.Store(nil)
	defer func() { d.watch.collect() }()
	for {
		if c.draining.Load() {
			return nil
		}
		if err := d.await(); err != nil {
			return nil
		}
		started := c.s.clock.now()
		if raw, err := d.readRequest(); err != nil {
			c.badRequest(d, rt, raw, err, started)
			return nil
		}
		c.busy()
		if rt == nil && string(d.req.Method) == "CONNECT" {
			t, ok := parseAuthority(d.req.Target, 0)
			if ok {
				return &t
			}
		}
		if path, ok := c.landingPath(&d.req, rt); ok {
			c.land(d, path)
		} else {
			c.serveRequest(d, rt, started)
		}
		if !d.next() {
			d.linger()
			return nil
		}
		c.idle()
	}
}

// serveRequest serves one request whose head has been read.
func (c *clientConn) serveRequest(d *h1Down, rt *route, started flow.Nanos) {
	var fault *flow.Fault
	if rt == nil {
		rt, fault = c.forwardRoute(&d.req)
	}
	e := c.newExchange(d, rt, 0, started)
	if fault != nil {
		e.refuse(fault)
	} else {
		e.run(c.ctx)
	}
}

// forwardRoute reads where a request on the proxy port wants to go.
func (c *clientConn) forwardRoute(h *flow.Head) (*route, *flow.Fault) {
	bad := func(format string, args ...any) (*route, *flow.Fault) {
		return &route{scheme: "http"}, &flow.Fault{Code: flow.ClientBadTarget, Side: flow.SideClient, Message: fmt.Sprintf(format, args...),
			Hint: "A proxy needs the whole URL, or CONNECT host:port. If you opened this address in a browser: put it into the proxy settings instead."}
	}
	if string(h.Method) == "CONNECT" {
		return bad("CONNECT needs host:port, not %q", h.Target)
	}
	scheme, authority, _, ok := splitAbsolute(h.Target)
	if !ok {
		return bad("this is a proxy, and the request does not say for which server it is")
	}
	addr, ok := parseAuthority(authority, defaultPort(scheme))
	if !ok {
		return bad("%q is not a host that can be asked", authority)
	}
	var identity mitm.Identity
	if scheme == "https" {
		identity = c.s.up.Identity(addr.host, addr.port)
	}
	if r := c.lastRoute; r != nil && r.scheme == scheme && r.addr == addr && r.identity.ID == identity.ID {
		return r, nil
	}
	r := &route{scheme: scheme, addr: addr, verdict: flow.VerdictIntercept}
	if scheme == "https" {
		r.tls, r.verify, r.alpn, r.identity = true, addr.host, []string{"http/1.1"}, identity
		if !isIP(addr.host) {
			r.sni = addr.host
		}
	}
	r.setKey()
	c.lastRoute = r
	return r, nil
}

// newExchange opens the record of a request whose head has been read.
func (c *clientConn) newExchange(d downstream, rt *route, stream uint32, started flow.Nanos) *exchange {
	e := c.exchangeOf(d, rt, stream, started)
	e.rule(c.ctx)
	e.open()
	return e
}

// exchangeOf is an exchange that the rules have not seen yet.
func (c *clientConn) exchangeOf(d downstream, rt *route, stream uint32, started flow.Nanos) *exchange {
	h := d.Head()
	c.s.activity.Add(1)
	x := &flow.Exchange{Client: c.info, Stream: stream, Proto: h.Proto, Scheme: rt.scheme, State: flow.Active, Verdict: flow.VerdictIntercept}
	x.Method = methodName(h.Method)
	x.Timing.Started, x.Timing.RequestHead = started, c.s.clock.now()
	describe(x, h, rt)
	return &exchange{s: c.s, c: c, rt: rt, down: d, x: x}
}

// open begins the record.
func (e *exchange) open() {
	if e.ruling != nil && e.ruling.run.HidesFromTheStart() {
		e.tape = Blank{}
	} else {
		e.tape = e.s.rec.Open(e.x)
	}
}

// describe fills in host and URL as the client named them. They are for
// reading: where the request goes is the route's alone.
func describe(x *flow.Exchange, h *flow.Head, rt *route) {
	path, authority := h.Target, h.Authority
	if _, a, rest, ok := splitAbsolute(h.Target); ok {
		path, authority = rest, a
	} else if len(authority) == 0 {
		authority, _ = h.Get("host")
	}
	x.Host, x.Port = rt.verify, rt.addr.port
	if x.Host == "" {
		x.Host = rt.addr.host
	}
	named := endpoint{host: x.Host, port: x.Port}
	if e, ok := parseAuthority(authority, defaultPort(rt.scheme)); ok {
		x.Host, x.Port = e.host, e.port
		named = e
	}
	if string(h.Method) == "CONNECT" {
		x.URL = string(h.Target)
		return
	}
	if len(path) == 0 || path[0] != '/' {
		if len(path) == 0 || path[0] == '?' {
			x.URL = rt.scheme + "://" + named.authority(rt.scheme) + "/" + string(path)
			return
		}
		x.URL = rt.scheme + "://" + named.authority(rt.scheme) + "/" + string(path) // OPTIONS *
		return
	}
	x.URL = rt.scheme + "://" + named.authority(rt.scheme) + string(path)
}

// methodName avoids an allocation for the methods that occur.
func methodName(m []byte) string {
	switch string(m) {
	case "GET":
		return "GET"
	case "POST":
		return "POST"
	case "PUT":
		return "PUT"
	case "HEAD":
		return "HEAD"
	case "PATCH":
		return "PATCH"
	case "DELETE":
		return "DELETE"
	case "OPTIONS":
		return "OPTIONS"
	}
	return string(m)
}

// badRequest answers and records a request that could not be read.
func (c *clientConn) badRequest(d *h1Down, rt *route, raw []byte, err error, started flow.Nanos) {
	raw = append([]byte(nil), raw...)
	f := &flow.Fault{Code: flow.ClientBadHead, Side: flow.SideClient, Cause: err,
		Hint: "The client, or something between it and Rockxy, has to be mended; the bytes are in the record."}
	var pe *h1.Error
	switch {
	case errors.As(err, &pe):
		f.Message = "the request cannot be accepted: " + pe.Msg
		switch pe.Kind {
		case h1.TooLarge:
			f.Code = flow.ClientHeadTooLarge
			f.Hint = "Heads may have " + strconv.Itoa(d.lim.HeadBytes>>10) + " KiB and " + strconv.Itoa(d.lim.Fields) + " fields."
		case h1.BadFraming:
			f.Code = flow.ClientFraming
		case h1.BadVersion:
			f.Code = flow.ClientVersion
			f.Hint = "Rockxy reads HTTP/1.0 and HTTP/1.1, and HTTP/2 with its own preface."
		}
	case isReset(err):
		f.Code, f.Message, f.Hint = flow.ClientReset, "the client reset the connection in the middle of a request head", ""
	case isEOF(err) && len(bytes.Trim(raw, "\r\n")) > 0:
		f.Code, f.Message, f.Hint = flow.ClientClosed, "the client closed the connection in the middle of a request head", ""
	default:
		return // the connection was closed from here
	}
	if rt == nil {
		rt = &route{scheme: "http"}
	}
	x := &flow.Exchange{Client: c.info, Proto: flow.HTTP11, Scheme: rt.scheme, State: flow.Active, Verdict: flow.VerdictIntercept,
		Host: rt.addr.host, Port: rt.addr.port}
	x.Timing.Started, x.Timing.RequestHead = started, c.s.clock.now()
	if d.req.IsRequest() {
		x.Method = methodName(d.req.Method)
		describe(x, &d.req, rt)
	}
	d.req = flow.Head{Proto: flow.HTTP11, Raw: raw}
	d.mustClose = true
	e := &exchange{s: c.s, c: c, rt: rt, down: d, x: x}
	e.tape = c.s.rec.Open(x)
	e.refuse(f)
	d.linger()
}

// refuse ends an exchange that goes nowhere.
func (e *exchange) refuse(f *flow.Fault) {
	e.tape.Head(flow.Request, e.down.Head())
	e.fail(f)
	e.finish()
}

// How long and how much is read from a client that still sends while its
// connection is being closed: closing at once would reset the connection and
// could destroy the response on its way (RFC 9112 §9.6).
const (
	lingerTime  = time.Second
	lingerBytes = 256 << 10
)

// linger ends our direction and waits a little for the client to end its own.
func (d *h1Down) linger() {
	if d.upgraded || d.out.err != nil {
		return
	}
	d.watch.collectNow(d.nc)
	if d.gotBody && d.in.buffered() == 0 {
		return // nothing unread: closing is safe
	}
	closeWrite(d.nc)
	d.nc.SetReadDeadline(time.Now().Add(lingerTime))
	buf := smallBufs.Get().(*[smallBuf]byte)
	defer smallBufs.Put(buf)
	for n := 0; n < lingerBytes; {
		k, err := io.Reader(d.nc).Read(buf[:])
		if n += k; err != nil {
			return
		}
	}
}
