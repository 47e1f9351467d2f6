package h2

import (
	"bytes"

	"rockxy/internal/flow"
)

// startLine is what an HTTP/1 request line says in HTTP/2's terms. scheme and
// path are nil for CONNECT.
type startLine struct{ scheme, authority, path []byte }

// requestLine translates the request-target forms of RFC 9112 §3.2.
func requestLine(h *flow.Head, scheme string) (startLine, error) {
	l := startLine{scheme: []byte(scheme), path: h.Target}
	host, hasHost := h.Get("host")
	if hasHost {
		l.authority = host
	}
	switch {
	case string(h.Method) == "CONNECT":
		return startLine{authority: h.Target}, nil
	case len(h.Target) == 0:
		return l, &HeadError{"empty request target"}
	case h.Target[0] == '/', string(h.Target) == "*":
		if len(h.Authority) > 0 {
			l.authority = h.Authority
		}
		return l, nil
	}
	i := bytes.Index(h.Target, []byte("://"))
	if i <= 0 {
		return l, &HeadError{"request target in no known form"}
	}
	l.scheme = h.Target[:i]
	rest := h.Target[i+3:]
	end := bytes.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	l.authority, l.path = rest[:end], rest[end:]
	if at := bytes.LastIndexByte(l.authority, '@'); at >= 0 {
		l.authority = l.authority[at+1:] // RFC 9113 §8.3.1
	}
	if hash := bytes.IndexByte(l.path, '#'); hash >= 0 {
		l.path = l.path[:hash]
	}
	switch {
	case len(l.path) == 0 && string(h.Method) == "OPTIONS":
		l.path = []byte("*")
	case len(l.path) == 0:
		l.path = []byte("/")
	case l.path[0] == '?':
		l.path = append([]byte("/"), l.path...)
	}
	return l, nil
}

// checkNames refuses names that a lower-case token cannot stand for. It comes
// before anything is encoded, because the compression table cannot be undone.
func checkNames(h *flow.Head) error {
	for i := range h.Fields {
		if !validToken(h.Fields[i].Name) {
			return &HeadError{"invalid field name"}
		}
	}
	return nil
}

// putTranslated encodes the fields of an HTTP/1 head: names in lower case,
// without what is specific to an HTTP/1 connection (RFC 9113 §8.2.2).
func (c *Conn) putTranslated(h *flow.Head, request bool) {
	nominations := h.Has("connection")
	for i := range h.Fields {
		f := &h.Fields[i]
		name := c.lowerName(f.Name)
		value := f.Value
		switch name {
		case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade", "http2-settings":
			continue
		case "te":
			if !request || !hasTrailers(f.Value) {
				continue
			}
			value = []byte("trailers")
		case "host":
			if request {
				continue
			}
		default:
			if nominations && nominated(h, name) {
				continue
			}
		}
		c.put(name, value, f.NeverIndex)
	}
}

// lowerName returns name in lower case.
func (c *Conn) lowerName(name []byte) string {
	var buf [64]byte
	low := buf[:0]
	for _, ch := range name {
		if classes[ch]&cUpper != 0 {
			ch |= 0x20
		}
		low = append(low, ch)
	}
	return c.intern(low)
}

// nominated reports whether a Connection field names the field (RFC 9110 §7.6.1).
func nominated(h *flow.Head, name string) bool {
	for v := range h.Values("connection") {
		for option := range bytes.SplitSeq(v, []byte(",")) {
			if flow.EqualFold(bytes.TrimSpace(option), name) {
				return true
			}
		}
	}
	return false
}

// hasTrailers reports whether a TE field accepts trailers (RFC 9110 §10.1.4).
func hasTrailers(te []byte) bool {
	for option := range bytes.SplitSeq(te, []byte(",")) {
		if flow.EqualFold(bytes.TrimSpace(option), "trailers") {
			return true
		}
	}
	return false
}
