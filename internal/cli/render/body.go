package render

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"rockxy/internal/api"
	"rockxy/internal/content"
)

// Content is a body made readable.
type Content struct {
	Octets  []byte // decoded; as on the wire when that was not possible
	Encoded bool   // the octets are as on the wire
	Cut     bool   // the end is missing
	Note    string // why it is not decoded, or not whole
}

// NewContent decodes a body, of which wire reads what was stored. Only errors
// of reading are returned; what is wrong with the body itself is in Note.
func NewContent(b *api.Body, wire io.ReadSeeker) (Content, error) {
	if len(content.Codings(b.Coding)) == 0 {
		return plainContent(b, wire)
	}
	var c Content
	var err error
	c.Octets, err = content.Decode(wire, b.Coding, content.Limits{})
	var damaged *content.DamagedError
	var unknown *content.UnknownCodingError
	var limit *content.LimitError
	switch {
	case err == nil:
	case errors.As(err, &damaged):
		c.Note, c.Cut = damaged.Error(), true
		if b.Truncated {
			c.Note = "only its beginning is there"
		}
	case errors.As(err, &unknown), errors.As(err, &limit):
		c.Note, c.Encoded = "shown as on the wire: "+err.Error(), true
		if _, err := wire.Seek(0, io.SeekStart); err != nil {
			return c, err
		}
		if c.Octets, err = io.ReadAll(io.LimitReader(wire, MaxContent)); err != nil {
			return c, err
		}
	default:
		return c, err
	}
	if c.Note == "" {
		c.Note = truncated(b)
	}
	return c, nil
}

// MaxContent is how much of a body is looked at.
const MaxContent = 256 << 20

// plainContent is a body without codings.
func plainContent(b *api.Body, wire io.ReadSeeker) (c Content, err error) {
	size, err := wire.Seek(0, io.SeekEnd)
	if err != nil {
		return c, err
	}
	if _, err := wire.Seek(0, io.SeekStart); err != nil {
		return c, err
	}
	c.Note = truncated(b)
	if size > MaxContent {
		c.Cut = true
		c.Note = fmt.Sprintf("only the first %s are looked at; --body SIDE --as raw writes all into a file", Bytes(MaxContent))
	}
	c.Octets, err = readUpTo(wire, min(size, MaxContent))
	return c, err
}

// readUpTo reads at most n octets, which is most often exactly how many there
// are.
func readUpTo(r io.Reader, n int64) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(int(min(n, MaxContent)) + bytes.MinRead)
	_, err := io.Copy(&out, io.LimitReader(r, n))
	return out.Bytes(), err
}

func truncated(b *api.Body) string {
	if !b.Truncated {
		return ""
	}
	return fmt.Sprintf("only %s of it were stored or came", Bytes(b.Stored))
}

// Fill puts the content into the API's form of a body.
func (c Content) Fill(b *api.Body) {
	b.Note = c.Note
	if text, ok := content.Text(c.Octets, b.Type); ok {
		b.Text = &text
		return
	}
	b.Base64 = c.Octets
}
