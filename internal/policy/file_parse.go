package policy

import (
	"fmt"
	"strings"
	"time"
)

// ParseFile reads the text of a policy. The grammar, one statement a line:
//
//	default intercept | bypass
//	group NAME
//	bypass PATTERN [until TIME] [auto] ["note"]
//	intercept PATTERN [until TIME] [auto] ["note"]
//	allow-invalid HOST sha256:HEX until TIME ["note"]
//	client-certificate HOST[:PORT] pem FILE [KEYFILE]
//	client-certificate HOST[:PORT] pkcs12 FILE [passphrase-file FILE]
//	client-certificate HOST[:PORT] keeper NAME
//
// TIME is RFC 3339, FILE a word or a text in quotation marks, in which "" stands
// for one quotation mark. What follows # at the start of a word is a comment.
// Lines end in LF or CRLF; a byte order mark at the start is passed over.
//
// The error is an *[Errors] with every line that cannot be read; the file then
// holds the others.
func ParseFile(text string) (File, error) {
	p := fileParser{groups: map[string]int{}}
	if len(text) > MaxFile {
		p.errs.add(&SyntaxError{Line: 1, Column: 1, Found: text, Want: fmt.Sprintf("a file of at most %d bytes; it has %d", MaxFile, len(text))})
		return p.file, &p.errs
	}
	for n, line := range splitLines(text) {
		if bad := p.line(n+1, line.statement()); bad != nil {
			bad.Line = n + 1
			p.errs.add(bad)
		}
		if p.statements > MaxStatements {
			p.errs.add(&SyntaxError{Line: n + 1, Column: 1, Found: line.statement(), Want: fmt.Sprintf("at most %d statements", MaxStatements)})
			break
		}
	}
	p.file.line = ""
	if len(p.errs.All) > 0 {
		return p.file, &p.errs
	}
	return p.file, nil
}

type fileParser struct {
	file        File
	errs        Errors
	statements  int
	defaultLine int            // 0: none yet
	groups      map[string]int // the line of each
}

const wantStatement = "default, group, bypass, intercept, allow-invalid or client-certificate"

func (p *fileParser) line(n int, text string) *SyntaxError {
	if bad := checkLine(text); bad != nil {
		return bad
	}
	words, end, bad := splitWords(text)
	if bad != nil || len(words) == 0 {
		return bad
	}
	p.statements++
	p.file.line = words[0].text
	s := statement{words: words[1:], end: columnAt(text, end), line: n}
	switch words[0].text {
	case "default":
		return p.setDefault(s)
	case "group":
		return p.group(s)
	case "bypass":
		return s.entry(Bypass, &p.file.Bypass)
	case "intercept":
		return s.entry(Intercept, &p.file.Intercept)
	case "allow-invalid":
		return s.exception(&p.file.Exceptions)
	case "client-certificate":
		return s.clientCert(&p.file.ClientCerts)
	}
	return unexpected(words[0], wantStatement)
}

// statement is what follows the first word of a line.
type statement struct {
	words []word
	end   int // column behind the last word
	line  int
}

// next takes a word, or says what should have been there.
func (s *statement) next(want string) (word, *SyntaxError) {
	if len(s.words) == 0 {
		return word{}, &SyntaxError{Column: s.end, Want: want}
	}
	w := s.words[0]
	s.words = s.words[1:]
	return w, nil
}

// take takes a word that is not quoted if it is next.
func (s *statement) take(text string) bool {
	if len(s.words) > 0 && !s.words[0].quoted && s.words[0].text == text {
		s.words = s.words[1:]
		return true
	}
	return false
}

func (s *statement) done(want string) *SyntaxError {
	if len(s.words) == 0 {
		return nil
	}
	return unexpected(s.words[0], want)
}

func (p *fileParser) setDefault(s statement) *SyntaxError {
	const want = "intercept or bypass"
	w, bad := s.next(want)
	if bad != nil {
		return bad
	}
	switch {
	case p.defaultLine > 0:
		return &SyntaxError{Column: 1, Found: "default " + w.text, Want: fmt.Sprintf("one default; line %d has it", p.defaultLine)}
	case w.text == "bypass":
		p.file.Default = Bypass
	case w.text == "intercept":
		p.file.Default = Intercept
	default:
		return unexpected(w, want)
	}
	p.defaultLine = s.line
	return s.done("the end of the line")
}

func (p *fileParser) group(s statement) *SyntaxError {
	want := "one of the groups " + strings.Join(GroupNames(), ", ")
	w, bad := s.next(want)
	if bad != nil {
		return bad
	}
	g, ok := GroupNamed(w.text)
	if !ok {
		return unexpected(w, want)
	}
	if first := p.groups[g.Name]; first > 0 {
		return unexpected(w, fmt.Sprintf("each group once; line %d has this one", first))
	}
	p.groups[g.Name] = s.line
	p.file.Groups = append(p.file.Groups, g)
	return s.done("the end of the line")
}

func (s *statement) entry(a Action, list *[]Entry) *SyntaxError {
	p, rest, bad := readPattern(s.words, s.end)
	if bad != nil {
		return bad
	}
	s.words = rest
	e := Entry{Action: a, Pattern: p, Line: s.line}
	if s.take("until") {
		if e.Until, bad = s.time(); bad != nil {
			return bad
		}
	}
	e.Auto = s.take("auto")
	e.Note = s.note()
	want := `"note" or the end of the line`
	if e.Note != "" {
		want = "the end of the line"
	} else if !e.Auto {
		want = "auto, " + want
		if e.Until.IsZero() {
			want = "until, " + want
		}
	}
	if bad = s.done(want); bad == nil {
		*list = append(*list, e)
	}
	return bad
}

func (s *statement) time() (time.Time, *SyntaxError) {
	const want = "a time such as 2030-01-31T12:00:00Z"
	w, bad := s.next(want)
	if bad != nil {
		return time.Time{}, bad
	}
	t, err := time.Parse(time.RFC3339, w.text)
	if err != nil || t.IsZero() {
		return t, unexpected(w, want)
	}
	return t, nil
}

func (s *statement) note() string {
	if len(s.words) == 0 || !s.words[0].quoted {
		return ""
	}
	note := s.words[0].text
	s.words = s.words[1:]
	return note
}
