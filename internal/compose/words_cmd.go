package compose

import "strings"

// cmdWords splits as cmd.exe and then the C library of Windows do.
//
// Browsers write every quote as ^", so that cmd.exe sees none, and double every
// backslash, which the C library does before a quote alone. In such a command a
// doubled backslash is one. Rockxy's own have a caret before each backslash, and double
// none that is not before a quote.
func cmdWords(text string) (all, notes []string, err error) {
	browsers := caretQuotes(text) && !caretBackslash(text)
	plain, rest := uncaret(text)
	s := &splitter{text: plain}
	quoted := false
	for s.i < len(s.text) {
		switch c := s.text[s.i]; {
		case c == '\\':
			s.backslashes(browsers, &quoted)
		case c == '"' && quoted && s.peek(2) == `""`:
			s.put(`"`)
			s.i += 2
		case c == '"':
			quoted = !quoted
			s.begun = true
			s.i++
		case !quoted && (c == ' ' || c == '\t'):
			s.end()
			s.i++
		default:
			if c == '%' {
				s.percent()
			}
			s.put(s.text[s.i : s.i+1])
			s.i++
		}
	}
	if quoted {
		return nil, nil, unclosed(`"`)
	}
	s.end()
	s.text, s.i = rest, 0
	s.left()
	return s.all, s.notes, nil
}

// caretBackslash reports whether a caret stands before a backslash for its sake.
func caretBackslash(text string) bool {
	for i := 0; i+1 < len(text); i++ {
		if text[i] != '^' {
			continue
		}
		if i++; text[i] == '\\' {
			return true
		}
	}
	return false
}

// uncaret is what cmd.exe makes of a command: carets outside of quotes stand before
// what is meant as it is, at the end of a line they join it with the next, and what
// is not quoted ends at an operator. rest is what follows.
func uncaret(text string) (plain, rest string) {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '^' && !quoted:
			i++
			if i < len(text) && text[i] == '\r' {
				i++
			}
			if i < len(text) && text[i] == '\n' { // what follows is meant as it is, a line end too
				if i++; i < len(text) && text[i] == '\r' {
					i++
				}
			}
			if i < len(text) {
				b.WriteByte(text[i])
			}
		case c == '\\':
			n := len(text[i:]) - len(strings.TrimLeft(text[i:], `\`))
			if n%2 == 1 && i+n < len(text) && text[i+n] == '"' { // cmd.exe does not know it; who wrote it meant it
				n++
			}
			b.WriteString(text[i : i+n])
			i += n - 1
		case c == '"':
			quoted = !quoted
			b.WriteByte(c)
		case c == '\r' && !quoted:
		case !quoted && (c == '\n' || strings.IndexByte("&|<>", c) >= 0):
			if c == '\n' {
				i++
			}
			return b.String(), text[i:]
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), ""
}

// backslashes reads a run of them: before a quote two stand for one, and an odd one
// makes the quote a part of the word.
func (s *splitter) backslashes(doubled bool, quoted *bool) {
	n := 0
	for s.i < len(s.text) && s.text[s.i] == '\\' {
		n++
		s.i++
	}
	quote := s.i < len(s.text) && s.text[s.i] == '"'
	if !quote && !doubled {
		s.put(strings.Repeat(`\`, n))
		return
	}
	s.put(strings.Repeat(`\`, n/2))
	switch {
	case n%2 == 1 && quote:
		s.put(`"`)
		s.i++
	case n%2 == 1:
		s.put(`\`)
	case quote: // it ends, or begins, a quoted part
		*quoted = !*quoted
		s.i++
	}
}

// percent notes a variable of the environment.
func (s *splitter) percent() {
	rest := s.text[s.i+1:]
	end := strings.IndexByte(rest, '%')
	if end <= 0 || end > 32 || '0' <= rest[0] && rest[0] <= '9' {
		return
	}
	for i := range end {
		if !isWord(rest[i]) {
			return
		}
	}
	s.variable("%" + rest[:end] + "%")
}
