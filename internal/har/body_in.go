package har

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"strings"

	"rockxy/internal/content"
	"rockxy/internal/flow"
)

// body sets a body and what is known of it. v is the postData or content.
func (a *archive) body(e *Entry, dir flow.Direction, v, size, ours *value) {
	b, facts := e.body(dir), ours.get("body")
	b.Truncated, b.Chunked = facts.get("truncated").is(), facts.get("chunked").is()
	b.Chunks = base64In(facts.get("chunks").bytes())
	said := size.int(-1)
	if s := facts.get("size"); s.kind == number {
		said = s.int(-1)
	}
	var data []byte
	if wire := facts.get("wire"); wire.kind == text {
		data = base64In(wire.bytes())
	} else {
		data = a.decoded(e, dir, v)
		data, b.Recoded = a.recode(e, dir, data)
	}
	b.Stored = int64(len(data))
	b.Size = b.Stored
	switch mine := ours.kind == object; {
	case mine && said >= 0, b.Recoded && said > 0:
		b.Size = said
	case !mine:
		guessSize(b, v, said)
	}
	if len(data) > 0 {
		e.Body[dir] = io.NewSectionReader(bytes.NewReader(data), 0, int64(len(data)))
	}
}

// guessSize is for other tools' bodies that came without a content coding. The
// size of the content is worth more than that of the body, in which some count
// the head too; and none is worth as much as the octets.
func guessSize(b *flow.Body, v *value, said int64) {
	whole := v.get("size").int(-1)
	if whole == int64(len(v.get("text").text)) && b.Stored > 0 { // they counted characters, or those of the Base64
		whole = b.Stored
	}
	if b.Stored == 0 && whole < 0 {
		whole = said
	}
	b.Size = max(whole, b.Stored)
	b.Truncated = b.Stored < b.Size
}

// decoded is the content in its charset, its codings taken off.
func (a *archive) decoded(e *Entry, dir flow.Direction, v *value) []byte {
	t := v.get("text")
	mimeType := first(e.Head(dir), "content-type")
	if mimeType == "" {
		mimeType = v.get("mimeType").string()
	}
	if t.kind != text && t.kind != number {
		return formIn(v.get("params"), mimeType)
	}
	data := t.bytes()
	encoding := v.get("encoding").string() + v.get("_encoding").string()
	if strings.EqualFold(encoding, "base64") {
		if plain, ok := base64Any(data); ok {
			return plain
		}
		e.Incomplete = strings.TrimPrefix(e.Incomplete+"; a body said to be Base64 is none", "; ")
	}
	if c := content.Charset(mimeType); c != nil {
		if out, err := c.NewEncoder().Bytes(data); err == nil {
			return out
		}
	}
	if t.escaped {
		return data
	}
	return bytes.Clone(data)
}

// recode applies the head's content codings to what HAR has without them.
func (a *archive) recode(e *Entry, dir flow.Direction, data []byte) (coded []byte, recoded bool) {
	codings := content.Codings(list(e.Head(dir), "content-encoding"))
	if len(codings) == 0 || len(data) == 0 {
		return data, false
	}
	last := codings[len(codings)-1]
	if packed(data, last) { // some tools leave it on
		if _, err := content.Decode(bytes.NewReader(data), strings.Join(codings, ","), content.Limits{}); err == nil {
			return data, false
		}
	}
	coded, err := content.Encode(data, strings.Join(codings, ","))
	if err != nil {
		e.Incomplete = strings.TrimPrefix(fmt.Sprintf("%s; a body is stored without its coding: %v", e.Incomplete, err), "; ")
		return data, true
	}
	return coded, true
}

func packed(data []byte, coding string) bool {
	switch coding {
	case "gzip", "x-gzip":
		return bytes.HasPrefix(data, []byte{0x1f, 0x8b})
	case "zstd":
		return bytes.HasPrefix(data, []byte{0x28, 0xb5, 0x2f, 0xfd})
	}
	return false
}

func base64In(p []byte) []byte {
	out := make([]byte, base64.StdEncoding.DecodedLen(len(p)))
	n, err := base64.StdEncoding.Decode(out, p)
	if err != nil || n == 0 {
		return nil
	}
	return out[:n]
}

// base64Any reads Base64 of either alphabet, with or without padding and line
// ends.
func base64Any(p []byte) ([]byte, bool) {
	out := make([]byte, base64.StdEncoding.DecodedLen(len(p)))
	if n, err := base64.StdEncoding.Decode(out, p); err == nil {
		return out[:n], true
	}
	clean := bytes.Map(func(r rune) rune {
		switch r {
		case '-':
			return '+'
		case '_':
			return '/'
		case ' ', '\t', '\r', '\n', '=':
			return -1
		}
		return r
	}, p)
	n, err := base64.RawStdEncoding.Decode(out, clean)
	return out[:n], err == nil
}

// formIn makes a body of its parameters, for tools that have nothing else.
func formIn(params *value, mimeType string) []byte {
	if len(params.items) == 0 {
		return nil
	}
	kind, attributes, _ := mime.ParseMediaType(mimeType)
	if strings.HasPrefix(kind, "multipart/") {
		return multipartIn(params, attributes["boundary"])
	}
	var b bytes.Buffer
	for i := range params.items {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(params.items[i].get("name").string()) + "=" + url.QueryEscape(params.items[i].get("value").string()))
	}
	return b.Bytes()
}

func multipartIn(params *value, boundary string) []byte {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if w.SetBoundary(boundary) != nil {
		return nil
	}
	quote := strings.NewReplacer("\r", "%0D", "\n", "%0A", `"`, "%22") // WHATWG HTML §4.10.21.8
	for i := range params.items {
		p := &params.items[i]
		disposition := `form-data; name="` + quote.Replace(p.get("name").string()) + `"`
		if f := p.get("fileName").string(); f != "" {
			disposition += `; filename="` + quote.Replace(f) + `"`
		}
		h := textproto.MIMEHeader{"Content-Disposition": {disposition}}
		if t := p.get("contentType").string(); t != "" {
			h["Content-Type"] = []string{oneLine(t)}
		}
		if part, err := w.CreatePart(h); err == nil {
			_, _ = part.Write(p.get("value").bytes())
		}
	}
	_ = w.Close()
	return b.Bytes()
}
