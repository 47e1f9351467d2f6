package script

import (
	"context"
	"strings"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// Whatever a call says that it did, heads stay heads, and nothing panics.
func FuzzApply(f *testing.F) {
	for _, s := range []string{
		`{"request":{"method":"PUT","headers":[0,1,["a","b"],99,-1,null,"x"],"url":{"scheme":"https","host":"a.example","port":443,"target":"/x"}}}`,
		`{"response":{"status":201,"reason":"","headers":[],"trailers":[["set","a","b"],["delete","a",""],["append","\r\n","x"]]}}`,
		`{"answer":{"status":200,"reason":"a\nb","headers":[["a","b"],[":x","y"]]}}`, `{"message":{"drop":true}}`, `{"message":{}}`, `{"cut":"hang"}`, `{`, `[]`, `null`,
		`{"request":{"url":{"port":-1}},"answer":null}`, `{"response":{"status":99999,"reason":"x\u0000"}}`,
	} {
		f.Add(uint8(0), s, "body")
		f.Add(uint8(1), s, "")
		f.Add(uint8(2), s, "\xff")
	}
	a, err := sharedHost().New(Options{Source: "function onRequest() {} function onResponse() {} function onMessage() {}", Limits: Limits{Time: time.Minute}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, which uint8, out, body string) {
		pretend := &pretended{Action: a, h: handler(which % 3), out: out, body: body}
		tr := &trial{t: t, action: pretend}
		o, err := tr.ask()
		if err != nil {
			return // it was cut
		}
		checkHead(t, o.Head, flow.Request)
		if o.Answer != nil {
			h := &flow.Head{Proto: flow.HTTP11, Status: o.Answer.Status, Reason: []byte(o.Answer.Reason), Fields: o.Answer.Fields}
			if _, err := rule.Edited(h, flow.Response, func(*flow.Head) {}); err != nil {
				t.Errorf("an answer that cannot be sent: %v", err)
			}
			return
		}
		h, b := parsed(someResponse, flow.Response)
		if h, b, err = tr.run.Response(context.Background(), h, b); err != nil {
			return
		}
		checkHead(t, h, flow.Response)
		all(t, b)
		if err := tr.run.Event(context.Background(), &rule.Event{Kind: flow.MessageText, Data: []byte("a")}); err != nil && pretend.h != onMessage {
			t.Error(err)
		}
	})
}

// pretended takes its turn as if a call had ended in some way.
type pretended struct {
	*Action
	h         handler
	out, body string
}

func (p *pretended) Do(ctx context.Context, t *rule.Turn) error {
	if t.Phase != phaseOf(p.h) {
		return nil
	}
	j := p.job(ctx, t, p.h)
	for _, name := range []string{"request", "response", "message", "answer"} {
		if j.bodies[name] == nil {
			j.bodies[name] = &payload{}
		}
		j.bodies[name].out, j.bodies[name].changed, j.bodies[name].asText = []byte(p.body), p.body != "", len(p.body)%2 == 0
	}
	return apply(ctx, t, p.h, j, p.out)
}

// checkHead wants a head to be what it says.
func checkHead(t *testing.T, h *flow.Head, dir flow.Direction) {
	t.Helper()
	again := flow.ParseHead(flow.HTTP11, h.Raw, dir, false)
	if string(again.Method) != string(h.Method) || string(again.Target) != string(h.Target) || again.Status != h.Status || len(again.Fields) != len(h.Fields) {
		t.Errorf("not a head: %q", h.Raw)
	}
	for _, f := range h.Fields {
		if strings.ContainsAny(string(f.Name)+string(f.Value), "\r\n\x00") {
			t.Errorf("a field %q: %q", f.Name, f.Value)
		}
	}
}

// Whatever a script is, the exchange comes out of it.
func FuzzScript(f *testing.F) {
	for _, s := range []string{
		"request.headers.set('a', 'b')", "return {status: 200, body: 'x'}", "request.body.json.a = 1", "throw 1", "request.url = 'http://x:1/'", "context.shared.set('a', [1])",
		"for (;;);", "return new Response()", "request.query = [['a', 'b']]", "} function onResponse(a, b, c) { c.body = b.url", "new URL('http://a/%').searchParams.sort()",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		a, err := sharedHost().New(Options{Source: "async function onRequest(context, request) { " + src + "\n}", Name: "f.js", Limits: Limits{Time: 20 * time.Millisecond, Memory: 4 << 20}})
		if err != nil {
			if len(err.Error()) > 2*maxWhat {
				t.Errorf("an error of %d octets", len(err.Error()))
			}
			return
		}
		defer a.Close()
		tr := &trial{t: t, action: a, request: "POST /a?b=c HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: 9\r\n\r\n{\"a\": 12}"}
		o, err := tr.ask()
		if err != nil {
			return
		}
		checkHead(t, o.Head, flow.Request)
		tr.answer()
	})
}
