package edit

import (
	"bytes"
	"strings"
)

// attribute is one of a Set-Cookie (RFC 6265 §4.1).
type attribute struct {
	name  string
	value string // empty for Secure and the like
	off   bool   // it is to go
}

// withAttributes returns rest, which is empty or begins with a semicolon, with
// attributes set or removed. Others keep their octets.
func withAttributes(rest []byte, attrs []attribute) []byte {
	for _, a := range attrs {
		rest = withAttribute(rest, a)
	}
	return rest
}

func withAttribute(rest []byte, a attribute) []byte {
	var out []byte
	done := a.off
	for i, piece := range bytes.Split(rest, []byte(";")) {
		if i == 0 {
			continue // rest begins with one
		}
		name, _, _ := bytes.Cut(piece, []byte("="))
		if !strings.EqualFold(string(bytes.TrimSpace(name)), a.name) {
			out = append(append(out, ';'), piece...)
			continue
		}
		if !done {
			done = true
			out = append(out, a.String()...)
		}
	}
	if !done {
		out = append(out, a.String()...)
	}
	return out
}

func (a attribute) String() string {
	if a.value == "" {
		return "; " + a.name
	}
	return "; " + a.name + "=" + a.value
}
