package filter

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestFinderAgreesWithFolding: a text is found where its folding is in the
// folding, octets that are not UTF-8 included.
func TestFinderAgreesWithFolding(t *testing.T) {
	letters := []string{"a", "A", "b", "k", "K", "\u212a", "s", "\u017f", "ä", "Ä", "İ", "ß", "\xff", "\xc3", " ", "\n", "\uFFFD", "x", "9", "日"}
	text := func(t *rapid.T, most int) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(letters), 0, most).Draw(t, "text"), "")
	}
	rapid.Check(t, func(t *rapid.T) {
		needle := strings.ToValidUTF8(text(t, 4), "")
		hay := text(t, 12)
		if rapid.Bool().Draw(t, "in") {
			hay += needle + text(t, 3)
		}
		f := newFinder(needle)
		from, to := f.index([]byte(hay))
		want := strings.Contains(string(AppendFold(nil, []byte(hay))), foldString(needle))
		if (from >= 0) != want {
			t.Fatalf("%q in %q: found at %d, want %v", needle, hay, from, want)
		}
		if want && foldString(hay[from:to]) != foldString(needle) {
			t.Fatalf("%q in %q: found %q", needle, hay, hay[from:to])
		}
		again := AppendFold(nil, AppendFold(nil, []byte(hay)))
		if string(again) != string(AppendFold(nil, []byte(hay))) {
			t.Fatalf("folding %q twice is not folding it once", hay)
		}
	})
}

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		glob, text string
		want       bool
	}{
		{"", "", true}, {"*", "", true}, {"?", "", false}, {"a*b", "AxxB", true}, {"a*b", "axxbc", false}, {"*a*a*", "banana", true},
		{"?ller", "üller", true}, {"m?ller", "MÜLLER", true}, {"m*r", "müller", true}, {"ü", "Ü", true}, {"k", "\u212a", false}, {"*\u212a", "xx\u212a", true}, {"*x", "\xff\xfex", true},
	} {
		if got := globMatch(newGlob(c.glob, true, true), c.text); got != c.want {
			t.Errorf("%q, %q: %v", c.glob, c.text, got)
		}
	}
	if globMatch(newGlob("a*", false, true), "ab") || !globMatch(newGlob("a*", false, true), "A*") {
		t.Error("a literal * is taken for a wildcard")
	}
}
