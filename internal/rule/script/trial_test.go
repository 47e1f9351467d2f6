package script

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// trial is an exchange that a script is called in.
type trial struct {
	t        testing.TB
	host     *Host
	src      string
	env      map[string]string
	limits   Limits
	dry      bool
	request  string // head, then the body
	response string

	run    *rule.Run
	out    rule.Outcome
	action rule.Action
}

const (
	someRequest  = "GET /v1/me?a=1&b=%20x HTTP/1.1\r\nHost: api.example.com\r\nX-One: 1\r\nAccept: */*\r\nx-one: 2\r\n\r\n"
	someResponse = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 14\r\n\r\n{\"name\":\"Ada\"}"
)

// sharedHost saves the time of compiling the prelude again and again.
var sharedHost = sync.OnceValue(func() *Host { return NewHost(nil) })

func parsed(text string, dir flow.Direction) (*flow.Head, rule.Body) {
	head, body, _ := strings.Cut(text, "\r\n\r\n")
	h := flow.ParseHead(flow.HTTP11, []byte(head+"\r\n\r\n"), dir, false)
	if body == "" && !h.Has("content-length") {
		return h, nil
	}
	return h, rule.Bytes([]byte(body), nil)
}

func (tr *trial) begin() {
	tr.t.Helper()
	if tr.host == nil {
		tr.host = sharedHost()
	}
	if tr.limits.Time == 0 {
		tr.limits.Time = 20 * time.Second
	}
	if tr.action == nil {
		a, err := tr.host.New(Options{Source: tr.src, Name: "test.js", Env: tr.env, Limits: tr.limits})
		if err != nil {
			tr.t.Fatal(err)
		}
		tr.action = a
	}
	if tr.request == "" {
		tr.request = someRequest
	}
	match, err := filter.Parse("")
	if err != nil {
		tr.t.Fatal(err)
	}
	set := rule.NewSet([]*rule.Group{{Name: "staging", Enabled: true, Rules: []*rule.Rule{{Name: "r", Enabled: true, Match: match, Actions: []rule.Action{tr.action}}}}},
		rule.Limits{}, time.Unix(0, 0))
	h, _ := parsed(tr.request, flow.Request)
	x := &flow.Exchange{ID: 7, Method: "GET", Scheme: "https", Host: "api.example.com", Port: 443, URL: "https://api.example.com" + string(h.Target), Proto: flow.HTTP11,
		Client: &flow.ClientConn{Addr: "127.0.0.1:5000"}}
	tr.run = set.Begin(x, h)
	tr.run.Dry = tr.dry
}

func (tr *trial) ask() (rule.Outcome, error) {
	tr.t.Helper()
	if tr.run == nil {
		tr.begin()
	}
	h, b := parsed(tr.request, flow.Request)
	out, err := tr.run.Request(context.Background(), h, b, rule.Route{Scheme: "https", Host: "api.example.com", Port: 443})
	tr.out = out
	return out, err
}

func (tr *trial) answer() (*flow.Head, string) {
	tr.t.Helper()
	if tr.run == nil {
		if _, err := tr.ask(); err != nil {
			tr.t.Fatal(err)
		}
	}
	if tr.response == "" {
		tr.response = someResponse
	}
	h, b := parsed(tr.response, flow.Response)
	h, b, err := tr.run.Response(context.Background(), h, b)
	if err != nil {
		tr.t.Fatal(err)
	}
	return h, all(tr.t, b)
}

func all(t testing.TB, b rule.Body) string {
	t.Helper()
	var s strings.Builder
	for b != nil {
		p, err := b.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		s.Write(p.Data)
		if p.End {
			break
		}
	}
	return s.String()
}

// trace is what is told of the exchange, a line for each step.
func (tr *trial) trace() string {
	var b strings.Builder
	for _, s := range tr.run.Trace() {
		fmt.Fprintf(&b, "%s: did %q skipped %q log %q\n", s.Phase, s.Did, s.Why, s.Log)
	}
	return b.String()
}

// message gives one message its turn, and returns it.
func (tr *trial) message(data string) *rule.Event {
	return tr.event(&rule.Event{Kind: flow.MessageText, Dir: flow.Response, Data: []byte(data)})
}

func (tr *trial) event(ev *rule.Event) *rule.Event {
	tr.t.Helper()
	if tr.run == nil {
		tr.response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"
		tr.answer()
	}
	if err := tr.run.Event(context.Background(), ev); err != nil {
		tr.t.Fatal(err)
	}
	return ev
}

// logs are all lines that were written to the console.
func (tr *trial) logs() (all []string) {
	for _, s := range tr.run.Trace() {
		all = append(all, s.Log...)
	}
	return all
}
