package proxy

import (
	"io"
	"strings"
	"sync/atomic"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/testkit"
)

// editing is an action that edits a head.
func editing(p rule.Phase, f func(*flow.Head)) rule.Action {
	return on(p, func(t *rule.Turn) error { return t.Message().EditHead(f) })
}

// What is not sent twice is what the rules made of the request, not what the client asked.
func TestRuledRequestIsNotRepeated(t *testing.T) {
	testkit.NoLeaks(t)
	var posts atomic.Int64
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		if h := p.WantHead(); strings.HasPrefix(h, "POST") {
			posts.Add(1)
		}
		p.Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		if h := p.WantHead(); strings.HasPrefix(h, "POST") {
			posts.Add(1)
		}
	})
	r := newRig(t, withRules(t, "path:/2", editing(rule.RequestHead, func(h *flow.Head) { h.Method = []byte("POST") })))
	p := r.dial()
	p.Sendf("GET http://%s/1 HTTP/1.1\r\nHost: %[1]s\r\n\r\n", o.Addr)
	wantStatus(t, p.WantHead(), 200)
	p.Sendf("GET http://%s/2 HTTP/1.1\r\nHost: %[1]s\r\n\r\n", o.Addr)
	wantStatus(t, p.WantHead(), 502)
	if n := posts.Load(); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

// However rules change what decides whether there is a body, client and proxy agree on where
// it ends: the next exchange follows on the connection.
func TestRulesThatChangeWhetherThereIsABody(t *testing.T) {
	status := func(n int) func(*flow.Head) {
		return func(h *flow.Head) { h.Status, h.Reason = n, []byte("Changed") }
	}
	put := on(rule.ResponseBody, func(t *rule.Turn) error { t.Response.SetBody([]byte("put")); return nil })
	answers := func(a rule.Answer, body string) rule.Action {
		return on(rule.RequestHead, func(t *rule.Turn) error {
			a := a
			a.Body = io.NopCloser(strings.NewReader(body))
			t.Answer(&a)
			return nil
		})
	}
	for _, c := range []struct {
		name    string
		origin  string
		actions []rule.Action
		want    string // after the start line
	}{
		{"304 to 200", "304 Not Modified\r\nContent-Length: 9\r\n\r\n", []rule.Action{editing(rule.ResponseHead, status(200))}, "Content-Length: 0\r\n\r\n"},
		{"304 to 200, chunked", "304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", []rule.Action{editing(rule.ResponseHead, status(200))}, "Content-Length: 0\r\n\r\n"},
		{"304 to 200, with a body", "304 Not Modified\r\nContent-Length: 9\r\n\r\n", []rule.Action{editing(rule.ResponseHead, status(200)), put}, "Content-Length: 3\r\n\r\nput"},
		{"204 to 200", "204 No Content\r\n\r\n", []rule.Action{editing(rule.ResponseHead, status(200))}, "Content-Length: 0\r\n\r\n"},
		{"200 to 204", "200 OK\r\nContent-Length: 2\r\n\r\nno", []rule.Action{editing(rule.ResponseHead, status(204))}, "\r\n"},
		{"HEAD for GET, no length", "200 OK\r\nX-A: b\r\n\r\n", []rule.Action{editing(rule.RequestHead, func(h *flow.Head) { h.Method = []byte("HEAD") })}, "X-A: b\r\nContent-Length: 0\r\n\r\n"},
		{"HEAD for GET, chunked", "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", []rule.Action{editing(rule.RequestHead, func(h *flow.Head) { h.Method = []byte("HEAD") })}, "Content-Length: 0\r\n\r\n"},
		{"an answer with a 204 and a body of unknown length", "", []rule.Action{answers(rule.Answer{Status: 204, Size: -1}, "no")}, "\r\n"},
		{"an answer with a 304 and a body", "", []rule.Action{answers(rule.Answer{Status: 304, Size: 2}, "no")}, "\r\n"},
		{"101 to 403", "101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", []rule.Action{editing(rule.ResponseHead, status(403))}, "Content-Length: 0\r\n\r\n"},
		{"101 to 403, with a body", "101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", []rule.Action{editing(rule.ResponseHead, status(403)), put}, "Content-Length: 3\r\n\r\nput"},
	} {
		t.Run(c.name, func(t *testing.T) {
			testkit.NoLeaks(t)
			o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
				p.WantHead()
				p.Send("HTTP/1.1 " + c.origin)
			})
			r := newRig(t, withRules(t, "", c.actions...))
			p := r.dial()
			for range 2 {
				p.Sendf("GET http://%s/ HTTP/1.1\r\nHost: %[1]s\r\n\r\n", o.Addr)
				p.WantLine()
				p.Want(c.want)
			}
			r.book.wait(t, 2)
		})
	}
}

// What is an answer to none of the requests that there are is a fault of the rule, once.
func TestAnswerThatIsNone(t *testing.T) {
	_, _, p := ruledRig(t, "", on(rule.RequestHead, func(t *rule.Turn) error { t.Answer(&rule.Answer{Status: 103}); return nil }))
	wantStatus(t, get(p, "localhost", "/"), 502)
}
