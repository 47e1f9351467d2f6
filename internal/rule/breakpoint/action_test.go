package breakpoint

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// stand is one exchange that a breakpoint is set for.
type stand struct {
	t   *testing.T
	q   *Queue
	run *rule.Run
	x   *flow.Exchange

	out      rule.Outcome
	head     *flow.Head // of the response
	body     rule.Body
	err      error
	finished chan struct{}
}

func breakAt(t *testing.T, head *flow.Head, cfg Config, deps Deps) *stand {
	t.Helper()
	match, err := filter.Parse("")
	if err != nil {
		t.Fatal(err)
	}
	if deps.Queue == nil {
		deps.Queue = NewQueue(Limits{})
	}
	r := &rule.Rule{Name: "stop here", Enabled: true, Match: match, Actions: []rule.Action{New(cfg, deps)}}
	set := rule.NewSet([]*rule.Group{{Name: "g", Enabled: true, Rules: []*rule.Rule{r}}}, rule.Limits{Body: 1 << 16}, time.Now())
	x := &flow.Exchange{ID: 7, Method: string(head.Method), URL: "https://example.com/a", Host: "example.com", Port: 443, Scheme: "https",
		Client: &flow.ClientConn{Addr: "127.0.0.1:5"}}
	return &stand{t: t, q: deps.Queue, run: set.Begin(x, head), x: x}
}

func route() rule.Route { return rule.Route{Scheme: "https", Host: "example.com", Port: 443} }

// start runs f until it is paused, or over.
func (s *stand) start(f func()) *stand {
	done := make(chan struct{})
	s.finished = done
	go func() {
		defer close(done)
		f()
	}()
	synctest.Wait()
	return s
}

func (s *stand) request(ctx context.Context, head *flow.Head, body rule.Body) *stand {
	return s.start(func() { s.out, s.err = s.run.Request(ctx, head, body, route()) })
}

// respond goes past the request's phases and begins those of the response.
func (s *stand) respond(ctx context.Context, request, head *flow.Head, body rule.Body) *stand {
	if _, err := s.run.Request(ctx, request, nil, route()); err != nil {
		s.t.Fatal(err)
	}
	return s.start(func() { s.head, s.body, s.err = s.run.Response(ctx, head, body) })
}

// only is what is paused.
func (s *stand) only() Item {
	s.t.Helper()
	items, _, _ := s.q.List()
	if len(items) != 1 {
		s.t.Fatalf("%d messages are paused; the trace is %+v", len(items), s.run.Trace())
	}
	return items[0]
}

// edit sends what is paused after f has changed it.
func (s *stand) edit(f func(m *Message)) error {
	s.t.Helper()
	return s.decide(Decision{Verb: Send, By: "by a person"}, f)
}

func (s *stand) decide(d Decision, f func(m *Message)) error {
	s.t.Helper()
	item := s.only()
	if f != nil {
		m, err := Parse(Format(item.Original))
		if err != nil {
			s.t.Fatal(err)
		}
		f(m)
		d.Message = m
	}
	if err := s.q.Decide(s.t.Context(), item.ID, d); err != nil {
		return err
	}
	<-s.finished
	return nil
}

func (s *stand) did() string {
	var all []string
	for _, step := range s.run.Trace() {
		all = append(all, step.Did+step.Why)
	}
	return strings.Join(all, "\n")
}

func read(t *testing.T, b rule.Body) (data string, trailers *flow.Head) {
	t.Helper()
	if b == nil {
		return "", nil
	}
	for {
		p, err := b.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if data += string(p.Data); p.End {
			return data, p.Trailers
		}
	}
}

func h1Request(text string) *flow.Head {
	return flow.ParseHead(flow.HTTP11, []byte(strings.ReplaceAll(text, "\n", "\r\n")+"\r\n\r\n"), flow.Request, false)
}

