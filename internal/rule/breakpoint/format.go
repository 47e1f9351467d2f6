package breakpoint

import (
	"strconv"
	"strings"

	"rockxy/internal/flow"
)

// trailerMark begins the line of a trailer field. No field name has an "@" in it.
const trailerMark = "@trailer "

// Format returns m as text, lines ended by LF: the start line, the fields, an
// empty line, the body. Of a message inside of a stream it is the body alone, and of
// a server-sent event its fields, an empty line, and the data.
func Format(m *Message) []byte {
	var b []byte
	switch {
	case m.Kind == flow.MessageEvent:
	case m.Kind != 0:
		return append(b, m.Body...)
	case m.Method != "":
		b = append(b, m.Method+" "+m.URL...)
		if m.Version != "" {
			b = append(b, " "+m.Version...)
		}
		b = append(b, '\n')
	default:
		b = append(b, orVersion(m.Version)+" "+strconv.Itoa(m.Status)...)
		if m.Reason != "" {
			b = append(b, " "+m.Reason...)
		}
		b = append(b, '\n')
	}
	b = appendFields(b, "", m.Fields)
	b = appendFields(b, trailerMark, m.Trailers)
	b = append(b, '\n')
	return append(b, m.Body...)
}

// orVersion is a version for a status line, which begins with one.
func orVersion(v string) string {
	if v == "" {
		return "HTTP/1.1"
	}
	return v
}

func appendFields(b []byte, mark string, fields []Field) []byte {
	for _, f := range fields {
		b = append(b, mark+f.Name+":"...)
		if f.Value != "" {
			b = append(b, " "+oneLine(f.Value)...)
		}
		b = append(b, '\n')
	}
	return b
}

// oneLine is a value that was folded over lines (RFC 9112 §5.2), on one.
func oneLine(v string) string {
	if !strings.ContainsAny(v, "\r\n") {
		return v
	}
	return strings.Join(strings.FieldsFunc(v, func(r rune) bool { return r == '\r' || r == '\n' }), " ")
}
