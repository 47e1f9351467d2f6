package h2

import (
	"strconv"
	"strings"

	"rockxy/internal/flow"
)

// pseudo is a set of pseudo-header fields.
type pseudo uint8

const (
	pMethod pseudo = 1 << iota
	pScheme
	pAuthority
	pPath
	pStatus
)

// pseudoOf returns the pseudo-header field called name, or 0.
func pseudoOf(name string) pseudo {
	switch name {
	case ":method":
		return pMethod
	case ":scheme":
		return pScheme
	case ":authority":
		return pAuthority
	case ":path":
		return pPath
	case ":status":
		return pStatus
	}
	return 0
}

// facts is what is learned of a section field by field (RFC 9113 §8.2, §8.3).
type facts struct {
	bad      string // what makes it malformed, the first thing found
	tooLarge bool
	seen     pseudo
	regular  bool // a regular field has been seen
	hosts    int
	host     string
	length   int64 // content-length, -1 for none
}

func (x *facts) malformed(reason string) {
	if x.bad == "" {
		x.bad = reason
	}
}

// check looks at one field.
func (x *facts) check(name, value string) {
	if name == "" {
		x.malformed("empty field name")
		return
	}
	if !validValue(value) {
		x.malformed("invalid octet or surrounding space in a field value")
	}
	if name[0] == ':' {
		x.checkPseudo(name)
		return
	}
	x.regular = true
	if !validName(name) {
		x.malformed("invalid octet in a field name")
	}
	switch name {
	case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade":
		x.malformed("connection-specific field " + name)
	case "te":
		if !strings.EqualFold(value, "trailers") {
			x.malformed("te other than trailers")
		}
	case "host":
		x.hosts++
		x.host = value
	case "content-length":
		x.checkLength(value)
	}
}

func (x *facts) checkPseudo(name string) {
	p := pseudoOf(name)
	if p == 0 {
		x.malformed("unknown pseudo-header field")
	}
	if x.seen&p != 0 {
		x.malformed("duplicate pseudo-header field")
	}
	if x.regular {
		x.malformed("pseudo-header field after a regular field")
	}
	x.seen |= p
}

func (x *facts) checkLength(value string) {
	n, err := strconv.ParseUint(value, 10, 63)
	if err != nil {
		x.malformed("invalid content-length")
		return
	}
	if x.length >= 0 && x.length != int64(n) {
		x.malformed("differing content-length fields")
	}
	x.length = int64(n)
}

// request completes the check of a request's head (RFC 9113 §8.3.1).
func (x *facts) request(h *flow.Head) {
	switch {
	case x.seen&pStatus != 0:
		x.malformed("response pseudo-header field in a request")
	case x.seen&pMethod == 0:
		x.malformed("no :method")
	case !validToken(h.Method):
		x.malformed("invalid :method")
	case string(h.Method) == "CONNECT":
		if x.seen != pMethod|pAuthority {
			x.malformed("CONNECT with :scheme or :path, or without :authority") // §8.5
		}
	case x.seen&pScheme == 0 || x.seen&pPath == 0:
		x.malformed("no :scheme or :path")
	case !validScheme(h.Scheme):
		x.malformed("invalid :scheme")
	case !validPath(h):
		x.malformed("invalid :path")
	}
	x.checkAuthority(h)
}

func (x *facts) checkAuthority(h *flow.Head) {
	if x.seen&pAuthority != 0 && !validAuthority(string(h.Authority)) {
		x.malformed("invalid :authority")
	}
	switch {
	case x.hosts > 1:
		x.malformed("more than one host field")
	case x.hosts == 1 && x.host != "" && !validAuthority(x.host):
		x.malformed("invalid host field")
	case x.hosts == 1 && x.seen&pAuthority != 0 && !sameAuthority(x.host, string(h.Authority), string(h.Scheme)):
		x.malformed("host differs from :authority")
	case x.seen&pAuthority == 0 && x.host == "":
		x.malformed("neither :authority nor host")
	}
}

// response completes the check of a response's head (RFC 9113 §8.3.2).
func (x *facts) response(h *flow.Head) {
	status, _ := h.Get(":status")
	switch {
	case x.seen != pStatus:
		x.malformed("a response's pseudo-header field is :status alone")
	case len(status) != 3 || h.Status < 100 || h.Status > 999:
		x.malformed("invalid :status")
	case h.Status == 101: // §8.6
		x.malformed("101 does not exist in HTTP/2")
	}
}

// trailers completes the check of a trailer section (RFC 9113 §8.1).
func (x *facts) trailers() {
	if x.seen != 0 {
		x.malformed("pseudo-header field in a trailer section")
	}
}

func validPath(h *flow.Head) bool {
	p := h.Target
	if s := string(h.Scheme); s != "http" && s != "https" {
		return true
	}
	if len(p) == 0 {
		return false
	}
	for _, ch := range p {
		if ch <= ' ' || ch == 0x7f {
			return false
		}
	}
	return p[0] == '/' || len(p) == 1 && p[0] == '*' && string(h.Method) == "OPTIONS"
}

// sameAuthority compares without case and without the scheme's default port.
func sameAuthority(a, b, scheme string) bool {
	port := ""
	switch scheme {
	case "https":
		port = ":443"
	case "http":
		port = ":80"
	}
	return strings.EqualFold(strings.TrimSuffix(a, port), strings.TrimSuffix(b, port))
}
