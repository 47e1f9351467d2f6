package local

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// maxHead bounds the head of a message file.
const maxHead = 256 << 10

// message answers with a file that has a whole HTTP message.
func (a *Action) message() (*rule.Answer, string, error) {
	f, info, err := a.place.file()
	if err != nil {
		return nil, "", err
	}
	answer, err := a.respond(f, info.Size())
	if err != nil {
		f.Close()
		return nil, "", absentf("%s is no HTTP message: %s", a.place.written, err)
	}
	return answer, "from " + a.place.written, nil
}

func (a *Action) respond(f *os.File, size int64) (*rule.Answer, error) {
	start := make([]byte, min(size, maxHead))
	if _, err := io.ReadFull(io.NewSectionReader(f, 0, size), start); err != nil {
		return nil, fmt.Errorf("it cannot be read: %s", reason(err))
	}
	m, err := ReadMessage(start, int64(len(start)) == size)
	if err != nil {
		return nil, err
	}
	answer := &rule.Answer{Status: a.status(m.Status), Fields: override(m.forwarded(start[m.Body:]), a.o.Headers)}
	if answer.Status == m.Status {
		answer.Reason = m.Reason
	}
	if bodiless(answer.Status) {
		f.Close()
		return answer, nil
	}
	n := size - int64(m.Body)
	answer.Body, answer.Size = &body{r: io.NewSectionReader(f, int64(m.Body), n), f: f, left: n}, n
	return answer, nil
}

// Message is the head of a response that is written in a file, and where its
// body begins.
type Message struct {
	Status int
	Reason string
	Fields []flow.Field
	Body   int // octet at which the body begins
}

// ReadMessage reads the head of a response: status line, fields, an empty line.
// Lines end in LF or CRLF. Responses with a status of 1xx before it are passed
// over. whole says that data is all there is, and not the beginning.
func ReadMessage(data []byte, whole bool) (*Message, error) {
	l := &lines{data: data, at: len(data) - len(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))), whole: whole}
	for {
		m, err := l.message()
		if err != nil || m.Status >= 200 {
			return m, err
		}
	}
}

// lines are those of the head of a message.
type lines struct {
	data  []byte
	at    int // the next octet
	n     int // the line it is in, from 1
	whole bool
}

// next is the next line without its end. ok is false when there is no more.
func (l *lines) next() (line []byte, ok bool, err error) {
	l.n++
	rest := l.data[l.at:]
	i := bytes.IndexByte(rest, '\n')
	switch {
	case i >= 0:
		l.at += i + 1
		return bytes.TrimSuffix(rest[:i], []byte("\r")), true, nil
	case !l.whole:
		return nil, false, fmt.Errorf("no empty line ends its head within %d KiB", maxHead>>10)
	}
	l.at = len(l.data)
	return bytes.TrimSuffix(rest, []byte("\r")), len(rest) > 0, nil
}

func (l *lines) message() (*Message, error) {
	line, ok, err := l.next()
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, fmt.Errorf("line %d: there is no status line; expected one such as HTTP/1.1 200 OK", l.n)
	}
	m := &Message{}
	if m.Status, m.Reason, ok = statusLine(string(line)); !ok {
		return nil, fmt.Errorf("line %d: %s is no status line; expected one such as HTTP/1.1 200 OK", l.n, quote(string(line)))
	}
	for {
		line, ok, err := l.next()
		if err != nil {
			return nil, err
		}
		if len(line) == 0 {
			if m.Status < 200 && !ok {
				return nil, fmt.Errorf("line %d: after %d comes nothing; expected another status line", l.n, m.Status)
			}
			m.Body = l.at
			return m, nil
		}
		name, value, found := bytes.Cut(line, []byte(":"))
		if !found || !isToken(name) {
			return nil, fmt.Errorf("line %d: %s is no header field; expected Name: value, or an empty line before the body", l.n, quote(string(line)))
		}
		value = bytes.Trim(value, " \t")
		if bytes.ContainsAny(value, "\r\x00") {
			return nil, fmt.Errorf("line %d: the value of %s has a carriage return or NUL", l.n, name)
		}
		m.Fields = append(m.Fields, flow.Field{Name: bytes.Clone(name), Value: bytes.Clone(value)})
	}
}

// statusLine reads "HTTP/1.1 200 OK"; the version does not matter, the reason may be missing.
func statusLine(line string) (status int, reason string, ok bool) {
	version, rest, _ := strings.Cut(line, " ")
	code, reason, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	status, err := strconv.Atoi(code)
	ok = strings.HasPrefix(version, "HTTP/") && err == nil && len(code) == 3 && status >= 100 && status <= 999
	return status, strings.TrimSpace(reason), ok
}

// forwarded are the fields without those of the connection and the framing,
// which follow from how the message is sent. A coding is left out when the body,
// of which start is the beginning, is plainly not in it, as when it was edited.
func (m *Message) forwarded(start []byte) []flow.Field {
	drop := connectionFields(m.Fields)
	if has(m.Fields, "content-encoding") && isReadable(start) {
		drop = append(drop, "content-encoding")
	}
	return without(m.Fields, drop...)
}

// connectionFields are the names of those that say something about one
// connection only, RFC 9110 §7.6.1, or about the framing.
func connectionFields(fields []flow.Field) []string {
	names := []string{"connection", "proxy-connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "content-length"}
	for _, f := range fields {
		if flow.EqualFold(f.Name, "connection") {
			for name := range strings.SplitSeq(string(f.Value), ",") {
				names = append(names, strings.ToLower(strings.TrimSpace(name)))
			}
		}
	}
	return names
}

// isReadable reports whether octets are text, which the output of no coding is.
func isReadable(b []byte) bool {
	b = b[:min(len(b), 512)]
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 && utf8.FullRune(b[i:]) || r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			return false
		}
		i += n
	}
	return len(b) > 0
}

// isToken: RFC 9110 §5.6.2.
func isToken(name []byte) bool {
	for _, c := range name {
		alnum := '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
		if !alnum && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return len(name) > 0
}
