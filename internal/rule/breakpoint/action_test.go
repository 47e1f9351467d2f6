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

func TestFramingIsPutRight(t *testing.T) {
	const request = "POST /a HTTP/1.1\nHost: a\n"
	for _, c := range []struct {
		name, fields, body string
		edit               func(*Message)
		want, told         string
	}{
		{"a length that was typed", "Content-Length: 5", "hello", func(m *Message) { m.Fields[1].Value = "99" }, "Content-Length: 5", "Content-Length put right: 99 → 5"},
		{"a length that was taken out", "Content-Length: 5", "hello", func(m *Message) { m.Fields = m.Fields[:1] }, "Content-Length: 5", "Content-Length added: 5"},
		{"two lengths", "Content-Length: 5", "hello", func(m *Message) { m.Fields = append(m.Fields, Field{"content-length", "6"}) }, "Content-Length: 5", "Content-Length put right: 5, 6 → 5"},
		{"a body where there was none", "", "", func(m *Message) { m.Body = []byte("new") }, "Content-Length: 3", "Content-Length added: 3"},
		{"none where there was one", "Content-Length: 5", "hello", func(m *Message) { m.Body = nil }, "Content-Length: 0", "Content-Length put right: 5 → 0"},
		{"chunked stays", "Transfer-Encoding: chunked", "hello", func(m *Message) { m.Body = []byte("x") }, "Transfer-Encoding: chunked", ""},
		{"to chunked", "Content-Length: 5", "hello", func(m *Message) {
			m.Fields[1], m.Body = Field{"Transfer-Encoding", "chunked"}, []byte("x")
		}, "Transfer-Encoding: chunked", ""},
		{"chunked without an edited body", "Content-Length: 5", "hello", func(m *Message) { m.Fields = append(m.Fields, Field{"Transfer-Encoding", "chunked"}) }, "Content-Length: 5", "Transfer-Encoding taken out: chunked"},
		{"both", "Content-Length: 5", "hello", func(m *Message) {
			m.Fields, m.Body = append(m.Fields, Field{"Transfer-Encoding", "chunked"}), []byte("x")
		}, "Transfer-Encoding: chunked", "Content-Length taken out: 5"},
		{"a coding of transfer that is not spoken", "Content-Length: 5", "hello", func(m *Message) {
			m.Fields, m.Body = append(m.Fields, Field{"Transfer-Encoding", "gzip, chunked"}), []byte("x")
		}, "Content-Length: 1", "Transfer-Encoding taken out: gzip, chunked"},
		{"trailers are for chunks", "Content-Length: 5", "hello", func(m *Message) { m.Trailers = []Field{{"X", "1"}} }, "Transfer-Encoding: chunked", "Transfer-Encoding added: chunked"},
		{"an unknown coding", "Content-Length: 5", "hello", func(m *Message) { m.Fields = append(m.Fields, Field{"Content-Encoding", "rot13"}) }, "Content-Length: 5", "Content-Encoding taken out, since it cannot be applied here: rot13"},
		{"a length of nothing", "", "", func(m *Message) { m.Fields = append(m.Fields, Field{"Content-Length", "4"}) }, "", "Content-Length taken out: 4"},
	} {
		synctest.Test(t, func(t *testing.T) {
			head := h1Request(strings.TrimSuffix(request+c.fields, "\n"))
			var body rule.Body
			if c.body != "" {
				body = rule.Bytes([]byte(c.body), nil)
			}
			s := breakAt(t, head, Config{Request: true}, Deps{}).request(t.Context(), head, body)
			if err := s.edit(c.edit); err != nil {
				t.Fatal(c.name, err)
			}
			if got := strings.TrimSpace(strings.TrimPrefix(raw(s.out.Head), request)); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
			if did := s.did(); !strings.Contains(did, c.told) || c.told == "" && strings.Contains(did, "-") {
				t.Errorf("%s: the trace says %q", c.name, did)
			}
		})
	}
}

