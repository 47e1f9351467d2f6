package rewrite

import (
	"bytes"
	"unicode/utf8"

	"rockxy/internal/flow"
)

// literal is a rule.Stage that replaces a text.
type literal struct {
	text  []byte // not empty
	fold  bool   // letters from A to Z match in either case
	with  []byte
	first bool // only the first one

	samples
	kept []byte // a beginning of text, at the end of what came
	done bool
}

func (l *literal) Write(dst, p []byte, end bool) ([]byte, error) {
	if l.done {
		return append(dst, p...), nil
	}
	if len(l.kept) > 0 {
		l.kept = append(l.kept, p...)
		p = l.kept
	}
	for {
		i := l.index(p)
		if i < 0 {
			break
		}
		l.add(p, i, i+len(l.text), l.with)
		dst = append(append(dst, p[:i]...), l.with...)
		p = p[i+len(l.text):]
		if l.first {
			l.done, l.kept = true, nil
			return append(dst, p...), nil
		}
	}
	keep := 0
	if !end {
		keep = l.begun(p)
	}
	dst = append(dst, p[:len(p)-keep]...)
	l.kept = append(l.kept[:0], p[len(p)-keep:]...)
	return dst, nil
}

func (l *literal) index(p []byte) int {
	if l.fold {
		return foldIndex(p, string(l.text))
	}
	return bytes.Index(p, l.text)
}

// begun is how long an end of p may be the beginning of the text.
func (l *literal) begun(p []byte) int {
	for n := min(len(l.text)-1, len(p)); n > 0; n-- {
		end := p[len(p)-n:]
		if lower(end[0]) == lower(l.text[0]) && (bytes.Equal(end, l.text[:n]) || l.fold && flow.EqualFold(end, string(l.text[:n]))) {
			return n
		}
	}
	return 0
}

// foldIndex is bytes.Index for letters from A to Z in either case.
func foldIndex(p []byte, text string) int {
	low, high := lower(text[0]), upper(text[0])
	nextLow, nextHigh := -1, -1 // where they are next, len(p) for nowhere
	for at := 0; at+len(text) <= len(p); {
		nextLow, nextHigh = next(p, nextLow, at, low), next(p, nextHigh, at, high)
		i := min(nextLow, nextHigh)
		if i+len(text) > len(p) {
			return -1
		}
		if flow.EqualFold(p[i:i+len(text)], text) {
			return i
		}
		at = i + 1
	}
	return -1
}

// next is where c is in p from at on, given where it was found before.
func next(p []byte, known, at int, c byte) int {
	if known >= at {
		return known
	}
	if i := bytes.IndexByte(p[at:], c); i >= 0 {
		return at + i
	}
	return len(p)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		c -= 'a' - 'A'
	}
	return c
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
