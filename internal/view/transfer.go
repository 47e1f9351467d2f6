package view

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"strings"
)

// transferCoding takes off the coding of a part (RFC 2045 §6) and names it. What
// is damaged stays as it is.
func transferCoding(m *Message) string {
	coding := strings.ToLower(m.field("content-transfer-encoding"))
	switch coding {
	case "base64":
		if out, ok := base64Text(m.Body); ok {
			m.Body = out
		}
	case "quoted-printable":
		if out, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(m.Body))); err == nil {
			m.Body = out
		}
	case "7bit", "8bit", "binary":
		return ""
	}
	return coding
}

// base64Text decodes base64 of either alphabet, with or without padding, line
// breaks and several padded pieces in a row.
func base64Text(text []byte) ([]byte, bool) {
	clean := make([]byte, 0, len(text))
	for _, c := range text {
		switch c {
		case ' ', '\t', '\r', '\n':
		case '-':
			clean = append(clean, '+')
		case '_':
			clean = append(clean, '/')
		default:
			clean = append(clean, c)
		}
	}
	var out []byte
	for len(clean) > 0 {
		piece := clean
		if n := bytes.IndexByte(clean, '='); n >= 0 {
			piece = clean[:n]
			clean = bytes.TrimLeft(clean[n:], "=")
		} else {
			clean = nil
		}
		decoded, err := base64.RawStdEncoding.AppendDecode(out, piece)
		if err != nil {
			return nil, false
		}
		out = decoded
	}
	return out, true
}