func TestContentEncodingIsApplied(t *testing.T) {
	for _, c := range []struct {
		name, before, after string
	}{{"on", "", "gzip"}, {"off", "gzip", ""}} {
		synctest.Test(t, func(t *testing.T) {
			request := h1Request("GET /a HTTP/1.1\nHost: example.com")
			head, body := h1Response("HTTP/1.1 200 OK\nContent-Length: 4"), []byte("text")
			if c.before != "" {
				body = gzipped("text")
				head = h1Response("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Encoding: gzip")
			}
			s := breakAt(t, request, Config{Response: true}, Deps{}).respond(t.Context(), request, head, rule.Bytes(body, nil))
			if err := s.edit(func(m *Message) {
				if m.Fields = without(m.Fields, "content-encoding"); c.after != "" {
					m.Fields = append(m.Fields, Field{"Content-Encoding", c.after})
				}
			}); err != nil {
				t.Fatal(err)
			}
			data, _ := read(t, s.body)
			if c.after != "" {
				data = unzipped(t, data)
			}
			if data != "text" {
				t.Errorf("%s: %q under %q", c.name, data, s.head.Raw)
			}
		})
	}
}

func TestResponsesWithoutABody(t *testing.T) {
	for _, c := range []struct {
		name, method, head, body string
		status                   int
		put                      string
		want, told               string
	}{
		{"to 204", "GET", "HTTP/1.1 200 OK\nContent-Length: 2", "hi", 204, "hi", "HTTP/1.1 204 No Content\n\n", "Content-Length taken out"},
		{"to 204 with a body", "GET", "HTTP/1.1 200 OK\nContent-Length: 2", "hi", 204, "hello", "HTTP/1.1 204 No Content\n\n", "5 octets of body left out"},
		{"from 204", "GET", "HTTP/1.1 204 No Content", "", 200, "", "HTTP/1.1 200 OK\nContent-Length: 0\n\n", "Content-Length added: 0"},
		{"from 204 with a body", "GET", "HTTP/1.1 204 No Content", "", 200, "hi", "HTTP/1.1 200 OK\nContent-Length: 2\n\n", "Content-Length added: 2"},
		{"HEAD", "HEAD", "HTTP/1.1 200 OK\nContent-Length: 500", "", 404, "hi", "HTTP/1.1 404 Not Found\nContent-Length: 500\n\n", "2 octets of body left out"},
	} {
		synctest.Test(t, func(t *testing.T) {
			request := h1Request(c.method + " /a HTTP/1.1\nHost: example.com")
			var body rule.Body
			if c.body != "" {
				body = rule.Bytes([]byte(c.body), nil)
			}
			s := breakAt(t, request, Config{Response: true}, Deps{}).respond(t.Context(), request, h1Response(c.head), body)
			if err := s.edit(func(m *Message) {
				m.Status = c.status
				if m.Body = []byte(c.put); c.put == "" {
					m.Body = nil
				}
			}); err != nil {
				t.Fatal(c.name, err)
			}
			if got := raw(s.head); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
			if !strings.Contains(s.did(), c.told) {
				t.Errorf("%s: the trace says %q", c.name, s.did())
			}
		})
	}
}

// endless yields one piece after another.
type endless struct{}

func (endless) Next(context.Context) (rule.Piece, error) {
	return rule.Piece{Data: make([]byte, 4096)}, nil
}

