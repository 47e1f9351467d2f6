package h1

import (
	"strconv"

	"rockxy/internal/flow"
)

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
func appendCookie(dst []byte, h *flow.Head, name []byte) []byte {
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

// appendLength writes a Content-Length that the lenience towards responses let
// pass, as one plain number; nothing when it is none.
func appendLength(dst, name, value []byte) []byte {
	n, err := contentLength(value, true)
	if err != nil {
		return dst
	}
	dst = append(append(dst, name...), ": "...)
	dst = strconv.AppendInt(dst, n, 10)
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
