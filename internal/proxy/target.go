package proxy

import (
	"bytes"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
)

// endpoint is a host and port as a client named them: the host in lower case,
// without brackets, an IP address in its canonical spelling.
type endpoint struct {
	host string
	port uint16
}

func (e endpoint) String() string { return net.JoinHostPort(e.host, strconv.Itoa(int(e.port))) }

// authority is the endpoint as it stands in a URL of scheme.
func (e endpoint) authority(scheme string) string {
	if e.port == defaultPort(scheme) {
		if strings.Contains(e.host, ":") {
			return "[" + e.host + "]"
		}
		return e.host
	}
	return e.String()
}

func defaultPort(scheme string) uint16 {
	if scheme == "https" {
		return 443
	}
	return 80
}

// parseAuthority reads "host", "host:port", "1.2.3.4:port" or "[v6]:port".
// def 0 means that the port must be given.
func parseAuthority(b []byte, def uint16) (endpoint, bool) {
	host, port := b, []byte(nil)
	if len(b) > 0 && b[0] == '[' {
		i := bytes.IndexByte(b, ']')
		if i < 0 {
			return endpoint{}, false
		}
		host, port = b[1:i], b[i+1:]
		if a, err := netip.ParseAddr(string(host)); err != nil || !a.Is6() {
			return endpoint{}, false
		}
		if len(port) > 0 {
			if port[0] != ':' {
				return endpoint{}, false
			}
			port = port[1:]
		}
	} else if i := bytes.IndexByte(b, ':'); i >= 0 {
		host, port = b[:i], b[i+1:]
	}
	e := endpoint{port: def}
	if len(port) > 0 {
		n, err := strconv.ParseUint(string(port), 10, 16)
		if err != nil || n == 0 {
			return endpoint{}, false
		}
		e.port = uint16(n)
	}
	if e.port == 0 || !validHost(host) {
		return endpoint{}, false
	}
	e.host = strings.ToLower(string(host))
	if a, err := netip.ParseAddr(e.host); err == nil {
		e.host = a.Unmap().String()
	}
	return e, true
}

// validHost accepts reg-names as they occur (RFC 3986 §3.2.2 without
// percent-encoding, plus '_') and the characters of IPv6 addresses.
func validHost(h []byte) bool {
	if len(h) == 0 || len(h) > 255 {
		return false
	}
	for _, c := range h {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '-', c == '.', c == '_', c == ':', c == '~':
		default:
			return false
		}
	}
	return true
}

// splitAbsolute splits an absolute-form target (RFC 9112 §3.2.2). rest is the
// path and query, empty when there was none.
func splitAbsolute(target []byte) (scheme string, authority, rest []byte, ok bool) {
	i := bytes.Index(target, []byte("://"))
	if i < 0 {
		return "", nil, nil, false
	}
	switch {
	case flow.EqualFold(target[:i], "http"):
		scheme = "http"
	case flow.EqualFold(target[:i], "https"):
		scheme = "https"
	default:
		return "", nil, nil, false
	}
	authority = target[i+3:]
	if j := bytes.IndexAny(authority, "/?"); j >= 0 {
		authority, rest = authority[:j], authority[j:]
	}
	return scheme, authority, rest, len(authority) > 0
}

// route says where the exchanges of a connection (or one forward request) go
// and how the origin is spoken to. It is constant.
type route struct {
	scheme string // "http" or "https", as the client sees it
	addr   endpoint
	// address is what to connect to instead of addr.host, empty for none.
	address string
	tls     bool
	sni     string   // to send; empty sends none
	verify  string   // the name that the origin's certificate must have
	alpn    []string // offered by the client, offered to the origin
	h2c     bool     // plain-text HTTP/2 with prior knowledge

	identity mitm.Identity // given to an origin that asks for a client certificate

	key string // what upstream connections are shared by

	// fault, when set, is what every exchange on this route gets: the
	// connection to the origin failed before the client could be answered.
	fault   *flow.Fault
	verdict flow.Verdict
	failed  *flow.ServerConn // what is known of the failed connection

	certAsked bool // the origin asked for a client certificate
}

func (r *route) setKey() {
	var b strings.Builder
	b.WriteString(r.addr.String())
	if r.address != "" {
		b.WriteString("|at|")
		b.WriteString(r.address)
	}
	if r.tls {
		b.WriteString("|tls|")
		b.WriteString(r.sni)
		b.WriteByte('|')
		b.WriteString(r.verify)
		for _, p := range r.alpn {
			b.WriteByte('|')
			b.WriteString(p)
		}
		if r.identity.ID != "" {
			b.WriteString("||")
			b.WriteString(r.identity.ID)
		}
	}
	if r.h2c {
		b.WriteString("|h2c")
	}
	r.key = b.String()
}

// offersH2 reports whether a connection of this route may turn out to be HTTP/2.
func (r *route) offersH2() bool {
	if r.h2c {
		return true
	}
	for _, p := range r.alpn {
		if p == "h2" {
			return true
		}
	}
	return false
}

// dialled is what is connected to.
func (r *route) dialled() endpoint {
	if r.address != "" {
		return endpoint{r.address, r.addr.port}
	}
	return r.addr
}
