package compose

import "strings"

// powerWords splits as PowerShell does for a program.
func powerWords(text string) (all, notes []string, err error) {
	s := &splitter{text: text}
	for s.i < len(s.text) {
		switch c := s.text[s.i]; {
		case c == '\'':
			err = s.powerSingle()
		case c == '"':
			err = s.powerDouble()
		case c == '`':
			s.backtick()
		case c == ' ' || c == '\t' || c == '\r':
			s.end()
			s.i++
		case c == '\n':
			s.end()
			s.i++
			s.left()
		case strings.IndexByte(";|&<>", c) >= 0:
			s.end()
			s.left()
		default:
			if c == '$' {
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
	for i, w := range s.all {
		s.all[i] = unslashed(w)
	}
	return s.all, s.notes, nil
}

// unslashed: before version 7.3 PowerShell hands quotes on bare, so people write \"
// for every one of them.
func unslashed(word string) string {
	if n := strings.Count(word, `\"`); n == 0 || n != strings.Count(word, `"`) {
		return word
	}
	return strings.ReplaceAll(word, `\"`, `"`)
}

// powerSingle: a doubled ' is one.
func (s *splitter) powerSingle() error {
	s.begun = true
	for s.i++; s.i < len(s.text); s.i++ {
		switch {
		case s.peek(2) == "''":
			s.i++
		case s.text[s.i] == '\'':
			s.i++
			return nil
		}
		s.put(s.text[s.i : s.i+1])
	}
	return unclosed("'")
}

// powerDouble: a doubled " is one.
func (s *splitter) powerDouble() error {
	s.begun = true
	for s.i++; s.i < len(s.text); {
		switch {
		case s.peek(2) == `""`:
			s.put(`"`)
			s.i += 2
		case s.text[s.i] == '"':
			s.i++
			return nil
		case s.text[s.i] == '`':
			s.backtick()
		default:
			if s.text[s.i] == '$' {
				s.expansion()
			}
			s.put(s.text[s.i : s.i+1])
			s.i++
		}
	}
	return unclosed(`"`)
}

// backtick is what PowerShell escapes with.
func (s *splitter) backtick() {
	const letters, meant = "0abefnrtv", "\x00\a\b\x1b\f\n\r\t\v"
	s.i++
	switch {
	case s.i >= len(s.text):
	case s.peek(2) == "\r\n":
		s.i += 2
	case s.text[s.i] == '\n':
		s.i++
	default:
		c := s.text[s.i : s.i+1]
		if i := strings.Index(letters, c); i >= 0 {
			c = meant[i : i+1]
		}
		s.put(c)
		s.i++
	}
}
