package render

import (
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
	Note    string // why it is not decoded, or not whole
}

// NewContent decodes a body, of which wire reads what was stored. Only errors
// of reading are returned; what is wrong with the body itself is in Note.
func NewContent(b *api.Body, wire io.ReadSeeker) (Content, error) {
	var c Content
	var err error
	c.Octets, err = content.Decode(wire, b.Coding, content.Limits{})
	var damaged *content.DamagedError
	var unknown *content.UnknownCodingError
	var limit *content.LimitError
	switch {
	case err == nil:
	case errors.As(err, &damaged):
		c.Note = damaged.Error()
		if b.Truncated {
			c.Note = "only its beginning is there"
		}
	case errors.As(err, &unknown), errors.As(err, &limit):
		c.Note, c.Encoded = "shown as on the wire: "+err.Error(), true
		if _, err := wire.Seek(0, io.SeekStart); err != nil {
			return c, err
		}
		if c.Octets, err = io.ReadAll(wire); err != nil {
			return c, err
		}
	default:
		return c, err
	}
	if c.Note == "" && b.Truncated {
		c.Note = fmt.Sprintf("only %s of it were stored or came", Bytes(b.Stored))
	}
	return c, nil
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
