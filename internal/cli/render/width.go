package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// cells is how many cells of a terminal a character takes.
func cells(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
		return 2
	}
	return 1
}

// Width is how many cells safe text without line breaks takes.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += cells(r)
	}
	return n
}

const ellipsis = "…"

// Cut shortens safe text to at most n cells, an ellipsis at its end.
func Cut(s string, n int) string {
	if Width(s) <= n {
		return s
	}
	if n <= 0 {
		return ""
	}
	return head(s, n-1) + ellipsis
}

// Middle shortens safe text to at most n cells, an ellipsis in it: two thirds
// of what is left are its beginning, because that is where a URL has its host.
func Middle(s string, n int) string {
	if Width(s) <= n {
		return s
	}
	if n <= 0 {
		return ""
	}
	end := (n - 1) / 3
	return head(s, n-1-end) + ellipsis + tail(s, end)
}

// head is as much of the beginning of s as fits into n cells.
func head(s string, n int) string {
	for i, r := range s {
		if n -= cells(r); n < 0 {
			return s[:i]
		}
	}
	return s
}

// tail is as much of the end of s as fits into n cells.
func tail(s string, n int) string {
	i := len(s)
	for i > 0 {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		if n -= cells(r); n < 0 {
			return s[i:]
		}
		i -= size
	}
	return s
}

// Left pads safe text on the right to n cells, and cuts it to n.
func Left(s string, n int) string {
	s = Cut(s, n)
	return s + strings.Repeat(" ", max(0, n-Width(s)))
}

// Right pads safe text on the left to n cells.
func Right(s string, n int) string { return strings.Repeat(" ", max(0, n-Width(s))) + s }
