package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// scanner reads the text of a filter from the left. Its methods return what
// stands at an offset and move nothing.
type scanner struct{ text string }

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// ends reports whether a term can end at i.
func (s scanner) ends(i int) bool {
	return i >= len(s.text) || isBlank(s.text[i]) || s.text[i] == ')'
}

// word is where the word at i ends: before a blank, before a closing
// parenthesis that was not opened in it, or before a byte of stop.
func (s scanner) word(i int, stop string) int {
	open := 0
	for ; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case isBlank(c), stop != "" && strings.IndexByte(stop, c) >= 0:
			return i
		case c == '(':
			open++
		case c == ')':
			if open == 0 {
				return i
			}
			open--
		}
	}
	return i
}

// quoted reads the text in quotation marks at i; end is after the closing one,
// -1 when there is none. \" and \\ stand for themselves without the backslash;
// any other backslash is a backslash.
func (s scanner) quoted(i int) (text string, end int) {
	mark := s.text[i]
	var b strings.Builder
	for i++; i < len(s.text); i++ {
		c := s.text[i]
		if c == mark {
			return b.String(), i + 1
		}
		if c == '\\' && i+1 < len(s.text) && (s.text[i+1] == mark || s.text[i+1] == '\\') {
			i++
			c = s.text[i]
		}
		b.WriteByte(c)
	}
	return "", -1
}

func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// regex reads /source/flags at i; end is -1 when that is not what it is. It can
// end before a byte of stop too. With strict, what could as well be a path is
// none: there has to be a character that paths do not have, and no blank.
func (s scanner) regex(i int, strict bool, stop string) (source, flags string, end int) {
	for j := i + 1; j < len(s.text); j++ {
		switch c := s.text[j]; {
		case c == '\\':
			j++
		case strict && isBlank(c):
			return s.lastSlash(i, strict, stop)
		case c == '/':
			if flags, end, ok := s.flags(j+1, stop); ok && j > i+1 && (!strict || unlikePath(s.text[i+1:j])) {
				return unescapeSlash(s.text[i+1 : j]), flags, end
			}
			return s.lastSlash(i, strict, stop)
		}
	}
	return "", "", -1
}

// lastSlash takes the last slash of the word for the closing one, when what is
// before it can hardly be anything but a regular expression.
func (s scanner) lastSlash(i int, strict bool, stop string) (source, flags string, end int) {
	word := s.text[i:s.word(i, "")]
	j := strings.LastIndexByte(word, '/')
	if j < 2 || !unlikePath(word[:j]) && (strict || !strings.Contains(word[:j], "?")) {
		return "", "", -1
	}
	flags, end, ok := s.flags(i+j+1, stop)
	if !ok {
		return "", "", -1
	}
	return unescapeSlash(word[1:j]), flags, end
}

func unlikePath(source string) bool {
	return strings.ContainsAny(source, `\^$+[](){}|`) || strings.Contains(source, ".*")
}

// flags reads the flags of a regular expression: each of "imsU" at most once.
// g, which other languages have, means nothing.
func (s scanner) flags(i int, stop string) (flags string, end int, ok bool) {
	start := i
	for ; !s.ends(i) && strings.IndexByte(stop, s.text[i]) < 0; i++ {
		c := s.text[i]
		if strings.IndexByte("imsUg", c) < 0 || strings.IndexByte(s.text[start:i], c) >= 0 {
			return "", 0, false
		}
	}
	for _, c := range "imsU" {
		if strings.ContainsRune(s.text[start:i], c) {
			flags += string(c)
		}
	}
	return flags, i, true
}

// unescapeSlash takes the backslash off a slash, which needs one between
// slashes only; escapeSlash puts it back.
func unescapeSlash(source string) string {
	var b strings.Builder
	for i := 0; i < len(source); i++ {
		if source[i] == '\\' && i+1 < len(source) {
			if i++; source[i] != '/' {
				b.WriteByte('\\')
			}
		}
		b.WriteByte(source[i])
	}
	return b.String()
}

func escapeSlash(source string) string {
	var b strings.Builder
	for i := 0; i < len(source); i++ {
		switch {
		case source[i] == '\\' && i+1 < len(source):
			b.WriteByte('\\')
			i++
		case source[i] == '/':
			b.WriteByte('\\')
		}
		b.WriteByte(source[i])
	}
	return b.String()
}

// control finds what no filter can hold: control characters other than
// blanks, and octets that are not UTF-8.
func (s scanner) control() *SyntaxError {
	for i, r := range s.text {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s.text[i:]); n == 1 {
				return &SyntaxError{Column: ColumnAt(s.text, i), Found: "\uFFFD", Want: "text in UTF-8"}
			}
		}
		if unicode.IsControl(r) && !(r < utf8.RuneSelf && isBlank(byte(r))) {
			return &SyntaxError{Column: ColumnAt(s.text, i), Found: string(r), Want: "text without control characters"}
		}
	}
	return nil
}
