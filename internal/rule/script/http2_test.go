package script

import (
	"context"
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// Of HTTP/2 the pseudo-header fields are no fields for scripts, and follow what
// they set.
func TestHTTP2(t *testing.T) {
	head := ":method: GET\r\n:authority: api.example.com\r\n:scheme: https\r\n:path: /a?b=c\r\ncookie: a=1\r\ncookie: b=2\r\n\r\n"
	tr := &trial{t: t, src: `function onRequest(c, r) {
			console.log(r.version, r.headers.size, r.headers.get('cookie'), r.headers.has(':path'));
			r.method = 'PUT'; r.path = '/x'; r.host = 'other.example.com'; r.headers.append('X-New', 'ä');
		}
		function onResponse(c, q, r) { console.log(r.version, r.statusText === ''); r.status = 404; r.statusText = 'Nope'; r.headers.set('Server', 'x') }`}
	tr.begin()
	h := flow.ParseHead(flow.HTTP2, []byte(head), flow.Request, false)
	out, err := tr.run.Request(context.Background(), h, nil, rule.Route{Scheme: "https", Host: "api.example.com", Port: 443})
	if err != nil {
		t.Fatal(err)
	}
	want := ":method: PUT\r\n:authority: other.example.com\r\n:scheme: https\r\n:path: /x?b=c\r\ncookie: a=1\r\ncookie: b=2\r\nx-new: ä\r\n\r\n"
	if string(out.Head.Raw) != want || out.Route == nil || out.Route.Host != "other.example.com" {
		t.Errorf("%s %v\n%s", out.Head.Raw, out.Route, tr.trace())
	}
	h = flow.ParseHead(flow.HTTP2, []byte(":status: 200\r\nserver: y\r\n\r\n"), flow.Response, false)
	h, _, err = tr.run.Response(context.Background(), h, nil)
	if err != nil || string(h.Raw) != ":status: 404\r\nserver: x\r\n\r\n" {
		t.Errorf("%v %q\n%s", err, h.Raw, tr.trace())
	}
	if got := strings.Join(tr.logs(), "|"); got != "h2 2 a=1; b=2 false|h2 true" {
		t.Error(got)
	}
}
