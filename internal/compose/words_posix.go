package compose

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// posixWords splits as a POSIX shell does, with the $'…' of bash and others.
func posixWords(text string) (all, notes []string, err error) {
	s := &splitter{text: text}
	for s.i < len(s.text) {
		switch c := s.text[s.i]; {
		case c == '\'':
			err = s.single()
		case c == '"':
			err = s.double()
		case s.peek(2) == "$'":
			err = s.ansi()
		case c == '\\':
			s.escape()
		case c == ' ' || c == '\t' || c == '\r':
			s.end()
			s.i++
		case c == '#' && !s.begun:
			_, rest, _ := strings.Cut(s.text[s.i:], "\n")
			s.i = len(s.text) - len(rest)
		case c == '&' && s.begun && s.inURL():
			s.put("&")
			s.i++
		case c == '\n' || strings.IndexByte(";|&<>()", c) >= 0:
			s.end()
			s.i++
			if c != '\n' {
				s.i--
			}
			s.left()
		default:
			if c == '$' || c == '`' {
				s.expansion()
			}
			s.put(s.text[s.i : s.i+1])
			s.i++
		}
		if err != nil {
			return nil, nil, err
		}
	}
	s.end()
	return s.all, s.notes, nil
}

// inURL: people paste URLs without quotes, which a shell would have cut at the &.
func (s *splitter) inURL() bool {
	next := s.peek(2)
	return strings.Contains(s.word.String(), "://") && len(next) == 2 && next[1] > ' ' && next[1] != '&'
}

func (s *splitter) single() error {
	end := strings.IndexByte(s.text[s.i+1:], '\'')
	if end < 0 {
		return unclosed("'")
	}
	s.put(s.text[s.i+1 : s.i+1+end])
	s.i += end + 2
	return nil
}

func (s *splitter) double() error {
	s.begun = true
	for s.i++; s.i < len(s.text); s.i++ {
		switch c := s.text[s.i]; c {
		case '"':
			s.i++
			return nil
		case '\\':
			switch next := s.peek(2); next {
			case `\"`, `\\`, `\$`, "\\`":
				s.put(next[1:])
				s.i++
			case "\\\n":
				s.i++
			case "\\\r":
				if s.peek(3) == "\\\r\n" {
					s.i += 2
				}
			default:
				s.put(`\`)
			}
		case '$', '`':
			s.expansion()
			fallthrough
		default:
			s.put(s.text[s.i : s.i+1])
		}
	}
	return unclosed(`"`)
}

// escape is a backslash outside of quotes.
func (s *splitter) escape() {
	switch {
	case s.peek(2) == "\\\n":
		s.i += 2
	case s.peek(3) == "\\\r\n":
		s.i += 3
	case len(s.peek(2)) == 1:
		s.put(`\`)
		s.i++
	default:
		_, n := utf8.DecodeRuneInString(s.text[s.i+1:])
		s.put(s.text[s.i+1 : s.i+1+n])
		s.i += 1 + n
	}
}

// expansion notes what begins with $ or a backtick, if the shell would have filled it in.
func (s *splitter) expansion() {
	rest := s.text[s.i:]
	if rest[0] == '`' {
		s.variable("a command in backticks")
		return
	}
	switch {
	case strings.HasPrefix(rest, "$("):
		s.variable("a command in $(…)")
	case strings.HasPrefix(rest, "${"):
		if name, _, ok := strings.Cut(rest, "}"); ok {
			s.variable(name + "}")
		}
	default:
		n := 1
		for n < len(rest) && isWord(rest[n]) {
			n++
		}
		if n > 1 {
			s.variable(rest[:n])
		}
	}
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// ansi is $'…'.
func (s *splitter) ansi() error {
	s.begun = true
	for s.i += 2; s.i < len(s.text); {
		switch c := s.text[s.i]; {
		case c == '\'':
			s.i++
			return nil
		case c == '\\' && s.i+1 < len(s.text):
			s.i++
			s.ansiEscape()
		default:
			s.put(s.text[s.i : s.i+1])
			s.i++
		}
	}
	return unclosed("$'")
}

// ansiEscape reads what follows the backslash.
func (s *splitter) ansiEscape() {
	const letters, meant = "abeEfnrtv\\'\"?", "\a\b\x1b\x1b\f\n\r\t\v\\'\"?"
	c := s.text[s.i]
	if i := strings.IndexByte(letters, c); i >= 0 {
		s.put(meant[i : i+1])
		s.i++
		return
	}
	switch {
	case c == 'x':
		s.number(1, 2, 16, false)
	case c == 'u':
		s.number(1, 4, 16, true)
	case c == 'U':
		s.number(1, 8, 16, true)
	case '0' <= c && c <= '7':
		s.number(0, 3, 8, false)
	case c == 'c' && s.i+1 < len(s.text):
		s.put(string([]byte{s.text[s.i+1] & 0x1f}))
		s.i += 2
	default:
		s.put(`\` + string([]byte{c}))
		s.i++
	}
}

// number reads up to most digits after skip octets: an octet, or a character.
func (s *splitter) number(skip, most, base int, character bool) {
	from := s.i + skip
	to := from
	for to < len(s.text) && to-from < most {
		if _, err := strconv.ParseUint(s.text[to:to+1], base, 8); err != nil {
			break
		}
		to++
	}
	n, err := strconv.ParseUint(s.text[from:to], base, 32)
	switch {
	case err != nil:
		s.put(`\` + s.text[s.i:from])
	case character:
		s.put(string(rune(n)))
	default:
		s.put(string([]byte{byte(n)}))
	}
	s.i = to
}
