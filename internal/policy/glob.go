package policy

import "strings"

// match reports whether a glob matches the whole of a text. The time is at most
// the product of the two lengths.
func match(pattern, text string) bool { return matchBytes(pattern, text, false) }

// matchFold is match without regard to the case of ASCII letters.
func matchFold(pattern, text string) bool { return matchBytes(pattern, text, true) }

// matchBytes walks both; after a mismatch it lets the last * take one byte more.
// An earlier * never needs to be tried again: the last one can take whatever
// that would have taken.
func matchBytes(pattern, text string, fold bool) bool {
	p, t := 0, 0
	star, resume := -1, 0
	for t < len(text) {
		if p < len(pattern) && pattern[p] == '*' {
			star, resume = p, t
			p++
			continue
		}
		if n := matchOne(pattern[p:], text[t], fold); n > 0 {
			p += n
			t++
			continue
		}
		if star < 0 {
			return false
		}
		resume++
		p, t = star+1, resume
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// matchOne compares one byte with what the pattern begins with, and returns how
// much of the pattern that was: 0 for no match.
func matchOne(pattern string, c byte, fold bool) int {
	if pattern == "" {
		return 0
	}
	if fold {
		c = lowerByte(c)
	}
	switch pattern[0] {
	case '?':
		return 1
	case '[':
		end := strings.IndexByte(pattern, ']')
		if end < 0 {
			break
		}
		if inClass(pattern[1:end], c, fold) {
			return end + 1
		}
		return 0
	}
	if p := pattern[0]; p == c || fold && lowerByte(p) == c {
		return 1
	}
	return 0
}

func inClass(class string, c byte, fold bool) bool {
	for i := 0; i < len(class); i++ {
		from, to := class[i], class[i]
		if i+2 < len(class) && class[i+1] == '-' {
			to = class[i+2]
			i += 2
		}
		if from <= c && c <= to || fold && lowerByte(from) <= c && c <= lowerByte(to) {
			return true
		}
	}
	return false
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
