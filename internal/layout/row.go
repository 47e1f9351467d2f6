package layout

import (
	"encoding/binary"
	"errors"

	"rockxy/internal/view"
)

// Row is what is shown in one line.
type Row struct {
	Number    int  // from 1
	Line      int  // of the text, from 1; rows that continue a line have that line's
	Continued bool // it continues the line of the row before
	Depth     int
	End       int  // number of the row where the block ends that begins here, 0 for none
	Closed    bool // it is folded
	Spans     []Span
}

// Span is text of one class.
type Span struct {
	Class view.Class
	Text  string
}

// MaxRow is how many characters a row has at most.
const MaxRow = 2000

// A row in a file: depth and continued as a number of variable length; for each span an octet
// with its class and, if below 15, its length, which else follows as such a number, and its
// text; an octet with the class that is none.
const (
	spanLong = 15
	rowEnd   = 0xff
	maxDepth = 1 << 20 // that is believed
)

// errRow is a file that is not what was written.
var errRow = errors.New("layout: the temporary file was changed")

func appendRowHead(dst []byte, depth int, continued bool) []byte {
	n := uint64(depth) << 1
	if continued {
		n |= 1
	}
	return binary.AppendUvarint(dst, n)
}

func appendSpan(dst []byte, c view.Class, text []byte) []byte {
	if len(text) < spanLong {
		dst = append(dst, byte(c)<<4|byte(len(text)))
	} else {
		dst = binary.AppendUvarint(append(dst, byte(c)<<4|spanLong), uint64(len(text)))
	}
	return append(dst, text...)
}

// rowHead reads the head of the row that b begins with.
func rowHead(b []byte) (rest []byte, depth int, continued bool, err error) {
	head, n := binary.Uvarint(b)
	if n <= 0 || head>>1 > maxDepth {
		return nil, 0, false, errRow
	}
	return b[n:], int(head >> 1), head&1 != 0, nil
}

// nextSpan reads the span that b begins with; text is nil behind the last one.
func nextSpan(b []byte) (rest, text []byte, c view.Class, err error) {
	if len(b) == 0 {
		return nil, nil, 0, errRow
	}
	if b[0] == rowEnd {
		return b[1:], nil, 0, nil
	}
	c, size := view.Class(b[0]>>4), uint64(b[0]&0x0f)
	b = b[1:]
	if size == spanLong {
		var n int
		if size, n = binary.Uvarint(b); n <= 0 {
			return nil, nil, 0, errRow
		}
		b = b[n:]
	}
	if size == 0 || size > uint64(len(b)) {
		return nil, nil, 0, errRow
	}
	return b[size:], b[:size], c, nil
}

// skipRow passes over one.
func skipRow(b []byte) (rest []byte, continued bool, err error) {
	rest, _, continued, err = rowHead(b)
	for text := b; err == nil && text != nil; {
		rest, text, _, err = nextSpan(rest)
	}
	return rest, continued, err
}

// readRow reads one; spans of one class that follow each other become one.
func readRow(b []byte) (rest []byte, r Row, err error) {
	rest, r.Depth, r.Continued, err = rowHead(b)
	for err == nil {
		var text []byte
		var c view.Class
		if rest, text, c, err = nextSpan(rest); err != nil || text == nil {
			break
		}
		if n := len(r.Spans); n > 0 && r.Spans[n-1].Class == c {
			r.Spans[n-1].Text += string(text)
		} else {
			r.Spans = append(r.Spans, Span{c, string(text)})
		}
	}
	return rest, r, err
}
