package steer

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// Block is a block: the origin gets nothing, the client a page or an abrupt end.
type Block struct {
	How         rule.CutHow // 0: an answer
	Status      int         // 0: 503
	Body        []byte      // nil: a page that says which rule it was
	ContentType string      // of Body
	Hide        bool        // not in the list
}

// NewBlock checks what b says.
func NewBlock(b Block) (*Block, error) {
	switch {
	case b.How != 0 && (b.Status != 0 || b.Body != nil || b.ContentType != ""):
		return nil, fmt.Errorf("block has how, which leaves no answer: status, body and content-type do not go with it")
	case b.How != 0:
		return &b, nil
	case b.Status == 0:
		b.Status = 503
	case b.Status < 200 || b.Status > 599:
		return nil, fmt.Errorf("%d is not a status that a request can be answered with: 200 to 599", b.Status)
	}
	if b.Body != nil && bodiless(b.Status) {
		return nil, fmt.Errorf("an answer with status %d has no body", b.Status)
	}
	if strings.ContainsAny(b.ContentType, "\r\n\x00") {
		return nil, fmt.Errorf("the content-type has a line break")
	}
	return &b, nil
}

// bodiless: RFC 9110 §6.4.1.
func bodiless(status int) bool { return status == 204 || status == 205 || status == 304 }

// Kind and Phases are those of the table of actions. At Connect it blocks what
// is passed through unread, which has no request.
func (b *Block) Kind() string        { return "block" }
func (b *Block) Phases() rule.Phases { return rule.In(rule.Connect, rule.RequestHead) }

// Hides reports whether what is blocked is kept out of the list.
func (b *Block) Hides() bool { return b.Hide }

// Do takes the turn.
func (b *Block) Do(_ context.Context, t *rule.Turn) error {
	if t.Phase == rule.Connect && t.Exchange != nil {
		return nil // its request comes next
	}
	if b.Hide {
		t.Hide()
	}
	if b.How != 0 {
		return &rule.Cut{How: b.How, Why: fmt.Sprintf("the rule %q %s", t.Rule.Name, cutSentence(b.How))}
	}
	if t.Phase == rule.Connect {
		return &rule.Cut{How: rule.CutClose, Why: fmt.Sprintf("the rule %q blocks the connection", t.Rule.Name)}
	}
	t.Answer(b.answer(t))
	t.Did(fmt.Sprintf("answered with %d", b.Status))
	return nil
}

func cutSentence(how rule.CutHow) string {
	switch how {
	case rule.CutReset:
		return "resets the connection"
	case rule.CutHang:
		return "lets the client wait without an answer"
	}
	return "closes the connection"
}

func (b *Block) answer(t *rule.Turn) *rule.Answer {
	a := &rule.Answer{Status: b.Status, Final: true, Fault: &flow.Fault{Code: flow.RuleBlocked, Side: flow.SideRule,
		Message: fmt.Sprintf("the rule %q blocks the request", t.Rule.Name),
		Hint:    fmt.Sprintf("To let it through, switch that rule off; it is in the group %q.", t.Group)}}
	add := func(name, value string) {
		a.Fields = append(a.Fields, flow.Field{Name: []byte(name), Value: []byte(value)})
	}
	if !bodiless(b.Status) {
		body, typ := b.Body, b.ContentType
		if body == nil {
			accept, _ := t.Request.Head().Get("accept")
			body, typ = page(b.Status, a.Fault, t, accept)
			add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		}
		if typ == "" {
			typ = "text/plain; charset=utf-8"
		}
		add("Content-Type", typ)
		a.Body, a.Size = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	add("Cache-Control", "no-store")
	add("Rockxy-Fault", flow.RuleBlocked)
	return a
}

const blockedPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>%[1]d · Rockxy</title><style>
:root{color-scheme:light dark}
body{font:16px/1.55 system-ui,sans-serif;margin:0;display:grid;min-height:100vh;place-items:center}
main{max-width:40rem;padding:2rem}
h1{font-size:1.35rem;overflow-wrap:anywhere}
small{letter-spacing:.04em;opacity:.7}
</style></head><body><main><small>ROCKXY · %[1]d</small><h1>Blocked by the rule “%[2]s”</h1>
<p>The request was not sent. The rule is in the group “%[3]s”.</p></main></body></html>
`

// page is HTML or JSON for who asks for it, else text.
func page(status int, f *flow.Fault, t *rule.Turn, accept []byte) (body []byte, contentType string) {
	accept = bytes.ToLower(accept)
	htmlAt, jsonAt := bytes.Index(accept, []byte("text/html")), bytes.Index(accept, []byte("json"))
	switch {
	case htmlAt >= 0 && (jsonAt < 0 || htmlAt < jsonAt):
		return fmt.Appendf(nil, blockedPage, status, html.EscapeString(t.Rule.Name), html.EscapeString(t.Group)), "text/html; charset=utf-8"
	case jsonAt >= 0:
		b, err := json.Marshal(map[string]any{"error": map[string]any{
			"code": f.Code, "side": f.Side, "message": f.Message, "hint": f.Hint, "status": status, "by": "rockxy"}})
		if err == nil {
			return append(b, '\n'), "application/json"
		}
	}
	return fmt.Appendf(nil, "Rockxy: blocked by the rule %q of the group %q. The request was not sent.\n", t.Rule.Name, t.Group), "text/plain; charset=utf-8"
}
