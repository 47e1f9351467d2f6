package view

import (
	"bytes"
	"io"
	"strings"
)

// Class is what a span of text is.
type Class uint8

// The classes.
const (
	Plain Class = iota
	Key         // name of a member, a field, an attribute
	String
	Number
	Literal // true, false, null, the name of an enum value
	Tag     // of XML and HTML; keywords
	Mark    // punctuation, offsets
	Comment // said by the viewer, not by the body
	Bad     // what does not belong there
)

// String is the name of a class, in lower case.
func (c Class) String() string {
	switch c {
	case Key:
		return "key"
	case String:
		return "string"
	case Number:
		return "number"
	case Literal:
		return "literal"
	case Tag:
		return "tag"
	case Mark:
		return "mark"
	case Comment:
		return "comment"
	case Bad:
		return "bad"
	}
	return "plain"
}

// Style turns spans into output.
type Style interface {
	// Append adds a span, which has no line feed, to dst. It is where captured
	// octets are made harmless.
	Append(dst []byte, c Class, text []byte) []byte
}

// Liner is a Style that keeps lines apart by itself: it gets to know of each in place of line
// feeds, margins and indents.
type Liner interface {
	Style
	// Begin starts a line, so many levels deep.
	Begin(dst []byte, depth int) []byte
	// End ends it.
	End(dst []byte) []byte
}

// Printer writes the text of a view. It keeps little in memory; errors of
// writing stay in it and make it write nothing more.
type Printer struct {
	w     io.Writer
	style Style
	lines Liner // style, when it is one
	err   error

	out     []byte // not yet written
	run     []byte // text of one class, not yet styled
	class   Class  // of run
	scratch []byte
	margin  string // before each line
	depth   int
	begun   bool // something is on this line

	flat bool // all on one line
	gap  bool // a line ended, which in a flat text is a space
	last byte // of what was written, when flat

	limit   int64 // octets of text to be written, 0 for all
	written int64
	left    int64 // octets of text that the limit left out
	hard    int64 // of left at which counting ends
}

// What a Printer allows itself.
const (
	flushAt   = 16 << 10
	maxIndent = 64      // levels; what is deeper is not indented further
	counted   = 8 << 20 // octets counted past the limit
)

// NewPrinter writes to w. After limit octets of text (0: all) it only counts.
func NewPrinter(w io.Writer, s Style, limit int64) *Printer {
	lines, _ := s.(Liner)
	return &Printer{w: w, style: s, lines: lines, limit: limit, hard: counted}
}

// SetMargin sets what stands before each line that begins from now on; it must
// be harmless.
func (p *Printer) SetMargin(margin string) { p.margin = margin }

// Flat makes one line of all lines, which Close does not end: for the layouts
// of JSON and its like, where lines may be joined.
func (p *Printer) Flat() { p.flat = true }

// Left is how many octets of text the limit left out; more says that there were
// still more, which were not counted.
func (p *Printer) Left() (n int64, more bool) { return p.left, p.left >= p.hard }

// Done says that nothing more need be given to the Printer.
func (p *Printer) Done() bool { return p.err != nil || p.left >= p.hard }

// Close ends the last line and writes what is left. It returns the first error
// of writing.
func (p *Printer) Close() error {
	p.endRun()
	if p.begun && !p.flat {
		p.endLine()
	}
	p.flush()
	return p.err
}

func (p *Printer) flush() {
	if p.err == nil && len(p.out) > 0 {
		_, p.err = p.w.Write(p.out)
	}
	p.out = p.out[:0]
}

// Span writes text without line feeds.
func (p *Printer) Span(c Class, text string) {
	p.scratch = append(p.scratch[:0], text...)
	p.Bytes(c, p.scratch)
}

// Bytes is Span; text is not kept.
func (p *Printer) Bytes(c Class, text []byte) {
	if len(text) == 0 || p.Done() {
		return
	}
	if p.limit > 0 && p.written+int64(len(text)) > p.limit {
		fits := int64(wholeRunes(text[:max(p.limit-p.written, 0)]))
		p.left += int64(len(text)) - fits
		p.written = p.limit // though a character did not fit in full
		if text = text[:fits]; len(text) == 0 {
			return
		}
	}
	p.begin(text)
	if p.left == 0 {
		p.written += int64(len(text))
	}
	if c != p.class {
		p.endRun()
	}
	p.class, p.run = c, append(p.run, text...)
	if len(p.run) >= flushAt {
		whole := wholeRunes(p.run)
		p.styled(p.run[:whole])
		p.run = append(p.run[:0], p.run[whole:]...)
	}
}

// begin writes what comes before text: the margin and the indent of a line, or
// in a flat text a space, except behind and before brackets.
func (p *Printer) begin(text []byte) {
	switch {
	case p.flat:
		if p.gap && p.begun && bytes.IndexByte([]byte("{[("), p.last) < 0 && bytes.IndexByte([]byte("}])"), text[0]) < 0 {
			p.out = append(p.out, ' ')
			p.written++
		}
		p.gap, p.begun, p.last = false, true, text[len(text)-1]
	case !p.begun && p.lines != nil:
		p.begun = true
		p.out = p.lines.Begin(p.out, p.depth)
	case !p.begun:
		p.begun = true
		p.out = append(p.out, p.margin...)
		for range min(p.depth, maxIndent) {
			p.out = append(p.out, "  "...)
		}
	}
}

// endRun styles what was written in one class.
func (p *Printer) endRun() {
	p.styled(p.run)
	p.run = p.run[:0]
}

func (p *Printer) styled(text []byte) {
	if len(text) > 0 {
		p.out = p.style.Append(p.out, p.class, text)
	}
	if len(p.out) >= flushAt {
		p.flush()
	}
}

// Line ends a line.
func (p *Printer) Line() {
	if p.left > 0 {
		p.left++
		if !p.begun {
			return
		}
	}
	p.endRun()
	if p.flat {
		p.gap = true
		return
	}
	if p.lines != nil && !p.begun {
		p.out = p.lines.Begin(p.out, p.depth)
	}
	p.begun = false
	p.endLine()
	p.written++
	if len(p.out) >= flushAt {
		p.flush()
	}
}

func (p *Printer) endLine() {
	if p.lines != nil {
		p.out = p.lines.End(p.out)
		return
	}
	p.out = append(p.out, '\n')
}

// In indents the lines that begin from now on by one level more, Out by one
// less.
func (p *Printer) In()  { p.depth++ }
func (p *Printer) Out() { p.depth-- }

// Lines writes text of several lines; CRLF counts as a line feed. It does not
// end the last line.
func (p *Printer) Lines(c Class, text string) {
	for !p.Done() {
		line, rest, more := strings.Cut(text, "\n")
		if more {
			line = strings.TrimSuffix(line, "\r")
		}
		p.Span(c, line)
		if !more {
			return
		}
		p.Line()
		text = rest
	}
}

// linesOf is Lines for octets.
func (p *Printer) linesOf(c Class, text []byte) {
	for !p.Done() {
		line, rest, more := bytes.Cut(text, []byte("\n"))
		if more {
			line = bytes.TrimSuffix(line, []byte("\r"))
		}
		p.Bytes(c, line)
		if !more {
			return
		}
		p.Line()
		text = rest
	}
}

// PlainStyle leaves text as it is: for files and tests, never for terminals.
type PlainStyle struct{}

// Append implements Style.
func (PlainStyle) Append(dst []byte, _ Class, text []byte) []byte { return append(dst, text...) }
