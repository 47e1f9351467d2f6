package rule

import (
	"bytes"
	"strconv"

	"rockxy/internal/flow"
)

// HeadError is a head that cannot stand on the wire. What is a sentence without a
// period.
type HeadError struct{ What string }

func (e *HeadError) Error() string { return e.What }

// rebuild makes a head of parts that were changed: Raw says again what they say,
// and everything points into it. h.Raw still is what it was before: lines of it
// that hold are kept octet for octet and are not judged again; what is new has to be fit for the
// wire. Of HTTP/2 the pseudo-header fields follow Method, Target, Scheme,
// Authority and Status, and names are in lower case. Host, Authority and the authority of an
// absolute target say the same, the one that was changed.
func rebuild(h *flow.Head, dir flow.Direction) (*flow.Head, error) {
	was := reread(h.Proto, h.Raw, dir)
	for i := range h.Fields {
		h.Fields[i].Value = bytes.Trim(h.Fields[i].Value, " \t")
	}
	if dir == flow.Request {
		agreeOnHost(was, h)
		if err := checkRequest(was, h); err != nil {
			return nil, err
		}
	} else if err := checkStatus(was, h); err != nil {
		return nil, err
	}
	w := headWriter{was: was, binary: isBinary(h.Proto)}
	w.lines()
	if w.binary {
		w.pseudo(h, dir)
	} else {
		w.startLine(h, dir)
	}
	if err := w.fields(h.Fields); err != nil {
		return nil, err
	}
	w.raw = append(w.raw, "\r\n"...)
	out := reread(h.Proto, w.raw, dir)
	if err := checkWhole(was, out, dir); err != nil {
		return nil, err
	}
	for _, i := range w.never {
		out.Fields[i].NeverIndex = true
	}
	return out, nil
}

// isBinary: versions without a start line.
func isBinary(p flow.Proto) bool { return p == flow.HTTP2 || p == flow.HTTP3 }

// reread is flow.ParseHead, of HTTP/3 too.
func reread(p flow.Proto, raw []byte, dir flow.Direction) *flow.Head {
	as := p
	if isBinary(p) {
		as = flow.HTTP2
	}
	h := flow.ParseHead(as, raw, dir, false)
	h.Proto = p
	return h
}

// rebuildTrailers is rebuild for a trailer section, which has nobody to tell: what
// cannot stand there is left out.
func rebuildTrailers(h *flow.Head) *flow.Head {
	w := headWriter{was: &flow.Head{}, binary: isBinary(h.Proto)}
	for _, f := range h.Fields {
		f.Value = bytes.Trim(f.Value, " \t")
		if !isPseudo(f.Name) && checkField(f, w.binary) == nil {
			w.field(f)
		}
	}
	out := flow.ParseHead(h.Proto, append(w.raw, "\r\n"...), flow.Request, true)
	for _, i := range w.never {
		out.Fields[i].NeverIndex = true
	}
	return out
}

// headWriter writes the text of a head, see flow.Head.Raw.
type headWriter struct {
	was    *flow.Head
	start  []byte   // its start line
	old    [][]byte // the lines of its fields
	next   int      // of old: those before are used up
	binary bool

	raw   []byte
	n     int   // fields written
	never []int // of them, those for no compression table
}

// lines takes the text of before apart.
func (w *headWriter) lines() {
	rest := w.was.Raw
	line := func() (l []byte) {
		i := bytes.IndexByte(rest, '\n') + 1
		if i == 0 {
			i = len(rest)
		}
		l, rest = rest[:i], rest[i:]
		return l
	}
	if !w.binary {
		for len(rest) > 0 && (rest[0] == '\r' || rest[0] == '\n') {
			rest = rest[1:]
		}
		w.start = line()
	}
	for range w.was.Fields {
		w.old = append(w.old, line())
	}
}

