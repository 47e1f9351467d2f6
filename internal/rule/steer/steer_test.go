package steer

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// tried is what became of one request.
type tried struct {
	out    rule.Outcome
	err    error
	trace  []flow.RuleStep
	mark   flow.Mark
	hidden bool
}

// request is one as it is on the wire: a head of HTTP/1 unless it begins with ":".
type request struct{ url, head string }

func (r request) parse(t *testing.T) (*flow.Exchange, *flow.Head, rule.Route) {
	t.Helper()
	proto := flow.HTTP11
	if strings.HasPrefix(r.head, ":") {
		proto = flow.HTTP2
	}
	h := flow.ParseHead(proto, []byte(strings.ReplaceAll(r.head, "\n", "\r\n")+"\r\n\r\n"), flow.Request, false)
	s, rest, _ := strings.Cut(r.url, "://")
	where, _, _ := strings.Cut(rest, "/")
	name, port, err := splitPort(where)
	if err != nil {
		t.Fatal(err)
	}
	if port == 0 {
		port = usualPort(s)
	}
	name = strings.Trim(name, "[]")
	x := &flow.Exchange{ID: 1, Client: &flow.ClientConn{}, Proto: proto, Method: string(h.Method), Scheme: s, Host: name, Port: port, URL: r.url}
	return x, h, rule.Route{Scheme: s, Host: name, Port: port}
}

// try runs rules, each of a match and its actions, over a request.
func try(t *testing.T, r request, rules ...*rule.Rule) tried {
	t.Helper()
	for i, one := range rules {
		one.Enabled = true
		if one.Name == "" {
			one.Name = fmt.Sprintf("rule %d", i+1)
		}
	}
	set := rule.NewSet([]*rule.Group{{Name: "test", Enabled: true, Rules: rules}}, rule.Limits{}, time.Time{})
	x, h, route := r.parse(t)
	run := set.Begin(x, h)
	if run == nil {
		t.Fatal("no rule matches")
	}
	got := tried{}
	got.out, got.err = run.Request(context.Background(), h, nil, route)
	got.trace = run.Trace()
	got.mark, got.hidden = run.Mark()
	return got
}

