package app

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/content"
	"rockxy/internal/layout"
	"rockxy/internal/view"
	"rockxy/internal/view/preview"
)

// Body implements api.Bodies.
func (e *entryReader) Body(ctx context.Context, q api.BodyQuery) (*api.Octets, error) {
	o, err := e.open(ctx, q.EntryRef)
	if err != nil {
		return nil, err
	}
	b := body(o.Record, q.Direction())
	out := &api.Octets{Name: fileName(o, q.SideRef)}
	if q.As == "wire" || len(content.Codings(b.Coding)) == 0 {
		out.Content = source{o.Body(q.Direction()), o.close}
		return out, nil
	}
	if err := content.Known(b.Coding); err != nil {
		o.close()
		return nil, &api.Error{Status: http.StatusUnprocessableEntity, Message: "the body cannot be decoded: " + err.Error(), Hint: "as=wire has its octets as they are"}
	}
	out.Content, err = e.decoded(ctx, o, q.SideRef)
	return out, err
}

// decoded is a body without its codings; it takes over o.
func (e *entryReader) decoded(ctx context.Context, o *opened, q api.SideRef) (io.ReadSeekCloser, error) {
	defer o.close()
	key := layout.Key{Session: o.session, ID: uint64(q.ID), Began: int64(o.Summary.Started), Side: q.Side, Message: -1, Stored: o.Body(q.Direction()).Size(), As: string(view.Hex)}
	in := e.bodyInput(o, q)
	in.Options.As = view.Hex
	l, err := e.views.Open(key, *in)
	if err != nil {
		return nil, err
	}
	octets, err := l.Octets(ctx)
	if err != nil {
		e.views.Release(l)
		return nil, err
	}
	return released{octets, func() { e.views.Release(l) }}, nil
}

// released gives its layout back when it is closed.
type released struct {
	io.ReadSeekCloser
	release func()
}

func (r released) Close() error {
	defer r.release()
	return r.ReadSeekCloser.Close()
}

// maxName is how long the name of a file may be that a body is saved as.
const maxName = 100

// fileName names a body as a file: by the last part of its URL, and the number of the entry.
func fileName(o *opened, q api.SideRef) string {
	name := ""
	if u, err := url.Parse(o.Summary.URL); err == nil {
		name = path.Base(u.Path)
	}
	name = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || strings.ContainsRune(`/\:*?"<>|`, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.TrimLeft(name[max(0, len(name)-maxName):], ". -~")
	name = strings.ToValidUTF8(strings.TrimRight(name, ". "), "")
	if name == "" {
		name = q.Side
	}
	return fmt.Sprintf("%d-%s", q.ID, name)
}

// Limits of what is looked at in its own form.
const (
	maxImage = 64 << 20
	maxPage  = 2 << 20
)

// begun is a decoded body, and how it begins.
func (e *entryReader) begun(ctx context.Context, q api.SideRef) (o *opened, all io.ReadSeekCloser, begin []byte, err error) {
	if o, err = e.open(ctx, q.EntryRef); err != nil {
		return nil, nil, nil, err
	}
	b := body(o.Record, q.Direction())
	if len(content.Codings(b.Coding)) == 0 {
		all = source{o.Body(q.Direction()), o.close}
	} else if all, err = e.decoded(ctx, o, q); err != nil {
		return nil, nil, nil, err
	}
	begin = make([]byte, 512)
	n, err := io.ReadFull(all, begin)
	if err != nil && n == 0 && err != io.EOF {
		all.Close()
		return nil, nil, nil, err
	}
	_, err = all.Seek(0, io.SeekStart)
	return o, all, begin[:n], err
}

// Image implements api.Bodies.
func (e *entryReader) Image(ctx context.Context, q api.ImageQuery) (*api.Octets, error) {
	o, all, begin, err := e.begun(ctx, q.SideRef)
	if err != nil {
		return nil, err
	}
	b := body(o.Record, q.Direction())
	kind := view.ImageType(begin, b.Type)
	size, err := all.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = all.Seek(0, io.SeekStart)
	}
	switch {
	case err != nil:
	case kind == "":
		err = unsuitable("the body is no image that a browser shows")
	case size > maxImage:
		err = unsuitable(fmt.Sprintf("the image is larger than %d MiB", maxImage>>20))
	case kind == "image/svg+xml" && q.Dest != "" && q.Dest != "image":
		err = unsuitable("SVG is given out as an image in a page alone: it may have scripts")
	}
	if err != nil {
		all.Close()
		return nil, err
	}
	return &api.Octets{Type: kind, Content: all, Inline: true, Name: fileName(o, q.SideRef), Policy: "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"}, nil
}

func unsuitable(message string) error {
	return &api.Error{Status: http.StatusUnsupportedMediaType, Message: message}
}

// pagePolicy is what a preview may do: nothing but look like something, within our own page.
const pagePolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

// Preview implements api.Bodies.
func (e *entryReader) Preview(ctx context.Context, q api.SideRef) (*api.Octets, error) {
	o, all, begin, err := e.begun(ctx, q)
	if err != nil {
		return nil, err
	}
	defer all.Close()
	b := body(o.Record, q.Direction())
	if !view.IsHTML(b.Type) && view.Open(view.Message{Type: b.Type, Body: begin, Partial: true, Response: true}, view.Options{}).Kind != view.HTML {
		return nil, unsuitable("the body is no page of HTML")
	}
	text, err := io.ReadAll(io.LimitReader(all, maxPage))
	if err != nil {
		return nil, err
	}
	return &api.Octets{Type: "text/html; charset=utf-8", Content: strings.NewReader(string(preview.HTML(text, b.Type))), Inline: true, Policy: pagePolicy}, nil
}
