package layout

import (
	"context"
	"errors"

	"rockxy/internal/view"
)

// errFull is a layout that has become too large.
var errFull = errors.New("the layout takes too much room")

// writer makes rows of what a Printer writes: it is the Printer's style, and its output.
type writer struct {
	ctx   context.Context
	sheet *sheet
	most  int64 // octets of rows

	written  int64 // octets that were given to Write
	rows     int   // that were begun
	ended    int
	lines    int
	chars    int // of the row
	marks    []mark
	sinceOff int64 // of the last mark
	sinceRow int

	begun bool // a line was begun before
	depth int  // of that line
	first int  // its first row
	open  []openFold
	maybe int // the fold that this line may end, as an index into open, -1 for none
}

// openFold is a block that goes on.
type openFold struct {
	index int // of its record
	start int // row
	depth int
}

// An index entry stands for so many rows, or octets, at most.
const (
	markRows   = 128
	markOctets = 32 << 10
)

func newWriter(ctx context.Context, s *sheet, most int64) *writer {
	return &writer{ctx: ctx, sheet: s, most: most, maybe: -1, sinceRow: -markRows}
}

// Write takes rows from the Printer, and lets them be read.
func (w *writer) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	if w.written+int64(len(p)) > w.most {
		return 0, errFull
	}
	if _, err := w.sheet.octets.Write(p); err != nil {
		return 0, err
	}
	w.written += int64(len(p))
	w.sheet.publish(w.ended, w.marks)
	w.marks = w.marks[:0]
	return len(p), nil
}

// Begin implements view.Liner.
func (w *writer) Begin(dst []byte, depth int) []byte {
	w.lines++
	if w.begun {
		w.fold(depth)
	}
	w.begun, w.depth, w.first = true, depth, w.rows+1
	return w.row(dst, false)
}

func (w *writer) row(dst []byte, continued bool) []byte {
	at := w.written + int64(len(dst))
	w.rows++
	w.chars = 0
	if w.rows-w.sinceRow >= markRows || at-w.sinceOff >= markOctets {
		before := w.lines
		if !continued {
			before--
		}
		w.marks = append(w.marks, mark{row: uint32(w.rows), lines: uint32(before), folds: uint32(w.sheet.foldCount()), off: at})
		w.sinceRow, w.sinceOff = w.rows, at
	}
	return appendRowHead(dst, w.depth, continued)
}

// End implements view.Liner.
func (w *writer) End(dst []byte) []byte {
	w.settle(false)
	w.ended = w.rows
	return append(dst, rowEnd)
}

// Append implements view.Style.
func (w *writer) Append(dst []byte, c view.Class, text []byte) []byte {
	w.settle(closes(c, text))
	for len(text) > 0 {
		if w.chars >= MaxRow {
			w.ended = w.rows
			dst = w.row(append(dst, rowEnd), true)
		}
		n, chars := plainRun(text, MaxRow-w.chars)
		if n > 0 {
			dst = appendSpan(dst, c, text[:n])
			w.chars += chars
			text = text[n:]
			continue
		}
		shown, size := escape(text)
		dst = appendSpan(dst, view.Bad, []byte(shown))
		w.chars += len(shown)
		text = text[size:]
	}
	return dst
}

// closes says that a line that begins with this ends a block.
func closes(c view.Class, text []byte) bool {
	switch c {
	case view.Mark:
		return text[0] == '}' || text[0] == ']' || text[0] == ')'
	case view.Tag:
		return len(text) > 1 && text[0] == '<' && text[1] == '/'
	}
	return false
}

// fold begins and ends blocks before a line of that depth.
func (w *writer) fold(depth int) {
	if depth > w.depth {
		w.open = append(w.open, openFold{w.sheet.addFold(w.first, w.depth), w.first, w.depth})
		return
	}
	for n := len(w.open) - 1; n >= 0 && w.open[n].depth >= depth; n-- {
		if w.open[n].depth == depth {
			w.maybe = n
			return
		}
		w.close(n, w.rows)
	}
}

// settle ends the block that a line of the same depth ends, with that line if it belongs
// to it.
func (w *writer) settle(with bool) {
	if w.maybe < 0 {
		return
	}
	n, end := w.maybe, w.rows
	if !with {
		end = w.first - 1
	}
	w.maybe = -1
	w.close(n, end)
}

func (w *writer) close(n, end int) {
	w.sheet.endFold(w.open[n], end)
	w.open = w.open[:n]
}

// finish ends what is open.
func (w *writer) finish() {
	w.settle(false)
	for n := len(w.open) - 1; n >= 0; n-- {
		w.close(n, w.rows)
	}
	w.sheet.publish(w.ended, w.marks)
	w.marks = nil
}