func match(t *testing.T, text string) *filter.Expr {
	t.Helper()
	e, err := filter.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func remote(t *testing.T, r Remote) *MapRemote {
	t.Helper()
	m, err := NewMapRemote(r)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// head is a head as lines.
func head(h *flow.Head) string {
	return strings.TrimSpace(strings.ReplaceAll(string(h.Raw), "\r\n", "\n"))
}

func TestMapRemote(t *testing.T) {
	const (
		plain = "GET /v1/me?x=1 HTTP/1.1\nHost: api.example.com\nOrigin: https://api.example.com\nReferer: https://api.example.com/page\nCookie: a=1"
		url   = "https://api.example.com/v1/me?x=1"
		h2    = ":method: GET\n:scheme: https\n:authority: api.example.com\n:path: /v1/me?x=1\norigin: https://app.example.com"
	)
	for _, c := range []struct {
		name        string
		match       string
		to          Remote
		url, in     string
		route, want string
	}{
		{"host", "", Remote{Host: "Staging.Example.com."}, url, plain, "https://staging.example.com",
			"GET /v1/me?x=1 HTTP/1.1\nHost: staging.example.com\nOrigin: https://staging.example.com\nReferer: https://staging.example.com/page\nCookie: a=1"},
		{"host and port", "", Remote{Host: "staging.example.com", Port: 8443}, url, plain, "https://staging.example.com:8443",
			"GET /v1/me?x=1 HTTP/1.1\nHost: staging.example.com:8443\nOrigin: https://staging.example.com:8443\nReferer: https://staging.example.com:8443/page\nCookie: a=1"},
		{"kept names", "", Remote{Host: "staging.example.com", Port: 8443, KeepHost: true, KeepOrigin: true}, url, plain, "https://staging.example.com:8443", plain},
		{"another scheme takes its port along", "", Remote{Scheme: "http"}, url, plain, "http://api.example.com",
			"GET /v1/me?x=1 HTTP/1.1\nHost: api.example.com\nOrigin: http://api.example.com\nReferer: http://api.example.com/page\nCookie: a=1"},
		{"an unusual port stays", "", Remote{Scheme: "http"}, "https://a:8443/", "GET / HTTP/1.1\nHost: a:8443", "http://a:8443", "GET / HTTP/1.1\nHost: a:8443"},
		{"path", "", Remote{Path: "/v2/you"}, url, plain, "", strings.Replace(plain, "/v1/me?", "/v2/you?", 1)},
		{"path and no query", "", Remote{Path: "/v2/you", NoQuery: true}, url, plain, "", strings.Replace(plain, "/v1/me?x=1", "/v2/you", 1)},
		{"path with a query", "", Remote{Path: "/v2/you?y=2"}, url, plain, "", strings.Replace(plain, "/v1/me?x=1", "/v2/you?y=2", 1)},
		{"query", "", Remote{Query: "y=2"}, url, plain, "", strings.Replace(plain, "?x=1", "?y=2", 1)},
		{"captures of the match", "host:api.example.com path:/v1/*", Remote{Path: "/v2/$1/x"}, url, plain, "", strings.Replace(plain, "/v1/me", "/v2/me/x", 1)},
		{"captures of from", "path:/*", Remote{From: "~^/v(\\d+)/(.*)", Path: "/$2/$1"}, url, plain, "", strings.Replace(plain, "/v1/me", "/me/1", 1)},
		{"captures in the host", "", Remote{From: "https://*.example.com/*", Host: "$1.test", Path: "/$2"}, url, plain, "https://api.test",
			"GET /v1/me?x=1 HTTP/1.1\nHost: api.test\nOrigin: https://api.test\nReferer: https://api.test/page\nCookie: a=1"},
		{"what cannot be on the wire is encoded", "", Remote{Path: "/a b/ü"}, url, plain, "", strings.Replace(plain, "/v1/me", "/a%20b/%C3%BC", 1)},
		{"absolute form", "", Remote{Host: "b.test", Port: 81}, "http://a/x", "GET http://a/x HTTP/1.1\nHost: a", "http://b.test:81", "GET http://b.test:81/x HTTP/1.1\nHost: b.test:81"},
		{"absolute form, kept", "", Remote{Host: "b.test", KeepHost: true}, "http://a/x", "GET http://a/x HTTP/1.1\nHost: a", "http://b.test", "GET http://a/x HTTP/1.1\nHost: a"},
		{"asterisk form", "", Remote{Host: "b.test", Path: "/y"}, "http://a/", "OPTIONS * HTTP/1.1\nHost: a", "http://b.test", "OPTIONS * HTTP/1.1\nHost: b.test"},
		{"HTTP/2", "", Remote{Scheme: "http", Host: "::1", Path: "/p"}, url, h2, "http://[::1]",
			":method: GET\n:scheme: http\n:authority: [::1]\n:path: /p?x=1\norigin: https://app.example.com"},
		{"HTTP/2, kept", "", Remote{Host: "b.test", KeepHost: true}, url, h2, "https://b.test", h2},
		{"WebSocket", "", Remote{Scheme: "wss", Host: "b.test"}, "http://a/ws", "GET /ws HTTP/1.1\nHost: a\nOrigin: http://a\nUpgrade: websocket", "https://b.test",
			"GET /ws HTTP/1.1\nHost: b.test\nOrigin: https://b.test\nUpgrade: websocket"},
	} {
		got := try(t, request{c.url, c.in}, &rule.Rule{Match: match(t, c.match), Actions: []rule.Action{remote(t, c.to)}})
		if got.err != nil || len(got.trace) != 1 || got.trace[0].Why != "" {
			t.Errorf("%s: %v, %+v", c.name, got.err, got.trace)
			continue
		}
		route := ""
		if got.out.Route != nil {
			route = got.out.Route.String()
		}
		if route != c.route || head(got.out.Head) != c.want {
			t.Errorf("%s: to %q\n%s\nwant %q\n%s", c.name, route, head(got.out.Head), c.route, c.want)
		}
	}
}

func TestMapRemoteSkips(t *testing.T) {
	for _, c := range []struct {
		to  Remote
		why string
	}{
		{Remote{Host: "a", Port: 80, Scheme: "http"}, "the request goes there already"},
		{Remote{Path: "/x"}, "the request goes there already"},
		{Remote{From: "/y/*", Path: "/z"}, "the URL is not like /y/*"},
		{Remote{Path: "/$1"}, "$1 stands for nothing: the match has no path or url condition that holds; give one with from"},
		{Remote{From: "/*", Host: "$1..b"}, `"x..b" is neither a host name nor an address`},
	} {
		got := try(t, request{"http://a/x", "GET /x HTTP/1.1\nHost: a"}, &rule.Rule{Actions: []rule.Action{remote(t, c.to)}})
		if len(got.trace) != 1 || got.trace[0].Why != c.why || got.out.Route != nil {
			t.Errorf("%+v: %+v", c.to, got.trace)
		}
	}
}

func TestMapRemoteRefuses(t *testing.T) {
	for _, r := range []Remote{{}, {KeepHost: true}, {Scheme: "ftp"}, {Host: "a b"}, {Host: "a/b"}, {Path: "x"}, {Path: "/x?a", Query: "b"}, {Path: "/x", From: "~("}} {
		if _, err := NewMapRemote(r); err == nil {
			t.Errorf("%+v was taken", r)
		}
	}
}

// TestRemoteOfAURL: what a URL does not have stays.
func TestRemoteOfAURL(t *testing.T) {
	for url, want := range map[string]Remote{
		"https://b.test":             {Scheme: "https", Host: "b.test", Port: 443},
		"http://b.test:81/":          {Scheme: "http", Host: "b.test", Port: 81, Path: "/"},
		"ws://[::1]:9/p/$1?":         {Scheme: "http", Host: "[::1]", Port: 9, Path: "/p/$1", NoQuery: true},
		"https://b.test?q=1#section": {Scheme: "https", Host: "b.test", Port: 443, Query: "q=1"},
	} {
		if got, err := RemoteTo(url); err != nil || got != want {
			t.Errorf("%s is %+v, %v", url, got, err)
		}
	}
	for _, bad := range []string{"b.test", "ftp://x", "http://", "http://u:p@x/", "http://x:0/", "http://x:http/"} {
		if got, err := RemoteTo(bad); err == nil {
			t.Errorf("%s is %+v", bad, got)
		}
	}
}

// TestAnAddressIsThatOfItsName: another rule's map-remote leaves the address
// behind, the same rule's takes it along.
func TestAnAddressIsThatOfItsName(t *testing.T) {
	dns := func() rule.Action { d, _ := NewRedirectDNS("10.0.0.5"); return d }
	to := remote(t, Remote{Host: "b.test"})
	r := request{"https://a.test/", "GET / HTTP/1.1\nHost: a.test"}
	apart := try(t, r, &rule.Rule{Actions: []rule.Action{dns()}}, &rule.Rule{Actions: []rule.Action{to}})
	if got := *apart.out.Route; got != (rule.Route{Scheme: "https", Host: "b.test", Port: 443}) {
		t.Errorf("two rules go to %+v", got)
	}
	both := try(t, r, &rule.Rule{Actions: []rule.Action{to, dns()}})
	if got := *both.out.Route; got != (rule.Route{Scheme: "https", Host: "b.test", Port: 443, Address: "10.0.0.5"}) {
		t.Errorf("one rule goes to %+v", got)
	}
	same, _ := NewRedirectDNS("a.test")
	if s := try(t, r, &rule.Rule{Actions: []rule.Action{same}}).trace; len(s) != 1 || s[0].Why != "the connection goes there already" {
		t.Errorf("to the same name: %+v", s)
	}
	alone := try(t, r, &rule.Rule{Actions: []rule.Action{dns(), dns()}})
	if got := *alone.out.Route; got != (rule.Route{Scheme: "https", Host: "a.test", Port: 443, Address: "10.0.0.5"}) {
		t.Errorf("redirect-dns goes to %+v", got)
	}
	if s := alone.trace; len(s) != 2 || s[0].Did != "looked for a.test at 10.0.0.5" || s[1].Did != s[0].Did {
		t.Errorf("the trace is %+v", s)
	}
	if head(alone.out.Head) != head(flow.ParseHead(flow.HTTP11, []byte("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"), flow.Request, false)) {
		t.Error("redirect-dns changed the head")
	}
	for _, bad := range []string{"", "10.0.0.5:80", "[::1]:80", "a b"} {
		if _, err := NewRedirectDNS(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestBlock(t *testing.T) {
	r := request{"https://a.test/", "GET / HTTP/1.1\nHost: a.test\nAccept: text/html"}
	for _, c := range []struct {
		b      Block
		status int
		body   string
		typ    string
	}{
		{Block{}, 503, "Blocked by the rule “&lt;ads&gt;”", "text/html; charset=utf-8"},
		{Block{Status: 404, Body: []byte("gone")}, 404, "gone", "text/plain; charset=utf-8"},
		{Block{Body: []byte("{}"), ContentType: "application/json"}, 503, "{}", "application/json"},
		{Block{Status: 204, Hide: true}, 204, "", ""},
	} {
		b, err := NewBlock(c.b)
		if err != nil {
			t.Fatal(err)
		}
		got := try(t, r, &rule.Rule{Name: "<ads>", Actions: []rule.Action{b}})
		a := got.out.Answer
		if a == nil || a.Status != c.status || !a.Final || a.Fault.Code != flow.RuleBlocked || a.Fault.Side != flow.SideRule || got.hidden != c.b.Hide {
			t.Errorf("%+v answers %+v", c.b, a)
			continue
		}
		h := flow.Head{Fields: a.Fields}
		if typ, _ := h.Get("content-type"); string(typ) != c.typ {
			t.Errorf("%+v has the type %q", c.b, typ)
		}
		body := []byte{}
		if a.Body != nil {
			body, _ = io.ReadAll(a.Body)
			if int64(len(body)) != a.Size {
				t.Errorf("%d octets are said to be %d", len(body), a.Size)
			}
		}
		if !strings.Contains(string(body), c.body) || c.body == "" && len(body) > 0 {
			t.Errorf("%+v answers with %q", c.b, body)
		}
	}
	for accept, want := range map[string]string{"application/json": `{"error":{"by":"rockxy","code":"rule.blocked"`, "*/*": `Rockxy: blocked by the rule "x"`, "application/json, text/html": `{"error"`} {
		b, _ := NewBlock(Block{})
		a := try(t, request{"https://a.test/", "GET / HTTP/1.1\nHost: a.test\nAccept: " + accept}, &rule.Rule{Name: "x", Actions: []rule.Action{b}}).out.Answer
		if body, _ := io.ReadAll(a.Body); !strings.HasPrefix(string(body), want) {
			t.Errorf("who accepts %s gets %s", accept, body)
		}
	}
	for _, how := range []rule.CutHow{rule.CutClose, rule.CutReset, rule.CutHang} {
		b, _ := NewBlock(Block{How: how})
		got := try(t, r, &rule.Rule{Name: "x", Actions: []rule.Action{b}})
		if cut, ok := got.err.(*rule.Cut); !ok || cut.How != how || !strings.HasPrefix(cut.Why, `the rule "x" `) {
			t.Errorf("%v: %v", how, got.err)
		}
	}
	for _, bad := range []Block{{How: rule.CutClose, Status: 503}, {Status: 101}, {Status: 204, Body: []byte("x")}, {ContentType: "a\r\nb"}} {
		if _, err := NewBlock(bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

func TestMark(t *testing.T) {
	mark := func(m Mark) rule.Action {
		a, err := NewMark(m)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	got := try(t, request{"https://a.test/", "GET / HTTP/1.1\nHost: a.test"},
		&rule.Rule{Actions: []rule.Action{mark(Mark{Note: flow.Mark{Colour: "RED", Comment: "one"}}), mark(Mark{Ignore: true})}},
		&rule.Rule{Actions: []rule.Action{mark(Mark{Note: flow.Mark{Colour: "gray", Comment: "two", Pinned: true}}), mark(Mark{Note: flow.Mark{Comment: "one"}})}})
	if want := (flow.Mark{Pinned: true, Colour: "grey", Comment: "one\ntwo"}); got.mark != want || !got.hidden {
		t.Errorf("marked %+v, hidden %v", got.mark, got.hidden)
	}
	if len(got.trace) != 3 { // the last one has nothing left to do
		t.Errorf("the trace is %+v", got.trace)
	}
	for _, bad := range []Mark{{}, {Note: flow.Mark{Colour: "pink"}}, {Note: flow.Mark{Comment: strings.Repeat("x", 5000)}}} {
		if _, err := NewMark(bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}
