package filter

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// TestPatternsAreRE2: but for the case of k and s, which stays within ASCII.
func TestPatternsAreRE2(t *testing.T) {
	texts := []string{"skunk", "SKUNK", "ask", "", "k", "a\nb", "mississippi", "kiosk", "é", "xsx", "Ä k"}
	sources := []string{"skunk", "s+k*", "(sk|un)k", "^a", "b$", "[^s]k", "a.b", "s{2}", "(?:s)i", "x??s", "ä k", `\bk`, "(?-i:K)", "k|s", "(?P<n>s)"}
	rapid.Check(t, func(t *rapid.T) {
		v := Value{Op: Matches, Text: rapid.SampledFrom(sources).Draw(t, "source"), Flags: rapid.SampledFrom([]string{"", "i", "s", "m", "im", "imsU"}).Draw(t, "flags")}
		re, bad := compilePattern(&v)
		if bad != nil {
			t.Fatalf("%s: %s", v.Text, bad.why)
		}
		text := rapid.SampledFrom(texts).Draw(t, "text")
		if got, want := re.FindStringIndex(text), regexp.MustCompile(patternSource(&v)).FindStringIndex(text); len(got) != len(want) || len(got) > 0 && (got[0] != want[0] || got[1] != want[1]) {
			t.Fatalf("/%s/%s in %q: %v, want %v (as %s)", v.Text, v.Flags, text, got, want, re)
		}
	})
	for text, want := range map[string]bool{"K": true, "\u212a": false} {
		if mustCompile(t, "comment:~k").Match(&thing{text: map[Column]string{Comment: text}}) != want {
			t.Errorf("~k and %q", text)
		}
	}
}
