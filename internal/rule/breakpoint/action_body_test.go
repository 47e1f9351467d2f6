package breakpoint

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

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
