package har

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"
)

// pairs writes the members of a query or form (WHATWG URL §5.1). A piece that
// cannot be decoded is written as it is.
func (w *Writer) pairs(query string) {
	for piece := range strings.SplitSeq(query, "&") {
		if piece == "" {
			continue
		}
		name, value, _ := strings.Cut(piece, "=")
		w.pair(unescaped(name), unescaped(value))
		w.o.end('}')
	}
}

func unescaped(s string) string {
	if d, err := url.QueryUnescape(s); err == nil {
		return d
	}
	return s
}

// params writes what a form has, if all of it was kept.
func (w *Writer) params(s *shape) {
	if !s.whole || s.fault != nil {
		return
	}
	kind, attributes, err := mime.ParseMediaType(s.mime)
	if err != nil {
		return
	}
	switch {
	case kind == "application/x-www-form-urlencoded":
		w.o.open("params", '[')
		w.pairs(string(s.small))
		w.o.end(']')
	case strings.HasPrefix(kind, "multipart/") && attributes["boundary"] != "":
		w.o.open("params", '[')
		w.parts(multipart.NewReader(bytes.NewReader(s.small), attributes["boundary"]))
		w.o.end(']')
	}
}

const maxParts = 1000

// parts writes a multipart body's parts (RFC 7578); of files the name and the
// type, since the text has their content. It ends where the body is damaged.
func (w *Writer) parts(r *multipart.Reader) {
	o := &w.o
	for range maxParts {
		p, err := r.NextRawPart()
		if err != nil {
			return
		}
		o.item()
		o.begin('{')
		o.string("name", p.FormName())
		file := p.FileName()
		if file == "" {
			var b bytes.Buffer
			if _, err := io.Copy(&b, p); err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
				o.string("value", b.String())
			}
		}
		o.some("fileName", file)
		o.some("contentType", p.Header.Get("Content-Type"))
		o.end('}')
	}
}
