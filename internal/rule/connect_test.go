package rule

import (
	"context"
	"errors"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

// address is a redirect-dns.
func address(to string) *act {
	return &act{"dns " + to, In(Connect), func(_ context.Context, t *Turn) error {
		t.Route.Address = to
		t.Did("to " + to)
		return nil
	}}
}

// TestConnect: what is known of a connection decides, and what is not leaves a
// rule out.
func TestConnect(t *testing.T) {
	client := &flow.ClientConn{ID: 7, Addr: "10.0.0.7:1", Entry: flow.EntryConnect, TLS: &flow.TLS{ServerName: "api.example.com"}}
	client.Process.Store(&flow.Process{PID: 42, Name: "curl", Path: "/usr/bin/curl"})
	for _, c := range []struct {
		match          string
		before, tunnel bool // takes its turn before an exchange, and for a tunnel
	}{
		{"", true, true},
		{"host:.example.com port:443 app:curl pid:42 client:10.0.0.0/8 sni:api.example.com", true, true},
		{"host:other.com", false, false},
		{"host:api.example.com path:/v1/*", false, false},
		{"host:api.example.com or path:/v1/*", true, true},
		{"-method:POST", false, false},
		{"is:https", true, false},
		{"is:tunnel", false, true},
		{"is:exchange", false, false},
		{"after host:api.example.com", true, true},
	} {
		set := NewSet([]*Group{{Name: "g", Enabled: true, Rules: []*Rule{is("a", c.match, address("10.0.0.5"))}}}, Limits{}, noon)
		for _, scheme := range []string{"https", ""} {
			want := c.before
			if scheme == "" {
				want = c.tunnel
			}
			route := Route{Scheme: scheme, Host: "api.example.com", Port: 443}
			got, link := set.Connect(Target{Client: client, Host: "api.example.com", Port: 443, Scheme: scheme}, route)
			if (got.Address == "10.0.0.5") != want || got.Host != route.Host {
				t.Errorf("%q, scheme %q: %+v", c.match, scheme, got)
			}
			if (link != nil) != (want && scheme == "") {
				t.Errorf("%q, scheme %q: the link is %+v", c.match, scheme, link)
			} else if link != nil && (len(link.Trace) != 1 || link.Trace[0].Did != "to 10.0.0.5" || len(link.Trace[0].Changes) != 1) {
				t.Errorf("%q: the trace is %+v", c.match, link.Trace)
			}
		}
	}
	if got, link := (*Set)(nil).Connect(Target{}, Route{Host: "x"}); got != (Route{Host: "x"}) || link != nil {
		t.Errorf("no rules: %+v, %+v", got, link)
	}
}

// TestLinks: order, final, failures and cuts of tunnels.
func TestLinks(t *testing.T) {
	wraps := &act{"wraps", In(Connect), func(_ context.Context, t *Turn) error {
		if t.Link == nil || t.Exchange != nil {
			return errors.New("not a tunnel")
		}
		t.Link.Wrap(func(b Body) Body { return b }, nil)
		t.Mark().Comment = "slow"
		t.Did("slowed")
		return nil
	}}
	fails := &act{"fails", In(Connect), func(_ context.Context, t *Turn) error {
		t.Route.Address = "10.9.9.9"
		t.Link.Wrap(nil, func(b Body) Body { return b })
		panic("oh")
	}}
	cuts := &act{"cuts", In(Connect), func(_ context.Context, t *Turn) error { t.Hide(); return &Cut{How: CutReset, Why: "resets"} }}
	connect := func(rules ...*Rule) (Route, *Link) {
		set := NewSet([]*Group{{Name: "g", Enabled: true, Rules: rules}}, Limits{}, noon)
		return set.Connect(Target{Host: "a.test", Port: 443}, Route{Host: "a.test", Port: 443})
	}
	route, link := connect(is("a", "", fails, address("10.0.0.1")), is("b", "", wraps, address("10.0.0.2")), is("c", "", at("c", RequestHead)))
	if route.Address != "10.0.0.2" || link == nil || link.Up == nil || link.Down != nil || link.Cut != nil || link.Mark.Comment != "slow" || len(link.Trace) != 4 ||
		strings.Join(link.Rules, " ") != "a b" {
		t.Errorf("%+v, %+v", route, link)
	}
	if route, link = connect(is("a", "final host:a.test"), is("b", "", wraps)); link != nil {
		t.Errorf("after a final rule: %+v", link)
	}
	if _, link = connect(is("a", "", cuts, wraps), is("b", "", wraps)); link == nil || link.Cut == nil || link.Cut.How != CutReset || link.Up != nil || !link.Hidden {
		t.Errorf("a cut: %+v", link)
	}
}

// TestAnAddressIsDecidedAgain: that of the connection does not outlive its rule.
func TestAnAddressIsDecidedAgain(t *testing.T) {
	for _, c := range []struct {
		rule *Rule
		want *Route
	}{
		{is("a", "", address("10.0.0.5")), nil},
		{is("a", "", address("10.0.0.6")), &Route{"https", "a", 443, "10.0.0.6"}},
		{is("a", "", at("x", RequestHead)), &Route{"https", "a", 443, ""}},
	} {
		set := NewSet([]*Group{{Name: "g", Enabled: true, Rules: []*Rule{c.rule}}}, Limits{}, noon)
		head := flow.ParseHead(flow.HTTP11, []byte(askText+"\r\n"), flow.Request, false)
		out, err := set.Begin(&flow.Exchange{}, head).Request(t.Context(), head, nil, Route{"https", "a", 443, "10.0.0.5"})
		if err != nil || (out.Route == nil) != (c.want == nil) || c.want != nil && *out.Route != *c.want {
			t.Errorf("%s: %+v, %v", c.rule.Actions[0].Kind(), out.Route, err)
		}
	}
}
