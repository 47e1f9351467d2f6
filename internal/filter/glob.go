package filter

import (
	"strings"
	"unicode/utf8"
)

// Wildcards as they are in a compiled glob: no filter can hold these octets.
const (
	manyByte = 0 // any number of characters
	oneByte  = 1 // one character
)

// newGlob folds a pattern. Without wild, everything in it stands for itself;
// ? is a wildcard with one only.
func newGlob(pattern string, wild, one bool) string {
	pattern = foldString(pattern)
	if wild {
		pattern = strings.ReplaceAll(pattern, "*", string(rune(manyByte)))
		if one {
			pattern = strings.ReplaceAll(pattern, "?", string(rune(oneByte)))
		}
	}
	return pattern
}

func hasWildcard(glob string) bool { return strings.ContainsAny(glob, "\x00\x01") }

// globMatch reports whether a glob covers the whole of a text, without regard
// to case. The time is at most the product of the two lengths.
func globMatch(glob, text string) bool {
	g, t := 0, 0
	star, resume := -1, 0
	for t < len(text) {
		if g < len(glob) && glob[g] == manyByte {
			g++
			star, resume = g, t
			continue
		}
		if gn, tn := globOne(glob[g:], text[t:]); tn > 0 {
			g, t = g+gn, t+tn
			continue
		}
		if star < 0 {
			return false
		}
		_, n := utf8.DecodeRuneInString(text[resume:])
		resume += n
		g, t = star, resume
	}
	for g < len(glob) && glob[g] == manyByte {
		g++
	}
	return g == len(glob)
}

// globOne compares one character; tn is 0 for no match.
func globOne(glob, text string) (gn, tn int) {
	if glob == "" {
		return 0, 0
	}
	c := text[0]
	if c < utf8.RuneSelf {
		if glob[0] == lower(c) || glob[0] == oneByte {
			return 1, 1
		}
		return 0, 0
	}
	r, tn := utf8.DecodeRuneInString(text)
	if glob[0] == oneByte {
		return 1, tn
	}
	want, gn := utf8.DecodeRuneInString(glob)
	if r == utf8.RuneError && tn == 1 {
		if gn == 1 && glob[0] == c {
			return 1, 1
		}
		return 0, 0
	}
	if gn == 1 && want == utf8.RuneError || Fold(r) != want {
		return 0, 0
	}
	return gn, tn
}
