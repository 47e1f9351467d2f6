package policy

import "strings"

// textLine is one line of a file with its end, LF, CRLF or nothing. Put
// together again, the lines of a text are that text.
type textLine string

const byteOrderMark = "\uFEFF"

func splitLines(text string) []textLine {
	lines := make([]textLine, 0, strings.Count(text, "\n")+1)
	for text != "" {
		i := strings.IndexByte(text, '\n') + 1
		if i == 0 {
			i = len(text)
		}
		lines = append(lines, textLine(text[:i]))
		text = text[i:]
	}
	return lines
}

func joinLines(lines []textLine) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(string(l))
	}
	return b.String()
}

// ending is the line's end.
func (l textLine) ending() string {
	switch s := string(l); {
	case strings.HasSuffix(s, "\r\n"):
		return "\r\n"
	case strings.HasSuffix(s, "\n"):
		return "\n"
	}
	return ""
}

// mark is a byte order mark in front of the line.
func (l textLine) mark() string {
	if strings.HasPrefix(string(l), byteOrderMark) {
		return byteOrderMark
	}
	return ""
}

// statement is the line without its end and without a byte order mark.
func (l textLine) statement() string {
	s := string(l)
	s = s[:len(s)-len(l.ending())]
	return s[len(l.mark()):]
}

// replaced is the line with another statement. Its indentation, its comment and
// its end stay.
func (l textLine) replaced(statement string) textLine {
	old := l.statement()
	words, end, bad := splitWords(old)
	if bad != nil || len(words) == 0 {
		return l
	}
	return textLine(l.mark() + old[:words[0].at] + statement + old[end:] + l.ending())
}
