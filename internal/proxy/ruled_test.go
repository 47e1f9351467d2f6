package proxy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/testkit"
)

// act is an action that is a function.
type act struct {
	phases rule.Phases
	do     func(context.Context, *rule.Turn) error
}

func (a act) Kind() string                               { return "act" }
func (a act) Phases() rule.Phases                        { return a.phases }
func (a act) Do(ctx context.Context, t *rule.Turn) error { return a.do(ctx, t) }
func on(p rule.Phase, do func(t *rule.Turn) error) rule.Action {
	return act{rule.In(p), func(_ context.Context, t *rule.Turn) error { return do(t) }}
}

// withRules has one rule for each action, all with the match.
func withRules(t testing.TB, match string, actions ...rule.Action) func(*Config) {
	t.Helper()
	e, err := filter.Parse(match)
	if err != nil {
		t.Fatal(err)
	}
	g := &rule.Group{Name: "test", Enabled: true}
	for _, a := range actions {
		g.Rules = append(g.Rules, &rule.Rule{Name: "r", Enabled: true, Match: e, Actions: []rule.Action{a}})
	}
	set := rule.NewSet([]*rule.Group{g}, rule.Limits{}, time.Now())
	return func(c *Config) { c.Rules, c.Resolve = func() *rule.Set { return set }, toLoopback }
}

func ruledRig(t *testing.T, match string, actions ...rule.Action) (*rig, *testkit.Origin, *testkit.Peer) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	r := newRig(t, withRules(t, match, actions...), o.CA)
	return r, o, r.secure("localhost:"+o.Port(), "localhost", "http/1.1")
}

func add(name, value string) func(*flow.Head) {
	return func(h *flow.Head) { h.Fields = append(h.Fields, flow.Field{Name: []byte(name), Value: []byte(value)}) }
}

// The record has what the client said and got; the origin gets the changed request.
func TestRulesStandBetweenTheSides(t *testing.T) {
	r, o, p := ruledRig(t, "path:/echo",
		on(rule.RequestHead, func(t *rule.Turn) error { return t.Request.EditHead(add("X-Ruled", "yes")) }),
		act{rule.In(rule.RequestBody), func(ctx context.Context, t *rule.Turn) error {
			b, err := t.Request.Whole(ctx)
			t.Request.SetBody(append(b, " and more"...))
			return err
		}},
		on(rule.ResponseHead, func(t *rule.Turn) error { return t.Response.EditHead(func(h *flow.Head) { h.Status = 201 }) }),
		act{rule.In(rule.ResponseBody), func(ctx context.Context, t *rule.Turn) error {
			return t.Response.Through(ctx, upper{})
		}})
	for range 2 { // on one connection
		p.Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello")
		wantStatus(t, p.WantHead(), 201)
		p.Want("e\r\nHELLO AND MORE\r\n0\r\n\r\n")
	}
	n := r.book.wait(t, 2)
	if got := o.Last(t, "/echo"); got.Header.Get("X-Ruled") != "yes" || string(got.Body) != "hello and more" {
		t.Errorf("the origin got %v %q", got.Header, got.Body)
	}
	if string(n.body[flow.Request]) != "hello" || string(n.body[flow.Response]) != "HELLO AND MORE" || n.x.Status != 201 {
		t.Errorf("recorded %q, %q, status %d", n.body[flow.Request], n.body[flow.Response], n.x.Status)
	}
	if len(n.x.Trace) < 2 || len(n.x.Rules) != 1 || n.x.Request.Size != 5 || n.x.Response.Size != 14 {
		t.Errorf("trace %+v, rules %v", n.x.Trace, n.x.Rules)
	}
}

type upper struct{}

func (upper) Write(dst, p []byte, _ bool) ([]byte, error) {
	return append(dst, bytes.ToUpper(p)...), nil
}

// What no rule changed goes through with its chunks as they were.
func TestRuleThatDoesNothingChangesNothing(t *testing.T) {
	testkit.NoLeaks(t)
	const wire = "HTTP/1.1 200 OK\r\ntransfer-ENCODING: chunked\r\nX-b:1\r\n\r\n5;ext=1\r\nhello\r\n000\r\nX-T: 1\r\n\r\n"
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.Want("POST / HTTP/1.1\r\nhost: " + p.LocalAddr().String() + "\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\n\r\n")
		p.Send(wire)
	})
	r := newRig(t, withRules(t, "", on(rule.ResponseHead, func(*rule.Turn) error { return nil })))
	p := r.dial()
	p.Sendf("POST http://%s/ HTTP/1.1\r\nhost: %[1]s\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\n\r\n", o.Addr)
	p.Want(wire)
}

// An answer of a rule needs no origin, reads the request's body all the same,
// and leaves the connection as it was.
func TestRuleAnswers(t *testing.T) {
	r, o, p := ruledRig(t, "path:/x", on(rule.RequestHead, func(t *rule.Turn) error {
		t.Answer(&rule.Answer{Status: 503, Body: io.NopCloser(strings.NewReader("no")), Size: 2,
			Fault: &flow.Fault{Code: flow.RuleBlocked, Side: flow.SideRule, Message: "blocked"}})
		return nil
	}))
	p.Send("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc")
	wantStatus(t, p.WantHead(), 503)
	p.Want("no")
	wantStatus(t, get(p, "localhost", "/bytes/1"), 200)
	n := r.book.wait(t, 1)
	if string(n.body[flow.Request]) != "abc" || n.x.Fault == nil || n.x.Server != nil || o.Count() > 1 {
		t.Errorf("recorded %q, fault %v; %d requests at the origin", n.body[flow.Request], n.x.Fault, o.Count())
	}
}

