package redact

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/har"
)

// body is a body on its way.
type body struct {
	wire    []byte // as captured
	plain   []byte // decoded, with stand-ins
	before  []byte // decoded, as captured
	codings string
	left    string // why it is left out
	note    string
	changed bool
}

// body reads and decodes a body, and replaces what is secret in it.
func (r *Redactor) body(e *har.Entry, dir flow.Direction) (*body, error) {
	b := &body{}
	src := e.Body[dir]
	if src == nil {
		return b, nil
	}
	switch {
	case upgraded(e) && src.Size() > 0:
		b.left = "left out: the octets of an upgraded connection cannot be searched for secrets; its messages are there"
		return b, nil
	case src.Size() > r.maxBody:
		b.left = fmt.Sprintf("left out: it is larger than the %d MiB that are searched for secrets", r.maxBody>>20)
		return b, nil
	}
	var err error
	if b.wire, err = io.ReadAll(io.NewSectionReader(src, 0, src.Size())); err != nil {
		return nil, err
	}
	h := e.Head(dir)
	contentType := ""
	if h != nil {
		v, _ := h.Get("Content-Type")
		contentType = string(v)
		b.codings = h.List("Content-Encoding")
	}
	b.decode(r.maxBody)
	if b.left != "" {
		return b, nil
	}
	b.plain = bytes.Clone(b.before)
	switch {
	case isGRPC(contentType):
		b.plain = r.grpc(b.plain, e, dir, contentType)
	case bytes.IndexByte(b.plain, escape) >= 0 && content.Charset(contentType) != nil:
		r.shifted(b, contentType)
	default:
		r.content(b.plain, contentType)
	}
	return b, nil
}

func (b *body) decode(limit int64) {
	if len(content.Codings(b.codings)) == 0 {
		b.before = b.wire
		return
	}
	var err error
	b.before, err = content.Decode(bytes.NewReader(b.wire), b.codings, content.Limits{Bytes: limit})
	var damaged *content.DamagedError
	switch {
	case errors.As(err, &damaged) && len(b.before) > 0:
		b.note = "cut where " + err.Error() + ": the rest cannot be searched for secrets"
		b.changed = true
	case err != nil:
		b.left = "left out: " + err.Error() + ", so it cannot be searched for secrets"
	}
}

// finish replaces what is known by now, applies the codings again if anything
// changed, and makes the heads say what is so.
func (b *body) finish(r *Redactor, out *har.Entry, dir flow.Direction) {
	facts := &out.Exchange.Request
	if dir == flow.Response {
		facts = &out.Exchange.Response
	}
	if b.left != "" {
		out.Incomplete = note(out.Incomplete, "the body of the "+dir.String()+" is "+b.left)
		facts.Stored, facts.Truncated, facts.Chunks = 0, true, nil
		return
	}
	if b.wire == nil {
		return
	}
	r.known.replace(b.plain)
	b.changed = b.changed || !bytes.Equal(b.plain, b.before) || hidesText(b.wire, b.codings)
	if !b.changed {
		out.Body[dir] = section(b.wire)
		return
	}
	if b.note != "" {
		out.Incomplete = note(out.Incomplete, "the body of the "+dir.String()+" is "+b.note)
	}
	encoded, err := content.Encode(b.plain, b.codings)
	if err != nil { // unreachable: what was decoded can be encoded
		encoded = nil
	}
	out.Body[dir] = section(encoded)
	if n := int64(len(encoded)); n != int64(len(b.wire)) {
		if facts.Size == facts.Stored || !facts.Truncated {
			facts.Size = n
		}
		facts.Stored, facts.Chunks = n, nil
		if h := out.Head(dir); h != nil {
			setLength(out, h, dir, n)
		}
	}
}

// setLength corrects the Content-Length of a head, if it has one.
func setLength(out *har.Entry, h *flow.Head, dir flow.Direction, n int64) {
	if !h.Has("Content-Length") {
		return
	}
	fixed := *h
	fixed.Fields = append([]flow.Field(nil), h.Fields...)
	for i := range fixed.Fields {
		if f := &fixed.Fields[i]; flow.EqualFold(f.Name, "content-length") {
			f.Value = strconv.AppendInt(nil, n, 10)
		}
	}
	parsed := flow.ParseHead(h.Proto, rawOf(&fixed, false), dir, false)
	for i := range out.Heads {
		if out.Heads[i].Head == h {
			out.Heads[i].Head = parsed
		}
	}
}