func TestBodiesThatCannotBeHeld(t *testing.T) {
	for _, c := range []struct {
		name string
		cfg  Config
		head string
		why  string
	}{
		{"too long", Config{Response: true}, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked", "longer than"},
		{"a stream", Config{Response: true}, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Type: text/event-stream", "stream"},
		{"not wanted", Config{Response: true, NoBody: true}, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked", "does not wait"},
	} {
		synctest.Test(t, func(t *testing.T) {
			request := h1Request("GET /a HTTP/1.1\nHost: example.com")
			s := breakAt(t, request, c.cfg, Deps{}).respond(t.Context(), request, h1Response(c.head), endless{})
			if item := s.only(); !strings.Contains(item.Left, c.why) || item.Original.Body != nil {
				t.Errorf("%s: %+v", c.name, item)
			}
			if err := s.edit(func(m *Message) {
				m.Status = 206
				m.Fields = append(without(m.Fields, "transfer-encoding"), Field{"Content-Length", "7"})
			}); err != nil {
				t.Fatal(err)
			}
			want := "206 Partial Content"
			if !strings.Contains(raw(s.head), want) || !s.head.Has("transfer-encoding") || s.head.Has("content-length") {
				t.Errorf("%s: %q", c.name, s.head.Raw)
			}
			for range 100 {
				if p, err := s.body.Next(t.Context()); err != nil || p.End {
					t.Fatalf("%s: the body ends: %v", c.name, err)
				}
			}
		})
	}
}

func TestAbort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		head := h1Request("GET /a HTTP/1.1\nHost: example.com")
		s := breakAt(t, head, Config{Request: true}, Deps{}).request(t.Context(), head, nil)
		if err := s.decide(Decision{Verb: Abort, Status: 418}, nil); err != nil {
			t.Fatal(err)
		}
		if a := s.out.Answer; a == nil || a.Status != 418 || !a.Final || a.Fault == nil {
			t.Errorf("%+v", a)
		}
	})
	for how, want := range map[string]rule.CutHow{Close: rule.CutClose, Reset: rule.CutReset} {
		synctest.Test(t, func(t *testing.T) {
			head := h1Request("GET /a HTTP/1.1\nHost: example.com")
			s := breakAt(t, head, Config{Request: true}, Deps{}).request(t.Context(), head, nil)
			if err := s.decide(Decision{Verb: Abort, How: how}, nil); err != nil {
				t.Fatal(err)
			}
			var cut *rule.Cut
			if !errors.As(s.err, &cut) || cut.How != want {
				t.Errorf("%s: %v", how, s.err)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		request := h1Request("GET /a HTTP/1.1\nHost: example.com")
		head := h1Response("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Encoding: br\nSet-Cookie: a=b")
		s := breakAt(t, request, Config{Response: true}, Deps{}).respond(t.Context(), request, head, endless{})
		if err := s.decide(Decision{Verb: Abort}, nil); err != nil {
			t.Fatal(err)
		}
		data, _ := read(t, s.body)
		if !strings.HasPrefix(raw(s.head), "HTTP/1.1 503 Service Unavailable\n") || s.head.Has("set-cookie") || s.head.Has("content-encoding") || !strings.Contains(data, "stop here") {
			t.Errorf("%q, %q", s.head.Raw, data)
		}
	})
}

func TestAPersonAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		head := h1Request("GET /a HTTP/1.1\nHost: example.com")
		s := breakAt(t, head, Config{Request: true}, Deps{}).request(t.Context(), head, nil)
		m, err := Parse([]byte("HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 999\nContent-Encoding: gzip\n\nmine"))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.decide(Decision{Verb: Send, Message: m}, nil); err != nil {
			t.Fatal(err)
		}
		a := s.out.Answer
		if a == nil || a.Status != 200 || a.Final || len(a.Fields) != 2 {
			t.Fatalf("%+v", a)
		}
		data, err := io.ReadAll(a.Body)
		if err != nil || unzipped(t, string(data)) != "mine" || a.Size != int64(len(data)) {
			t.Errorf("%q, %v", data, err)
		}
	})
}

func TestMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		head := h1Request("GET /a HTTP/1.1\nHost: example.com")
		s := breakAt(t, head, Config{Messages: true}, Deps{})
		if _, err := s.run.Request(t.Context(), head, nil, route()); err != nil {
			t.Fatal(err)
		}
		ev := &rule.Event{Kind: flow.MessageText, Dir: flow.Response, Data: []byte("one")}
		s.start(func() { s.err = s.run.Event(t.Context(), ev) })
		for want, d := range map[string]Decision{
			"cannot get a status": {Verb: Abort, Status: 503},
			"has to be UTF-8":     {Verb: Send, Message: &Message{Kind: flow.MessageText, Dir: flow.Response, Body: []byte{0xff}}},
		} {
			if err := s.q.Decide(t.Context(), s.only().ID, d); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
		if err := s.decide(Decision{Verb: Send, Message: &Message{Kind: flow.MessageText, Dir: flow.Response, Body: []byte("two")}}, nil); err != nil {
			t.Fatal(err)
		}
		if string(ev.Data) != "two" || !ev.Changed {
			t.Errorf("%+v", ev)
		}
		ev = &rule.Event{Kind: flow.MessageEvent, Dir: flow.Response, Data: []byte("one"), Name: "tick"}
		s.start(func() { s.err = s.run.Event(t.Context(), ev) })
		if got := string(Format(s.only().Original)); got != "event: tick\n\none" {
			t.Errorf("an event is shown as %q", got)
		}
		if err := s.decide(Decision{Verb: Drop}, nil); err != nil || !ev.Dropped {
			t.Errorf("%+v, %v", ev, err)
		}
		ev = &rule.Event{Kind: flow.MessageBinary, Data: []byte("one")}
		s.start(func() { s.err = s.run.Event(t.Context(), ev) })
		if err := s.decide(Decision{Verb: Abort}, nil); err != nil {
			t.Fatal(err)
		}
		var cut *rule.Cut
		if !errors.As(s.err, &cut) || cut.How != rule.CutClose {
			t.Errorf("%v", s.err)
		}
		if err := s.run.Event(t.Context(), &rule.Event{Kind: flow.MessagePing}); err != nil {
			t.Error(err)
		}
	})
}

func TestNobodyDecides(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		head := h1Request("GET /a HTTP/1.1\nHost: example.com")
		s := breakAt(t, head, Config{Request: true, Timeout: 30 * time.Second, Then: ThenAbort}, Deps{}).request(t.Context(), head, nil)
		if got := s.only().Deadline; !got.Equal(time.Now().Add(30 * time.Second)) {
			t.Errorf("the deadline is %v", got)
		}
		<-s.finished
		if s.out.Answer == nil || !strings.Contains(s.did(), "paused the request for 30s; aborted with 503 because nobody decided in time") {
			t.Errorf("%+v, %s", s.out.Answer, s.did())
		}
	})
	synctest.Test(t, func(t *testing.T) {
		head := h1Request("GET /a HTTP/1.1\nHost: example.com")
		ctx, gone := context.WithCancel(t.Context())
		s := breakAt(t, head, Config{Request: true}, Deps{}).request(ctx, head, nil)
		gone()
		<-s.finished
		if items, _, _ := s.q.List(); len(items) != 0 {
			t.Errorf("the client has gone, and %d are paused; %v", len(items), s.err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		head := h1Request("GET /a HTTP/1.1\nHost: example.com")
		s := breakAt(t, head, Config{Request: true}, Deps{}).request(t.Context(), head, nil)
		s.q.Stop()
		<-s.finished
		var cut *rule.Cut
		if !errors.As(s.err, &cut) {
			t.Errorf("an instance that ends lets it pass: %v", s.err)
		}
	})
}

func TestOneTooMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(Limits{Count: 1})
		h := hold(t.Context(), q, paused("a"), yes)
		head := h1Request("GET /a HTTP/1.1\nHost: example.com")
		s := breakAt(t, head, Config{Request: true}, Deps{Queue: q}).request(t.Context(), head, nil)
		<-s.finished
		if s.err != nil || s.out.Head != head || !strings.Contains(s.did(), "this one was not") {
			t.Errorf("%v, %s", s.err, s.did())
		}
		q.Stop()
		<-h.done
	})
}

func TestTriedOnHistory(t *testing.T) {
	head := h1Request("GET /a HTTP/1.1\nHost: example.com")
	s := breakAt(t, head, Config{Request: true}, Deps{})
	s.run.Dry = true
	out, err := s.run.Request(t.Context(), head, nil, route())
	if err != nil || out.Head != head || s.did() != "would pause the request" {
		t.Errorf("%v, %q", err, s.did())
	}
}
