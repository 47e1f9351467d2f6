package node

import (
	"strings"
	"unicode/utf8"
)

// place is where the octet at offset of a scalar's text is written. Where that
// cannot be told, it is where the value begins.
func (n *Node) place(offset int) (line, column int) {
	if n.Kind != Scalar || n.Line < 1 || n.Line > len(n.doc.lines) {
		return n.Line, n.Column
	}
	s := &source{lines: n.doc.lines, line: n.Line - 1}
	s.col = byteOf(s.lines[s.line], n.Column)
	ok := false
	switch n.Style {
	case Plain:
		ok = s.follow(n.text, offset, 0)
	case Single:
		s.col++
		ok = s.follow(n.text, offset, '\'')
	case Double:
		s.col++
		ok = s.follow(n.text, offset, '"')
	case Literal, Folded:
		ok = s.block(offset)
	}
	if !ok {
		return n.Line, n.Column
	}
	return s.line + 1, columnOf(s.lines[s.line], s.col)
}

// source is a place in the lines of a file, from 0, in octets.
type source struct {
	lines     []string
	line, col int
}

// follow goes through what is written until offset octets of text have been
// read. quote is the mark around it, 0 for none.
func (s *source) follow(text string, offset int, quote byte) bool {
	for at := 0; at < offset; {
		rest := s.lines[s.line][min(s.col, len(s.lines[s.line])):]
		if strings.TrimRight(rest, " \t\r") == "" || quote == '"' && rest == `\` {
			// a line's end is one blank; each empty line after it is a line feed instead
			if !s.nextLine() {
				return false
			}
			for at < offset && (text[at] == ' ' || text[at] == '\n') && (at == 0 || text[at-1] != ' ') {
				at++
			}
			continue
		}
		wide, n := 1, 1
		switch {
		case quote == '\'' && strings.HasPrefix(rest, "''"):
			wide = 2
		case quote == '"' && rest[0] == '\\':
			wide = escapeLength(rest)
			_, n = utf8.DecodeRuneInString(text[at:])
		}
		s.col += wide
		at += n
	}
	return true
}

func (s *source) nextLine() bool {
	for s.line++; s.line < len(s.lines); s.line++ {
		if text := strings.TrimLeft(s.lines[s.line], " \t"); strings.TrimSpace(text) != "" {
			s.col = len(s.lines[s.line]) - len(text)
			return true
		}
	}
	s.line--
	return false
}

// escapeLength is that of the escape that rest begins with, at least 1.
func escapeLength(rest string) int {
	if len(rest) < 2 {
		return 1
	}
	n := map[byte]int{'x': 4, 'u': 6, 'U': 10}[rest[1]]
	return min(max(n, 2), len(rest))
}

// block finds the place in a block: its lines have one indentation in common.
func (s *source) block(offset int) bool {
	first := s.line + 1
	if !s.nextLine() {
		return false
	}
	indent := s.col
	s.line = first
	// In a literal block, lines of the text are lines of the file. In a folded one they
	// are until a line feed became a blank: follow the file's.
	for at := 0; s.line < len(s.lines); s.line++ {
		written := s.lines[s.line]
		content := strings.TrimRight(written[min(indent, len(written)):], "\r")
		if offset <= at+len(content) {
			s.col = min(indent+offset-at, len(written))
			return true
		}
		at += len(content) + 1
	}
	return false
}

// byteOf is the octet of a column, from 1, of a line.
func byteOf(line string, column int) int {
	for i := range line {
		if column--; column == 0 {
			return i
		}
	}
	return len(line)
}

// columnOf is the column, from 1, of an octet.
func columnOf(line string, at int) int {
	return utf8.RuneCountInString(line[:min(at, len(line))]) + 1
}
