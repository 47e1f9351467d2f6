package app

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/gobwas/ws"

	"rockxy/internal/api"
	"rockxy/internal/testkit"
)

// broken is an instance with a breakpoint, an origin, and who decides.
type broken struct {
	t      *testing.T
	a      *App
	o      *testkit.Origin
	decide *api.Client
	events chan api.PausedEvent
}

// withBreakpoint starts one; on is where it pauses.
func withBreakpoint(t *testing.T, on string) *broken {
	t.Helper()
	o := testkit.NewOrigin(t, testkit.Options{})
	cfg := testConfig(t)
	if err := os.MkdirAll(RulesDir(cfg.Data), 0o700); err != nil {
		t.Fatal(err)
	}
	text := "rules: [{name: r, match: '!path:/free', actions: [{breakpoint: {on: " + on + "}}]}]\n"
	if err := os.WriteFile(RulesFile(cfg.Data, "g"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	a, _ := run(t, cfg, Options{ExtraRoots: []*x509.Certificate{o.CA.Cert}})
	b := &broken{t: t, a: a, o: o, decide: dialled(t, a), events: make(chan api.PausedEvent, 1000)}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- b.decide.WatchPaused(ctx, func(e api.PausedEvent) error {
			b.events <- e
			return nil
		})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return b
}

// client speaks HTTP/2 when it can, or HTTP/1.1 alone.
func (b *broken) client(h2 bool) *http.Client {
	c := through(b.t, b.a)
	tr := c.Transport.(*http.Transport)
	if tr.ForceAttemptHTTP2 = h2; !h2 {
		tr.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	}
	return c
}

func (b *broken) url(path string) string { return "https://localhost:" + b.o.Port() + path }

// next waits for the next message that is paused.
func (b *broken) next() *api.PausedItem {
	b.t.Helper()
	for e := range b.events {
		if e.Paused != nil {
			return e.Paused
		}
	}
	return nil
}

// gone waits until a message is not paused any more.
func (b *broken) gone(id uint64) {
	for e := range b.events {
		if e.Gone == id {
			return
		}
	}
}

// send sends what is paused after text was replaced in it.
func (b *broken) send(id uint64, replace ...string) {
	b.t.Helper()
	d, err := b.decide.PausedMessage(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	text := strings.NewReplacer(replace...).Replace(*d.Original.Raw)
	if err := b.decide.Decide(b.t.Context(), id, api.Decision{Action: "send", Edit: api.Edit{Raw: &text}}); err != nil {
		b.t.Fatal(err)
	}
}

// answered is what a client got.
type answered struct {
	proto, text string
	status      int
	err         error
}

func (b *broken) post(ctx context.Context, c *http.Client, path, body string) <-chan answered {
	done := make(chan answered, 1)
	go func() {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.url(path), strings.NewReader(body))
		if err != nil {
			done <- answered{err: err}
			return
		}
		resp, err := c.Do(req)
		if err != nil {
			done <- answered{err: err}
			return
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		done <- answered{resp.Proto, string(text), resp.StatusCode, err}
	}()
	return done
}

func TestEditedInFlight(t *testing.T) {
	for _, h2 := range []bool{false, true} {
		t.Run(fmt.Sprintf("h2=%v", h2), func(t *testing.T) {
			b := withBreakpoint(t, "[request, response]")
			done := b.post(t.Context(), b.client(h2), "/nowhere", "from the client")
			p := b.next()
			b.send(p.ID, "/nowhere", "/echo?x", "from the client", "by a person")
			if p = b.next(); p.Phase != "response" || p.Status != 200 {
				t.Errorf("%+v", p)
			}
			b.send(p.ID, "200", "201", "by a person", "seen by a person")
			got := <-done
			if got.err != nil || got.status != 201 || got.text != "seen by a person" || (got.proto == "HTTP/2.0") != h2 {
				t.Errorf("%+v", got)
			}
			if r := b.o.Last(t, "/echo?x"); string(r.Body) != "by a person" {
				t.Errorf("the origin got %q", r.Body)
			}
		})
	}
}

func TestClientThatLeavesIsNotPaused(t *testing.T) {
	for _, h2 := range []bool{false, true} {
		for _, on := range []string{"request", "response"} {
			t.Run(fmt.Sprintf("%s h2=%v", on, h2), func(t *testing.T) {
				b := withBreakpoint(t, on)
				ctx, leave := context.WithCancel(t.Context())
				done := b.post(ctx, b.client(h2), "/echo", "x")
				p := b.next()
				leave()
				if got := <-done; got.err == nil {
					t.Errorf("%+v", got)
				}
				b.gone(p.ID)
			})
		}
	}
}

func TestManyWaitAndAreDecidedAboutInAnyOrder(t *testing.T) {
	b := withBreakpoint(t, "request")
	c := b.client(true)
	const n = 50
	done := map[uint64]<-chan answered{}
	var ids []uint64
	for i := range n {
		ch := b.post(t.Context(), c, "/echo", fmt.Sprint("body ", i))
		p := b.next()
		done[p.ID], ids = ch, append(ids, p.ID)
	}
	if l := b.a.Paused(); len(l.Paused) != n {
		t.Fatalf("%d are paused", len(l.Paused))
	}
	for i := range n {
		i = n - 1 - i
		if err := b.decide.Decide(t.Context(), ids[i], api.Decision{Action: "original"}); err != nil {
			t.Fatal(err)
		}
		if got := <-done[ids[i]]; got.text != fmt.Sprint("body ", i) {
			t.Errorf("%d: %+v", i, got)
		}
	}
}

func TestMessagesOfAWebSocketArePaused(t *testing.T) {
	b := withBreakpoint(t, "messages")
	c := b.socket()
	defer c.Close()
	say := func(text string) {
		if err := ws.WriteFrame(c, ws.MaskFrame(ws.NewTextFrame([]byte(text)))); err != nil {
			t.Fatal(err)
		}
	}
	say("one")
	p := b.next()
	if p.Phase != "message" || p.Kind != "text" || p.Direction != "request" {
		t.Errorf("%+v", p)
	}
	b.send(p.ID, "one", "two")
	p = b.next()
	if p.Direction != "response" {
		t.Errorf("%+v", p)
	}
	b.send(p.ID, "two", "three")
	if f, err := testkit.ReadFrame(c); err != nil || string(f.Payload) != "three" {
		t.Errorf("%q, %v", f.Payload, err)
	}
	say("dropped")
	if err := b.decide.Decide(t.Context(), b.next().ID, api.Decision{Action: "drop"}); err != nil {
		t.Fatal(err)
	}
	say("ended")
	if err := b.decide.Decide(t.Context(), b.next().ID, api.Decision{Action: "abort"}); err != nil {
		t.Fatal(err)
	}
	for {
		f, err := testkit.ReadFrame(c)
		if err != nil {
			break
		}
		if f.Header.OpCode != ws.OpClose {
			t.Errorf("%q", f.Payload)
		}
	}
}

// socket opens a WebSocket.
func (b *broken) socket() net.Conn {
	b.t.Helper()
	d := ws.Dialer{
		NetDial: func(ctx context.Context, _, addr string) (net.Conn, error) {
			c, err := (&net.Dialer{}).DialContext(ctx, "tcp", b.a.ProxyAddr().String())
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(c, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", addr, addr)
			_, err = http.ReadResponse(bufio.NewReader(oneByOne{c}), nil)
			return c, err
		},
		TLSConfig: through(b.t, b.a).Transport.(*http.Transport).TLSClientConfig,
	}
	c, _, _, err := d.Dial(b.t.Context(), "wss://localhost:"+b.o.Port()+"/ws")
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// oneByOne gives away no octet of what follows.
type oneByOne struct{ io.Reader }

func (o oneByOne) Read(p []byte) (int, error) { return o.Reader.Read(p[:1]) }

func TestEventsOfAStreamArePaused(t *testing.T) {
	b := withBreakpoint(t, "messages")
	resp, err := b.client(true).Get(b.url("/sse?n=2"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	p := b.next()
	d, err := b.decide.PausedMessage(t.Context(), p.ID)
	if err != nil || p.Kind != "event" {
		t.Fatalf("%+v, %v", p, err)
	}
	text := "event: edited\n\n" + "first\nsecond"
	if err := b.decide.Decide(t.Context(), p.ID, api.Decision{Action: "send", Edit: api.Edit{Raw: &text}}); err != nil {
		t.Fatalf("%q: %v", *d.Original.Raw, err)
	}
	if err := b.decide.Decide(t.Context(), b.next().ID, api.Decision{Action: "drop"}); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(got), "event: edited\n") || !strings.Contains(string(got), "data: first\ndata: second\n") || strings.Count(string(got), "data:") != 2 {
		t.Errorf("%q, %v", got, err)
	}
}

func TestBodiesThatWereNotWaitedForAreReplaced(t *testing.T) {
	for _, h2 := range []bool{false, true} {
		t.Run(fmt.Sprintf("h2=%v", h2), func(t *testing.T) {
			b := withBreakpoint(t, "[request, response], body: false")
			c := b.client(h2)
			done := b.post(t.Context(), c, "/echo", strings.Repeat("x", 1<<20))
			p := b.next()
			text := "POST /upload?short\nHost: localhost\nContent-Type: text/plain\n\nshort"
			if err := b.decide.Decide(t.Context(), p.ID, api.Decision{Action: "send", Edit: api.Edit{Raw: &text}}); err != nil {
				t.Fatal(err)
			}
			if p = b.next(); p.BodyLeft == "" {
				t.Errorf("%+v", p)
			}
			if err := b.decide.Decide(t.Context(), p.ID, api.Decision{Action: "abort", Status: 502}); err != nil {
				t.Fatal(err)
			}
			if got := <-done; got.err != nil || got.status != 502 || !strings.Contains(got.text, "aborted") {
				t.Errorf("%d, %.100q, %v", got.status, got.text, got.err)
			}
			if r := b.o.Last(t, "/upload?short"); string(r.Body) != "short" {
				t.Errorf("the origin got %.100q", r.Body)
			}
			if got := <-b.post(t.Context(), c, "/free", "x"); got.err != nil || got.status != 404 {
				t.Errorf("after it: %+v", got)
			}
		})
	}
}

func TestAnEndlessResponseIsEndedByAPerson(t *testing.T) {
	b := withBreakpoint(t, "response")
	done := make(chan answered, 1)
	go func() {
		resp, err := b.client(true).Get(b.url("/sse?hold"))
		if err != nil {
			done <- answered{err: err}
			return
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		done <- answered{resp.Proto, string(text), resp.StatusCode, err}
	}()
	p := b.next()
	if err := b.decide.Decide(t.Context(), p.ID, api.Decision{Action: "abort"}); err != nil {
		t.Fatal(err)
	}
	if got := <-done; got.err != nil || got.status != 503 || !strings.Contains(got.text, "aborted") {
		t.Errorf("%+v", got)
	}
}

func TestClientOfAStreamThatLeavesIsNotPaused(t *testing.T) {
	b := withBreakpoint(t, "messages")
	for range 2 {
		c := b.socket()
		if err := ws.WriteFrame(c, ws.MaskFrame(ws.NewTextFrame([]byte("one")))); err != nil {
			t.Fatal(err)
		}
		p := b.next()
		c.Close()
		b.gone(p.ID)
	}
	req, err := http.NewRequest(http.MethodGet, b.url("/sse?hold"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, h2 := range []bool{false, true} {
		ctx, leave := context.WithCancel(t.Context())
		resp, err := b.client(h2).Do(req.WithContext(ctx))
		if err != nil {
			t.Fatal(err)
		}
		p := b.next()
		leave()
		resp.Body.Close()
		b.gone(p.ID)
	}
}
