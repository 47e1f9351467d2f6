package policy

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"a*", "a", true}, {"a*", "ba", false}, {"*a", "ba", true}, {"*a*b", "xaybzb", true},
		{"a?c", "abc", true}, {"a?c", "ac", false}, {"[a-c]x", "bx", true}, {"[a-c]x", "dx", false}, {"[xyz]", "y", true}, {"[a-]", "-", true}, {"*.x.*", "a.x.b", true},
	} {
		if got := match(test.pattern, test.text); got != test.want {
			t.Errorf("%q, %q: %v", test.pattern, test.text, got)
		}
	}
	if !matchFold("Google Ch[R]*", "GOOGLE CHROME") || match("A", "a") {
		t.Error("case")
	}
}

// TestMatchAgreesWithRegexp: a glob is the regular expression that it looks like.
func TestMatchAgreesWithRegexp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		glob := rapid.StringMatching(`([ab.]|\*|\?|\[ab\]|\[a-c\]){0,8}`).Draw(t, "glob")
		text := rapid.StringMatching(`[abc.]{0,10}`).Draw(t, "text")
		re := regexp.MustCompile("^" + strings.NewReplacer(".", `\.`, "*", ".*", "?", ".").Replace(glob) + "$")
		if got, want := match(glob, text), re.MatchString(text); got != want {
			t.Fatalf("%q, %q: got %v", glob, text, got)
		}
	})
}

// BenchmarkWorstGlob is the longest that one glob can take.
func BenchmarkWorstGlob(b *testing.B) {
	glob, text := strings.Repeat("*a", 60)+"b", strings.Repeat("a", maxName)
	for b.Loop() {
		if match(glob, text) {
			b.Fatal("it does not match")
		}
	}
}
