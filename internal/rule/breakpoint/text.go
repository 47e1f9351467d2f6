package breakpoint

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/encoding"

	"rockxy/internal/content"
)

// Text returns m in the form of [Format] as UTF-8, its body too, by its charset;
// ok is false when that cannot be, or [ParseText] would not make the same of it.
func Text(m *Message) (text string, ok bool) {
	c := *m
	body, ok := m.BodyText()
	if !ok {
		return "", false
	}
	c.Body = []byte(body)
	b := Format(&c)
	return string(b), utf8.Valid(b)
}

// ParseText reads what [Text] returns, and puts the body into its charset again.
// like is the message that was edited. The error is a *SyntaxError.
func ParseText(text string, like *Message) (*Message, error) {
	m, err := parseLike([]byte(text), like)
	if err != nil {
		return nil, err
	}
	return m, m.encode()
}

// BodyText is the body as UTF-8, by its charset; ok is false when it is not text,
// or [Message.SetBodyText] would not make the same of it.
func (m *Message) BodyText() (text string, ok bool) {
	body := m.Body
	if e := m.charset(); e != nil {
		decoded, err := e.NewDecoder().Bytes(body)
		if err != nil {
			return "", false
		}
		if again, err := e.NewEncoder().Bytes(decoded); err != nil || !bytes.Equal(again, body) {
			return "", false
		}
		body = decoded
	}
	return string(body), utf8.Valid(body) && bytes.IndexByte(body, 0) < 0
}

// SetBodyText makes text the body, in the charset that the fields name. The error is a
// *SyntaxError.
func (m *Message) SetBodyText(text string) error {
	m.Body = []byte(text)
	return m.encode()
}

func parseLike(text []byte, like *Message) (*Message, error) {
	if like != nil && like.Kind != 0 {
		return ParseEvent(text, like)
	}
	return Parse(text)
}

func (m *Message) charset() encoding.Encoding {
	ct, _ := m.Get("content-type")
	return content.Charset(ct)
}

// encode puts a body that is UTF-8 into the charset of the message.
func (m *Message) encode() error {
	e := m.charset()
	if e == nil || len(m.Body) == 0 {
		return nil
	}
	b, err := e.NewEncoder().Bytes(m.Body)
	if err != nil {
		ct, _ := m.Get("content-type")
		return &SyntaxError{0, fmt.Sprintf("the body has characters that the charset of %q does not have; change the charset to utf-8, or the text", ct)}
	}
	m.Body = b
	return nil
}