func TestRuleSendsElsewhere(t *testing.T) {
	other := testkit.NewOrigin(t, testkit.Options{Plain: true})
	_, o, p := ruledRig(t, "path:/bytes/*", on(rule.RequestHead, func(t *rule.Turn) error {
		t.Route.Scheme, t.Route.Host, t.Route.Port = "http", "other.test", portNumber(other)
		return nil
	}))
	wantStatus(t, get(p, "localhost", "/bytes/1"), 200)
	p.WantN(1)
	if o.Count() != 0 || other.Count() != 1 {
		t.Errorf("%d at the origin, %d at the other", o.Count(), other.Count())
	}
}

func portNumber(o *testkit.Origin) (n uint16) {
	for _, c := range o.Port() {
		n = n*10 + uint16(c-'0')
	}
	return n
}

func TestRuleCuts(t *testing.T) {
	cutting := func(how rule.CutHow, end func(*testkit.Peer)) {
		t.Run(fmt.Sprint(how), func(t *testing.T) {
			r, o, p := ruledRig(t, "", on(rule.RequestHead, func(*rule.Turn) error { return &rule.Cut{How: how, Why: "cut"} }))
			p.Send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
			end(p)
			if n := r.book.wait(t, 1); n.x.Fault == nil || n.x.Fault.Side != flow.SideRule || o.Count() != 0 {
				t.Errorf("fault %v", n.x.Fault)
			}
		})
	}
	for _, how := range []rule.CutHow{rule.CutClose, rule.CutReset} {
		cutting(how, func(p *testkit.Peer) { p.WantGone() })
	}
	// A client that is left hanging and gives up ends it.
	cutting(rule.CutHang, func(p *testkit.Peer) { p.Close() })
}

// A client that waits to be told is told when a rule wants its body first.
func TestHeldBodyOfWaitingClient(t *testing.T) {
	_, o, p := ruledRig(t, "", act{rule.In(rule.RequestBody), func(ctx context.Context, t *rule.Turn) error {
		_, err := t.Request.Whole(ctx)
		return err
	}})
	p.Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
	p.Want("HTTP/1.1 100 Continue\r\n\r\n")
	p.Send("hello")
	wantStatus(t, p.WantHead(), 200)
	if got := o.Last(t, "/echo"); string(got.Body) != "hello" {
		t.Errorf("the origin got %q", got.Body)
	}
}

// counting notes what passes.
type counting struct {
	rule.Body
	n *atomic.Int64
}

func (c counting) Next(ctx context.Context) (rule.Piece, error) {
	p, err := c.Body.Next(ctx)
	c.n.Add(int64(len(p.Data)))
	return p, err
}

// A tunnel goes where a rule says, through what the rule puts around it.
func TestRulesOfTunnels(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.Want("\x00ping")
		p.Send("pong")
		p.CloseWrite()
		p.WantEnd()
	})
	var up, down atomic.Int64
	count := func(n *atomic.Int64) func(rule.Body) rule.Body {
		return func(b rule.Body) rule.Body { return counting{b, n} }
	}
	r := newRig(t, func(c *Config) {
		withRules(t, "host:nowhere.test", on(rule.Connect, func(t *rule.Turn) error {
			t.Route.Address = "127.0.0.1"
			if t.Link != nil {
				t.Link.Wrap(count(&up), count(&down))
			}
			t.Did("led elsewhere")
			return nil
		}))(c)
		c.Resolve = func(_ context.Context, host string) ([]netip.Addr, error) { return nil, errors.New("no name " + host) }
	})
	_, port, _ := net.SplitHostPort(o.Addr)
	p := r.connect("nowhere.test:" + port)
	p.Send("\x00ping")
	p.Want("pong")
	p.CloseWrite()
	p.WantEnd()
	tun, _ := r.book.waitOther(t, 1).(*flow.Tunnel)
	if tun == nil || tun.Fault != nil || len(tun.Rules) != 1 || down.Load() != 4 {
		t.Errorf("tunnel %+v; %d octets up, %d down", tun, up.Load(), down.Load())
	}
}

// A loop that a rule made is the rule's fault.
func TestRuleThatLoops(t *testing.T) {
	var self netip.AddrPort
	r, _, p := ruledRig(t, "", on(rule.RequestHead, func(t *rule.Turn) error {
		t.Route.Scheme, t.Route.Host, t.Route.Port = "http", self.Addr().String(), self.Port()
		return nil
	}))
	self = netip.MustParseAddrPort(r.addr)
	wantStatus(t, get(p, "localhost", "/"), 508)
	if n := r.book.wait(t, 1); n.x.Fault == nil || n.x.Fault.Code != flow.RuleLoop || n.x.Fault.Side != flow.SideRule {
		t.Errorf("fault %v", n.x.Fault)
	}
}
