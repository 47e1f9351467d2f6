package breakpoint

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"rockxy/internal/flow"
)

// SyntaxError is a text that is no message. Line is from 1, 0 for the whole.
type SyntaxError struct {
	Line int
	What string
}

func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return e.What
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.What)
}

// Parse reads a request or a response in the form of [Format]; lines may end in
// CRLF, and lines before the start line that are empty or begin with "#" say
// nothing. The error is a *SyntaxError.
func Parse(text []byte) (*Message, error) {
	p := &parser{rest: text}
	var line []byte
	for len(line) == 0 && len(p.rest) > 0 {
		if line = p.next(); bytes.HasPrefix(line, []byte("#")) {
			line = nil
		}
	}
	m := &Message{}
	var err error
	switch {
	case len(line) == 0:
		err = &SyntaxError{0, "there is nothing here; a message begins with a line such as GET https://example.com/ or HTTP/1.1 200 OK"}
	case isStatusLine(line):
		err = p.statusLine(m, line)
	default:
		err = p.requestLine(m, line)
	}
	if err != nil {
		return nil, err
	}
	if m.Fields, m.Trailers, err = p.fields(); err != nil {
		return nil, err
	}
	m.Body = p.body()
	return m, nil
}

// ParseEvent reads a message inside of a stream, of the kind and direction of
// like. The error is a *SyntaxError.
func ParseEvent(text []byte, like *Message) (*Message, error) {
	m := &Message{Dir: like.Dir, Kind: like.Kind}
	if like.Kind != flow.MessageEvent {
		m.Body = text
		return m, nil
	}
	p := &parser{rest: text}
	var err error
	if m.Fields, _, err = p.fields(); err != nil {
		return nil, err
	}
	for i, f := range m.Fields {
		if f.Name != "event" && f.Name != "id" {
			return nil, &SyntaxError{i + 1, fmt.Sprintf("an event has the fields event and id, then an empty line and its data; %q is neither", f.Name)}
		}
	}
	m.Body = p.body()
	return m, nil
}

type parser struct {
	rest []byte
	line int
}

func (p *parser) errorf(format string, args ...any) error {
	return &SyntaxError{p.line, fmt.Sprintf(format, args...)}
}

// next takes a line.
func (p *parser) next() (line []byte) {
	p.line++
	line, p.rest, _ = bytes.Cut(p.rest, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

func (p *parser) body() []byte {
	if len(p.rest) == 0 {
		return nil
	}
	return p.rest
}

// isStatusLine tells a status line, with or without a version, from a request
// line: no URL comes first, and no method is three digits.
func isStatusLine(line []byte) bool {
	first := line
	if i := bytes.IndexAny(line, " \t"); i >= 0 {
		first = line[:i]
	}
	_, err := strconv.ParseUint(string(first), 10, 16)
	return bytes.HasPrefix(first, []byte("HTTP/")) || len(first) == 3 && err == nil
}

func (p *parser) statusLine(m *Message, line []byte) error {
	m.Dir = flow.Response
	rest := string(line)
	if strings.HasPrefix(rest, "HTTP/") {
		m.Version, rest, _ = strings.Cut(rest, " ")
		if !isVersion(m.Version) {
			return p.errorf("%q is not a version of HTTP", m.Version)
		}
	}
	code, reason, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	n, err := strconv.Atoi(code)
	if err != nil || len(code) != 3 || n < 100 {
		return p.errorf("%q is not a status; a status line is such as HTTP/1.1 200 OK", code)
	}
	if strings.ContainsAny(reason, "\r\x00") {
		return p.errorf("the reason phrase has a control character")
	}
	m.Status, m.Reason = n, reason
	return nil
}

func (p *parser) requestLine(m *Message, line []byte) error {
	m.Dir = flow.Request
	words := strings.FieldsFunc(string(line), func(r rune) bool { return r == ' ' || r == '\t' })
	if n := len(words); n > 2 && isVersion(words[n-1]) {
		m.Version, words = words[n-1], words[:n-1]
	}
	switch {
	case bytes.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }):
		return p.errorf("the request line has a control character")
	case len(words) > 2:
		return p.errorf("the URL has a blank in it; write it as %%20")
	case len(words) < 2:
		return p.errorf("%q is not a request line, which is such as GET https://example.com/ HTTP/1.1", line)
	case !isToken(words[0]), words[0][0] == '#': // which would be a comment the next time
		return p.errorf("%q is not a method", words[0])
	}
	m.Method, m.URL = words[0], words[1]
	return nil
}

func isVersion(s string) bool {
	rest, ok := strings.CutPrefix(s, "HTTP/")
	return ok && rest != "" && strings.Trim(rest, "0123456789.") == ""
}

// fields reads up to the empty line, or the end.
func (p *parser) fields() (fields, trailers []Field, err error) {
	for len(p.rest) > 0 {
		line := p.next()
		if len(line) == 0 {
			break
		}
		rest, trailer := bytes.CutPrefix(line, []byte(trailerMark))
		f, err := p.field(string(rest))
		if err != nil {
			return nil, nil, err
		}
		if trailer {
			trailers = append(trailers, f)
		} else {
			fields = append(fields, f)
		}
	}
	return fields, trailers, nil
}

func (p *parser) field(line string) (Field, error) {
	if line[:min(len(line), 1)] == " " || line[:min(len(line), 1)] == "\t" {
		return Field{}, p.errorf("a field does not begin with a blank; one that goes on from the line above belongs on that line")
	}
	start := 0
	if strings.HasPrefix(line, ":") {
		start = 1
	}
	i := strings.IndexByte(line[start:], ':')
	if i < 0 {
		return Field{}, p.errorf("%q is not a field, which is Name: value; an empty line comes before the body", short(line))
	}
	f := Field{line[:start+i], strings.Trim(line[start+i+1:], " \t")}
	switch {
	case start == 1 && f.Name != ":protocol":
		return Field{}, p.errorf("%s is not written as a field: the start line and Host say it", f.Name)
	case !isToken(f.Name[start:]):
		return Field{}, p.errorf("%q is not the name of a field", f.Name)
	case strings.ContainsAny(f.Value, "\r\x00"):
		return Field{}, p.errorf("the value of %s has a control character that cannot be sent", f.Name)
	}
	return f, nil
}

func short(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}

// isToken: RFC 9110 §5.6.2.
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0:
		default:
			return false
		}
	}
	return s != ""
}
