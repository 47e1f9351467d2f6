package rewrite

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
	"rockxy/internal/rule"
)

func stageOf(t testing.TB, source, with string, longest int, first bool) *regex {
	t.Helper()
	x, err := newExpression(source, longest)
	if err != nil {
		t.Fatal(err)
	}
	tmpl, err := parseTemplate(with, x.re)
	if err != nil {
		t.Fatal(err)
	}
	return &regex{expression: x, skim: x.skimmer(), with: tmpl, first: first}
}

// feed writes text in pieces that end at cuts.
func feed(t testing.TB, s rule.Stage, text []byte, cuts []int) []byte {
	t.Helper()
	var out []byte
	var err error
	for i, at := 0, 0; i <= len(cuts); i++ {
		to := len(text)
		if i < len(cuts) {
			to = cuts[i]
		}
		if out, err = s.Write(out, bytes.Clone(text[at:to]), i == len(cuts)); err != nil {
			t.Fatal(err)
		}
		at = to
	}
	return out
}

func cuts(t *rapid.T, n int) []int {
	all := rapid.SliceOfN(rapid.IntRange(0, n), 0, 12).Draw(t, "cuts")
	for i := range all {
		for j := i; j > 0 && all[j] < all[j-1]; j-- {
			all[j], all[j-1] = all[j-1], all[j]
		}
	}
	return all
}

func TestRegex(t *testing.T) {
	for _, c := range []struct{ source, with, in, want string }{
		{`id=(\d+)`, `id=x$1`, "id=12&id=3", "id=x12&id=x3"},
		{`prod`, "staging", "prod product", "staging staginguct"},
		{`\bfoo\b`, "X", "foo foofoo foo", "X foofoo X"},
		{`^a`, "X", "aaa", "Xaa"},
		{`(?m)^a`, "X", "aa\naa", "Xa\nXa"},
		{`a$`, "X", "aaa", "aaX"},
		{`\Ba`, "X", "aaa a", "aXX a"},
		{`x*`, "-", "abc", "-a-b-c-"},
		{`x*`, "-", "axxb", "-a-b-"},
		{``, "-", "añ", "-a-ñ-"},
		{`(?P<k>\w+)=(?P<v>\w+)`, "${v}=${k}$$", "a=b", "b=a$"},
		{`ñ+`, "n", "seññor", "senor"},
		{`\x{FFFD}`, "?", "a\xffb", "a?b"},
		{`a|ab`, "X", "ab", "Xb"},
		{`ab|a`, "X", "aab", "XX"},
		{`(a+)+$`, "X", "aaab", "aaab"},
		{`[^\n]*foo`, "X", "a foo b foo c\nfoo", "X c\nX"},
		{`(?i)straße`, "X", "STRAßE", "X"},
	} {
		for size := 1; size <= len(c.in)+1; size++ {
			var at []int
			for i := size; i < len(c.in); i += size {
				at = append(at, i)
			}
			if got := feed(t, stageOf(t, c.source, c.with, DefaultLongest, false), []byte(c.in), at); string(got) != c.want {
				t.Errorf("%s on %q in pieces of %d: %q, want %q", c.source, c.in, size, got, c.want)
			}
		}
	}
}

// atoms of which expressions are made, each with the most octets it can match.
var atoms = []struct {
	source string
	most   int
}{
	{"a", 1}, {"b", 1}, {"ab", 2}, {"[ab]", 1}, {"[^a]", 4}, {".", 4}, {"ñ", 2}, {`\w`, 1}, {`\b`, 0}, {`\B`, 0}, {"^", 0}, {"$", 0},
	{"(?m:^)", 0}, {"(?m:$)", 0}, {`\n`, 1}, {"(?i:A)", 1}, {`\x{FFFD}`, 3}, {"", 0}, {`\A`, 0}, {`\z`, 0},
}

// bounded draws an expression and the most octets that a match of it can have.
func bounded(t *rapid.T, depth int) (string, int) {
	if depth == 0 {
		a := rapid.SampledFrom(atoms).Draw(t, "atom")
		return a.source, a.most
	}
	one, n := bounded(t, depth-1)
	switch rapid.IntRange(0, 5).Draw(t, "form") {
	case 0:
		two, m := bounded(t, depth-1)
		return one + two, n + m
	case 1:
		two, m := bounded(t, depth-1)
		return "(?:" + one + "|" + two + ")", max(n, m)
	case 2:
		return "(" + one + ")?", n
	case 3:
		return "(?:" + one + "){1,3}", 3 * n
	case 4:
		return "(?:" + one + "){0,2}?", 2 * n
	}
	return "(" + one + ")", n
}

var letters = rapid.SampledFrom([]string{"a", "b", "ab", "A", " ", "\n", "ñ", "€", "😀", "\xff", "\xc3", "\xe2\x82", "aab"})

func text(t *rapid.T, most int) []byte {
	return []byte(strings.Join(rapid.SliceOfN(letters, 0, most).Draw(t, "text"), ""))
}

// Any chunking gives what regexp.ReplaceAll gives for the whole text, also where the text is
// much longer than what is kept back.
func TestRegexChunked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source, most := bounded(t, rapid.IntRange(0, 4).Draw(t, "depth"))
		re, err := regexp.Compile(source)
		if err != nil || most > 200 {
			return
		}
		x, err := newExpression(source, max(most, 1))
		if err != nil {
			t.Fatal(err)
		}
		with, goes := "[$0]", "[${0}]"
		if re.NumSubexp() > 0 {
			with, goes = "[$0,$1]", "[${0},${1}]"
		}
		tmpl, err := parseTemplate(with, re)
		if err != nil {
			t.Fatal(err)
		}
		in := text(t, 80)
		want := re.ReplaceAll(in, []byte(goes))
		at := cuts(t, len(in))
		if got := feed(nopT{}, &regex{expression: x, skim: x.skimmer(), with: tmpl}, in, at); !bytes.Equal(got, want) {
			t.Fatalf("%q on %q cut at %v:\n got %q\nwant %q", source, in, at, got, want)
		}
	})
}

