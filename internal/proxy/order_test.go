package proxy

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/testkit"
	"rockxy/internal/wire/h1"
)

// recorded is a head as it is in a store.
func recorded(t testing.TB, text string) *flow.Head {
	t.Helper()
	var h flow.Head
	if n, err := h1.ParseRequest([]byte(text), 0, &h, h1.DefaultLimits); err != nil || n != len(text) {
		t.Fatalf("%d, %v", n, err)
	}
	return &h
}

// order sends one and returns its record.
func (r *rig) order(o Order) (*note, Outcome) {
	r.t.Helper()
	var id flow.ID
	out, err := r.s.Send(r.t.Context(), o, func(n flow.ID) { id = n })
	if err != nil {
		r.t.Fatalf("Send: %v", err)
	}
	n := r.book.wait(r.t, int(id))
	if n.x.Client.Entry != flow.EntryOrder || n.x.Client.Target != o.Target || n.x.Origin != o.Origin {
		r.t.Errorf("recorded %+v of %d", n.x.Client, n.x.Origin)
	}
	return n, out
}

func withBody(o Order, body string) Order {
	o.Body, o.Size = strings.NewReader(body), int64(len(body))
	return o
}

// What goes out is what was recorded, octet for octet; only what was between a client
// and its proxy is left out.
func TestOrderIsSentAsRecorded(t *testing.T) {
	for name, c := range map[string]struct{ head, body, wire string }{
		"order, case, duplicates": {"GET /a?b=%zz HTTP/1.1\r\nhOST: HOST\r\nX-b:  1 \r\nx-B: 2\r\nAccept:*/*\r\nCookie: a\r\nCookie: b\r\n\r\n", "", "="},
		"absolute form": {"GET http://HOST/x HTTP/1.1\r\nHost: HOST\r\nProxy-Connection: keep-alive\r\nX: y\r\nConnection: x-gone\r\nX-Gone: 1\r\nProxy-Authorization: secret\r\n\r\n", "",
			"GET /x HTTP/1.1\r\nHost: HOST\r\nX: y\r\n\r\n"},
		"HTTP/1.0":     {"GET / HTTP/1.0\r\nX: y\r\n\r\n", "", "GET / HTTP/1.1\r\nHost: HOST\r\nX: y\r\n\r\n"},
		"length":       {"POST / HTTP/1.1\r\nContent-length:  5\r\nHost: HOST\r\n\r\n", "hello", "="},
		"other length": {"POST / HTTP/1.1\r\nContent-length:  5\r\nHost: HOST\r\nX:  y\r\n\r\n", "hello world", "POST / HTTP/1.1\r\nContent-length: 11\r\nHost: HOST\r\nX:  y\r\n\r\nhello world"},
		"no length":    {"POST / HTTP/1.1\r\nHost: HOST\r\n\r\n", "hi", "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2\r\n\r\nhi"},
		"body gone":    {"POST / HTTP/1.1\r\nContent-Length: 5\r\nHost: HOST\r\n\r\n", "", "POST / HTTP/1.1\r\nContent-Length: 0\r\nHost: HOST\r\n\r\n"},
		"chunked":      {"PUT / HTTP/1.1\r\nHost: HOST\r\ntransfer-ENCODING: chunked\r\n\r\n", "hello", "PUT / HTTP/1.1\r\nHost: HOST\r\ntransfer-ENCODING: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"},
		"empty chunks": {"PUT / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n", "", "PUT / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
		"other host":   {"GET / HTTP/1.1\r\nHost: other.test\r\n\r\n", "", "="},
		"h2c upgrade":  {"GET / HTTP/1.1\r\nHost: HOST\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: x\r\n\r\n", "", "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n"},
		"expect":       {"POST / HTTP/1.1\r\nHost: HOST\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", "ab", "="},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.NoLeaks(t)
			wire := make(chan string, 1)
			o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
				want := <-wire
				p.Want(want)
				p.Send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
			})
			local := func(s string) string { return strings.ReplaceAll(s, "HOST", o.Addr) }
			if c.wire == "=" {
				c.wire = c.head + c.body
			}
			wire <- local(c.wire)
			r := newRig(t, nil)
			n, out := r.order(withBody(Order{Scheme: "http", Target: o.Addr, Version: flow.HTTP11, Head: recorded(t, local(c.head)), Origin: 7}, c.body))
			if out.Status != 200 || out.Fault != nil || string(n.body[flow.Response]) != "ok" || n.x.State != flow.Complete {
				t.Fatalf("%+v, %+v", out, n.x)
			}
			head, _, _ := strings.Cut(local(c.wire), "\r\n\r\n")
			if got := string(n.heads[flow.Request][0].Raw); got != head+"\r\n\r\n" || string(n.body[flow.Request]) != c.body {
				t.Errorf("recorded %q and %q", got, n.body[flow.Request])
			}
		})
	}
}

func gzipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

// Over TLS, in both versions, whoever chooses; a body with a coding stays as it was.
func TestOrderOverTLS(t *testing.T) {
	testkit.NoLeaks(t)
	both := testkit.NewOrigin(t, testkit.Options{})
	old := testkit.NewOrigin(t, testkit.Options{CA: both.CA, ALPN: []string{"http/1.1"}})
	r := newRig(t, func(c *Config) { c.Resolve = toLoopback }, both.CA)
	body := gzipped("hello")
	text := fmt.Sprintf("POST /upload HTTP/1.1\r\nHost: origin.test\r\nX-Case: y\r\nCookie: a=1\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n", len(body))
	h2 := &flow.Head{Proto: flow.HTTP2, Method: []byte("POST"), Target: []byte("/upload"), Scheme: []byte("https"), Authority: []byte("origin.test")}
	for _, f := range []string{":method POST", ":path /upload", ":authority origin.test", ":scheme https", "x-case y", "cookie a=1", "cookie b=2", "content-encoding gzip"} {
		name, value, _ := strings.Cut(f, " ")
		h2.Fields = append(h2.Fields, flow.Field{Name: []byte(name), Value: []byte(value)})
		h2.Raw = append(h2.Raw, name+": "+value+"\r\n"...)
	}
	h2.Raw = append(h2.Raw, "\r\n"...)
	for name, c := range map[string]struct {
		origin  *testkit.Origin
		head    *flow.Head
		version flow.Proto
		want    flow.Proto // of the record and of what the origin got
		first   string     // field of the record
	}{
		"h1 asked for":            {both, recorded(t, text), flow.HTTP11, flow.HTTP11, "Host"},
		"h1 head, origin chooses": {both, recorded(t, text), flow.ProtoUnknown, flow.HTTP2, ":method"},
		"h1 head, h2 asked for":   {both, recorded(t, text), flow.HTTP2, flow.HTTP2, ":method"},
		"h1 head, old origin":     {old, recorded(t, text), flow.ProtoUnknown, flow.HTTP11, "Host"},
		"h2 head, origin chooses": {both, h2, flow.ProtoUnknown, flow.HTTP2, ":method"},
		"h2 head, old origin":     {old, h2, flow.ProtoUnknown, flow.HTTP11, "host"},
		"h2 head, h1 asked for":   {both, h2, flow.HTTP11, flow.HTTP11, "host"},
	} {
		t.Run(name, func(t *testing.T) {
			n, out := r.order(withBody(Order{Scheme: "https", Target: "origin.test:" + c.origin.Port(), Version: c.version, Head: c.head}, body))
			if out.Status != 200 || n.x.Proto != c.want || n.x.UpstreamProto != c.want || n.x.Verdict != flow.VerdictIntercept {
				t.Fatalf("%+v, %+v, fault %+v", out, n.x, n.x.Fault)
			}
			got := c.origin.Last(t, "/upload")
			if got.Host != "origin.test" || string(got.Body) != body || got.Header.Get("X-Case") != "y" || !strings.HasPrefix(got.Header.Get("Cookie"), "a=1") {
				t.Errorf("the origin got %+v", got)
			}
			if (got.Proto == "HTTP/2.0") != (c.want == flow.HTTP2) || len(got.Header["Connection"]) > 0 {
				t.Errorf("in %s: %v", got.Proto, got.Header)
			}
			if c.head == h2 && got.Header.Get("Cookie") != "a=1; b=2" {
				t.Errorf("cookies %q", got.Header["Cookie"])
			}
			if first := string(n.heads[flow.Request][0].Fields[0].Name); first != c.first {
				t.Errorf("the record begins with %s", first)
			}
			if n.x.URL != "https://origin.test/upload" || n.x.Server == nil || !n.x.Server.TLS.Verified {
				t.Errorf("recorded %q, %+v", n.x.URL, n.x.Server)
			}
		})
	}
}

