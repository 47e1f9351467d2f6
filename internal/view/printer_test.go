package view

import (
	"errors"
	"strings"
	"testing"
)

func TestPrinterLimit(t *testing.T) {
	tests := []struct {
		limit int64
		want  string
		left  int64
	}{
		{0, "aü\nbc\n", 0}, {100, "aü\nbc\n", 0}, {1, "a\n", 5}, {2, "a\n", 5}, {3, "aü\n", 2}, {5, "aü\nb\n", 1},
	}
	for _, tt := range tests {
		var b strings.Builder
		p := NewPrinter(&b, PlainStyle{}, tt.limit)
		p.Lines(Plain, "aü\r\nbc")
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		if left, more := p.Left(); b.String() != tt.want || left != tt.left || more {
			t.Errorf("limit %d: %q and %d left, want %q and %d", tt.limit, b.String(), left, tt.want, tt.left)
		}
	}
}

func TestPrinterStopsCounting(t *testing.T) {
	var b strings.Builder
	p := NewPrinter(&b, PlainStyle{}, 10)
	n := 0
	for ; !p.Done(); n++ {
		p.Span(Plain, strings.Repeat("x", 1<<20))
	}
	if left, more := p.Left(); n > 10 || left < counted || !more {
		t.Errorf("%d octets left after %d spans, more: %v", left, n, more)
	}
}

// classes is a Style that shows which spans it gets.
type classes struct{}

func (classes) Append(dst []byte, c Class, text []byte) []byte {
	return append(append(append(dst, '0'+byte(c), '('), text...), ')')
}

func TestPrinterJoinsSpans(t *testing.T) {
	var b strings.Builder
	p := NewPrinter(&b, classes{}, 0)
	p.SetMargin("> ")
	p.In()
	p.Span(Key, "a")
	p.Span(Key, "b")
	p.Span(Plain, "c")
	p.Line()
	p.Span(Plain, "d")
	p.Out()
	p.Line()
	p.Line()
	p.Span(Bad, "\xc3")
	p.Span(Bad, "\xbc")
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if want := ">   1(ab)0(c)\n>   0(d)\n\n> 8(ü)\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
	b.Reset()
	p = NewPrinter(&b, classes{}, 0)
	p.Span(Plain, strings.Repeat("ü", flushAt))
	if err := p.Close(); err != nil || strings.Contains(b.String(), "\xc3)") {
		t.Errorf("a character is split: %v", err)
	}
}

func TestPrinterKeepsTheError(t *testing.T) {
	broken := errors.New("disk")
	p := NewPrinter(errWriter{broken}, PlainStyle{}, 0)
	for range 3 {
		p.Span(Plain, strings.Repeat("x", flushAt))
	}
	if !p.Done() || !errors.Is(p.Close(), broken) {
		t.Error("the error is lost")
	}
}

type errWriter struct{ err error }

func (w errWriter) Write([]byte) (int, error) { return 0, w.err }
