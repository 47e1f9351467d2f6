package rewrite

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Any chunking gives what bytes.ReplaceAll gives for the whole text.
func TestLiteralChunked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "ab", "aab", "aba", "ñ", "a\nb", "aaaa", "abaabab"}).Draw(t, "word")
		in := text(t, 80)
		at := cuts(t, len(in))
		with := []byte(rapid.SampledFrom([]string{"", "x", word + word}).Draw(t, "with"))
		if got, want := feed(nopT{}, &literal{text: []byte(word), with: with}, in, at), bytes.ReplaceAll(in, []byte(word), with); !bytes.Equal(got, want) {
			t.Fatalf("%q for %q in %q cut at %v:\n got %q\nwant %q", with, word, in, at, got, want)
		}
		re := regexp.MustCompile(`(?i)` + regexp.QuoteMeta(word))
		if !isASCII(word) {
			return
		}
		if got, want := feed(nopT{}, &literal{text: []byte(strings.ToUpper(word)), with: with, fold: true}, in, at), re.ReplaceAllLiteral(in, with); !bytes.Equal(got, want) {
			t.Fatalf("%q for %q in any case in %q cut at %v:\n got %q\nwant %q", with, word, in, at, got, want)
		}
	})
}

// Only the beginning of the text is kept back.
func TestLiteralKeepsBackLittle(t *testing.T) {
	l := &literal{text: []byte("prod"), with: []byte("x")}
	for _, c := range [][2]string{{"abc", "abc"}, {"p", ""}, {"ro", ""}, {"x", "prox"}, {"pro", ""}, {"d", "x"}, {"pp", "p"}} {
		if got, _ := l.Write(nil, []byte(c[0]), false); string(got) != c[1] {
			t.Errorf("%q went on of %q, want %q", got, c[0], c[1])
		}
	}
	if got, _ := l.Write(nil, nil, true); string(got) != "p" {
		t.Errorf("%q at the end", got)
	}
}

func TestTemplate(t *testing.T) {
	re := regexp.MustCompile(`(?P<a>x)(y)?(z)`)
	for _, c := range [][2]string{
		{"$1", "x"}, {"${1}2", "x2"}, {"$12", "x2"}, {"$2", ""}, {"$0$&", "xzxz"}, {"${a}-${3}", "x-z"}, {"$$1", "$1"}, {"$", "$"}, {"a$b", "a$b"}, {"$3$1$", "zx$"}, {"€$1€", "€x€"},
	} {
		tmpl, err := parseTemplate(c[0], re)
		if err != nil {
			t.Errorf("%s: %v", c[0], err)
			continue
		}
		b := []byte("--xz--")
		if got := tmpl.appendTo(nil, b, re.FindSubmatchIndex(b)); string(got) != c[1] {
			t.Errorf("%s: %q, want %q", c[0], got, c[1])
		}
	}
	for _, bad := range []string{"$4", "${4}", "${b}", "${", "${1", "${}"} {
		if _, err := parseTemplate(bad, re); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

// FuzzRegex: any expression, any text, any cut.
func FuzzRegex(f *testing.F) {
	f.Add(`id=(\d+)`, []byte("id=12&id=3"), 4)
	f.Add(`\b\w*$`, []byte("a bc\nd"), 3)
	f.Add(`(?s)a.*?b|^`, []byte("aa\xffb"), 2)
	f.Add(`x*`, []byte("añb"), 2)
	f.Fuzz(func(t *testing.T, source string, in []byte, cut int) {
		if len(in) > 2000 || len(source) > 100 || cut < 0 || cut > len(in) {
			return
		}
		x, err := newExpression(source, 4096)
		if err != nil {
			return
		}
		tmpl, _ := parseTemplate("<$0>", x.re)
		want := x.re.ReplaceAll(in, []byte("<${0}>"))
		if got := feed(t, &regex{expression: x, skim: x.skimmer(), with: tmpl}, in, []int{cut}); !bytes.Equal(got, want) {
			t.Errorf("%q on %q cut at %d:\n got %q\nwant %q", source, in, cut, got, want)
		}
	})
}

// BenchmarkStages is text in pieces of 32 KiB.
func BenchmarkStages(b *testing.B) {
	piece := []byte(strings.Repeat(`{"id":12345,"name":"Ada Lovelace","url":"https://api.example.com/v1/items?id=77","price":12.50},`+"\n", 340))
	for _, c := range []struct {
		name string
		r    Replacement
	}{
		{"literal, not there", Replacement{Text: "staging.example", With: "x"}},
		{"literal", Replacement{Text: "api.example.com", With: "staging.example.com"}},
		{"literal, any case", Replacement{Text: "API.example.com", With: "staging.example.com", IgnoreCase: true}},
		{"regex with a prefix", Replacement{Regex: `id=(\d+)`, With: "id=x$1"}},
		{"regex", Replacement{Regex: `"price":\s*[0-9.]+`, With: `"price":0`}},
		{"regex without a prefix", Replacement{Regex: `[a-z]+\.example\.com`, With: "x"}},
		{"regex that looks behind", Replacement{Regex: `\bAda\b`, With: "x"}},
		{"regex, not there", Replacement{Regex: `(secret|token)=\w+`, With: "x"}},
		{"regex among other letters", Replacement{Regex: `[а-я]+ов`, With: "x"}},
		{"regex of whole lines", Replacement{Regex: `(?m)^.*Nobody.*$`, With: "x"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			piece := piece
			if c.name == "regex among other letters" {
				piece = []byte(strings.Repeat("Съешь ещё этих мягких французских булок, да выпей чаю. ", 340))
			}
			if err := c.r.compile(); err != nil {
				b.Fatal(err)
			}
			s := c.r.stage()
			var dst []byte
			b.SetBytes(int64(len(piece)))
			b.ReportAllocs()
			for b.Loop() {
				dst, _ = s.Write(dst[:0], piece, false)
			}
		})
	}
}
