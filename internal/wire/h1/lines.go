package h1

import (
	"bytes"

	"rockxy/internal/flow"
)

// rawLines walks over the field lines of a head's Raw, in step with its Fields.
// It notices when the two have parted, because the head was edited.
type rawLines struct {
	raw []byte
	pos int // the next field line
}

// requestLines starts behind the request line; nil when Raw is not that of h.
func requestLines(h *flow.Head) *rawLines {
	raw := h.Raw
	n := len(h.Method) + 1 + len(h.Target) + len(" HTTP/1.1\r\n")
	if h.Proto == flow.HTTP2 || len(raw) < n+2 {
		return nil
	}
	m := len(h.Method)
	if !bytes.Equal(raw[:m], h.Method) || raw[m] != ' ' || !bytes.Equal(raw[m+1:m+1+len(h.Target)], h.Target) || raw[n-1] != '\n' {
		return nil
	}
	return &rawLines{raw: raw, pos: n}
}

// responseLines starts behind the status line; nil when Raw is not that of h.
func responseLines(h *flow.Head) *rawLines {
	raw := h.Raw
	if h.Proto == flow.HTTP2 || len(raw) < len("HTTP/1.1 200\r\n")+2 {
		return nil
	}
	n := len("HTTP/1.1 200")
	status := int(raw[9]-'0')*100 + int(raw[10]-'0')*10 + int(raw[11]-'0')
	if raw[n] == ' ' {
		n++
	}
	end := n + len(h.Reason)
	if status != h.Status || len(raw) < end+2 || !bytes.Equal(raw[n:end], h.Reason) || raw[end] != '\r' {
		return nil
	}
	return &rawLines{raw: raw, pos: end + 2}
}

// next returns the line of f, its CRLF included, and steps on; nil when it is
// not there, and from then on.
func (l *rawLines) next(f *flow.Field) []byte {
	if l == nil {
		return nil
	}
	b := l.raw[l.pos:]
	n := len(f.Name)
	if len(b) <= n || b[n] != ':' || !bytes.Equal(b[:n], f.Name) {
		return l.part()
	}
	n++
	for n < len(b) && (b[n] == ' ' || b[n] == '\t') {
		n++
	}
	if len(f.Value) > len(b)-n || !bytes.Equal(b[n:n+len(f.Value)], f.Value) {
		return l.part()
	}
	n += len(f.Value)
	for n < len(b) && (b[n] == ' ' || b[n] == '\t') {
		n++
	}
	if len(b) < n+2 || b[n] != '\r' {
		return l.part()
	}
	l.pos += n + 2
	return b[:n+2]
}

func (l *rawLines) part() []byte {
	l.raw, l.pos = nil, 0
	return nil
}

// whole reports whether Raw is what h says, no field more or less.
func (l *rawLines) whole(h *flow.Head) bool {
	if l == nil {
		return false
	}
	walk := *l
	for i := range h.Fields {
		if walk.next(&h.Fields[i]) == nil {
			return false
		}
	}
	return len(walk.raw)-walk.pos == 2
}