// Trailers go along, in either version.
func TestOrderWithTrailers(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	r := newRig(t, nil, o.CA)
	trailers := flow.ParseHead(flow.HTTP11, []byte("X-Sum: 42\r\n\r\n"), flow.Request, true)
	for _, v := range []flow.Proto{flow.HTTP11, flow.HTTP2} {
		head := recorded(t, "POST /echo HTTP/1.1\r\nHost: localhost\r\nTE: trailers\r\nTrailer: X-Sum\r\nContent-Length: 2\r\n\r\n")
		n, out := r.order(withBody(Order{Scheme: "https", Target: "localhost:" + o.Port(), Version: v, Head: head, Trailers: trailers}, "hi"))
		if got := o.Last(t, "/echo"); out.Status != 200 || got.Trailer.Get("X-Sum") != "42" || string(got.Body) != "hi" {
			t.Errorf("%s: %+v, %+v", v, out, got)
		}
		if n.trailer[flow.Request] == nil {
			t.Errorf("%s: no trailers in the record", v)
		}
	}
}

// A large body is sent while the answer comes, whatever it comes from.
func TestOrderWithALargeBody(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	r := newRig(t, nil, o.CA)
	const size = 24 << 20
	for _, v := range []flow.Proto{flow.HTTP11, flow.HTTP2} {
		head := recorded(t, fmt.Sprintf("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n", size))
		n, out := r.order(Order{Scheme: "https", Target: "localhost:" + o.Port(), Version: v, Head: head, Body: bytes.NewReader(make([]byte, size)), Size: size})
		if out.Status != 200 || out.Fault != nil || n.x.Request.Size != size || n.x.Response.Size != size {
			t.Errorf("%s: %+v, %+v", v, out, n.x)
		}
	}
}

// Rules have their turn, unless it is asked for that they have not.
func TestOrderAndRules(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	r := newRig(t, func(c *Config) {
		withRules(t, "host:origin.test", on(rule.RequestHead, func(t *rule.Turn) error { return t.Request.EditHead(add("X-Ruled", "yes")) }),
			on(rule.ResponseHead, func(t *rule.Turn) error { return t.Response.EditHead(func(h *flow.Head) { h.Status = 201 }) }))(c)
	}, o.CA)
	head := recorded(t, "GET /headers HTTP/1.1\r\nHost: origin.test\r\n\r\n")
	for _, without := range []bool{false, true} {
		n, out := r.order(Order{Scheme: "https", Target: "origin.test:" + o.Port(), Version: flow.HTTP11, Head: head, NoRules: without})
		if got := o.Last(t, "/headers"); (out.Status == 200) != without || (got.Header.Get("X-Ruled") == "") != without || (len(n.x.Rules) == 0) != without {
			t.Errorf("without rules %t: %+v, %v, %v", without, out, got.Header, n.x.Rules)
		}
	}
}

