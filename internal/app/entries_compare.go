package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/view"
	"rockxy/internal/view/jsondiff"
	"rockxy/internal/view/linediff"
)

// Compare implements api.Comparer.
func (e *entryReader) Compare(ctx context.Context, q api.CompareQuery) (*api.Comparison, error) {
	if q.RightSession == "" {
		q.RightSession = q.Session
	}
	left, err := e.open(ctx, api.EntryRef{ID: q.Left, Session: q.Session})
	if err != nil {
		return nil, err
	}
	defer left.close()
	right, err := e.open(ctx, api.EntryRef{ID: q.Right, Session: q.RightSession})
	if err != nil {
		return nil, err
	}
	defer right.close()
	c := &api.Comparison{Left: comparedEntry(left), Right: comparedEntry(right), Summary: comparedFacts(left, right), Timing: comparedTiming(left, right)}
	for dir, side := range map[flow.Direction]*api.ComparedSide{flow.Request: &c.Request, flow.Response: &c.Response} {
		side.Head = comparedHeads(left, right, dir)
		if side.Body, err = comparedBodies(ctx, left, right, dir); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func comparedEntry(o *opened) api.ComparedEntry {
	f := newFlow(&o.Summary)
	return api.ComparedEntry{ID: f.ID, Method: f.Method, URL: f.URL, Status: f.Status}
}

func comparedFacts(left, right *opened) []api.ComparedFact {
	a, b := detailWithoutLog(left.Record), detailWithoutLog(right.Record)
	var all []api.ComparedFact
	add := func(name string, of func(*api.Detail) string) {
		if l, r := of(a), of(b); l != "" || r != "" {
			all = append(all, api.ComparedFact{Name: name, Left: l, Right: r, Equal: l == r})
		}
	}
	add("kind", func(d *api.Detail) string { return d.Kind })
	add("method", func(d *api.Detail) string { return d.Method })
	add("url", func(d *api.Detail) string { return d.URL })
	add("status", func(d *api.Detail) string { return number(int64(d.Status)) })
	add("protocol", func(d *api.Detail) string { return d.Protocol })
	add("upstream_protocol", func(d *api.Detail) string { return d.UpstreamProtocol })
	add("process", func(d *api.Detail) string { return d.Process })
	add("server", func(d *api.Detail) string { return d.Server })
	add("tls", func(d *api.Detail) string {
		if d.ServerTLS == nil {
			return ""
		}
		return strings.TrimSpace(d.ServerTLS.Version + " " + d.ServerTLS.Cipher)
	})
	add("request_type", func(d *api.Detail) string { return d.Request.Type })
	add("request_bytes", func(d *api.Detail) string { return number(d.RequestBytes) })
	add("response_type", func(d *api.Detail) string { return d.Response.Type })
	add("response_bytes", func(d *api.Detail) string { return number(d.ResponseBytes) })
	add("messages", func(d *api.Detail) string { return number(int64(d.Messages)) })
	add("verdict", func(d *api.Detail) string { return string(d.Verdict) })
	add("rules", func(d *api.Detail) string { return strings.Join(d.Rules, ", ") })
	add("fault", func(d *api.Detail) string {
		if d.Fault == nil {
			return ""
		}
		return d.Fault.Code
	})
	return all
}

// number is empty for none.
func number(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// comparedTiming has the phases of both, in the order of the one that has more.
func comparedTiming(left, right *opened) []api.ComparedTiming {
	a, b := phases(left.Record), phases(right.Record)
	all := []api.ComparedTiming{}
	at := func(name string) *api.ComparedTiming {
		for i := range all {
			if all[i].Name == name {
				return &all[i]
			}
		}
		all = append(all, api.ComparedTiming{Name: name})
		return &all[len(all)-1]
	}
	order := a
	if len(b) > len(a) {
		order = b
	}
	for _, p := range order {
		at(p.Name)
	}
	for _, p := range a {
		at(p.Name).LeftMS = &p.Duration
	}
	for _, p := range b {
		at(p.Name).RightMS = &p.Duration
	}
	total := api.ComparedTiming{Name: "total", LeftMS: newFlow(&left.Summary).DurationMS, RightMS: newFlow(&right.Summary).DurationMS}
	return append(all, total)
}

// comparedHeads are the lines of both heads, all of them.
func comparedHeads(left, right *opened, dir flow.Direction) []api.DiffLine {
	a, b := headText(left, dir), headText(right, dir)
	lines := []api.DiffLine{}
	for _, l := range linediff.Edits(strings.Split(a, "\n"), strings.Split(b, "\n")) {
		if l.Text != "" {
			lines = append(lines, api.DiffLine{Op: string(l.Op), Text: l.Text})
		}
	}
	return lines
}

func headText(o *opened, dir flow.Direction) string {
	h := o.Head(dir)
	if h == nil {
		return ""
	}
	text := string(h.Raw)
	if t := o.Trailers(dir); t != nil {
		text += string(t.Raw)
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\r\n", "\n")
}

// maxCompared is how much of a body is compared line by line.
const maxCompared = 4 << 20

// compared is a body that is compared.
type compared struct {
	text    []byte // decoded, its beginning
	whole   bool
	note    string
	kind    view.Kind
	message view.Message
}

func comparedBody(o *opened, dir flow.Direction) (*compared, error) {
	b := body(o.Record, dir)
	c := &compared{whole: true}
	r, err := content.NewReader(o.Body(dir), b.Coding, content.Limits{})
	if err != nil {
		c.note = "compared as on the wire: " + err.Error()
		if c.text, err = io.ReadAll(io.LimitReader(o.Body(dir), maxCompared+1)); err != nil {
			return nil, err
		}
	} else {
		defer r.Close()
		var out bytes.Buffer
		_, err = io.Copy(&out, io.LimitReader(r, maxCompared+1))
		var damaged *content.DamagedError
		var limit *content.LimitError
		if errors.As(err, &damaged) || errors.As(err, &limit) {
			c.note, err = err.Error(), nil
		}
		if c.text = out.Bytes(); err != nil {
			return nil, err
		}
	}
	if len(c.text) > maxCompared {
		c.text, c.whole = c.text[:maxCompared], false
	}
	c.message = view.Message{Type: b.Type, Body: c.text, Partial: !c.whole || b.Truncated, Response: dir == flow.Response, Method: o.Summary.Method, Target: o.Summary.URL}
	if h := o.Head(dir); h != nil {
		c.message.Fields = viewFields(h)
	}
	c.kind = view.Open(c.message, view.Options{}).Kind
	if b.Truncated && c.note == "" {
		c.note = "not all of it was stored, or came"
	}
	return c, nil
}

func comparedBodies(ctx context.Context, left, right *opened, dir flow.Direction) (out api.ComparedBody, err error) {
	out = api.ComparedBody{Lines: []api.DiffLine{}, Changes: []api.ComparedValue{}}
	a, err := comparedBody(left, dir)
	if err != nil {
		return out, err
	}
	b, err := comparedBody(right, dir)
	if err != nil || ctx.Err() != nil {
		return out, errors.Join(err, ctx.Err())
	}
	var notes []string
	for _, n := range []struct{ side, note string }{{"left", a.note}, {"right", b.note}} {
		if n.note != "" {
			notes = append(notes, n.side+": "+n.note)
		}
	}
	out.Same = a.whole && b.whole && bytes.Equal(a.text, b.text)
	out.Equal = out.Same
	if !a.whole || !b.whole {
		notes = append(notes, fmt.Sprintf("only the first %d MiB are compared", maxCompared>>20))
	}
	if len(a.text)+len(b.text) > 0 && !(out.Same && a.kind == b.kind) {
		if note := differences(&out, a, b); note != "" {
			notes = append(notes, note)
		}
	} else if len(a.text) > 0 {
		out.Kind = string(a.kind)
	}
	out.Note = strings.Join(notes, "\n")
	return out, nil
}

// compareLimits are those of bodies.
func compareLimits() linediff.Limits { return linediff.Limits{Lines: 5000, Width: 2000} }

// differences compares two bodies as what they are. The note says what else they were compared
// as, and why.
func differences(out *api.ComparedBody, a, b *compared) (note string) {
	if a.whole && b.whole && isJSON(a.kind) && isJSON(b.kind) {
		d, err := jsondiff.Compare(a.text, b.text)
		if err == nil {
			out.Kind, out.Equal = string(view.JSON), len(d.Changes) == 0
			jsonChanges(out, d)
			return ""
		}
		note = "compared line by line: " + err.Error()
	}
	out.Kind = string(view.Text)
	x, y := string(a.text), string(b.text)
	switch _, textA := content.Text(a.text, a.message.Type); {
	case a.kind == b.kind && a.kind != view.Image && a.kind != view.Hex:
		out.Kind = string(a.kind)
		x, y = comparedText(a), comparedText(b)
	default:
		if _, textB := content.Text(b.text, b.message.Type); !textA || !textB {
			out.Kind = string(view.Hex)
			x, y = hexText(a.text), hexText(b.text)
		}
	}
	out.Lines = diffLines(x, y, compareLimits())
	return note
}

func isJSON(k view.Kind) bool { return k == view.JSON || k == view.GraphQL }

// comparedText is the text of a body's view.
func comparedText(c *compared) string {
	var out strings.Builder
	p := view.NewPrinter(&out, view.PlainStyle{}, 0)
	view.Open(c.message, view.Options{}).Print(p)
	_ = p.Close() // a Builder has no errors
	return out.String()
}

// maxChange is how much of a value is told.
const maxChange = 500

func jsonChanges(out *api.ComparedBody, d *jsondiff.Difference) {
	for _, l := range linediff.Condense(d.Lines, compareLimits()) {
		out.Lines = append(out.Lines, api.DiffLine{Op: string(l.Op), Text: l.Text})
	}
	for _, c := range d.Changes {
		v := api.ComparedValue{Path: c.Path}
		for text, to := range map[*string]**string{&c.Left: &v.Left, &c.Right: &v.Right} {
			if *text != "" {
				cut := *text
				if len(cut) > maxChange {
					cut = cut[:wholeText(cut[:maxChange])] + "…"
				}
				*to = &cut
			}
		}
		out.Changes = append(out.Changes, v)
	}
}
