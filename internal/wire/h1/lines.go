package h1

import (
	"bytes"

	"rockxy/internal/flow"
)

// rawLines walks over the field lines of a head's Raw, in step with its Fields,
// also when the head was edited: what was not touched keeps its spacing.
type rawLines struct {
	raw   []byte
	pos   int  // the next field line; 0 when there are none
	start bool // the start line is that of the head
}

// newRawLines starts behind the start line. HTTP/2 has no lines.
func newRawLines(h *flow.Head) rawLines {
	i := bytes.IndexByte(h.Raw, '\n')
	if h.Proto == flow.HTTP2 || i < 0 {
		return rawLines{}
	}
	l := rawLines{raw: h.Raw, pos: i + 1}
	if h.Status == 0 {
		l.start = isRequestLine(l.raw[:l.pos], h)
	} else {
		l.start = isStatusLine(l.raw[:l.pos], h)
	}
	return l
}

func isRequestLine(line []byte, h *flow.Head) bool {
	m, t := len(h.Method), len(h.Target)
	return len(line) == m+t+len("  HTTP/1.1\r\n") && bytes.Equal(line[:m], h.Method) && bytes.Equal(line[m+1:m+1+t], h.Target)
}

func isStatusLine(line []byte, h *flow.Head) bool {
	n := len("HTTP/1.1 200")
	if len(line) < n+2 {
		return false
	}
	status := int(line[9]-'0')*100 + int(line[10]-'0')*10 + int(line[11]-'0')
	if line[n] == ' ' {
		n++
	}
	return status == h.Status && bytes.Equal(line[n:len(line)-2], h.Reason)
}

// next returns the line of f, its CRLF included, and steps on. When the next
// line is another one it looks further, since fields may have been removed; nil
// when there is none.
func (l *rawLines) next(f *flow.Field) []byte {
	for pos := l.pos; pos < len(l.raw); {
		rest := l.raw[pos:]
		if n := lineOf(rest, f); n > 0 {
			l.pos = pos + n
			return rest[:n]
		}
		n := bytes.IndexByte(rest, '\n')
		if n < 0 {
			return nil
		}
		pos += n + 1
	}
	return nil
}

// lineOf returns the length of the field line that b starts with, 0 when it is
// not that of f.
func lineOf(b []byte, f *flow.Field) int {
	n := len(f.Name)
	if len(b) <= n || b[n] != ':' || !bytes.Equal(b[:n], f.Name) {
		return 0
	}
	n++
	for n < len(b) && (b[n] == ' ' || b[n] == '\t') {
		n++
	}
	if len(f.Value) > len(b)-n || !bytes.Equal(b[n:n+len(f.Value)], f.Value) {
		return 0
	}
	n += len(f.Value)
	for n < len(b) && (b[n] == ' ' || b[n] == '\t') {
		n++
	}
	if len(b) < n+2 || b[n] != '\r' || b[n+1] != '\n' {
		return 0
	}
	return n + 2
}

// whole reports whether Raw is what h says, nothing more or less.
func (l rawLines) whole(h *flow.Head) bool {
	pos := l.pos
	for i := range h.Fields {
		n := lineOf(l.raw[pos:], &h.Fields[i])
		if n == 0 {
			return false
		}
		pos += n
	}
	return l.start && len(l.raw)-pos == 2
}
