package redact

import (
	"bytes"
	"unicode/utf8"
)

// scan is one pass over a text.
type scan struct {
	*Redactor
	b    []byte
	code bool // it is a program, a style sheet or a page: what is not quoted there is seldom data
}

// text replaces in place the secrets in a text of whatever kind: JSON (also
// within strings of JSON, damaged or cut), forms, URLs, events, XML, prose.
// It goes by what stands around ':' and '=', and never needs to parse the
// whole.
func (r *Redactor) text(b []byte, code bool) {
	s := scan{Redactor: r, b: b, code: code}
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case ':', '=':
			i = max(i, s.member(i)-1)
		case '>':
			i = max(i, s.element(i)-1)
		}
	}
	r.shapes(b)
}

// member looks at the ':' or '=' at i, and returns where to go on.
func (s *scan) member(i int) int {
	if s.b[i] == ':' && bytes.HasPrefix(s.b[i:], []byte("://")) {
		return s.userinfo(i + 3)
	}
	name, query := s.nameBefore(i)
	if len(name) == 0 {
		return i + 1
	}
	at := inText
	if query && s.b[i] == '=' {
		at = inQuery
	}
	v := s.judge(name, at)
	if isLabel(name) {
		s.labelled(i)
	}
	if v == harmless {
		return i + 1
	}
	from := i + 1
	if s.b[i] == ':' || !query {
		from = skipSpace(s.b, from)
	}
	return s.value(from, v, s.b[i], at)
}

// value replaces the value at from.
func (s *scan) value(from int, v verdict, sign byte, at place) int {
	if from >= len(s.b) {
		return from
	}
	depth := 0
	for from+depth < len(s.b) && s.b[from+depth] == '\\' {
		depth++
	}
	switch q := s.b[min(from+depth, len(s.b)-1)]; {
	case q == '"' || depth == 0 && (q == '\'' || q == '`'):
		value, end := quotation(s.b, from+depth, depth)
		s.one(value, v, nesting(depth))
		return end + 1
	case depth == 0 && (q == '{' || q == '['):
		return s.nested(from, v)
	}
	return s.bare(from, v, sign, at)
}

// bare replaces a value that is not quoted.
func (s *scan) bare(from int, v verdict, sign byte, at place) int {
	end := from
	for end < len(s.b) && !endsBare(s.b[end], at) {
		end++
	}
	if end-from <= 7 && end < len(s.b) && s.b[end] == ' ' && isScheme(s.b[from:end]) {
		from, end = end+1, end+1
		for end < len(s.b) && !endsBare(s.b[end], at) {
			end++
		}
	}
	value := s.b[from:end]
	if isLiteral(value) {
		return end
	}
	if s.code && at != inQuery || sign == ':' && !isNumber(value) {
		v = min(v, doubtful)
	}
	s.one(value, v, percent{plus: at == inQuery})
	return end
}

// nested replaces all texts and numbers within the object or array at from: the
// value of a member whose name says that it is secret.
func (s *scan) nested(from int, v verdict) int {
	level := 0
	for i := from; i < len(s.b); i++ {
		switch c := s.b[i]; {
		case c == '{' || c == '[':
			level++
		case c == '}' || c == ']':
			if level--; level == 0 {
				return i + 1
			}
		case c == '"':
			depth := len(s.b[:i]) - len(bytes.TrimRight(s.b[:i], "\\"))
			value, end := quotation(s.b, i, depth)
			if after := skipSpace(s.b, min(end+1, len(s.b))); after >= len(s.b) || s.b[after] != ':' {
				s.one(value, v, nesting(depth))
			}
			i = end
		case isDigit(c):
			end := i
			for end < len(s.b) && (isDigit(s.b[end]) || s.b[end] == '.') {
				end++
			}
			s.one(s.b[i:end], v, verbatim{})
			i = end - 1
		}
	}
	return len(s.b)
}

// element looks at the '>' at i: of <password>…</password>.
func (s *scan) element(i int) int {
	start := i
	for start > 0 && i-start < 128 && s.b[start-1] != '<' && s.b[start-1] != '>' {
		start--
	}
	if start == 0 || s.b[start-1] != '<' || start == i || !isAlpha(s.b[start]) {
		return i + 1
	}
	name, _, _ := bytes.Cut(s.b[start:i], []byte(" "))
	v := s.judge(name, inText)
	end := bytes.IndexByte(s.b[i+1:], '<')
	if v == harmless || end <= 0 || !bytes.HasPrefix(s.b[i+1+end:], []byte("</")) {
		return i + 1
	}
	s.one(s.b[i+1:i+1+end], v, verbatim{})
	return i + 1 + end
}

