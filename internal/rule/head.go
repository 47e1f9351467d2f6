package rule

import (
	"bytes"
	"fmt"
	"strconv"

	"rockxy/internal/flow"
)

// HeadError is a head that cannot stand on the wire.
type HeadError struct{ What string }

func (e *HeadError) Error() string { return e.What }

// rebuild makes a head of parts that were changed: Raw says again what they say,
// and everything points into it. Of HTTP/2 the pseudo-header fields follow Method,
// Target, Scheme, Authority and Status; names are in lower case.
func rebuild(h *flow.Head, dir flow.Direction) (*flow.Head, error) {
	var b []byte
	switch {
	case h.Proto == flow.HTTP2:
		b = appendPseudo(b, h, dir)
	case dir == flow.Request:
		b = append(append(b, h.Method...), ' ')
		b = append(append(b, h.Target...), ' ')
		b = append(append(b, version(h.Proto)...), "\r\n"...)
	default:
		b = append(append(b, version(h.Proto)...), ' ')
		b = append(strconv.AppendInt(b, int64(h.Status), 10), ' ')
		b = append(append(b, h.Reason...), "\r\n"...)
	}
	if err := checkStart(h, dir); err != nil {
		return nil, err
	}
	never := map[int]bool{}
	n := 0
	if h.Proto == flow.HTTP2 {
		n = bytes.Count(b, []byte("\r\n"))
	}
	for _, f := range h.Fields {
		if len(f.Name) > 0 && f.Name[0] == ':' {
			continue
		}
		if err := checkField(f); err != nil {
			return nil, err
		}
		name := f.Name
		if h.Proto == flow.HTTP2 {
			name = bytes.ToLower(name)
		}
		b = append(append(b, name...), ": "...)
		b = append(append(b, f.Value...), "\r\n"...)
		if f.NeverIndex {
			never[n] = true
		}
		n++
	}
	out := flow.ParseHead(h.Proto, append(b, "\r\n"...), dir, false)
	for i := range never {
		out.Fields[i].NeverIndex = true
	}
	return out, nil
}

func version(p flow.Proto) string {
	if p == flow.HTTP10 {
		return "HTTP/1.0"
	}
	return "HTTP/1.1"
}

// appendPseudo keeps the order in which they came.
func appendPseudo(b []byte, h *flow.Head, dir flow.Direction) []byte {
	value := func(name string) (v []byte, ok bool) {
		switch name {
		case ":method":
			return h.Method, dir == flow.Request
		case ":scheme":
			return h.Scheme, dir == flow.Request && h.Scheme != nil
		case ":authority":
			return h.Authority, dir == flow.Request && h.Authority != nil
		case ":path":
			return h.Target, dir == flow.Request && h.Target != nil
		case ":status":
			return strconv.AppendInt(nil, int64(h.Status), 10), dir == flow.Response
		}
		return nil, false
	}
	seen := map[string]bool{}
	put := func(name string) {
		if v, ok := value(name); ok && !seen[name] {
			seen[name] = true
			b = append(append(b, name...), ": "...)
			b = append(append(b, v...), "\r\n"...)
		}
	}
	for _, f := range h.Fields {
		if len(f.Name) > 0 && f.Name[0] == ':' {
			if _, ok := value(string(f.Name)); ok {
				put(string(f.Name))
			} else if string(f.Name) == ":protocol" { // RFC 8441
				b = append(append(b, ":protocol: "...), f.Value...)
				b = append(b, "\r\n"...)
			}
		}
	}
	for _, name := range []string{":method", ":scheme", ":authority", ":path", ":status"} {
		put(name)
	}
	return b
}

func checkStart(h *flow.Head, dir flow.Direction) error {
	if dir == flow.Response {
		if h.Status < 100 || h.Status > 999 {
			return &HeadError{fmt.Sprintf("%d is not a status", h.Status)}
		}
		if bytes.ContainsAny(h.Reason, "\r\n\x00") {
			return &HeadError{"the reason phrase has a line break"}
		}
		return nil
	}
	if !isToken(h.Method) {
		return &HeadError{fmt.Sprintf("%q is not a method", h.Method)}
	}
	for _, v := range [][]byte{h.Target, h.Authority, h.Scheme} {
		for _, c := range v {
			if c <= ' ' || c == 0x7f {
				return &HeadError{fmt.Sprintf("%q cannot be a part of a URL on the wire: encode blanks and control characters", v)}
			}
		}
	}
	return nil
}

func checkField(f flow.Field) error {
	if !isToken(f.Name) {
		return &HeadError{fmt.Sprintf("%q is not the name of a field", f.Name)}
	}
	if bytes.ContainsAny(f.Value, "\r\n\x00") {
		return &HeadError{fmt.Sprintf("the value of %s has a line break or NUL", f.Name)}
	}
	return nil
}

// isToken: RFC 9110 §5.6.2.
func isToken(b []byte) bool {
	for _, c := range b {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), c) >= 0:
		default:
			return false
		}
	}
	return len(b) > 0
}