func h2Head(dir flow.Direction, text string) *flow.Head {
	return flow.ParseHead(flow.HTTP2, []byte(strings.ReplaceAll(text, "\n", "\r\n")+"\r\n\r\n"), dir, false)
}

func h1Response(text string) *flow.Head {
	return flow.ParseHead(flow.HTTP11, []byte(strings.ReplaceAll(text, "\n", "\r\n")+"\r\n\r\n"), flow.Response, false)
}

func raw(h *flow.Head) string { return strings.ReplaceAll(string(h.Raw), "\r\n", "\n") }

func gzipped(s string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, s) // to memory
	_ = w.Close()
	return b.Bytes()
}

func unzipped(t *testing.T, s string) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestRequestIsEdited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		head := h1Request("POST /a HTTP/1.1\nHost: example.com\nContent-Length: 5\nX-A: 1")
		s := breakAt(t, head, Config{Request: true}, Deps{}).request(t.Context(), head, rule.Bytes([]byte("hello"), nil))
		item := s.only()
		if got := string(Format(item.Original)); got != "POST https://example.com/a HTTP/1.1\nHost: example.com\nContent-Length: 5\nX-A: 1\n\nhello" {
			t.Errorf("it is shown as %q", got)
		}
		if item.Exchange != 7 || item.Rule != "stop here" || item.Group != "g" || item.Phase != "request" || item.Client != "127.0.0.1:5" {
			t.Errorf("%+v", item)
		}
		err := s.edit(func(m *Message) {
			m.Method, m.URL, m.Body = "PUT", "https://example.com/b?c", []byte("good evening")
			m.Fields[2] = Field{"X-B", "2"}
		})
		if err != nil || s.err != nil {
			t.Fatal(err, s.err)
		}
		if got := raw(s.out.Head); got != "PUT /b?c HTTP/1.1\nHost: example.com\nContent-Length: 12\nX-B: 2\n\n" {
			t.Errorf("the origin gets %q", got)
		}
		if data, _ := read(t, s.out.Body); data != "good evening" || s.out.Route != nil {
			t.Errorf("body %q, route %v", data, s.out.Route)
		}
		if did := s.did(); !strings.Contains(did, "paused the request for 0s; sent as edited by a person; Content-Length put right: 5 → 12") {
			t.Errorf("the trace says %q", did)
		}
		if n := len(s.run.Trace()[0].Changes); n != 2 {
			t.Errorf("it shows %d changes", n)
		}
	})
}

func TestUntouchedIsUntouched(t *testing.T) {
	for _, d := range []Decision{{Verb: Original}, {Verb: Send}} {
		synctest.Test(t, func(t *testing.T) {
			head := h1Request("POST /a HTTP/1.1\nHost:example.com\ncontent-LENGTH:  5\nEtag: x")
			s := breakAt(t, head, Config{Request: true}, Deps{}).request(t.Context(), head, rule.Bytes([]byte("hello"), nil))
			if err := s.decide(d, nil); err != nil {
				t.Fatal(err)
			}
			if data, _ := read(t, s.out.Body); s.out.Head != head || data != "hello" || !strings.Contains(s.did(), "sent as it came") {
				t.Errorf("%q, %q, %s", s.out.Head.Raw, data, s.did())
			}
		})
	}
}

