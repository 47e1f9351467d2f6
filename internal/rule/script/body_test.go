package script

import (
	"context"
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

func withBody(contentType, body string) string {
	return "HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\n\r\n" + body
}

// Each script does one thing to the body of a response.
func TestBody(t *testing.T) {
	const js, text = "application/json", "text/plain"
	for _, test := range []struct{ name, as, body, do, want string }{
		{"text", text, "a ü", `response.body.text = response.body.text.toUpperCase()`, "A Ü"},
		{"assigned text", text, "a", `response.body = 'b'`, "b"},
		{"appended", text, "a", `response.body += 'b'`, "ab"},
		{"assigned json", js, "a", `response.body = [1, {a: null}]`, `[1,{"a":null}]`},
		{"emptied", text, "a", `response.body = null`, ""},
		{"json in place", js, `{"a": {"b": 1}}`, `response.body.json.a.b = 2`, `{"a":{"b":2}}`},
		{"json not changed", js, `{"a": 1.0}`, `response.body.json.a === 1 || fail()`, `{"a": 1.0}`},
		{"json with long numbers", js, `{"id": 12345678901234567890, "a": 1}`, `response.body.json.a = 2`, `{"id":12345678901234567890,"a":2}`},
		{"json then text", js, `{"a":1}`, `response.body.json.a = 2; response.body.text += '\n'`, "{\"a\":2}\n"},
		{"json, text looked at, json", js, `{"a":1}`, `const j = response.body.json; response.body.text; j.a = 3`, `{"a":3}`},
		{"bytes", "x/y", "\x00\x01\xff", `response.body.bytes = response.body.bytes.toReversed()`, "\xff\x01\x00"},
		{"bytes in place", "x/y", "\x00\x01\xff", `response.body.bytes[1] = 0x80`, "\x00\x80\xff"},
		{"bytes not changed", "x/y", "\x00\xfe", `response.body.bytes.length === 2 || fail()`, "\x00\xfe"},
		{"bytes then text", text, "abc", `response.body.bytes[0] = 0x78; response.body.text += '!'`, "xbc!"},
		{"text of what is none", "x/y", "a\xff", `response.body.text.length === 2 || fail()`, "a\xff"},
		{"text of what is none, set", "x/y", "a\xff", `response.body.text = response.body.text`, "a\xff"},
		{"array buffer", text, "a", `response.body = new Uint8Array([65, 66]).buffer`, "AB"},
		{"charset", "text/plain; charset=iso-8859-1", "\xe4", `response.body.text += response.body.text`, "\xe4\xe4"},
		{"charset left", "text/plain; charset=iso-8859-1", "\xe4", `response.headers.set('Content-Type', 'text/plain; charset=utf-8'); response.body.text += '€'`, "ä€"},
		{"charset cannot", "text/plain; charset=iso-8859-1", "\xe4", `response.body.text = '漢'`, "\xe4"},
		{"body object", js, "a", `response.body = request.body`, "a"},
		{"length", text, "äö", `response.body.text = String(response.body.length)`, "4"},
		{"same json", js, `{"a":1}`, `response.body.json = {a: 1}`, `{"a":1}`},
		{"lone surrogate", text, "a", `response.body = '\ud800'`, "\uFFFD"},
	} {
		tr := &trial{t: t, src: "function onResponse(context, request, response) { const fail = () => { throw new Error('fail') }; " + test.do + "\n}", response: withBody(test.as, test.body)}
		_, got := tr.answer()
		if got != test.want {
			t.Errorf("%s: %q\n%s", test.name, got, tr.trace())
		}
		if test.want == test.body && !strings.Contains(test.name, "cannot") && test.name != "body object" && strings.Contains(tr.trace(), "failed") {
			t.Errorf("%s: %s", test.name, tr.trace())
		}
	}
}

// A body that nobody looks at is the one that came.
func TestBodiesAreLeftAlone(t *testing.T) {
	tr := &trial{t: t, src: `function onRequest(c, r) { r.body.present || fail(); r.headers.set('A', 'b') } function onResponse(c, q, r) { r.status = 500; r.headers.delete('etag') }`,
		request: "POST / HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: 1\r\n\r\nx"}
	tr.begin()
	h, _ := parsed(tr.request, flow.Request)
	up := &untouched{}
	out, err := tr.run.Request(context.Background(), h, up, rule.Route{Scheme: "https", Host: "api.example.com", Port: 443})
	if err != nil || out.Body != rule.Body(up) || !out.Head.Has("a") {
		t.Errorf("%v %v\n%s", err, out, tr.trace())
	}
	h, _ = parsed(someResponse, flow.Response)
	down := &untouched{}
	if h, b, err := tr.run.Response(context.Background(), h, down); err != nil || b != rule.Body(down) || h.Status != 500 || string(h.Reason) != "Internal Server Error" {
		t.Errorf("%v\n%s", err, tr.trace())
	}
}

// untouched is a body that must not be read.
type untouched struct{}

func (*untouched) Next(context.Context) (rule.Piece, error) { panic("read") }

// What cannot be had is told, and is not the script's fault.
func TestBodiesThatCannotBeHad(t *testing.T) {
	for name, response := range map[string]string{
		"a stream without an end": "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: x\n\n",
		"cannot be decoded":       "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nxxxx",
	} {
		tr := &trial{t: t, src: `function onResponse(c, q, r) { r.status = 500; r.body.text }`, response: response}
		h, b := tr.answer()
		if h.Status != 200 || b == "" || !strings.Contains(tr.trace(), name) || strings.Contains(tr.trace(), "it failed") {
			t.Errorf("%d %q\n%s", h.Status, b, tr.trace())
		}
		caught := &trial{t: t, src: `function onResponse(c, q, r) { try { r.body.text } catch (e) { console.log(e.message); r.status = 500 } }`, response: response}
		if h, _ := caught.answer(); h.Status != 500 || !strings.Contains(caught.trace(), name) {
			t.Errorf("caught: %d\n%s", h.Status, caught.trace())
		}
	}
}

// The request's body is there in onResponse when onRequest looked at it.
func TestBodyOfTheRequestLater(t *testing.T) {
	post := "POST / HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: 1\r\n\r\nx"
	tr := &trial{t: t, request: post, src: `function onRequest(c, r) { r.body.text } function onResponse(c, q, r) { console.log(q.body.text, c.request.method) }`}
	tr.answer()
	if got := tr.logs(); len(got) != 1 || got[0] != "x POST" {
		t.Errorf("%q\n%s", got, tr.trace())
	}
	tr = &trial{t: t, request: post, src: `function onResponse(c, q, r) { console.log(q.body.text) }`}
	tr.answer()
	if !strings.Contains(tr.trace(), "the request's body has gone, and nothing kept it") {
		t.Error(tr.trace())
	}
	for _, do := range []string{`q.method = 'x'`, `q.headers = {}`, `q.body = 'x'`, `q.url = '/'`, `q.path = '/'`, `q.query.set('a', 1)`, `q.body.text = 'x'`} {
		tr = &trial{t: t, request: post, src: `function onResponse(c, q, r) { ` + do + ` }`}
		tr.answer()
		if !strings.Contains(tr.trace(), "onRequest") {
			t.Errorf("%s: %s", do, tr.trace())
		}
	}
}

// A long body crosses in parts.
func TestLongBodies(t *testing.T) {
	long := strings.Repeat("0123456789abcdef", 1<<18) // 4 MiB
	tr := &trial{t: t, src: `function onResponse(c, q, r) { const b = r.body.bytes; b[b.length - 1] = 0x21; b[0] = 0x21 }`, response: withBody("x/y", long)}
	if _, got := tr.answer(); got != "!"+long[1:len(long)-1]+"!" {
		t.Errorf("%d octets\n%s", len(got), tr.trace())
	}
	tr = &trial{t: t, src: `function onResponse(c, q, r) { r.body.text += '!' }`, response: withBody("text/plain", long)}
	if _, got := tr.answer(); got != long+"!" {
		t.Errorf("%d octets\n%s", len(got), tr.trace())
	}
}

func TestTrailers(t *testing.T) {
	tr := &trial{t: t, src: `function onResponse(c, q, r) { r.trailers.set('grpc-status', 14); r.trailers.delete('old'); r.trailers.append('a', 'b') }`}
	tr.ask()
	h, _ := parsed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx", flow.Response)
	trailers := flow.ParseHead(flow.HTTP11, []byte("grpc-status: 0\r\nold: 1\r\n\r\n"), flow.Response, true)
	_, b, err := tr.run.Response(context.Background(), h, rule.Bytes([]byte("x"), trailers))
	if err != nil {
		t.Fatal(err)
	}
	p, err := b.Next(context.Background())
	if err != nil || p.Trailers == nil {
		t.Fatal(err, tr.trace())
	}
	var got []string
	for _, f := range p.Trailers.Fields {
		got = append(got, string(f.Name)+": "+string(f.Value))
	}
	if strings.Join(got, ", ") != "grpc-status: 14, a: b" {
		t.Errorf("%q", got)
	}
}