// A rule's answer needs no origin; one that hangs ends with who gave the order; one that hides
// leaves no entry.
func TestOrderAnsweredByRules(t *testing.T) {
	r := newRig(t, withRules(t, "path:/no", on(rule.RequestHead, func(t *rule.Turn) error {
		t.Answer(&rule.Answer{Status: 418})
		return nil
	})))
	for _, scheme := range []string{"http", "https"} {
		n, out := r.order(Order{Scheme: scheme, Target: "nowhere.test:1", Head: recorded(t, "GET /no HTTP/1.1\r\nHost: nowhere.test\r\n\r\n")})
		if out.Status != 418 || n.x.Status != 418 || n.x.State != flow.Complete {
			t.Errorf("%s: %+v, %+v", scheme, out, n.x.Fault)
		}
	}
	hang := newRig(t, withRules(t, "", on(rule.RequestHead, func(*rule.Turn) error { return &rule.Cut{How: rule.CutHang, Why: "hang"} })))
	ctx, cancel := context.WithCancel(t.Context())
	out, err := hang.s.Send(ctx, withBody(Order{Scheme: "http", Target: "127.0.0.1:1", Head: recorded(t, "PUT / HTTP/1.1\r\nHost: a\r\n\r\n")}, "x"), func(flow.ID) { cancel() })
	if err != nil || out.Fault == nil {
		t.Errorf("%+v, %v", out, err)
	}
	hang.book.wait(t, 1)
	silent := newRig(t, withRules(t, "", hider{}))
	called := false
	if _, err := silent.s.Send(t.Context(), Order{Scheme: "http", Target: "127.0.0.1:1", Head: recorded(t, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")}, func(id flow.ID) { called = id == 0 }); err != nil || !called {
		t.Errorf("%v, %t", err, called)
	}
}

// hider keeps everything out of the list.
type hider struct{}

func (hider) Kind() string                             { return "hide" }
func (hider) Phases() rule.Phases                      { return rule.In(rule.RequestHead) }
func (hider) Hides() bool                              { return true }
func (hider) Do(_ context.Context, t *rule.Turn) error { return nil }

// A hundred at once share what connections they can, and all of them arrive.
func TestOrdersAtOnce(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	r := newRig(t, nil, o.CA)
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			v := []flow.Proto{flow.HTTP11, flow.HTTP2, flow.ProtoUnknown}[i%3]
			out, err := r.s.Send(t.Context(), withBody(Order{Scheme: "https", Target: "localhost:" + o.Port(), Version: v,
				Head: recorded(t, fmt.Sprintf("POST /upload?%d HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n", i))}, fmt.Sprintf("%03d", i)), func(flow.ID) {})
			if err != nil || out.Status != 200 {
				t.Errorf("%d: %+v, %v", i, out, err)
			}
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for _, got := range o.WaitFor(t, "/upload?", 100) {
		seen[got.Target] = true
		if _, n, _ := strings.Cut(got.Target, "?"); string(got.Body) != fmt.Sprintf("%03s", n) {
			t.Errorf("%s with %q", got.Target, got.Body)
		}
	}
	if len(seen) != 100 || o.Count() != 100 {
		t.Errorf("%d of %d", len(seen), o.Count())
	}
}

// What goes wrong is in the record, and nobody is sent a page about it.
func TestOrderFaults(t *testing.T) {
	testkit.NoLeaks(t)
	strange := testkit.NewOrigin(t, testkit.Options{})
	old := testkit.NewOrigin(t, testkit.Options{ALPN: []string{"http/1.1"}})
	r := newRig(t, nil, old.CA)
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	r.serving()
	head := recorded(t, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	for name, c := range map[string]struct {
		o    Order
		code string
	}{
		"down":             {Order{Scheme: "http", Target: gone.Addr().String()}, flow.UpstreamRefused},
		"down, TLS":        {Order{Scheme: "https", Target: gone.Addr().String()}, flow.UpstreamRefused},
		"not verified":     {Order{Scheme: "https", Target: strange.Addr}, flow.UpstreamUnknownIssuer},
		"wrong name":       {Order{Scheme: "https", Target: old.Addr, ServerName: "other.example"}, flow.UpstreamWrongName},
		"no HTTP/2":        {Order{Scheme: "https", Target: old.Addr, Version: flow.HTTP2}, ""},
		"ourselves":        {Order{Scheme: "http", Target: r.addr}, flow.ClientLoop},
		"ourselves, TLS":   {Order{Scheme: "https", Target: r.addr}, flow.ClientLoop},
		"our page":         {Order{Scheme: "http", Target: "rockxy.local:80"}, flow.ClientLoop},
		"our page, by TLS": {Order{Scheme: "https", Target: "rockxy.local:443"}, flow.ClientLoop},
	} {
		t.Run(name, func(t *testing.T) {
			c.o.Head = head
			n, out := r.order(c.o)
			if out.Fault == nil || c.code != "" && out.Fault.Code != c.code || n.x.Fault != out.Fault || n.x.State != flow.Failed {
				t.Errorf("%+v, %+v", out.Fault, n.x)
			}
			if out.Status != 0 || n.x.Status != 0 || len(n.heads[flow.Response]) > 0 {
				t.Errorf("answered: %d, %v", n.x.Status, n.heads[flow.Response])
			}
		})
	}
}

// What cannot be sent makes no exchange.
func TestOrderRefused(t *testing.T) {
	r := newRig(t, nil)
	get := recorded(t, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	edited := get.Clone()
	edited.Raw, edited.Fields[0].Value = nil, []byte("a\r\nX: y")
	for name, o := range map[string]Order{
		"CONNECT":      {Scheme: "http", Target: "a:1", Head: recorded(t, "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n")},
		"upgrade":      {Scheme: "http", Target: "a:1", Head: recorded(t, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")},
		"extended":     {Scheme: "https", Target: "a:1", Head: &flow.Head{Proto: flow.HTTP2, Method: []byte("CONNECT"), Target: []byte("/")}},
		"scheme":       {Scheme: "ftp", Target: "a:1", Head: get},
		"no port":      {Scheme: "http", Target: "a", Head: get},
		"bad host":     {Scheme: "http", Target: "a b:1", Head: get},
		"line break":   {Scheme: "http", Target: "a:1", Head: edited},
		"empty method": {Scheme: "http", Target: "a:1", Head: &flow.Head{Proto: flow.HTTP11, Target: []byte("/")}},
		"bad target":   {Scheme: "http", Target: "a:1", Head: &flow.Head{Proto: flow.HTTP11, Method: []byte("GET"), Target: []byte("/ HTTP/1.1\r\n")}},
		"two lengths":  {Scheme: "http", Target: "a:1", Head: &flow.Head{Proto: flow.HTTP11, Method: []byte("GET"), Target: []byte("/"), Fields: []flow.Field{{Name: []byte("transfer-encoding"), Value: []byte("gzip")}}}},
	} {
		_, err := r.s.Send(t.Context(), o, func(flow.ID) { t.Errorf("%s: it has begun", name) })
		var f *flow.Fault
		if !errors.As(err, &f) || f.Side != flow.SideClient || f.Message == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Who gave the order gives up, at each point of the way.
func TestOrderGivenUp(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	silent := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) { p.WantGone() })
	r := newRig(t, nil, o.CA)
	for name, c := range map[string]struct {
		target, scheme, path string
		size                 int64
	}{
		"no handshake":   {silent.Addr, "https", "/", 0},
		"no answer":      {o.Addr, "https", "/hang", 0},
		"endless answer": {o.Addr, "https", "/sse?n=1000&every=1h", 0},
		"body not read":  {silent.Addr, "http", "/", 64 << 20},
	} {
		for _, v := range []flow.Proto{flow.HTTP11, flow.ProtoUnknown} {
			t.Run(name+" "+v.String(), func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				order := Order{Scheme: c.scheme, Target: c.target, Version: v, Head: recorded(t, "PUT "+c.path+" HTTP/1.1\r\nHost: localhost\r\n\r\n")}
				if c.size > 0 {
					order.Body, order.Size = bytes.NewReader(make([]byte, c.size)), c.size
				}
				if c.target == o.Addr {
					arrived := o.Arrived(c.path)
					go func() { <-arrived; cancel() }()
				} else {
					time.AfterFunc(20*time.Millisecond, cancel) // there is nothing to see of it
				}
				out, err := r.s.Send(ctx, order, func(flow.ID) {})
				if err == nil && out.Fault == nil {
					t.Errorf("%+v", out)
				}
			})
		}
	}
}

// The server does not close over an order, and takes none afterwards.
func TestOrderAndClose(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{Plain: true})
	r := newRig(t, nil)
	arrived := o.Arrived("/hang")
	order := Order{Scheme: "http", Target: o.Addr, Head: recorded(t, "GET /hang HTTP/1.1\r\nHost: localhost\r\n\r\n")}
	ended := make(chan Outcome, 1)
	go func() {
		out, err := r.s.Send(t.Context(), order, func(flow.ID) {})
		if err != nil {
			t.Error(err)
		}
		ended <- out
	}()
	<-arrived
	r.s.Close()
	if out := <-ended; out.Fault == nil {
		t.Errorf("%+v", out)
	}
	if _, err := r.s.Send(t.Context(), order, func(flow.ID) {}); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

// An order is found by who is shown as its client.
func TestOrderHasAProcess(t *testing.T) {
	o := testkit.NewOrigin(t, testkit.Options{Plain: true})
	e, err := filter.Parse("app:Rockxy")
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, func(c *Config) {
		g := &rule.Group{Name: "g", Enabled: true, Rules: []*rule.Rule{{Name: "r", Enabled: true, Match: e,
			Actions: []rule.Action{on(rule.RequestHead, func(t *rule.Turn) error { t.Answer(&rule.Answer{Status: 403}); return nil })}}}}
		set := rule.NewSet([]*rule.Group{g}, rule.Limits{}, time.Now())
		c.Rules = func() *rule.Set { return set }
	})
	n, out := r.order(Order{Scheme: "http", Target: o.Addr, Head: recorded(t, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), Process: &flow.Process{PID: 1, Name: "Rockxy"}})
	if p := n.x.Client.Process.Load(); out.Status != 403 || p == nil || p.Name != "Rockxy" || n.x.Client.Addr != "" {
		t.Errorf("%+v, %+v", out, n.x.Client)
	}
}

// serving returns once the server serves: only then does it know its own address.
func (r *rig) serving() {
	p := r.dial()
	p.Send("GET / HTTP/1.1\r\n\r\n") // without a Host
	p.WantHead()
}