// hidesText reports whether a gzip header has room for text (RFC 1952 §2.3.1),
// which decoding does not show.
func hidesText(wire []byte, codings string) bool {
	return strings.Contains(codings, "gzip") && len(wire) > 3 && wire[0] == 0x1f && wire[3] != 0
}

func upgraded(e *har.Entry) bool {
	return e.Exchange.Status == 101 || e.Exchange.Kind == "websocket" || e.Exchange.Kind == "upgrade"
}

// content replaces what is secret in a decoded body, in place.
func (r *Redactor) content(b []byte, contentType string) {
	kind, params, _ := mime.ParseMediaType(contentType) // a bad one has no parameters
	switch {
	case kind == "application/x-www-form-urlencoded":
		r.form(b)
	case strings.HasPrefix(kind, "multipart/") && params["boundary"] != "":
		r.multipart(b, params["boundary"])
	case wide(b, params["charset"]):
		r.wideText(b, contentType)
	case !utf8.Valid(b[:min(len(b), 4096)]) && bytes.IndexByte(b[:min(len(b), 4096)], 0) >= 0:
		r.shapes(b)
	default:
		r.text(b, isCode(kind))
	}
}

func isCode(kind string) bool {
	return strings.Contains(kind, "javascript") || strings.Contains(kind, "ecmascript") || kind == "text/css" || kind == "text/html" || strings.HasPrefix(kind, "image/svg")
}

// form replaces the values of a form or query.
func (r *Redactor) form(b []byte) {
	for pair := range bytes.SplitSeq(b, []byte("&")) {
		name, value, _ := bytes.Cut(pair, []byte("="))
		if v := r.judge(name, inQuery); v != harmless {
			r.one(value, v, percent{plus: true})
			continue
		}
		text, units, plain := percent{plus: true}.decode(value)
		if plain {
			r.text(value, false)
			continue
		}
		r.text(text, false) // JSON in a form, for one
		put(value, text, units, percent{plus: true})
	}
}

// multipart replaces what is secret in the parts (RFC 7578).
func (r *Redactor) multipart(b []byte, boundary string) {
	mark := []byte("--" + boundary)
	for {
		i := bytes.Index(b, mark)
		if i < 0 {
			return
		}
		b = b[i+len(mark):]
		part := b
		if end := bytes.Index(b, mark); end >= 0 {
			part = b[:end]
		}
		head, data, ok := bytes.Cut(part, []byte("\r\n\r\n"))
		if !ok {
			if head, data, ok = bytes.Cut(part, []byte("\n\n")); !ok {
				r.text(part, false)
				continue
			}
		}
		r.part(head, bytes.TrimSuffix(bytes.TrimSuffix(data, []byte("\n")), []byte("\r")))
	}
}

func (r *Redactor) part(head, data []byte) {
	name, contentType := "", ""
	for line := range bytes.Lines(head) {
		field, value, _ := bytes.Cut(bytes.TrimSpace(line), []byte(":"))
		switch strings.ToLower(string(field)) {
		case "content-disposition":
			_, params, _ := mime.ParseMediaType(string(value))
			name = params["name"]
			if name == "" {
				if _, rest, ok := bytes.Cut(value, []byte(`name="`)); ok {
					name = string(bytes.SplitN(rest, []byte(`"`), 2)[0])
				}
			}
		case "content-type":
			contentType = strings.TrimSpace(string(value))
		}
	}
	if v := judge(name, inQuery); v != harmless {
		r.one(data, v, verbatim{})
		return
	}
	r.content(data, contentType)
}

// wide reports whether a text is UTF-16.
func wide(b []byte, charset string) bool {
	return strings.HasPrefix(strings.ToLower(charset), "utf-16") || bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff"))
}

// wideText works on a copy in UTF-8 and writes it back.
func (r *Redactor) wideText(b []byte, contentType string) {
	_, params, _ := mime.ParseMediaType(contentType)
	high := 1 // which octet of two is the high one
	if bytes.HasPrefix(b, []byte("\xfe\xff")) || strings.EqualFold(params["charset"], "utf-16be") {
		high = 0
	}
	codes := make([]uint16, len(b)/2)
	for i := range codes {
		codes[i] = uint16(b[2*i+high])<<8 | uint16(b[2*i+1-high])
	}
	text := []byte(string(utf16.Decode(codes)))
	r.text(text, false)
	r.known.replace(text)
	for i, c := range utf16.Encode([]rune(string(text))) {
		if i < len(codes) {
			b[2*i+high], b[2*i+1-high] = byte(c>>8), byte(c)
		}
	}
}