func TestURLLeadsElsewhere(t *testing.T) {
	h1 := func() *flow.Head { return h1Request("GET /a HTTP/1.1\nHost: example.com") }
	absolute := func() *flow.Head { return h1Request("GET https://example.com/a HTTP/1.1\nHost: example.com") }
	h2 := func() *flow.Head {
		return h2Head(flow.Request, ":method: GET\n:authority: example.com\n:scheme: https\n:path: /a\nx: 1")
	}
	other := rule.Route{Scheme: "http", Host: "other.test", Port: 8080}
	for _, c := range []struct {
		name  string
		head  func() *flow.Head
		edit  func(*Message)
		keep  bool
		want  string
		route *rule.Route
	}{
		{"another origin", h1, func(m *Message) { m.URL = "http://Other.Test:8080/b" }, false, "GET /b HTTP/1.1\nHost: other.test:8080\n\n", &other},
		{"another origin of HTTP/2", h2, func(m *Message) { m.URL = "http://other.test:8080/b" }, false,
			":method: GET\n:authority: other.test:8080\n:scheme: http\n:path: /b\nx: 1\n\n", &other},
		{"Host stays", h1, func(m *Message) { m.URL = "http://other.test:8080/b" }, true, "GET /b HTTP/1.1\nHost: example.com\n\n", &other},
		{"Host was edited too", h1, func(m *Message) { m.URL, m.Fields[0].Value = "http://other.test:8080/b", "third.test" }, false, "GET /b HTTP/1.1\nHost: third.test\n\n", &other},
		{"Host alone", h2, func(m *Message) { m.Fields[0].Value = "third.test" }, false, ":method: GET\n:authority: third.test\n:scheme: https\n:path: /a\nx: 1\n\n", nil},
		{"absolute form", absolute, func(m *Message) { m.URL = "http://other.test:8080/b" }, false, "GET http://other.test:8080/b HTTP/1.1\nHost: other.test:8080\n\n", &other},
		{"absolute form, Host stays", absolute, func(m *Message) { m.URL = "http://other.test:8080/b" }, true, "GET http://example.com/b HTTP/1.1\nHost: example.com\n\n", &other},
		{"a path", h1, func(m *Message) { m.URL = "/c" }, false, "GET /c HTTP/1.1\nHost: example.com\n\n", nil},
		{"no path", h1, func(m *Message) { m.URL = "https://example.com?q" }, false, "GET /?q HTTP/1.1\nHost: example.com\n\n", nil},
		{"OPTIONS *", h1, func(m *Message) { m.Method, m.URL = "OPTIONS", "*" }, false, "OPTIONS * HTTP/1.1\nHost: example.com\n\n", nil},
		{"a WebSocket", h1, func(m *Message) { m.URL = "ws://other.test:8080/b" }, false, "GET /b HTTP/1.1\nHost: other.test:8080\n\n", &other},
		{"a name of another script", h1, func(m *Message) { m.URL = "https://bücher.test/" }, false, "GET / HTTP/1.1\nHost: xn--bcher-kva.test\n\n",
			&rule.Route{Scheme: "https", Host: "xn--bcher-kva.test", Port: 443}},
		{"an address", h1, func(m *Message) { m.URL = "https://[::1]:444/" }, false, "GET / HTTP/1.1\nHost: [::1]:444\n\n", &rule.Route{Scheme: "https", Host: "::1", Port: 444}},
	} {
		synctest.Test(t, func(t *testing.T) {
			head := c.head()
			s := breakAt(t, head, Config{Request: true}, Deps{}).request(t.Context(), head, nil)
			if err := s.decide(Decision{Verb: Send, KeepHost: c.keep}, c.edit); err != nil {
				t.Fatal(c.name, err)
			}
			if got := raw(s.out.Head); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
			if got := s.out.Route; (got == nil) != (c.route == nil) || got != nil && *got != *c.route {
				t.Errorf("%s: it goes to %v", c.name, got)
			}
		})
	}
}

func TestWhatCannotBeSentIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		head := h1Request("GET /a HTTP/1.1\nHost: example.com")
		s := breakAt(t, head, Config{Request: true}, Deps{}).request(t.Context(), head, nil)
		item := s.only()
		for want, d := range map[string]Decision{
			"is not a method":           {Verb: Send, Message: &Message{Method: "G T", URL: "/"}},
			"is not a URL":              {Verb: Send, Message: &Message{Method: "GET", URL: "example.com"}},
			"not by \"ftp\"":            {Verb: Send, Message: &Message{Method: "GET", URL: "ftp://example.com/"}},
			"is not a port":             {Verb: Send, Message: &Message{Method: "GET", URL: "https://example.com:0/"}},
			"line break":                {Verb: Send, Message: &Message{Method: "GET", URL: "/", Fields: []Field{{"Host", "a"}, {"A", "b\nc"}}}},
			"cannot be dropped":         {Verb: Drop},
			"is none of":                {Verb: "burn"},
			"not the status":            {Verb: Abort, Status: 42},
			"no way to abort":           {Verb: Abort, How: "softly"},
			"not both":                  {Verb: Abort, How: Reset, Status: 503},
			"another kind":              {Verb: Send, Message: &Message{Kind: flow.MessageText}},
			"101 is not the status of ": {Verb: Send, Message: &Message{Dir: flow.Response, Status: 101}},
		} {
			err := s.q.Decide(t.Context(), item.ID, d)
			var bad *RefusedError
			if !errors.As(err, &bad) || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
		if err := s.decide(Decision{Verb: Original}, nil); err != nil {
			t.Fatal(err)
		}
		if s.out.Head != head || s.out.Answer != nil || s.out.Route != nil {
			t.Error("what was refused left something behind")
		}
	})
}

func TestResponseIsEditedAsDecoded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		request := h1Request("GET /a HTTP/1.1\nHost: example.com")
		head := h1Response("HTTP/1.1 200 OK\nContent-Encoding: gzip\nTransfer-Encoding: chunked\nETag: \"1\"")
		trailers := flow.ParseHead(flow.HTTP11, []byte("X-Sum: 1\r\n\r\n"), flow.Response, true)
		s := breakAt(t, request, Config{Response: true}, Deps{}).respond(t.Context(), request, head, rule.Bytes(gzipped("secret"), trailers))
		item := s.only()
		if string(item.Original.Body) != "secret" || len(item.Original.Trailers) != 1 || item.Phase != "response" {
			t.Fatalf("%+v", item)
		}
		if err := s.edit(func(m *Message) {
			m.Status, m.Body = 404, []byte("public")
			m.Trailers = []Field{{"X-Sum", "2"}, {"X-More", "3"}}
		}); err != nil {
			t.Fatal(err)
		}
		if got := raw(s.head); got != "HTTP/1.1 404 Not Found\nContent-Encoding: gzip\nTransfer-Encoding: chunked\n\n" {
			t.Errorf("the client gets %q", got)
		}
		data, end := read(t, s.body)
		if unzipped(t, data) != "public" || end == nil || len(end.Fields) != 2 || string(end.Fields[0].Value) != "2" {
			t.Errorf("%q with %+v", data, end)
		}
		if !strings.Contains(s.did(), "ETag taken out") {
			t.Errorf("the trace says %q", s.did())
		}
	})
}

func TestHTTP2ResponseIsEdited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		request := h2Head(flow.Request, ":method: GET\n:authority: example.com\n:scheme: https\n:path: /a")
		head := h2Head(flow.Response, ":status: 200\ncontent-length: 3\nx: 1")
		s := breakAt(t, request, Config{Response: true}, Deps{}).respond(t.Context(), request, head, rule.Bytes([]byte("abc"), nil))
		if got := string(Format(s.only().Original)); got != "HTTP/2 200\ncontent-length: 3\nx: 1\n\nabc" {
			t.Errorf("it is shown as %q", got)
		}
		if err := s.edit(func(m *Message) {
			m.Status, m.Body = 201, []byte("abcd")
			m.Fields = append(m.Fields, Field{"Connection", "close"}, Field{"X-Two", "2"})
		}); err != nil {
			t.Fatal(err)
		}
		if got := raw(s.head); got != ":status: 201\ncontent-length: 4\nx: 1\nx-two: 2\n\n" {
			t.Errorf("the client gets %q", got)
		}
		if !strings.Contains(s.did(), "Connection taken out: close") {
			t.Errorf("the trace says %q", s.did())
		}
	})
}