// userinfo replaces the password of a URL whose authority begins at from, and
// the name if there is no password.
func (s *scan) userinfo(from int) int {
	end := from
	for end < len(s.b) && end-from < 512 && !isAny(s.b[end], "/?#\"'<>\\ \t\r\n") {
		end++
	}
	at := bytes.LastIndexByte(s.b[from:end], '@')
	if at <= 0 {
		return from
	}
	info := s.b[from : from+at]
	if i := bytes.IndexByte(info, ':'); i >= 0 {
		s.one(info[i+1:], secret, percent{})
	} else {
		s.one(info, doubtful, percent{})
	}
	return from + at
}

// nameBefore returns the name that ends before the ':' or '=' at i, and whether
// it is one of a query or form.
func (s *scan) nameBefore(i int) (name []byte, query bool) {
	const longest = 128
	end := i
	for end > 0 && i-end < 8 && isAny(s.b[end-1], " \t") {
		end--
	}
	if end > 0 && isAny(s.b[end-1], "\"'`") {
		q := s.b[end-1]
		end--
		for end > 0 && s.b[end-1] == '\\' {
			end--
		}
		start := bytes.LastIndexByte(s.b[max(0, end-longest):end], q)
		if start < 0 {
			return nil, false
		}
		return s.b[max(0, end-longest)+start+1 : end], false
	}
	start := end
	for start > 0 && end-start < longest && isNameChar(s.b[start-1]) {
		start--
	}
	return s.b[start:end], start > 0 && isAny(s.b[start-1], "?&;#")
}

// quotation returns what stands between the quote at i, which has so many
// backslashes in front, and the one that closes it, at end.
func quotation(b []byte, i, backslashes int) (inside []byte, end int) {
	end = closing(b, i+1, b[i], backslashes)
	inside = b[i+1 : end]
	if end < len(b) {
		inside = inside[:len(inside)-trailing(inside, backslashes)]
	}
	return inside, end
}

// closing returns where the quotation that was opened before from ends, or the
// end of b.
func closing(b []byte, from int, quote byte, backslashes int) int {
	run := 0
	for i := from; i < len(b); i++ {
		switch {
		case b[i] == '\\':
			run++
			continue
		case b[i] == quote && closes(run, backslashes):
			return i
		}
		run = 0
	}
	return len(b)
}

// closes reports whether a quote with run backslashes in front closes one that
// has fewer: each level of strings in strings takes the last backslash away
// and halves the others. A quote that closes an outer level closes all.
func closes(run, backslashes int) bool {
	for ; backslashes > 0; backslashes /= 2 {
		if run%2 == 0 {
			return true
		}
		run /= 2
	}
	return run%2 == 0
}

// nesting returns the escapes of a text whose quotes have so many backslashes.
func nesting(backslashes int) jsonEscapes {
	depth := 0
	for n := backslashes; n > 0; n /= 2 { // 1, 3, 7 …
		depth++
	}
	return jsonEscapes{depth}
}

func unescapedName(name []byte) string {
	if text, _, plain := (percent{plus: true}).decode(name); !plain {
		name = text
	}
	if text, _, plain := (jsonEscapes{}).decode(name); !plain {
		name = text
	}
	return string(name)
}

func endsBare(c byte, at place) bool {
	if at == inQuery {
		return isAny(c, "&; \t\r\n\"'<>#\\`")
	}
	return isAny(c, "&;, \t\r\n\"'<>()[]{}\\`")
}

func isLiteral(b []byte) bool {
	switch string(b) {
	case "true", "false", "null", "undefined", "nil", "None":
		return true
	}
	return false
}

func isNumber(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) && c != '.' && c != '-' {
			return false
		}
	}
	return len(b) > 0
}

func isNameChar(c byte) bool {
	return isAlnum(c) || isAny(c, "_-.[]$%+") || c >= utf8.RuneSelf
}

func isAny(c byte, set string) bool {
	for i := range len(set) {
		if set[i] == c {
			return true
		}
	}
	return false
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && isAny(b[i], " \t\r\n") {
		i++
	}
	return i
}

// trailing is how many backslashes at the end of b belong to the quote after
// it.
func trailing(b []byte, most int) int {
	return min(most, len(b)-len(bytes.TrimRight(b, `\`)))
}