func (w *headWriter) startLine(h *flow.Head, dir flow.Direction) {
	same := bytes.Equal(h.Method, w.was.Method) && bytes.Equal(h.Target, w.was.Target)
	if dir == flow.Response {
		same = h.Status == w.was.Status && bytes.Equal(h.Reason, w.was.Reason)
	}
	switch {
	case same && bytes.HasSuffix(w.start, []byte("\n")):
		w.put(w.start)
	case dir == flow.Request:
		w.put(h.Method, []byte(" "), h.Target, []byte(" "), version(h.Proto), []byte("\r\n"))
	default:
		w.put(version(h.Proto), []byte(" "), strconv.AppendInt(nil, int64(h.Status), 10), []byte(" "), h.Reason, []byte("\r\n"))
	}
}

func version(p flow.Proto) []byte {
	if p == flow.HTTP10 {
		return []byte("HTTP/1.0")
	}
	return []byte("HTTP/1.1")
}

// fields writes all but the pseudo-header fields.
func (w *headWriter) fields(all []flow.Field) error {
	for _, f := range all {
		if w.binary && isPseudo(f.Name) {
			continue
		}
		if line := w.line(f); line != nil {
			w.put(line)
			w.count(f)
			continue
		}
		if err := checkField(f, w.binary); err != nil {
			return err
		}
		w.field(f)
	}
	return nil
}

// line is how f was written before, if it is one of those fields.
func (w *headWriter) line(f flow.Field) []byte {
	for i := w.next; i < len(w.old); i++ {
		g := w.was.Fields[i]
		if bytes.Equal(f.Name, g.Name) && bytes.Equal(f.Value, g.Value) && bytes.HasSuffix(w.old[i], []byte("\n")) {
			w.next = i + 1
			return w.old[i]
		}
	}
	return nil
}

func (w *headWriter) field(f flow.Field) {
	name := f.Name
	if w.binary {
		name = bytes.ToLower(name)
	}
	w.put(name, []byte(": "), f.Value, []byte("\r\n"))
	w.count(f)
}

func (w *headWriter) put(parts ...[]byte) {
	for _, p := range parts {
		w.raw = append(w.raw, p...)
	}
}

func (w *headWriter) count(f flow.Field) {
	if f.NeverIndex {
		w.never = append(w.never, w.n)
	}
	w.n++
}

// pseudo writes the pseudo-header fields in the order in which they came.
func (w *headWriter) pseudo(h *flow.Head, dir flow.Direction) {
	for _, f := range h.Fields {
		if isPseudo(f.Name) && !w.has(f.Name) {
			if v := pseudoValue(h, dir, string(f.Name)); v != nil {
				w.field(flow.Field{Name: f.Name, Value: v, NeverIndex: f.NeverIndex})
			} else if string(f.Name) == ":protocol" { // RFC 8441
				w.field(f)
			}
		}
	}
	for _, name := range []string{":method", ":scheme", ":authority", ":path", ":status"} {
		if v := pseudoValue(h, dir, name); v != nil && !w.has([]byte(name)) {
			w.field(flow.Field{Name: []byte(name), Value: v})
		}
	}
}

// has reports whether a pseudo-header field has been written.
func (w *headWriter) has(name []byte) bool {
	line := append(append([]byte("\n"), name...), ": "...)
	return bytes.HasPrefix(w.raw, line[1:]) || bytes.Contains(w.raw, line)
}

func pseudoValue(h *flow.Head, dir flow.Direction, name string) []byte {
	switch {
	case dir == flow.Response && name == ":status":
		return strconv.AppendInt(nil, int64(h.Status), 10)
	case dir == flow.Response:
	case name == ":method":
		return h.Method
	case name == ":scheme":
		return h.Scheme
	case name == ":authority":
		return h.Authority
	case name == ":path":
		return h.Target
	}
	return nil
}

func isPseudo(name []byte) bool { return len(name) > 0 && name[0] == ':' }
