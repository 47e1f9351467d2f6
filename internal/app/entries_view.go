package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/layout"
	"rockxy/internal/store"
	"rockxy/internal/view"
)

// viewPatience is how long a window may wait for rows of a layout that goes on.
const viewPatience = 40 * time.Millisecond

// View implements api.Views.
func (e *entryReader) View(ctx context.Context, q api.ViewQuery) (*api.View, error) {
	closed, err := layout.ParseClosed(q.Fold)
	if err != nil {
		return nil, badRequest(err.Error(), "")
	}
	l, release, in, err := e.layout(ctx, q.ViewOf)
	if err != nil {
		return nil, err
	}
	defer release()
	w, err := l.Window(ctx, layout.Query{From: q.From, Row: q.Row, Rows: q.Lines, Closed: closed, Fold: q.Fold, Wait: viewPatience})
	if err != nil {
		return nil, err
	}
	return newView(w, in), nil
}

// SearchView implements api.Views.
func (e *entryReader) SearchView(ctx context.Context, q api.ViewSearch) (*api.ViewFound, error) {
	l, release, _, err := e.layout(ctx, q.ViewOf)
	if err != nil {
		return nil, err
	}
	defer release()
	s := layout.Search{Text: q.Q, Regex: q.Regex, Case: q.Case, From: q.From}
	if err := s.Check(); err != nil {
		return nil, badRequest(err.Error(), "")
	}
	f, err := l.Search(ctx, s)
	if err != nil {
		return nil, err
	}
	out := &api.ViewFound{Matches: []api.ViewMatch{}, Total: f.Total, Complete: f.Complete, Next: f.Next}
	for _, m := range f.Matches {
		out.Matches = append(out.Matches, api.ViewMatch{Line: m.Row, Column: m.Column, Length: m.Length})
	}
	return out, nil
}

// layout finds or begins the layout of what is to be shown. It is released after use.
func (e *entryReader) layout(ctx context.Context, q api.ViewOf) (l *layout.Layout, release func(), in *layout.Input, err error) {
	path, err := readPath(q.Path)
	if err != nil {
		return nil, nil, nil, err
	}
	if q.As != "" && !slices.Contains(view.Kinds(), view.Kind(q.As)) {
		return nil, nil, nil, badRequest(fmt.Sprintf("there is no kind of view called %q", q.As), "kinds are those that a view lists")
	}
	o, err := e.open(ctx, q.EntryRef)
	if err != nil {
		return nil, nil, nil, err
	}
	defer o.close()
	key := layout.Key{Session: o.session, ID: uint64(q.ID), Began: int64(o.Summary.Started), Side: q.Side, Message: -1, As: q.As, Path: q.Path}
	if q.Message >= 0 {
		key.Side, key.Message = "", q.Message
		in, err = o.messageInput(q.Message)
	} else {
		in = e.bodyInput(o, q.SideRef)
		key.Stored = o.Body(q.Direction()).Size()
	}
	if err != nil {
		return nil, nil, nil, err
	}
	in.Options.As, in.Options.Now = view.Kind(q.As), time.Now()
	in.Path, in.All = path, q.Path != ""
	if l, err = e.views.Open(key, *in); err != nil {
		return nil, nil, nil, err
	}
	return l, func() { e.views.Release(l) }, in, nil
}

func readPath(text string) ([]filter.PathStep, error) {
	if text == "" {
		return nil, nil
	}
	steps, at, ok := filter.ParsePath(text)
	if !ok {
		return nil, &api.Error{Status: http.StatusBadRequest, Message: "this is no JSON path from character " + fmt.Sprint(at+1) + " on",
			Hint: "a path is such as $.user.id, $.items[0], $.items[*].price, $['a b'] or $..id", Column: at + 1}
	}
	return steps, nil
}

// bodyInput is a body as it is laid out.
func (e *entryReader) bodyInput(o *opened, q api.SideRef) *layout.Input {
	dir := q.Direction()
	s := &o.Summary
	b := body(o.Record, dir)
	in := &layout.Input{Coding: b.Coding, Message: view.Message{
		Type: b.Type, Partial: b.Truncated || s.State != flow.Complete, Response: dir == flow.Response, Method: s.Method, Target: s.URL,
	}}
	if h := o.Head(dir); h != nil {
		in.Message.Fields = viewFields(h)
	}
	if h := o.Trailers(dir); h != nil {
		in.Message.Trailers = viewFields(h)
	}
	in.Notes = bodyNotes(o.Record, &b)
	ref := q.EntryRef // where its octets are may change
	in.Open = func(ctx context.Context) (layout.Source, error) {
		o, err := e.open(ctx, ref)
		if err != nil {
			return nil, err
		}
		return source{o.Body(dir), o.close}, nil
	}
	return in
}

