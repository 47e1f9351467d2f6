package layout

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"rockxy/internal/view"
)

func find(t testing.TB, l *Layout, s Search) *Found {
	t.Helper()
	complete(l)
	f, err := l.Search(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestSearch(t *testing.T) {
	seam := strings.Repeat("x", MaxRow-2)
	l := open(t, input("text/plain", "Hello hello\n𝄞é hello\n"+seam+"hello"+seam))
	for _, tt := range []struct {
		s    Search
		want []Match
	}{
		{Search{Text: "hello"}, []Match{{1, 0, 5}, {1, 6, 5}, {2, 4, 5}, {3, MaxRow - 2, 5}}},
		{Search{Text: "hello", Case: true}, []Match{{1, 6, 5}, {2, 4, 5}, {3, MaxRow - 2, 5}}},
		{Search{Text: "HELLO", From: 1}, []Match{{2, 4, 5}, {3, MaxRow - 2, 5}}},
		{Search{Text: "É"}, []Match{{2, 2, 1}}},
		{Search{Text: "𝄞", Case: true}, []Match{{2, 0, 2}}},
		{Search{Text: "^h.l+", Regex: true}, []Match{{1, 0, 4}}},
		{Search{Text: "lo$", Regex: true}, []Match{{1, 9, 2}, {2, 7, 2}}},
		{Search{Text: "x*", Regex: true, From: 3}, nil}, // too many to list
		{Search{Text: "nothing"}, nil},
	} {
		f := find(t, l, tt.s)
		if tt.want == nil && tt.s.Regex {
			continue
		}
		if len(f.Matches) != len(tt.want) || f.Total != len(tt.want) || !f.Complete || f.Next != 0 {
			t.Errorf("%+v: %+v", tt.s, f)
			continue
		}
		for i := range tt.want {
			if f.Matches[i] != tt.want[i] {
				t.Errorf("%+v: %+v, want %+v", tt.s, f.Matches[i], tt.want[i])
			}
		}
	}
	if _, err := l.Search(t.Context(), Search{Text: "(", Regex: true}); err == nil {
		t.Error("an expression that is none was read")
	}
}

func TestSearchEnds(t *testing.T) {
	l := open(t, input("text/plain", strings.Repeat("a\n", 10_000)))
	complete(l)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	f, _ := newFinder(Search{Text: "a"})
	s := searching{find: f, found: &Found{}}
	if err := s.all(ctx, ctx, l.sheet, 8); err != nil || s.found.Complete || s.found.Next < 7 || s.found.Next > 1100 || s.found.Next != 7+s.found.Total {
		t.Errorf("%+v, %v", s.found, err)
	}
	if f := find(t, l, Search{Text: "a"}); f.Total != 10_000 || len(f.Matches) != MaxMatches {
		t.Errorf("%d, %d", f.Total, len(f.Matches))
	}
}

func TestSearchOctets(t *testing.T) {
	in := input("", strings.Repeat("\x00", 30)+"Key\xca\xfe"+strings.Repeat("\x00", maxPiece)+"\xca\xfe")
	l := open(t, in)
	for _, tt := range []struct {
		s    Search
		want []Match
	}{
		{Search{Text: "key"}, []Match{{2, 61 + 14, 2}}},
		{Search{Text: "0xcafe"}, []Match{{3, 13, 5}, {maxPiece/16 + 3, 13 + 6, 5}}},
		{Search{Text: "4b 65"}, []Match{{2, 8 + 42 + 2 + 1, 5}}},
		{Search{Text: "ca fe", From: 3}, []Match{{maxPiece/16 + 3, 13 + 6, 5}}},
	} {
		f := find(t, l, tt.s)
		if len(f.Matches) != len(tt.want) || f.Total != len(tt.want) {
			t.Errorf("%+v: %+v", tt.s, f)
			continue
		}
		for i, m := range f.Matches {
			if m != tt.want[i] {
				t.Errorf("%+v: %+v, want %+v", tt.s, m, tt.want[i])
			}
			row := text(window(t, l, Query{From: m.Row - 1, Rows: 1}).Rows[0])
			if got := row[m.Column : m.Column+m.Length]; !strings.EqualFold(got, tt.s.Text[:len(got)]) && !strings.HasPrefix(tt.s.Text, "0x") {
				t.Errorf("%+v shows %q", tt.s, got)
			}
		}
	}
}

// A search finds what the lines have, wherever they are cut.
func TestSearchFindsAll(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"ab", "AB", "\n", "é", strings.Repeat("-", 999), "a", "𝄞", strings.Repeat(".", 40_000)}), 0, 60)
		body := strings.Join(words.Draw(r, "words"), "")
		in := input("text/plain", body)
		in.Options.As = view.Text
		all := New(t.TempDir())
		defer all.Close()
		l, err := all.Open(Key{}, in)
		if err != nil {
			r.Fatal(err)
		}
		defer all.Release(l)
		complete(l)
		f, err := l.Search(t.Context(), Search{Text: "ab"})
		if err != nil {
			r.Fatal(err)
		}
		var want [][2]int // line and column
		for i, line := range strings.Split(body, "\n") {
			for _, loc := range regexp.MustCompile("(?i)ab").FindAllStringIndex(line, -1) {
				want = append(want, [2]int{i + 1, len(utf16.Encode([]rune(line[:loc[0]])))})
			}
		}
		if f.Total != len(want) {
			r.Fatalf("%d of %d", f.Total, len(want))
		}
		st := l.sheet.state()
		rows, _ := l.sheet.window(&st, Closed{}, nil, 0, st.rows)
		for i, m := range f.Matches {
			column := m.Column
			for n := m.Row; rows[n-1].Continued; n-- {
				column += len(utf16.Encode([]rune(text(rows[n-2]))))
			}
			if got := [2]int{rows[m.Row-1].Line, column}; got != want[i] {
				r.Fatalf("match %d is at %v, not %v", i, got, want[i])
			}
		}
	})
}