// The same for expressions whose matches have no longest, in text that is not
// longer than what may be kept.
func TestRegexChunkedUnbounded(t *testing.T) {
	sources := []string{`a+`, `a*`, `a.*b`, `a.*?b`, `a.*b|a`, `(?s)a.*b`, `\b\w+\b`, `[^\n]*b`, `(a|ab)(c|bcd)*`, `(?m)^.*$`, `(a+)+$`, `^(a|b)*$`, `(?:a?){5}a{5}`, `\W*`, `ñ*`, `(?i)b+`}
	rapid.Check(t, func(t *rapid.T) {
		source := rapid.SampledFrom(sources).Draw(t, "source")
		x, err := newExpression(source, 4096)
		if err != nil {
			t.Fatal(err)
		}
		in := text(t, 60)
		want := x.re.ReplaceAll(in, []byte("<$0>"))
		at := cuts(t, len(in))
		tmpl, _ := parseTemplate("<$0>", x.re)
		if got := feed(nopT{}, &regex{expression: x, skim: x.skimmer(), with: tmpl}, in, at); !bytes.Equal(got, want) {
			t.Fatalf("%q on %q cut at %v:\n got %q\nwant %q", source, in, at, got, want)
		}
	})
}

// nopT is for feed in properties: stages of this package do not fail.
type nopT struct{ testing.TB }

func (nopT) Helper()           {}
func (nopT) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// What is kept back is what could still become a match, and no more.
func TestRegexKeepsBackLittle(t *testing.T) {
	for _, c := range []struct{ source, in, out string }{
		{`id=(\d+)`, "data: hello\n\n", "data: hello\n\n"},
		{`id=(\d+)`, "hello i", "hello "},
		{`id=(\d+)`, "hello id=1", "hello "},
		{`id=(\d+)`, "hello id=1;", "hello id=x1;"},
		{`\bfoo\b`, "a foo", "a "},
		{`foo`, "a foo", "a id=x"},
		{`"name":"[^"]*"`, `{"name":"A`, "{"},
		{`é`, "caf\xc3", "caf"},
	} {
		s := stageOf(t, c.source, "id=x", DefaultLongest, false)
		if s.re.NumSubexp() > 0 {
			s = stageOf(t, c.source, "id=x$1", DefaultLongest, false)
		}
		if got, _ := s.Write(nil, []byte(c.in), false); string(got) != c.out {
			t.Errorf("%s: %q went on of %q, want %q", c.source, got, c.in, c.out)
		}
	}
}

// A match that could go on for ever is given up, and memory is not.
func TestRegexGivesUp(t *testing.T) {
	s := stageOf(t, `<[^>]*>`, "X", 64, false)
	var out []byte
	long := strings.Repeat("a", 50)
	n := 0
	for range 100 {
		out, _ = s.Write(out, []byte("<"+long+"\n"), false)
		n += 52
		if kept := n - len(out); kept > 200 || cap(s.buf) > 4096 {
			t.Fatalf("%d octets kept back, %d held", kept, cap(s.buf))
		}
	}
	out, _ = s.Write(out, []byte("<b>"), true)
	if want := strings.Repeat("<"+long+"\n", 100) + "<b>"; string(out) != want {
		t.Errorf("a match of %d octets was not left alone: %q", n+3, out[len(out)-60:])
	}
}

func TestRegexFirst(t *testing.T) {
	if got := feed(t, stageOf(t, `\d`, "x", 64, true), []byte("a1b2c3"), []int{1, 2, 3, 4}); string(got) != "axb2c3" {
		t.Errorf("%q", got)
	}
}

// Expressions that take other engines for ever are as quick as any.
func TestRegexThatBacktracksElsewhere(t *testing.T) {
	for _, source := range []string{`(a+)+$`, `(x+x+)+y`, `(?:a?){30}a{30}b`, `([a-z]+)*\d`, `(.*)(.*)(.*)z`} {
		s := stageOf(t, source, "X", DefaultLongest, false)
		piece := bytes.Repeat([]byte("aaaaaaaxxxxxxxxxxxxxxxxxx"), 32<<10/25)
		start := time.Now()
		var out []byte
		n := 0
		for range 8 {
			out, _ = s.Write(out[:0], piece, false)
			n += len(piece)
		}
		took := time.Since(start)
		t.Logf("%s: %.1f MB/s", source, float64(n)/1e6/took.Seconds())
		if took > 20*time.Second {
			t.Errorf("%s took %s for %d octets", source, took, n)
		}
	}
}

// An expression with a thousand repetitions has its price, and a limit.
func TestRegexOfManyRepetitions(t *testing.T) {
	s := stageOf(t, `[a-z]{1,1000}!`, "X", DefaultLongest, false)
	start := time.Now()
	piece := bytes.Repeat([]byte("abcdefgh"), 2<<10)
	if _, err := s.Write(nil, piece, false); err != nil {
		t.Fatal(err)
	}
	t.Logf("%.2f MB/s", float64(len(piece))/1e6/time.Since(start).Seconds())
	if _, err := newExpression(`([a-z]{1,100}-){1,10}(\d{1,500}|\pL{1,500})([a-z]{1,1000}-)(x{1000}y{1000})`, 10); err == nil {
		t.Error("there is no limit")
	}
}
