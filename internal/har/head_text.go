package har

import (
	"bytes"
	"strconv"
	"strings"

	"rockxy/internal/flow"
)

// headParts are what HAR says of a head.
type headParts struct {
	proto    flow.Proto // the form: HTTP10, HTTP11 or HTTP2
	dir      flow.Direction
	trailers bool

	method, url string // of a request
	absolute    bool   // it was asked of a forward proxy

	status int // of a response
	reason string

	// pseudo are pseudo-header fields that were told, in their order; without
	// any they are those that every message has.
	pseudo []flow.Field
	fields []flow.Field
}

// text builds the head in the form of flow.Head.Raw, as it most likely was.
// What was otherwise on the wire has to be told beside HAR's own members.
func (p *headParts) text(b []byte) []byte {
	switch {
	case p.trailers:
	case p.proto == flow.HTTP2 && len(p.pseudo) > 0:
		for i := range p.pseudo {
			b = appendField(b, string(p.pseudo[i].Name), string(p.pseudo[i].Value))
		}
	case p.proto == flow.HTTP2 && p.dir == flow.Request:
		u := splitURL(p.url)
		b = appendField(b, ":method", p.method)
		b = appendField(b, ":authority", u.authority)
		if p.method != "CONNECT" { // RFC 9113 §8.5
			b = appendField(b, ":scheme", u.scheme)
			b = appendField(b, ":path", u.path)
		}
	case p.proto == flow.HTTP2:
		b = appendField(b, ":status", strconv.Itoa(p.status))
	case p.dir == flow.Request:
		b = append(append(b, p.method...), ' ')
		b = append(append(b, p.target()...), ' ')
		b = append(append(b, versionName(p.proto)...), "\r\n"...)
	default:
		b = append(append(b, versionName(p.proto)...), ' ')
		b = strconv.AppendInt(b, int64(p.status), 10)
		b = append(append(b, ' '), p.reason...)
		b = append(b, "\r\n"...)
	}
	for i := range p.fields {
		b = append(append(b, p.fields[i].Name...), ": "...)
		b = append(append(b, p.fields[i].Value...), "\r\n"...)
	}
	return append(b, "\r\n"...)
}

// target is the request-target (RFC 9112 §3.2).
func (p *headParts) target() string {
	u := splitURL(p.url)
	switch {
	case p.method == "CONNECT":
		return u.authority
	case p.absolute:
		return p.url
	}
	return u.path
}

func appendField(b []byte, name, value string) []byte {
	b = append(append(b, name...), ": "...)
	return append(append(b, value...), "\r\n"...)
}

// location is a URL in the parts that a request has.
type location struct {
	scheme, authority, path string // path with query, at least "/"
}

func splitURL(url string) location {
	url, _, _ = strings.Cut(url, "#")
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		scheme, rest = "", url
	}
	u := location{scheme: webScheme(scheme), authority: rest, path: "/"}
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		u.authority, u.path = rest[:i], rest[i:]
		if rest[i] == '?' {
			u.path = "/" + rest[i:]
		}
	}
	if i := strings.LastIndexByte(u.authority, '@'); i >= 0 {
		u.authority = u.authority[i+1:]
	}
	return u
}

// webScheme is the scheme of HTTP for that of WebSocket.
func webScheme(scheme string) string {
	switch scheme = strings.ToLower(scheme); scheme {
	case "ws":
		return "http"
	case "wss":
		return "https"
	}
	return scheme
}

// hostPort splits the authority; the port is the scheme's own without one.
func (u location) hostPort() (host string, port uint16) {
	host = u.authority
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		if n, err := strconv.ParseUint(host[i+1:], 10, 16); err == nil {
			return strings.Trim(host[:i], "[]"), uint16(n)
		}
	}
	switch u.scheme {
	case "http":
		port = 80
	case "https":
		port = 443
	}
	return strings.Trim(host, "[]"), port
}

// fits reports whether the parts give exactly h.
func (p *headParts) fits(h *flow.Head, scratch []byte) (bool, []byte) {
	scratch = p.text(scratch[:0])
	return bytes.Equal(scratch, h.Raw), scratch
}

// plain returns the fields without the pseudo-header fields.
func plain(h *flow.Head) []flow.Field {
	if h == nil {
		return nil
	}
	fields := h.Fields
	for len(fields) > 0 && isPseudo(fields[0].Name) {
		fields = fields[1:]
	}
	return fields
}

func isPseudo(name []byte) bool { return len(name) > 1 && name[0] == ':' }

// first returns the value of a field, empty if there is none; list joins all
// (RFC 9110 §5.3).
func first(h *flow.Head, name string) string {
	if h == nil {
		return ""
	}
	v, _ := h.Get(name)
	return string(v)
}

func list(h *flow.Head, name string) string {
	if h == nil {
		return ""
	}
	return h.List(name)
}
