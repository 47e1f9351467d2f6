package h1

import (
	"bytes"

	"rockxy/internal/flow"
)

// Rewrite says what forwarding changes besides removing what is hop-by-hop. The
// zero value, like nil, changes nothing else.
type Rewrite struct {
	// Requests.

	// Target replaces the request-target, whatever its form. When nil, an
	// absolute-form target is written in origin-form, unless ToProxy is set.
	Target []byte
	// ToProxy keeps an absolute-form target, for the next proxy.
	ToProxy bool
	// Host replaces the value of Host, or adds the field. When nil, the authority
	// of an absolute-form target does (RFC 9112 §3.2.2).
	Host []byte

	// Both.

	// KeepUpgrade keeps Upgrade and its Connection option, because the exchange
	// may change protocols.
	KeepUpgrade bool
	// DropTransferEncoding removes Transfer-Encoding, for a recipient that gets
	// the body without chunks.
	DropTransferEncoding bool
	// DropContentLength removes Content-Length, for a body that has changed.
	DropContentLength bool
	// AddChunked makes the message chunked: Transfer-Encoding is added unless it
	// is there, Content-Length is removed.
	AddChunked bool
	// Close adds the connection option "close", KeepAlive "keep-alive" (for an
	// HTTP/1.0 peer).
	Close, KeepAlive bool
	// Extra fields are written last. Invalid ones are left out.
	Extra []flow.Field
}

// plan is what one look over a head decides.
type plan struct {
	rw       Rewrite
	response bool
	changed  bool // the fields cannot be forwarded as they stand

	upgrade  bool // Upgrade is forwarded
	trailers bool // TE: trailers is forwarded
	crumbs   bool // cookies are joined (HTTP/2)
	host     []byte
	options  int // connection options received

	// What has been written so far.
	connectionDone, hostDone, lengthDone, teDone, cookieDone, codingDone bool
}

// makePlan decides about h. It writes nothing.
func makePlan(h *flow.Head, rw *Rewrite, response bool) (p plan) {
	if rw != nil {
		p.rw = *rw
	}
	p.response = response
	p.crumbs = h.Proto == flow.HTTP2 && !response
	p.changed = len(h.Raw) == 0 || h.Proto == flow.HTTP2 || len(p.rw.Extra) > 0 || p.rw.AddChunked
	keepUpgrade := p.rw.KeepUpgrade || h.Status == 426 // RFC 9110 §15.5.22
	for i := range h.Fields {
		f := &h.Fields[i]
		switch known(f.Name) {
		case fieldConnection:
			p.changed = true
			members(f.Value, func([]byte) bool { p.options++; return true })
		case fieldProxyConnection, fieldKeepAlive, fieldProxyAuthorization:
			p.changed = true
		case fieldUpgrade:
			p.changed = true
			p.upgrade = keepUpgrade && h.Proto != flow.HTTP2 && len(f.Value) > 0
		case fieldTE:
			p.changed = true
			p.trailers = p.trailers || !response && hasMember(f.Value, "trailers")
		case fieldHost:
			p.changed = p.changed || p.rw.Host != nil
		case fieldTransferEncoding:
			p.changed = p.changed || p.rw.DropTransferEncoding
		case fieldContentLength:
			p.changed = p.changed || p.rw.DropContentLength || p.lengthDone || !all(f.Value, inDigit)
			p.lengthDone = true
		}
	}
	p.lengthDone = false
	p.changed = p.changed || p.needsConnection()
	return p
}

func (p *plan) needsConnection() bool {
	return p.upgrade || p.trailers || p.rw.Close || p.rw.KeepAlive
}

// appendFields writes the fields of h as planned, and the empty line. lines
// yields the field lines as received, or none.
func (p *plan) appendFields(dst []byte, h *flow.Head, lines *rawLines) []byte {
	if !p.response && p.host != nil && !h.Has("Host") {
		dst = appendField(dst, []byte("Host"), p.host)
	}
	for i := range h.Fields {
		f := &h.Fields[i]
		dst = p.appendOne(dst, h, f, lines.next(f))
	}
	if !p.connectionDone && p.needsConnection() {
		dst = p.appendConnection(dst, []byte("Connection"))
	}
	if p.rw.AddChunked && !p.codingDone {
		dst = append(dst, "Transfer-Encoding: chunked\r\n"...)
	}
	for i := range p.rw.Extra {
		dst = appendField(dst, p.rw.Extra[i].Name, p.rw.Extra[i].Value)
	}
	return append(dst, '\r', '\n')
}

