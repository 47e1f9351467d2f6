package layout

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rockxy/internal/view"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stored is a body in memory.

type stored struct{ *bytes.Reader }

func (stored) Close() error { return nil }

func input(contentType, body string) Input {
	return Input{
		Message: view.Message{Type: contentType, Response: true},
		Open:    func(context.Context) (Source, error) { return stored{bytes.NewReader([]byte(body))}, nil },
	}
}

// open lays out one body; it is released with the test.

func open(t testing.TB, in Input) *Layout {
	t.Helper()
	all := New(t.TempDir() + "/views")
	l, err := all.Open(Key{Message: -1}, in)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		all.Release(l)
		if err := all.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func window(t testing.TB, l *Layout, q Query) *Window {
	t.Helper()
	if q.Rows == 0 {
		q.Rows = 1000
	}
	q.Wait = time.Minute
	w, err := l.Window(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// complete waits until all rows are there.

func complete(l *Layout) state {
	<-l.looked
	return l.sheet.wait(context.Background(), func(state) bool { return false })
}

func text(r Row) string {
	var b strings.Builder
	for _, s := range r.Spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// written is rows as a person sees them, with folds: "1 {>4".

func written(rows []Row) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%d%s%s", r.Number, strings.Repeat(" ", 1+2*r.Depth), text(r))
		if r.End > 0 {
			fmt.Fprintf(&b, " >%d", r.End)
		}
		if r.Closed {
			b.WriteString("…")
		}
		if r.Continued {
			b.WriteString(" ^")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestRows(t *testing.T) {
	l := open(t, input("application/json", `{"a":[1,{"b":{}}],"c":[]}`))
	w := window(t, l, Query{})
	want := `1 { >9
2   "a": [ >7
3     1,
4     { >6
5       "b": {}
6     }
7   ],
8   "c": []
9 }
`
	if got := written(w.Rows); got != want {
		t.Errorf("got\n%s", got)
	}
	if w.Kind != view.JSON || !w.Complete || w.Total != 9 || w.Shown != 9 || !w.Folds || w.Size != 25 {
		t.Errorf("%+v", w)
	}
}

func TestXMLFolds(t *testing.T) {
	w := window(t, open(t, input("text/xml", "<a><b>text</b><c><d/></c></a>")), Query{})
	if got := written(w.Rows); got != `1 <a> >6
2   <b>text</b>
3   <c> >5
4     <d/>
5   </c>
6 </a>
` {
		t.Errorf("got\n%s", got)
	}
}

func TestPartsFold(t *testing.T) {
	body := "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--x\r\nContent-Disposition: form-data; name=\"b\"\r\nContent-Type: application/json\r\n\r\n{\"c\":1}\r\n--x--\r\n"
	w := window(t, open(t, input("multipart/form-data; boundary=x", body)), Query{})
	if got := written(w.Rows); got != `1 part 1 "a" >2
2   one
3 part 2 "b" json >7
4   type: application/json
5   { >7
6     "c": 1
7   }
` {
		t.Errorf("got\n%s", got)
	}
}

// naive folds rows that are all there.

func TestLongLinesAreCut(t *testing.T) {
	long := strings.Repeat("é", 2*MaxRow+1)
	in := input("text/plain", "a\n"+long+"\nb\x1b[2J\u202e\xffc")
	in.Options.As = view.Raw
	w := window(t, open(t, in), Query{})
	if len(w.Rows) != 5 {
		t.Fatalf("%d rows", len(w.Rows))
	}
	for i, want := range []struct {
		line int
		cont bool
		text string
	}{{1, false, "a"}, {2, false, strings.Repeat("é", MaxRow)}, {2, true, strings.Repeat("é", MaxRow)}, {2, true, "é"}, {3, false, `b\x1b[2J\u202e\xffc`}} {
		r := w.Rows[i]
		if r.Number != i+1 || r.Line != want.line || r.Continued != want.cont || text(r) != want.text {
			t.Errorf("row %d: %d %v %.20q", r.Number, r.Line, r.Continued, text(r))
		}
	}
	if c := w.Rows[4].Spans; len(c) != 5 || c[1] != (Span{view.Bad, `\x1b`}) {
		t.Errorf("%v", c)
	}
}

// Whatever a text is: its rows are the lines that a Printer writes, windows are parts of

// them, folds hide what is in them, and a search finds what is there.

// checkLines compares rows with the plain text of the view.

// escaped is plain text made visible.

// repeated is a body of any size that takes no memory.

// What is held does not depend on how long a body is.

// What cannot be laid out while it is read is held up to a limit, and that is said.

// Each kind is laid out.

// Rows can be read while others are written.
