package view

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// binaryText writes values of a binary form of JSON as text. It is also run
// without a Printer, to see whether a body is of that form.
type binaryText struct {
	p     *Printer // nil to check only
	rest  []byte
	nodes int
}

var (
	errEarly = errors.New("it ends too early")
	errDeep  = errors.New("it is nested too deeply")
)

// openBinary shows a body as values that follow each other, each read by one.
func openBinary(m *Message, k Kind, one func(*binaryText) error) (*View, string) {
	if len(m.Body) == 0 {
		return nil, "it is empty"
	}
	check := binaryText{rest: m.Body}
	v := &View{Kind: k}
	if err := check.all(one); err != nil {
		at := len(m.Body) - len(check.rest)
		if at == 0 || check.nodes < 2 && !m.Partial {
			return nil, err.Error()
		}
		if !m.Partial || !errors.Is(err, errEarly) {
			v.note(fmt.Sprintf("it is damaged after %d of its %d octets, which are shown in hex from there on: %v", at, len(m.Body), err))
		}
	}
	v.Text = func(p *Printer) {
		w := binaryText{p: p, rest: m.Body}
		depth := p.depth
		err := w.all(one)
		p.depth = depth
		if err != nil {
			if p.begun {
				p.Line()
			}
			p.Span(Bad, hexOf(w.rest, 4<<10))
		}
	}
	return v, ""
}

func (w *binaryText) all(one func(*binaryText) error) error {
	for first := true; len(w.rest) > 0 && (w.p == nil || !w.p.Done()); first = false {
		if !first && w.p != nil {
			w.p.Line()
		}
		if err := one(w); err != nil {
			return err
		}
	}
	return nil
}

// enter counts a value.
func (w *binaryText) enter(depth int) error {
	w.nodes++
	switch {
	case w.p != nil && w.p.Done():
		return errEarly // nobody reads on
	case depth > maxDepth:
		return errDeep
	}
	return nil
}

func (w *binaryText) skip(n int) { w.rest = w.rest[n:] }

func (w *binaryText) span(c Class, text string) {
	if w.p != nil {
		w.p.Span(c, text)
	}
}

// bytes takes the next n octets.
func (w *binaryText) bytes(n uint64) ([]byte, error) {
	if n > uint64(len(w.rest)) {
		return nil, errEarly
	}
	b := w.rest[:n]
	w.skip(int(n))
	return b, nil
}

// str takes a string of n octets.
func (w *binaryText) str(n uint64, text bool) error {
	b, err := w.bytes(n)
	switch {
	case err != nil || w.p == nil:
		return err
	case text:
		w.span(String, quote(b))
	default:
		w.octets(b)
	}
	return nil
}

// octets writes a string of octets; the text in it, if it is text, as a remark.
func (w *binaryText) octets(b []byte) {
	w.span(Mark, hexOf(b, 4<<10))
	if len(b) >= 4 && len(b) <= 256 && isReadable(b, "\t\r\n") {
		w.span(Comment, " /"+quote(b)+"/")
	}
}

// float writes a number so that it is told from an integer.
func (w *binaryText) float(x float64, bits int) {
	switch {
	case math.IsNaN(x):
		w.span(Number, "NaN")
		return
	case math.IsInf(x, 0):
		w.span(Number, map[bool]string{true: "Infinity", false: "-Infinity"}[x > 0])
		return
	}
	s := strconv.FormatFloat(x, 'g', -1, bits)
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		s = strconv.FormatFloat(x, 'f', 1, bits)
	}
	w.span(Number, s)
}

// list writes the items of an array or a map, each on a line of its own.
type list struct {
	w      *binaryText
	closer string
	items  int
}

func (w *binaryText) begin(open byte) *list {
	w.span(Mark, string(rune(open)))
	if w.p != nil {
		w.p.In()
	}
	return &list{w: w, closer: string(rune(open + 2))} // '[' and ']', '{' and '}'
}

func (l *list) item() {
	if l.items > 0 {
		l.w.span(Mark, ",")
	}
	if l.items++; l.w.p != nil {
		l.w.p.Line()
	}
}

func (l *list) end() {
	if p := l.w.p; p != nil {
		p.Out()
		if l.items > 0 {
			p.Line()
		}
	}
	l.w.span(Mark, l.closer)
}
