package app

import (
	"context"
	"fmt"
	"io"
	"unicode/utf8"

	"rockxy/internal/api"
	"rockxy/internal/compose"
	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// ComposeOf implements api.Sender.
func (i instance) ComposeOf(ctx context.Context, ref api.EntryRef) (*api.Compose, error) {
	s, err := i.a.originals(ctx, ref.Session)
	if err != nil {
		return nil, err
	}
	defer s.done()
	rec, err := s.sendable(ctx, ref.ID)
	if err != nil {
		return nil, err
	}
	c := &api.Compose{Method: shown([]byte(rec.Summary.Method)), URL: shown([]byte(rec.Summary.URL)), Fields: []api.ComposeField{},
		ReplayOf: ref.ID, Session: s.named}
	h := rec.Head(flow.Request)
	if o := orderOf(rec); o.Version == flow.HTTP11 || o.Version == flow.HTTP2 {
		c.Version = o.Version.String()
	}
	for _, f := range h.Fields {
		if !forProxy(f) {
			c.Fields = append(c.Fields, api.ComposeField{Name: shown(f.Name), Value: shown(f.Value)})
		}
	}
	return c, fillBody(c, rec)
}

// forProxy reports whether a field is none of the request's own: it was for the proxy,
// or stands in the start line.
func forProxy(f flow.Field) bool {
	return len(f.Name) > 0 && f.Name[0] == ':' || flow.EqualFold(f.Name, "proxy-connection") || flow.EqualFold(f.Name, "proxy-authorization")
}

// maxComposeBody is how long a body may be that is shown for editing, in octets.
const maxComposeBody = 1 << 20

func note(c *api.Compose, text string) {
	if c.BodyNote == "" {
		c.BodyNote = text
	}
}

// fillBody shows the body as it can be edited, its codings taken off.
func fillBody(c *api.Compose, rec *store.Record) error {
	body := rec.Body(flow.Request)
	whole := wholeRequest(rec)
	if whole != nil {
		c.BodyNote = whole.Error()
	}
	codings := rec.Head(flow.Request).List("content-encoding")
	if body.Size() > maxComposeBody {
		c.SameBody, c.Encode = whole == nil, codings != "" && content.Known(codings) == nil
		note(c, fmt.Sprintf("The body has %s and is not shown; it is sent as it was unless it is replaced.", octets(body.Size())))
		return nil
	}
	data, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read the stored body: %w", err)
	}
	if len(data) == 0 {
		return nil
	}
	if len(content.Codings(codings)) > 0 {
		clear, err := content.Decode(rec.Body(flow.Request), codings, content.Limits{Bytes: maxComposeBody})
		if err != nil {
			c.Base64 = data
			note(c, "The body is shown with its content coding: "+err.Error()+".")
			return nil
		}
		data, c.Encode = clear, true
	}
	if utf8.Valid(data) {
		text := string(data)
		c.Text = &text
	} else {
		c.Base64 = data
	}
	return nil
}

// ParseCompose implements api.Sender.
func (i instance) ParseCompose(_ context.Context, q api.ComposeText) (*api.ComposeParsed, error) {
	r, err := compose.Parse(q.Text)
	if err != nil {
		return nil, unreadable(err)
	}
	p := &api.ComposeParsed{Form: string(r.Form), Notes: r.Notes}
	if p.Notes == nil {
		p.Notes = []string{}
	}
	p.Method, p.URL, p.Version, p.Fields = r.Method, r.URL, r.Version, []api.ComposeField{}
	for _, f := range r.Fields {
		p.Fields = append(p.Fields, api.ComposeField(f))
	}
	switch {
	case r.Body == nil:
	case utf8.Valid(r.Body):
		text := string(r.Body)
		p.Text = &text
	default:
		p.Base64 = r.Body
	}
	return p, nil
}
