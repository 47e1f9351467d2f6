package layout

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rockxy/internal/view"
)

func TestClosed(t *testing.T) {
	l := open(t, input("application/json", `{"a":[1,{"b":{"x":1}}],"c":[2],"d":{"e":[3]}}`))
	complete(l)
	c, _ := ParseClosed("d1,13")
	if got := written(window(t, l, Query{Closed: c, Fold: "d1,13"}).Rows); got != `1 { >18
2   "a": [ >9…
10   "c": [ >12…
13   "d": { >17
14     "e": [ >16…
17   }
18 }
` {
		t.Errorf("got\n%s", got)
	}
	for _, fold := range []string{"", "d0", "d1", "d2", "d1,2", "2", "2,4", "d1,14", "d9,3"} {
		c, err := ParseClosed(fold)
		if err != nil {
			t.Fatal(err)
		}
		all := window(t, l, Query{Closed: c, Fold: fold})
		if want := naive(window(t, l, Query{}).Rows, c); written(all.Rows) != written(want) || all.Shown != len(want) {
			t.Errorf("%q:\n%swant\n%s", fold, written(all.Rows), written(want))
		}
	}
}

func naive(rows []Row, c Closed) (shown []Row) {
	for i := 0; i < len(rows); i++ {
		r := rows[i]
		if r.End > r.Number && (c.Deep && r.Depth >= c.From) != c.Other[r.Number] {
			r.Closed = true
			i = r.End - 1
		}
		shown = append(shown, r)
	}
	return shown
}

func TestParseClosed(t *testing.T) {
	for text, ok := range map[string]bool{"": true, "d2": true, "3,d0,17": true, "0": false, "d": false, "x": false, "d1,d2": false, "-1": false, "1,": false, "99999999999": false} {
		if _, err := ParseClosed(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestWindowsOfAnything(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		body := anyBody(r)
		in := input(rapid.SampledFrom([]string{"application/json", "text/plain", "text/xml", ""}).Draw(r, "type"), body)
		all := New(t.TempDir())
		defer all.Close()
		l, err := all.Open(Key{}, in)
		if err != nil {
			r.Fatal(err)
		}
		defer all.Release(l)
		complete(l)
		if l.octets {
			return
		}
		st := l.sheet.state()
		rows, err := l.sheet.window(&st, Closed{}, nil, 0, st.rows)
		if err != nil {
			r.Fatal(err)
		}
		checkLines(r, in, body, rows)
		c := anyClosed(r, len(rows))
		want := naive(rows, c)
		o := l.sheet.outline(&st, c)
		from, n := rapid.IntRange(0, len(want)+1).Draw(r, "from"), rapid.IntRange(1, 300).Draw(r, "n")
		got, err := l.sheet.window(&st, c, o, from, n)
		if err != nil {
			r.Fatal(err)
		}
		want = want[min(from, len(want)):min(from+n, len(want))]
		if written(got) != written(want) {
			r.Fatalf("window %d, %d of %+v:\n%s\nwant\n%s", from, n, c, written(got), written(want))
		}
		for i, w := range want {
			if at := l.sheet.place(&st, c, o, w.Number); at != from+i {
				r.Fatalf("row %d is at %d, not %d", w.Number, at, from+i)
			}
		}
	})
}

func anyBody(r *rapid.T) string {
	word := rapid.SampledFrom([]string{"a", "<b>", "</b>", "{", "}", "[", "]", `"k":`, "1,", "\n", "\r\n", "é", "\x00", "  ", strings.Repeat("x", 1500)})
	if rapid.Bool().Draw(r, "json") {
		return "[" + strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"1", "[]", "[1,[2]]", `{"a":{"b":[1]}}`, `"` + strings.Repeat("y", 2500) + `"`}), 0, 200).Draw(r, "values"), ",") + "]"
	}
	return strings.Join(rapid.SliceOfN(word, 0, 300).Draw(r, "words"), "")
}

func anyClosed(r *rapid.T, rows int) Closed {
	c := Closed{Deep: rapid.Bool().Draw(r, "deep"), From: rapid.IntRange(0, 3).Draw(r, "depth"), Other: map[int]bool{}}
	for _, n := range rapid.SliceOfN(rapid.IntRange(1, rows+1), 0, 5).Draw(r, "other") {
		c.Other[n] = true
	}
	return c
}

func checkLines(r *rapid.T, in Input, body string, rows []Row) {
	var b bytes.Buffer
	p := view.NewPrinter(&b, escaped{}, 0)
	in.view([]byte(body), false, "").Print(p)
	_ = p.Close() // a Buffer has no errors
	want := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if b.Len() == 0 {
		want = nil
	}
	var got []string
	for i, row := range rows {
		if row.Number != i+1 {
			r.Fatalf("row %d is %d", i+1, row.Number)
		}
		if row.Continued {
			got[len(got)-1] += text(row)
		} else {
			got = append(got, strings.Repeat("  ", min(row.Depth, 64))+text(row))
			if text(row) == "" {
				got[len(got)-1] = ""
			}
		}
		if row.Line != len(got) {
			r.Fatalf("row %d is of line %d, not %d", i+1, len(got), row.Line)
		}
	}
	if !slices.Equal(got, want) {
		r.Fatalf("%q\nwant\n%q", got, want)
	}
}

type escaped struct{}

func (escaped) Append(dst []byte, _ view.Class, text []byte) []byte {
	for len(text) > 0 {
		n, _ := plainRun(text, len(text))
		dst, text = append(dst, text[:n]...), text[n:]
		if len(text) > 0 {
			shown, size := escape(text)
			dst, text = append(dst, shown...), text[size:]
		}
	}
	return dst
}

func TestWindowsOfALayoutThatGoesOn(t *testing.T) {
	in := input("text/plain", "")
	in.Open = func(context.Context) (Source, error) {
		return &repeated{piece: "line of a text\n", size: 15 * 400_000}, nil
	}
	l := open(t, in)
	var readers sync.WaitGroup
	for n := range 2 {
		readers.Go(func() {
			for from := n; ; from = from*2 + 1 {
				w, err := l.Window(t.Context(), Query{From: from, Rows: 50, Wait: time.Second})
				if err != nil {
					t.Error(err)
					return
				}
				for i, r := range w.Rows {
					if r.Number != w.From+i+1 || text(r) != "line of a text" {
						t.Errorf("row %d of %d is %d %q", i, w.From, r.Number, text(r))
						return
					}
				}
				if w.Complete && from > w.Total {
					if w.Total != 400_000 {
						t.Errorf("%d rows", w.Total)
					}
					return
				}
			}
		})
	}
	readers.Wait()
}
