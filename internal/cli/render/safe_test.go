package render

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestSafe(t *testing.T) {
	tests := []struct{ in, want string }{
		{"plain", "plain"},
		{"grüß 漢字 ✓ é", "grüß 漢字 ✓ é"},
		{"\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`},
		{"title\x1b]0;x\x07", `title\x1b]0;x\x07`},
		{"C1 \u009b31m", `C1 \u009b31m`},
		{"line\nfeed\r\t", `line\x0afeed\x0d\x09`},
		{"\u202egnp.exe", `\u202egnp.exe`},
		{"zero\u200bwidth", `zero\u200bwidth`},
		{"\u2028", `\u2028`},
		{"broken \xff\xc3", `broken \xff\xc3`},
		{"\x7f\x00", `\x7f\x00`},
		{"tag \U000e0041", `tag \U000e0041`},
	}
	for _, tt := range tests {
		if got := Safe(tt.in); got != tt.want {
			t.Errorf("Safe(%q) = %s, want %s", tt.in, got, tt.want)
		}
	}
	if got, want := SafeText("a\r\nb\tc\x1b\n"), "a\nb\tc\\x1b\n"; got != want {
		t.Errorf("SafeText: %q, want %q", got, want)
	}
}

func TestSafeIsSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := string(rapid.SliceOf(rapid.Byte()).Draw(t, "octets"))
		if rapid.Bool().Draw(t, "runes") {
			in = rapid.String().Draw(t, "text")
		}
		for _, r := range Safe(in) {
			if !strconv.IsPrint(r) {
				t.Fatalf("%q is in Safe(%q)", r, in)
			}
		}
		if once := Safe(in); Safe(once) != once || !utf8.ValidString(once) {
			t.Fatalf("Safe(%q) = %q is not safe", in, once)
		}
	})
}

func TestCutAndMiddleFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Safe(rapid.String().Draw(t, "text"))
		n := rapid.IntRange(0, 40).Draw(t, "cells")
		for name, got := range map[string]string{"Cut": Cut(s, n), "Middle": Middle(s, n)} {
			if Width(got) > n {
				t.Fatalf("%s(%q, %d) = %q takes %d cells", name, s, n, got, Width(got))
			}
			if Width(s) <= n && got != s {
				t.Fatalf("%s(%q, %d) = %q, though it fits", name, s, n, got)
			}
		}
		if n > 0 && Width(Left(s, n)) != n {
			t.Fatalf("Left(%q, %d) takes %d cells", s, n, Width(Left(s, n)))
		}
	})
}

func TestMiddle(t *testing.T) {
	tests := []struct {
		in   string
		n    int
		want string
	}{
		{"https://example.com/a/long/path", 16, "https://ex…/path"},
		{"漢字漢字漢字", 7, "漢字…字"},
		{"abc", 3, "abc"},
		{"abc", 1, "…"},
		{"abc", 0, ""},
	}
	for _, tt := range tests {
		if got := Middle(tt.in, tt.n); got != tt.want {
			t.Errorf("Middle(%q, %d) = %q, want %q", tt.in, tt.n, got, tt.want)
		}
	}
	if !strings.HasSuffix(Cut("abcdef", 4), ellipsis) {
		t.Error("Cut does not show that it cut")
	}
}
