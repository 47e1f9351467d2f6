package har

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"

	"rockxy/internal/content"
	"rockxy/internal/flow"
)

// keepDecoded is how much of a decoded body is kept while it is looked at, so
// that small ones are decoded once. Forms beyond it get no params.
const keepDecoded = 1 << 20

// shape is how a body will be written: found by a first pass over it.
type shape struct {
	wire    *io.SectionReader // as stored, nil if there is nothing
	codings string            // its Content-Encoding
	mime    string            // its Content-Type
	size    int64             // of what it decodes to
	text    bool
	charset encoding.Encoding // nil for UTF-8
	small   []byte            // all that it decodes to, when whole
	whole   bool
	opaque  bool  // octets after HTTP was left: no content in HAR's sense
	cut     bool  // not all of it is there
	fault   error // why it could not be decoded to its end
}

// look makes the first pass. The error is one of reading what is stored.
func (w *Writer) look(e *Entry, dir flow.Direction) (shape, error) {
	h := e.Head(dir)
	s := shape{wire: e.Body[dir], codings: strings.Join(content.Codings(list(h, "content-encoding")), ", "), mime: first(h, "content-type")}
	if s.wire == nil || s.wire.Size() == 0 {
		s.wire = nil
		return s, nil
	}
	if s.opaque = e.upgraded(); s.opaque {
		return s, nil
	}
	s.cut = e.body(dir).Truncated
	s.charset = content.Charset(s.mime)
	err := s.scan(w.keep[dir][:0], w.buf)
	w.keep[dir] = s.small
	if err == nil && s.charset != nil && s.fault == nil {
		s.text, err = s.charsetHolds(w.buf)
	}
	return s, err
}

// upgraded says whether what follows the heads is no HTTP any more.
func (e *Entry) upgraded() bool {
	x := e.Exchange
	return x.Status == 101 || x.Method == "CONNECT" && x.Status/100 == 2
}

// open returns the decoded octets from the beginning.
func (s *shape) open() (io.ReadCloser, error) {
	if s.whole {
		return io.NopCloser(bytes.NewReader(s.small)), nil
	}
	wire := io.NewSectionReader(s.wire, 0, s.wire.Size())
	if s.codings == "" {
		return io.NopCloser(wire), nil
	}
	r, err := content.NewReader(wire, s.codings, content.Limits{})
	if err != nil {
		return nil, err
	}
	if s.size > 0 || s.fault != nil { // no more than what the first pass found good
		return readCloser{io.LimitReader(r, s.size), r}, nil
	}
	return r, nil
}

type readCloser struct {
	io.Reader
	io.Closer
}

func (s *shape) scan(keep, buf []byte) error {
	s.small = keep
	r, err := s.open()
	if err != nil {
		s.fault = err
		return nil
	}
	defer r.Close()
	look := textScan{strict: !textual(s.mime)}
	for err == nil {
		var n int
		n, err = r.Read(buf)
		s.size += int64(n)
		look.feed(buf[:n])
		if s.size <= keepDecoded {
			s.small = append(s.small, buf[:n]...)
		}
	}
	s.text = look.ok()
	s.whole = s.size <= keepDecoded
	if errors.Is(err, io.EOF) && !isDamage(err) {
		return nil
	}
	if !isDamage(err) {
		return err
	}
	s.fault = err
	if limit := (*content.LimitError)(nil); errors.As(err, &limit) {
		s.size, s.whole = 0, false // nothing of it is of use
	}
	return nil
}

// isDamage tells what is wrong with a body from what went wrong with reading.
func isDamage(err error) bool {
	var damaged *content.DamagedError
	var limit *content.LimitError
	return errors.As(err, &damaged) || errors.As(err, &limit)
}

// charsetHolds reports whether the body is text in its charset from which the
// same octets can be made again.
func (s *shape) charsetHolds(buf []byte) (bool, error) {
	a, err := s.open()
	if err != nil {
		return false, err
	}
	defer a.Close()
	b, err := s.open()
	if err != nil {
		return false, err
	}
	defer b.Close()
	again := transform.NewReader(s.charset.NewDecoder().Reader(a), s.charset.NewEncoder())
	half := len(buf) / 2
	for {
		n, err := io.ReadFull(again, buf[:half])
		m, err2 := io.ReadFull(b, buf[half:half+max(n, 1)])
		if n != m || string(buf[:n]) != string(buf[half:half+m]) {
			return false, nil
		}
		switch {
		case err == nil && err2 == nil:
		case atEnd(err) && atEnd(err2):
			return true, nil
		default:
			return false, nil
		}
	}
}

func atEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// textual reports whether a Content-Type announces text.
func textual(mime string) bool {
	t, _, _ := strings.Cut(strings.ToLower(mime), ";")
	t = strings.TrimSpace(t)
	main, sub, _ := strings.Cut(t, "/")
	switch {
	case main == "text", strings.HasSuffix(sub, "+json"), strings.HasSuffix(sub, "+xml"):
		return true
	}
	switch sub {
	case "json", "xml", "javascript", "x-javascript", "ecmascript", "x-www-form-urlencoded", "graphql", "x-ndjson", "yaml", "x-yaml", "sql":
		return true
	}
	return false
}

// textScan looks for UTF-8 in pieces. Strict is for what is not announced as
// text: control characters make it binary.
type textScan struct {
	strict bool
	bad    bool
	carry  [utf8.UTFMax]byte
	n      int // of carry
}

func (t *textScan) feed(p []byte) {
	for t.n > 0 && len(p) > 0 && !t.bad {
		t.carry[t.n] = p[0]
		t.n, p = t.n+1, p[1:]
		if utf8.FullRune(t.carry[:t.n]) {
			r, size := utf8.DecodeRune(t.carry[:t.n])
			t.bad = r == utf8.RuneError && size <= 1
			t.n = 0
		}
	}
	if t.bad || len(p) == 0 {
		return
	}
	end := len(p)
	for i := 1; i < utf8.UTFMax && i <= len(p); i++ {
		if c := p[len(p)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(p[len(p)-i:]) {
				end = len(p) - i
			}
			break
		}
	}
	t.n = copy(t.carry[:], p[end:])
	t.bad = !utf8.Valid(p[:end]) || t.strict && hasControls(p[:end])
}

func hasControls(p []byte) bool {
	for _, c := range p {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b || c == 0x7f {
			return true
		}
	}
	return false
}

func (t *textScan) ok() bool { return !t.bad && t.n == 0 }
