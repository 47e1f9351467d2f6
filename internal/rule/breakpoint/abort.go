package breakpoint

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/wire/h1"
)

// abort ends the exchange: with a page while the client can still be given one.
func (h *hand) abort(d *Decision) error {
	status := d.Status
	inside := h.item.Original.Kind != 0
	switch {
	case d.How != "" && d.How != Close && d.How != Reset:
		return refuse("%q is no way to abort: it is close or reset", d.How)
	case status != 0 && inside:
		return refuse("the response has begun, and cannot get a status any more; close or reset it")
	case status != 0 && (status < 200 || status > 599):
		return refuse("%d is not the status of a final response: they go from 200 to 599", status)
	case status != 0 && d.How != "":
		return refuse("an exchange is aborted with a status or by %s, not both", d.How)
	case status == 0 && d.How == "" && !inside:
		status = 503
	}
	if status == 0 {
		how, did := rule.CutClose, "closed"
		if d.How == Reset {
			how, did = rule.CutReset, "reset"
		}
		h.cut = &rule.Cut{How: how, Why: fmt.Sprintf("%s at a breakpoint of the rule %q %s", did, h.item.Rule, d.By)}
		return nil
	}
	h.note(fmt.Sprintf("aborted with %d %s", status, d.By))
	page := fmt.Appendf(nil, "Rockxy: aborted at a breakpoint of the rule %q.\n", h.item.Rule)
	if h.item.Original.Dir == flow.Response {
		return h.replace(status, page)
	}
	a := &rule.Answer{Status: status, Fields: pageFields(), Final: true, Fault: &flow.Fault{
		Code: flow.RuleBlocked, Side: flow.SideRule,
		Message: fmt.Sprintf("aborted at a breakpoint of the rule %q", h.item.Rule),
	}}
	if !hasNone(status) {
		a.Body, a.Size = io.NopCloser(bytes.NewReader(page)), int64(len(page))
	}
	h.t.Answer(a)
	return nil
}

func pageFields() []flow.Field {
	return []flow.Field{
		{Name: []byte("Content-Type"), Value: []byte("text/plain; charset=utf-8")},
		{Name: []byte("Cache-Control"), Value: []byte("no-store")},
		{Name: []byte("Rockxy-Fault"), Value: []byte(flow.RuleBlocked)},
	}
}

// replace puts a page in the place of the origin's response.
func (h *hand) replace(status int, page []byte) error {
	m := &Message{Dir: flow.Response, Status: status, Reason: h1.Reason(status)}
	for _, f := range pageFields() {
		m.Fields = append(m.Fields, Field{string(f.Name), string(f.Value)})
	}
	if !h.item.NoBody && !hasNone(status) {
		m.Body = page
	}
	notes := h.notes
	err := h.sendResponse(m)
	h.notes = notes // what was put right is the page's, not the person's
	return err
}

// answer gives the client what a person wrote, and the origin nothing.
func (h *hand) answer(m *Message, by string) error {
	if m.Status < 200 || m.Status > 599 {
		return refuse("%d is not the status of a final response: they go from 200 to 599", m.Status)
	}
	fields := without(without(m.Fields, "content-length"), "transfer-encoding")
	codings := strings.Join(values(fields, "content-encoding"), ", ")
	body := m.Body
	if codings != "" {
		var err error
		if body, err = content.Encode(body, codings); err != nil {
			return refuse("the body cannot be encoded: %v", err)
		}
	}
	head := &flow.Head{Proto: flow.HTTP11, Status: m.Status, Reason: []byte(m.Reason)}
	a := &rule.Answer{Status: m.Status, Reason: m.Reason}
	for _, f := range fields {
		a.Fields = append(a.Fields, flow.Field{Name: []byte(f.Name), Value: []byte(f.Value)})
	}
	if _, err := rule.Edited(head, flow.Response, func(h *flow.Head) { h.Fields = a.Fields }); err != nil {
		return asRefused(err)
	}
	if len(body) > 0 && !hasNone(m.Status) {
		a.Body, a.Size = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	h.notes = nil
	h.note(fmt.Sprintf("answered with %d %s", m.Status, by))
	h.t.Answer(a)
	return nil
}
