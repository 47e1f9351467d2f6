package h1

import (
	"bytes"
	"iter"

	"rockxy/internal/flow"
)

// ConnectionOptions yields the options of all Connection fields in order,
// without the whitespace around them; empty list members are left out (RFC 9110
// §7.6.1).
func ConnectionOptions(h *flow.Head) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := range h.Fields {
			if is(h.Fields[i].Name, "Connection") && !members(h.Fields[i].Value, yield) {
				return
			}
		}
	}
}

// members calls yield with each member of a comma-separated list, empty ones
// left out, and reports whether it wanted them all. It knows no quoted strings:
// the lists it is used for have none.
func members(list []byte, yield func([]byte) bool) bool {
	for len(list) > 0 {
		m := list
		if i := bytes.IndexByte(list, ','); i >= 0 {
			m, list = list[:i], list[i+1:]
		} else {
			list = nil
		}
		if m = trim(m); len(m) > 0 && !yield(m) {
			return false
		}
	}
	return true
}

// HasOption reports whether a Connection field has the option, compared without
// case.
func HasOption(h *flow.Head, option string) bool {
	for o := range ConnectionOptions(h) {
		if is(o, option) {
			return true
		}
	}
	return false
}

// nominates reports whether a Connection field names the field.
func nominates(h *flow.Head, name []byte) bool {
	for o := range ConnectionOptions(h) {
		if equalFold(o, name) {
			return true
		}
	}
	return false
}

// KeepAlive reports whether the sender of h is willing to go on with the
// connection after this message (RFC 9112 §9.3): HTTP/1.1 without "close", or
// HTTP/1.0 with "keep-alive". A response that ends with its connection is the
// caller's to see from its Framing.
func KeepAlive(h *flow.Head) bool {
	if HasOption(h, "close") {
		return false
	}
	return h.Proto == flow.HTTP11 || h.Proto == flow.HTTP10 && HasOption(h, "keep-alive")
}

// ExpectContinue reports whether the request waits for 100 (Continue) before it
// sends its body. HTTP/1.0 cannot (RFC 9110 §10.1.1).
func ExpectContinue(h *flow.Head) bool {
	if h.Proto == flow.HTTP10 {
		return false
	}
	for i := range h.Fields {
		if is(h.Fields[i].Name, "Expect") && is(h.Fields[i].Value, "100-continue") {
			return true
		}
	}
	return false
}

// IsUpgrade reports whether the HTTP/1.1 head asks for (a request) or announces
// (a 101 response) another protocol, and gives its name. An Upgrade that Connection
// does not name counts for nothing (RFC 9110 §7.8), and so does an offer of
// several: which one was taken would be in doubt.
func IsUpgrade(h *flow.Head) (proto []byte, ok bool) {
	if h.Proto != flow.HTTP11 || h.Status != 0 && h.Status != 101 {
		return nil, false
	}
	for v := range h.Values("Upgrade") {
		if proto != nil || len(v) == 0 || bytes.IndexByte(v, ',') >= 0 {
			return nil, false
		}
		proto = v
	}
	if proto == nil || !HasOption(h, "upgrade") {
		return nil, false
	}
	return proto, true
}
