package render

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/content"
)

// Content is a body made readable.
type Content struct {
	Octets []byte // decoded; as on the wire when that was not possible
	Text   string // the same in UTF-8, when IsText
	IsText bool
	Note   string // why it is not decoded, or not whole
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
		c.Note = "shown as on the wire: " + err.Error()
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
	c.Text, c.IsText = content.Text(c.Octets, b.Type)
	return c, nil
}

// How much of a body is shown unless everything is asked for.
const (
	textShown = 64 << 10
	hexShown  = 1 << 10
)

// Body renders a body for reading: JSON indented, text as it is, anything else
// as a hex dump.
func (s Style) Body(b *api.Body, c Content, full bool) string {
	var out strings.Builder
	shown, total := 0, len(c.Octets)
	switch {
	case total == 0:
	case c.IsText:
		text := c.Text
		shown, total = len(text), len(text)
		if json, ok := indent(text, b.Type); ok {
			text, total, shown = json, len(json), len(json)
		}
		if !full && shown > textShown {
			shown = textShown
			text = head(text[:shown], shown) // may cut a character; Safe shows that
		}
		out.WriteString(strings.TrimRight(SafeText(text), "\n"))
		out.WriteByte('\n')
	default:
		shown = total
		if !full {
			shown = min(total, hexShown)
		}
		out.WriteString(SafeText(hex.Dump(c.Octets[:shown])))
	}
	if shown < total {
		out.WriteString(s.Paint(Dim, fmt.Sprintf("… %s more: --full shows all", Bytes(int64(total-shown)))) + "\n")
	}
	if c.Note != "" {
		out.WriteString(s.Paint(Yellow, "("+Safe(c.Note)+")") + "\n")
	}
	return out.String()
}

// indent lays out JSON without touching its values: numbers keep their digits,
// keys their order and their duplicates.
func indent(text, contentType string) (string, bool) {
	trimmed := strings.TrimLeft(text, " \t\r\n")
	if !content.IsJSON(contentType) && !strings.HasPrefix(trimmed, "{") && !strings.HasPrefix(trimmed, "[") {
		return "", false
	}
	var out bytes.Buffer
	if json.Indent(&out, []byte(text), "", "  ") != nil {
		return "", false
	}
	return out.String(), true
}

// Fill puts the content into the API's form of a body.
func (c Content) Fill(b *api.Body) {
	b.Note = c.Note
	if c.IsText {
		b.Text = &c.Text
		return
	}
	b.Base64 = c.Octets
}