// appendOne writes one field, changed or not at all if so planned. line is its
// line as received, nil when there is none.
func (p *plan) appendOne(dst []byte, h *flow.Head, f *flow.Field, line []byte) []byte {
	if len(f.Name) > 0 && f.Name[0] == ':' {
		return dst
	}
	value := f.Value
	switch known(f.Name) {
	case fieldConnection:
		if p.connectionDone || !p.needsConnection() {
			return dst
		}
		if p.connectionFits(h) {
			p.connectionDone = true
			break
		}
		return p.appendConnection(dst, f.Name)
	case fieldProxyConnection, fieldKeepAlive:
		return dst
	case fieldProxyAuthorization:
		if !p.response {
			return dst
		}
	case fieldUpgrade:
		if !p.upgrade {
			return dst
		}
	case fieldTE:
		if !p.trailers || p.teDone || !hasMember(value, "trailers") {
			return dst
		}
		p.teDone = true
		if !is(value, "trailers") {
			value, line = []byte("trailers"), nil
		}
	case fieldHost:
		if p.response {
			break
		}
		if p.hostDone {
			return dst
		}
		p.hostDone = true
		if p.host != nil && !sameFold(p.host, value) {
			value, line = p.host, nil
		}
	case fieldTransferEncoding:
		if p.rw.DropTransferEncoding || p.codingDone || h.Proto == flow.HTTP2 {
			return dst
		}
		p.codingDone = true
	case fieldContentLength:
		if p.rw.DropContentLength || p.rw.AddChunked || p.lengthDone {
			return dst
		}
		p.lengthDone = true
		if !all(value, inDigit) {
			if value = firstMember(value); !all(value, inDigit) {
				return dst
			}
			line = nil
		}
	case fieldCookie:
		if p.crumbs {
			return p.appendCookie(dst, h, f.Name)
		}
	case fieldProtected:
	default:
		if p.options > 0 && HasOption(h, string(f.Name)) {
			return dst
		}
	}
	if line != nil {
		return append(dst, line...)
	}
	return appendField(dst, f.Name, value)
}

// connectionFits reports whether the one Connection field received says just
// what is to be said.
func (p *plan) connectionFits(h *flow.Head) bool {
	want := 0
	for _, o := range p.connection() {
		if o != "" {
			if want++; !HasOption(h, o) {
				return false
			}
		}
	}
	return want == p.options && count(h, "Connection") == 1
}

func (p *plan) connection() (options [4]string) {
	if p.upgrade {
		options[0] = "Upgrade"
	}
	if p.trailers {
		options[1] = "TE"
	}
	if p.rw.Close {
		options[2] = "close"
	} else if p.rw.KeepAlive {
		options[3] = "keep-alive"
	}
	return options
}

func (p *plan) appendConnection(dst, name []byte) []byte {
	p.connectionDone = true
	dst = append(dst, name...)
	sep := ": "
	for _, o := range p.connection() {
		if o != "" {
			dst = append(append(dst, sep...), o...)
			sep = ", "
		}
	}
	return append(dst, '\r', '\n')
}

// appendCookie joins the crumbs that HTTP/2 may split a Cookie field into (RFC
// 9113 §8.2.3), at the place of the first.
func (p *plan) appendCookie(dst []byte, h *flow.Head, name []byte) []byte {
	if p.cookieDone {
		return dst
	}
	p.cookieDone = true
	start := len(dst)
	dst = append(dst, name...)
	sep := ": "
	for v := range h.Values("cookie") {
		if valueSpan(v) == len(v) {
			dst = append(append(dst, sep...), v...)
			sep = "; "
		}
	}
	if sep == ": " {
		return dst[:start]
	}
	return append(dst, '\r', '\n')
}

func count(h *flow.Head, name string) (n int) {
	for range h.Values(name) {
		n++
	}
	return n
}

func hasMember(list []byte, name string) bool {
	return !members(list, func(m []byte) bool { return !is(m, name) })
}

func firstMember(list []byte) (first []byte) {
	members(list, func(m []byte) bool { first = m; return false })
	return first
}

func sameFold(a, b []byte) bool { return len(a) == len(b) && bytes.EqualFold(a, b) }
