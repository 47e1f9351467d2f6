package h1

import "rockxy/internal/flow"

// plan is what one look over a head decides.
type plan struct {
	rw       Rewrite
	response bool
	h2       bool
	changed  bool // the fields cannot be forwarded as they stand

	upgrade  bool // Upgrade is forwarded
	trailers bool // TE: trailers is forwarded
	host     []byte
	options  int    // connection options received
	lengths  uint64 // their lengths, a bit each, to pass over most names at once

	// What has been written so far.
	connectionDone, hostDone, lengthDone, teDone, cookieDone, codingDone bool
}

// makePlan decides about h. It writes nothing.
func makePlan(h *flow.Head, rw *Rewrite, response bool) (p plan) {
	if rw != nil {
		p.rw = *rw
	}
	p.response, p.h2 = response, h.Proto == flow.HTTP2
	p.changed = p.h2 || len(p.rw.Extra) > 0 || p.rw.AddChunked
	keepUpgrade := p.rw.KeepUpgrade || h.Status == 426 // RFC 9110 §15.5.22
	for i := range h.Fields {
		f := &h.Fields[i]
		switch known(f.Name) {
		case fieldConnection:
			if p.changed = true; !p.h2 { // HTTP/2 has no such thing
				members(f.Value, p.option)
			}
		case fieldProxyConnection, fieldKeepAlive, fieldProxyAuthorization:
			p.changed = true
		case fieldUpgrade:
			p.changed = true
			p.upgrade = keepUpgrade && !p.h2 && len(f.Value) > 0
		case fieldTE:
			p.changed = true
			p.trailers = p.trailers || !response && hasMember(f.Value, "trailers")
		case fieldTransferEncoding:
			p.changed = p.changed || p.rw.DropTransferEncoding
		case fieldContentLength:
			p.changed = p.changed || p.rw.DropContentLength || p.lengthDone || !plain(f.Value)
			p.lengthDone = true
		}
	}
	p.lengthDone = false
	p.changed = p.changed || p.needsConnection()
	return p
}

func (p *plan) option(o []byte) bool {
	p.options++
	p.lengths |= 1 << min(len(o), 63)
	return true
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

// verdict is what becomes of one field.
type verdict uint8

const (
	keep    verdict = iota // as it stands
	drop                   // left out
	replace                // with another value
	special                // written by a function of its own
)

// appendOne writes one field as planned. line is its line as received, nil when
// there is none.
func (p *plan) appendOne(dst []byte, h *flow.Head, f *flow.Field, line []byte) []byte {
	k := known(f.Name)
	v, value := p.hop(h, f, k)
	if v == keep {
		v, value = p.message(f, k)
	}
	switch {
	case v == drop:
		return dst
	case v == keep && line != nil:
		return append(dst, line...)
	case v == keep:
		return appendField(dst, f.Name, f.Value)
	case v == replace:
		return appendField(dst, f.Name, value)
	case k == fieldConnection:
		return p.appendConnection(dst, f.Name)
	case k == fieldCookie:
		return appendCookie(dst, h, f.Name)
	}
	return appendLength(dst, f.Name, f.Value)
}

// hop decides about what is hop-by-hop (RFC 9110 §7.6.1).
func (p *plan) hop(h *flow.Head, f *flow.Field, k knownField) (verdict, []byte) {
	switch k {
	case fieldConnection:
		switch {
		case p.h2 || p.connectionDone || !p.needsConnection():
			return drop, nil
		case p.connectionFits(h):
			p.connectionDone = true
			return keep, nil
		}
		return special, nil
	case fieldProxyConnection, fieldKeepAlive:
		return drop, nil
	case fieldProxyAuthorization:
		if !p.response {
			return drop, nil
		}
	case fieldUpgrade:
		if !p.upgrade {
			return drop, nil
		}
	case fieldTE:
		switch {
		case !p.trailers || p.teDone || !hasMember(f.Value, "trailers"):
			return drop, nil
		case !is(f.Value, "trailers"):
			p.teDone = true
			return replace, []byte("trailers")
		}
		p.teDone = true
	case fieldOther:
		if len(f.Name) > 0 && f.Name[0] == ':' || p.lengths>>min(len(f.Name), 63)&1 != 0 && nominates(h, f.Name) {
			return drop, nil
		}
	}
	return keep, nil
}

// message decides about the fields that the recipient's reading hangs on.
func (p *plan) message(f *flow.Field, k knownField) (verdict, []byte) {
	switch k {
	case fieldHost:
		switch {
		case p.response:
		case p.hostDone:
			return drop, nil
		default:
			p.hostDone = true
			if p.host != nil && !equalFold(p.host, f.Value) {
				return replace, p.host
			}
		}
	case fieldTransferEncoding:
		if p.rw.DropTransferEncoding || p.codingDone || p.h2 {
			return drop, nil
		}
		p.codingDone = true
	case fieldContentLength:
		if p.rw.DropContentLength || p.rw.AddChunked || p.lengthDone {
			return drop, nil
		}
		p.lengthDone = true
		if !plain(f.Value) {
			return special, nil
		}
	case fieldCookie:
		switch {
		case !p.h2 || p.response:
		case p.cookieDone:
			return drop, nil
		default:
			p.cookieDone = true
			return special, nil
		}
	}
	return keep, nil
}
