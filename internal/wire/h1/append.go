package h1

import (
	"bytes"

	"rockxy/internal/flow"
)

// AppendRequest appends the request head h as it is to be sent to the next hop:
// octet for octet as received, except
//
//   - the version is HTTP/1.1;
//   - an absolute-form target becomes origin-form and decides what Host says;
//     Host comes first when it was absent (HTTP/1.0);
//   - hop-by-hop fields are removed: Connection, Proxy-Connection, Keep-Alive,
//     Proxy-Authorization, Upgrade, TE, and what Connection names. "TE: trailers"
//     stays, with "Connection: TE". Fields that the recipient's reading of the
//     message hangs on (Host, Content-Length, Transfer-Encoding, Trailer, Date,
//     Authorization, Cookie and the like) stay even if Connection names them;
//   - what rw asks for. rw may be nil.
//
// A head without Raw, or whose fields no longer are those of Raw, was edited: it
// is written from its parts. So is a head of HTTP/2: the start line from the
// pseudo-header fields, Host from :authority, cookie crumbs joined. Fields that
// HTTP/1 cannot carry are left out. When the start line itself cannot be
// expressed nothing is appended; Writable tells why.
func AppendRequest(dst []byte, h *flow.Head, rw *Rewrite) []byte {
	p := makePlan(h, rw, false)
	method, target := h.Method, p.target(h)
	lines := newRawLines(h)
	if (!lines.start || p.rw.Target != nil) && checkStart(h, method, target) != nil {
		return dst
	}
	p.changed = p.changed || h.Proto != flow.HTTP11 || !bytes.Equal(target, h.Target) || p.changesHost(h)
	if !p.changed && lines.whole(h) {
		return append(dst, h.Raw...)
	}
	dst = append(dst, method...)
	dst = append(dst, ' ')
	dst = append(dst, target...)
	dst = append(dst, " HTTP/1.1\r\n"...)
	return p.appendFields(dst, h, &lines)
}

// target decides the request-target and, in p.host, what Host must say: nil for
// what it says.
func (p *plan) target(h *flow.Head) []byte {
	target := h.Target
	p.host = p.rw.Host
	if h.Proto == flow.HTTP2 {
		if p.host == nil && len(h.Authority) > 0 {
			p.host = h.Authority
		}
		target = targetOf(h)
	} else if _, authority, rest, ok := SplitAbsolute(target); ok && string(h.Method) != "CONNECT" {
		if p.host == nil {
			p.host = authority
		}
		if !p.rw.ToProxy {
			target = originForm(h.Method, rest)
		}
	}
	if p.rw.Target != nil {
		target = p.rw.Target
	}
	if p.host == nil && !h.Has("Host") {
		p.host = []byte{} // HTTP/1.1 requires the field
	}
	return target
}

// changesHost reports whether the first Host does not say what it must.
func (p *plan) changesHost(h *flow.Head) bool {
	if p.host == nil {
		return false
	}
	v, ok := h.Get("Host")
	return !ok || !equalFold(v, p.host)
}

// originForm turns what follows the authority into a target (RFC 9112 §3.2.1,
// §3.2.4).
func originForm(method, rest []byte) []byte {
	switch {
	case len(rest) == 0 && string(method) == "OPTIONS":
		return []byte("*")
	case len(rest) == 0:
		return []byte("/")
	case rest[0] == '?':
		return append([]byte("/"), rest...)
	}
	return rest
}

// AppendResponse appends the response head h as it is to be sent to the client,
// by the same rules as AppendRequest.
func AppendResponse(dst []byte, h *flow.Head, rw *Rewrite) []byte {
	p := makePlan(h, rw, true)
	lines := newRawLines(h)
	if lines.start {
		if !p.changed && h.Proto == flow.HTTP11 && lines.whole(h) {
			return append(dst, h.Raw...)
		}
		dst = append(dst, "HTTP/1.1"...)
		dst = append(dst, h.Raw[len("HTTP/1.1"):lines.pos]...)
		return p.appendFields(dst, h, &lines)
	}
	if checkStatus(h.Status) != nil {
		return dst
	}
	reason := h.Reason
	if h.Proto == flow.HTTP2 || valueSpan(reason) != len(reason) {
		reason = []byte(Reason(h.Status))
	}
	dst = append(dst, "HTTP/1.1 "...)
	dst = append(dst, byte('0'+h.Status/100), byte('0'+h.Status/10%10), byte('0'+h.Status%10), ' ')
	dst = append(dst, reason...)
	dst = append(dst, '\r', '\n')
	return p.appendFields(dst, h, &lines)
}
