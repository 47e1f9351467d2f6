package proxy

import (
	"fmt"
	"net/netip"
	"os"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/proxy/landing"
	"rockxy/internal/wire/h1"
)

// The landing page is for devices that are to trust the root: they reach nothing of
// this machine but the proxy. It is served to who asks the proxy for
// http://rockxy.local/, or the proxy's port itself as if it were a server. It gives
// out the public certificate and nothing else; no origin, rule, policy or record
// has to do with it.

// landingPath is the path asked for of the page, if the request is for it. rt is
// nil on the proxy port itself.
func (c *clientConn) landingPath(h *flow.Head, rt *route) (path string, ok bool) {
	if c.s.root == nil {
		return "", false
	}
	target := h.Target
	scheme, authority, rest, absolute := splitAbsolute(target)
	switch {
	case rt != nil:
		ok = rt.addr.host == landing.Host
	case absolute:
		to, valid := parseAuthority(authority, defaultPort(scheme))
		ok = valid && scheme == "http" && to.host == landing.Host
	case len(target) > 0 && target[0] == '/':
		ok = c.namesProxy(h)
	}
	if !ok {
		return "", false
	}
	if absolute {
		target = rest
	}
	path, _, _ = strings.Cut(string(target), "?")
	if path == "" {
		path = "/"
	}
	return path, true
}

// namesProxy reports whether the Host of a request is that of the proxy's port:
// an address, localhost or this machine's name. Any other could have been made to
// point here.
func (c *clientConn) namesProxy(h *flow.Head) bool {
	v, ok := h.Get("host")
	if !ok {
		return false
	}
	named, ok := parseAuthority(v, 80)
	local, err := netip.ParseAddrPort(c.nc.LocalAddr().String())
	if !ok || err != nil || named.port != local.Port() {
		return false
	}
	if isIP(named.host) || named.host == "localhost" {
		return true
	}
	name, err := os.Hostname()
	if err != nil || name == "" {
		return false
	}
	name = strings.ToLower(name)
	return named.host == name || named.host == strings.TrimSuffix(name, ".local")+".local"
}

// land answers a request for the page. What a client sends with it is not read.
func (c *clientConn) land(d *h1Down, path string) {
	if d.HasBody() {
		d.mustClose = true
	}
	a := landing.To(string(d.req.Method), path, c.s.root(), c.nc.LocalAddr().String())
	text := fmt.Appendf(nil, "HTTP/1.1 %d %s\r\n", a.Status, h1.Reason(a.Status))
	for _, f := range a.Fields {
		text = fmt.Appendf(text, "%s: %s\r\n", f[0], f[1])
	}
	text = fmt.Appendf(text, "Content-Length: %d\r\n\r\n", len(a.Body))
	var h flow.Head
	if _, err := h1.ParseResponse(text, 0, &h, c.s.lim.h1()); err != nil {
		c.s.log.Error("landing page", "err", err)
		d.Abort(codeInternal)
		return
	}
	only := string(d.req.Method) == "HEAD"
	if d.WriteHead(&h, only) == nil && !only {
		_ = d.WritePiece(Piece{Data: a.Body, End: true}) // whether it arrives or not, there is nothing more to say
	}
}
