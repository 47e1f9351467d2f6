package cli

import (
	"strings"
	"testing"

	"rockxy/internal/cli/render"
)

func TestCaret(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, c := range []struct {
		source        string
		column        int
		line, pointer string
	}{
		{"bypass a..b", 8, "bypass a..b", "       ^"},
		{"", 1, "", "^"},
		{"abc", 4, "abc", "   ^"},
		{"abc", 99, "abc", "   ^"},
		{"a\tb\x1b[2Jc", 3, `a\x09b\x1b[2Jc`, "     ^"},
		{"日本 x", 4, "日本 x", "     ^"},
		{long, 200, "…" + strings.Repeat("x", 100) + "…", strings.Repeat(" ", 51) + "^"},
	} {
		line, pointer := caret(c.source, c.column)
		if line != c.line || pointer != c.pointer {
			t.Errorf("%q, %d:\n%s\n%s", c.source, c.column, line, pointer)
		}
		if render.Width(pointer) > 120 {
			t.Errorf("%q: the pointer is out of sight", c.source)
		}
	}
}

func TestPatternText(t *testing.T) {
	for want, args := range map[string][]string{
		"example.com":                {"example.com"},
		"app:curl example.com":       {"app:curl", "example.com"},
		`app:"My Thing" a.example`:   {"app:My Thing", "a.example"},
		`!app:"My Thing" a.example`:  {"!app:My Thing", "a.example"},
		`app:"My Thing" b.example`:   {`app:"My Thing"`, "b.example"},
		"app:curl client:10.0.0.1 *": {"app:curl client:10.0.0.1 *"},
	} {
		if got := patternText(args); got != want {
			t.Errorf("%q: %s", args, got)
		}
		if _, err := parsePattern(args); err != nil {
			t.Errorf("%q: %v", args, err)
		}
	}
}