// bodyNotes says what is missing of a body.
func bodyNotes(rec *store.Record, b *api.Body) (notes []string) {
	switch {
	case rec.Summary.State == flow.Active:
		notes = append(notes, "the exchange goes on: this is what there is of it so far")
	case b.Truncated && b.Stored < b.Size:
		notes = append(notes, fmt.Sprintf("only %d of its %d octets were stored", b.Stored, b.Size))
	case b.Truncated:
		notes = append(notes, "it is shorter than it was announced: the end did not come")
	case rec.Summary.State == flow.Failed && rec.Summary.Fault != nil:
		notes = append(notes, "the exchange failed, so this may not be all of it: "+rec.Summary.Fault.Message)
	}
	if rec.Incomplete != "" {
		notes = append(notes, "the record is not whole: "+rec.Incomplete)
	}
	return notes
}

func viewFields(h *flow.Head) []view.Field {
	fields := make([]view.Field, 0, len(h.Fields))
	for _, f := range h.Fields {
		fields = append(fields, view.Field{Name: string(f.Name), Value: string(f.Value)})
	}
	return fields
}

// messageInput is a message inside the exchange as it is laid out.
func (o *opened) messageInput(i int) (*layout.Input, error) {
	m, err := o.message(i)
	if err != nil {
		return nil, err
	}
	in := &layout.Input{}
	var inside view.Inside
	in.Message, inside = messageInput(o.Record, m)
	in.Message.Body, in.Inside = nil, &inside
	if m.Note != "" {
		in.Notes = []string{m.Note}
	}
	in.Open = func(context.Context) (layout.Source, error) {
		r := bytes.NewReader(m.Data)
		return source{io.NewSectionReader(r, 0, r.Size()), func() error { return nil }}, nil
	}
	return in, nil
}

// source is a stored body.
type source struct {
	*io.SectionReader
	close func() error
}

// Close implements io.Closer.
func (s source) Close() error { return s.close() }

// newView is the API's form of a window.
func newView(w *layout.Window, in *layout.Input) *api.View {
	v := &api.View{
		Kind: string(w.Kind), Size: w.Size, Total: w.Total, Shown: w.Shown, Complete: w.Complete, From: w.From,
		Lines: make([]api.ViewLine, 0, len(w.Rows)), Facts: []api.ViewFact{}, Note: strings.Join(w.Notes, "\n"), Folds: w.Folds,
		Language: language(w.Kind, in.Message.Type),
	}
	for _, k := range w.Kinds {
		v.Kinds = append(v.Kinds, string(k))
	}
	for _, f := range w.Facts {
		v.Facts = append(v.Facts, api.ViewFact(f))
	}
	for i := range w.Rows {
		v.Lines = append(v.Lines, newLine(&w.Rows[i]))
	}
	if in.Inside == nil {
		v.Image = view.ImageType(w.Begin, in.Message.Type) != ""
		v.Preview = isPage(w.Kinds, in.Message.Type)
	}
	return v
}

func isPage(kinds []view.Kind, contentType string) bool {
	return len(kinds) > 0 && kinds[0] == view.HTML || view.IsHTML(contentType) && slices.Contains(kinds, view.Text)
}

func newLine(r *layout.Row) api.ViewLine {
	l := api.ViewLine{N: r.Number, Continued: r.Continued, Depth: r.Depth, End: r.End, Closed: r.Closed, Spans: make([][2]string, 0, len(r.Spans))}
	if r.Line != r.Number {
		l.Line = r.Line
	}
	for _, s := range r.Spans {
		l.Spans = append(l.Spans, [2]string{s.Class.String(), s.Text})
	}
	return l
}

// language names the language of a text for editors.
func language(k view.Kind, contentType string) string {
	switch k {
	case view.JSON, view.NDJSON:
		return "json"
	case view.HTML, view.XML, view.GraphQL:
		return string(k)
	case view.Text, view.Raw:
	default:
		return ""
	}
	t, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	for _, l := range [][2]string{{"javascript", "javascript"}, {"ecmascript", "javascript"}, {"css", "css"}, {"html", "html"}, {"xml", "xml"}, {"json", "json"}} {
		if strings.HasSuffix(strings.TrimSpace(t), l[0]) {
			return l[1]
		}
	}
	return ""
}
