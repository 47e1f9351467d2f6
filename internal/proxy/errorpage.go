package proxy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/wire/h1"
)

// errorPage answers an exchange that failed before the origin answered: what
// failed, whose fault it is and what to do, in the form that the client
// accepts. The fault's code is in the field Rockxy-Fault.
func (e *exchange) errorPage(f *flow.Fault) {
	accept, _ := e.down.Head().Get("accept")
	status := pageStatus(f)
	typ, body := renderFault(f, status, string(accept))
	// The head is written as text and read by our own codec, so that it is
	// relayed and recorded like any other.
	text := fmt.Appendf(nil, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nCache-Control: no-store\r\n"+
		"X-Content-Type-Options: nosniff\r\nContent-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"+
		"Rockxy-Fault: %s\r\n\r\n", status, h1.Reason(status), typ, len(body), f.Code)
	var h flow.Head
	if _, err := h1.ParseResponse(text, 0, &h, e.s.lim.h1()); err != nil {
		e.s.log.Error("error page", "err", err)
		e.down.Abort(codeInternal)
		return
	}
	e.x.Status = status
	e.tape.Head(flow.Response, &h)
	e.head = &h
	noBody := string(e.down.Head().Method) == "HEAD"
	if err := e.down.WriteHead(&h, noBody); err != nil || noBody {
		return
	}
	e.headOut = true
	e.x.Response.Size += int64(len(body))
	e.tape.Body(flow.Response, body)
	if e.down.WritePiece(Piece{Data: body, End: true}) == nil {
		flush(e.down)
	}
}

// whose is the sentence about the side at fault.
func whose(s flow.Side) string {
	switch s {
	case flow.SideClient:
		return "The client is at fault."
	case flow.SideOrigin:
		return "The server is at fault, or the way to it."
	case flow.SideRule:
		return "A rule in Rockxy did this."
	}
	return "Rockxy is at fault."
}

// renderFault chooses the form by the Accept field: JSON and HTML only when
// they are named, plain text otherwise.
func renderFault(f *flow.Fault, status int, accept string) (contentType string, body []byte) {
	accept = strings.ToLower(accept)
	htmlAt, jsonAt := strings.Index(accept, "text/html"), strings.Index(accept, "json")
	switch {
	case htmlAt >= 0 && (jsonAt < 0 || htmlAt < jsonAt):
		return "text/html; charset=utf-8", faultHTML(f, status)
	case jsonAt >= 0:
		b, err := json.Marshal(map[string]any{"error": map[string]any{
			"code": f.Code, "side": f.Side, "message": f.Message, "hint": f.Hint, "status": status, "by": "rockxy"}})
		if err == nil {
			return "application/json", append(b, '\n')
		}
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "Rockxy: %s.\n%s\n", strings.TrimSuffix(f.Message, "."), whose(f.Side))
	if f.Hint != "" {
		fmt.Fprintf(&b, "%s\n", f.Hint)
	}
	fmt.Fprintf(&b, "(%s)\n", f.Code)
	return "text/plain; charset=utf-8", b.Bytes()
}

const faultPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>%[1]d · Rockxy</title><style>
:root{color-scheme:light dark}
body{font:16px/1.55 system-ui,sans-serif;margin:0;display:grid;min-height:100vh;place-items:center;background:Canvas;color:CanvasText}
main{max-width:40rem;padding:2rem}
h1{font-size:1.35rem;line-height:1.3;margin:.2rem 0 1rem;overflow-wrap:anywhere}
small{letter-spacing:.04em;opacity:.7}
code{font:.9em ui-monospace,monospace;border:1px solid color-mix(in srgb,CanvasText 25%%,transparent);border-radius:.3rem;padding:.1rem .4rem}
p{margin:.5rem 0}
</style></head><body><main><small>ROCKXY · %[1]d</small><h1>%[2]s</h1><p><strong>%[3]s</strong></p><p>%[4]s</p><p><code>%[5]s</code></p></main></body></html>
`

// faultHTML is a page that stands alone. Everything variable is escaped: it may
// quote what a client or an origin sent.
func faultHTML(f *flow.Fault, status int) []byte {
	msg := f.Message
	if msg != "" {
		msg = strings.ToUpper(msg[:1]) + msg[1:]
	}
	return fmt.Appendf(nil, faultPage, status, html.EscapeString(msg), html.EscapeString(whose(f.Side)), html.EscapeString(f.Hint), html.EscapeString(f.Code))
}