// A search goes on with what comes, and finds what a line goes on with.
func TestSearchOfALayoutThatGoesOn(t *testing.T) {
	s := newSheet(t.TempDir())
	defer s.Close()
	w := newWriter(t.Context(), s, maxRows)
	p := view.NewPrinter(w, w, 0)
	f, _ := newFinder(Search{Text: "wanted"})
	impatient, stop := context.WithCancel(t.Context())
	stop()
	written := make(chan struct{})
	look := func(patience context.Context, from int) *Found {
		s1 := searching{find: f, found: &Found{}}
		if err := s1.all(t.Context(), patience, s, from+1); err != nil {
			t.Error(err)
		}
		return s1.found
	}
	if got := look(impatient, 0); got.Complete || got.Next != 0 || got.Total != 0 {
		t.Errorf("of nothing: %+v", got)
	}
	long := strings.Repeat("x", MaxRow-3)
	p.Lines(view.Plain, strings.Repeat("a wanted line\n", 2000)+long+"wan")
	got := look(impatient, 0)
	if got.Complete || got.Next == 0 || got.Next > 2000 || got.Total != got.Next {
		t.Errorf("of a part: %+v", got)
	}
	go func() {
		defer close(written)
		p.Lines(view.Plain, "ted\nlast\n"+strings.Repeat("\n", 20_000))
		_ = p.Close() // it is told by end
		w.finish()
		s.end(nil)
	}()
	if all := look(t.Context(), 0); all.Total != 2001 || !all.Complete || all.Next != 0 {
		t.Errorf("of all: %d, %v", all.Total, all.Complete)
	}
	<-written
	if rest := look(t.Context(), got.Next); rest.Total+got.Total != 2001 || rest.Matches[len(rest.Matches)-1].Column > MaxRow {
		t.Errorf("of the rest: %d and %d", rest.Total, got.Total)
	}
}
