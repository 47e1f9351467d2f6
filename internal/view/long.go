package view

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/transform"

	"rockxy/internal/content"
)

// OpenLong is Open for a body that is too long to be held. m.Body is its beginning, and all
// reads the whole of it, once, while Text writes it: call Text at most once. What is
// found to be odd on the way is among the notes afterwards. It returns nil for
// kinds that have to see the whole body at once; Hex is one of them, see HexDump.
func OpenLong(m Message, o Options, all io.Reader) *View {
	begin := m
	begin.Partial = true
	v := Open(begin, o)
	switch v.Kind {
	case JSON, NDJSON:
		v.Text = func(p *Printer) { v.longJSON(p, inUTF8(&m, all), m.Partial) }
	case Text:
		v.Text = func(p *Printer) { longLines(p, inUTF8(&m, all)) }
	case Raw:
		v.Text = func(p *Printer) { longLines(p, all) }
	case Events:
		v.Text = func(p *Printer) { longEvents(p, inUTF8(&m, all)) }
	default:
		return nil
	}
	return v
}

// inUTF8 takes a charset off while it is read, unless the beginning shows that the type
// does not mean it.
func inUTF8(m *Message, all io.Reader) io.Reader {
	e := content.Charset(m.Type)
	if e == nil {
		return withoutMark(all)
	}
	text, ok := content.Text(m.Body, m.Type)
	if !ok || text == string(m.Body) && !plainASCII(m.Body) {
		return withoutMark(all)
	}
	return transform.NewReader(all, e.NewDecoder())
}

func plainASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// withoutMark leaves out the byte-order mark of UTF-8.
func withoutMark(all io.Reader) io.Reader {
	r := bufio.NewReaderSize(all, 32<<10)
	if mark, err := r.Peek(3); err == nil && string(mark) == "\xef\xbb\xbf" {
		_, _ = r.Discard(3) // they are there
	}
	return r
}

func (v *View) longJSON(p *Printer, all io.Reader, partial bool) {
	v.jsonDamage(printJSON(p, all, v.Kind == NDJSON), partial)
}

func (v *View) jsonDamage(err error, partial bool) {
	var syntax *SyntaxError
	if !errors.As(err, &syntax) || partial && syntax.early {
		return
	}
	const damaged = "it is damaged, and shown as it is from there on: "
	if note := damaged + syntax.Error(); !slices.Contains(v.Notes, note) { // the beginning may have shown it
		v.note(note)
	}
}

const longChunk = 64 << 10

// longLines writes text in its lines.
func longLines(p *Printer, all io.Reader) {
	buf := make([]byte, longChunk)
	kept := 0
	for !p.Done() {
		n, err := io.ReadAtLeast(all, buf[kept:], 1)
		text := buf[:kept+n]
		if err != nil {
			p.linesOf(Plain, text)
			return
		}
		whole := wholeRunes(text)
		if whole > 0 && text[whole-1] == '\r' { // a line feed may follow
			whole--
		}
		if whole == 0 && len(text) > utf8.UTFMax {
			whole = len(text)
		}
		p.linesOf(Plain, text[:whole])
		kept = copy(buf, text[whole:])
	}
}

// longEvents writes server-sent events. A line that is longer than the window is text.
func longEvents(p *Printer, all io.Reader) {
	r := bufio.NewReaderSize(all, 1<<20)
	inLine := false
	for !p.Done() {
		line, err := r.ReadSlice('\n')
		text, ended := bytes.CutSuffix(line, []byte("\n"))
		if ended {
			text = bytes.TrimSuffix(text, []byte("\r"))
		}
		switch {
		case inLine || errors.Is(err, bufio.ErrBufferFull):
			p.Bytes(Plain, text)
		default:
			eventLine(p, string(text))
		}
		if ended {
			p.Line()
		}
		inLine = !ended
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
	}
}
