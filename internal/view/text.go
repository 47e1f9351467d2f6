package view

import (
	"bytes"
	"encoding/hex"
	"fmt"

	"rockxy/internal/content"
)

// utf8Text is the body in UTF-8, for the formats that are text.
func utf8Text(m *Message) (text []byte, note string) {
	body := bytes.TrimPrefix(m.Body, []byte("\xef\xbb\xbf"))
	charset := parameter(m.Type, "charset")
	if charset == "" || equalFold(charset, "utf-8") {
		return body, ""
	}
	if t, ok := content.Text(m.Body, m.Type); ok {
		return []byte(t), ""
	}
	return body, "it is not in the charset that the type says (" + charset + ")"
}

func isText(m *Message) bool {
	_, ok := content.Text(m.Body[:min(len(m.Body), 64<<10)], m.Type)
	return ok
}

// openText is text as it is, in its charset.
func openText(m *Message, _ *Options, _ int) (*View, string) {
	text, ok := content.Text(m.Body, m.Type)
	if !ok {
		return nil, "it has octets that are no text"
	}
	v := &View{Kind: Text}
	v.fact("charset", otherCharset(m.Type))
	v.Text = func(p *Printer) { p.Lines(Plain, text) }
	return v, ""
}

// otherCharset is the charset of a type, unless it is the usual one.
func otherCharset(contentType string) string {
	c := parameter(contentType, "charset")
	if equalFold(c, "utf-8") || equalFold(c, "us-ascii") {
		return ""
	}
	return c
}

// openRaw is the body as it is, whatever is in it.
func openRaw(m *Message, _ *Options, _ int) (*View, string) {
	return &View{Kind: Raw, Text: func(p *Printer) { p.linesOf(Plain, m.Body) }}, ""
}

func openHex(m *Message, o *Options, _ int) (*View, string) {
	v := &View{Kind: Hex}
	if s := signature(m.Body); s != "" {
		v.fact("format", s)
	}
	body := m.Body
	if o.Hex > 0 && o.Hex < len(body) {
		body, v.Left = body[:o.Hex], len(body)-o.Hex
	}
	v.Text = func(p *Printer) { hexDump(p, 0, body, o.Width) }
	return v, ""
}

// hexDump writes 16 octets a line, or 8 where the lines are short, with how many are
// before them. In a flat text it leaves out what aligns the lines.
func hexDump(p *Printer, before int64, body []byte, width int) {
	n := 16
	if width > 0 && width < 78 {
		n = 8
	}
	for at := 0; at < len(body) && !p.Done(); at += n {
		row := body[at:min(at+n, len(body))]
		if p.flat {
			n = len(row)
			p.Span(hexClass(row[0]), hex.EncodeToString(row[:1]))
		} else {
			p.Span(Mark, fmt.Sprintf("%08x", before+int64(at)))
		}
		for i := range n {
			if p.flat && i == 0 {
				continue
			}
			gap := " "
			if i%8 == 0 {
				gap = "  "
			}
			if i < len(row) {
				p.Span(hexClass(row[i]), gap+hex.EncodeToString(row[i:i+1]))
			} else {
				p.Span(Plain, gap+"  ")
			}
		}
		p.Span(Mark, "  |")
		ascii := make([]byte, len(row))
		for i, c := range row {
			if ascii[i] = c; c < 0x20 || c > 0x7e {
				ascii[i] = '.'
			}
		}
		p.Bytes(String, ascii)
		p.Span(Mark, "|")
		p.Line()
	}
}

func hexClass(c byte) Class {
	switch {
	case c == 0:
		return Mark
	case c < 0x20 || c > 0x7e:
		return Number
	}
	return String
}

// signature names what a body is that is not shown otherwise, by its first
// octets.
func signature(b []byte) string {
	for _, s := range []struct {
		at          int
		magic, name string
	}{
		{0, "%PDF-", "PDF"}, {0, "PK\x03\x04", "ZIP"}, {0, "\x1f\x8b", "gzip"}, {0, "\x28\xb5\x2f\xfd", "Zstandard"},
		{0, "BZh", "bzip2"}, {0, "\xfd7zXZ\x00", "xz"}, {0, "7z\xbc\xaf\x27\x1c", "7-Zip"}, {257, "ustar", "tar"},
		{0, "\x00asm", "WebAssembly"}, {0, "wOFF", "WOFF font"}, {0, "wOF2", "WOFF2 font"}, {0, "OTTO", "OpenType font"},
		{0, "\x00\x01\x00\x00\x00", "TrueType font"}, {4, "ftyp", "MP4 or a relative of it"}, {0, "\x1aE\xdf\xa3", "Matroska or WebM"},
		{0, "OggS", "Ogg"}, {0, "ID3", "MP3"}, {0, "fLaC", "FLAC"}, {0, "\x7fELF", "ELF program"}, {0, "MZ", "Windows program"},
		{0, "SQLite format 3\x00", "SQLite database"}, {0, "bplist00", "binary property list"}, {0, "\x30\x82", "DER (certificates, OCSP)"},
	} {
		if len(b) >= s.at+len(s.magic) && string(b[s.at:s.at+len(s.magic)]) == s.magic {
			return s.name
		}
	}
	return ""
}
