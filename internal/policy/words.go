package policy

import (
	"strings"
	"unicode/utf8"
)

// word is one word of a line. A quoted part may hold blanks and #; within it
// two quotation marks stand for one, and a backslash is a backslash, since files
// on Windows are full of them.
type word struct {
	text   string // without its quotation marks
	quoted bool   // it begins with a quotation mark
	column int    // of its first character, from 1
	at     int    // byte offset of it in the line
	end    int    // and of what follows
}

// splitWords reads the words of one line, up to a comment. What follows end is
// blank or the comment.
func splitWords(line string) (words []word, end int, err *SyntaxError) {
	for i := 0; ; {
		for i < len(line) && isBlank(line[i]) {
			i++
		}
		if i == len(line) || line[i] == '#' {
			return words, end, nil
		}
		w, bad := readWord(line, i)
		if bad != nil {
			return words, end, bad
		}
		words = append(words, w)
		i, end = w.end, w.end
	}
}

func readWord(line string, start int) (word, *SyntaxError) {
	w := word{at: start, column: columnAt(line, start), quoted: line[start] == '"'}
	var b strings.Builder
	i := start
	for i < len(line) && !isBlank(line[i]) {
		if line[i] != '"' {
			b.WriteByte(line[i])
			i++
			continue
		}
		text, n := readQuoted(line[i:])
		if n == 0 {
			return w, &SyntaxError{Column: columnAt(line, i), Found: line[i:], Want: "a closing quotation mark"}
		}
		b.WriteString(text)
		i += n
	}
	w.text, w.end = b.String(), i
	return w, nil
}

// readQuoted reads a part in quotation marks; n is its length with them, 0 when
// it does not end.
func readQuoted(s string) (text string, n int) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		return b.String(), i + 1
	}
	return "", 0
}

func quote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// quoteIfNeeded leaves alone what reads as one word without quotation marks.
func quoteIfNeeded(s string) string {
	if s == "" || strings.ContainsAny(s, " \t\"#") {
		return quote(s)
	}
	return s
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func columnAt(line string, i int) int { return utf8.RuneCountInString(line[:i]) + 1 }
