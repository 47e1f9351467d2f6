package proxy

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

func TestUpgradeIsAnsweredByTheOrigin(t *testing.T) {
	testkit.NoLeaks(t)
	asked, agree := make(chan string, 1), make(chan struct{})
	o := testkit.NewRawOrigin(t, testkit.RawOptions{TLS: true, ALPN: []string{"http/1.1"}}, func(p *testkit.Peer) {
		asked <- p.WantHead()
		<-agree
		p.Send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x02hi")
		p.Want("\x81\x85\x00\x00\x00\x00hello")
		p.Send("\x88\x00")
		p.WantEnd()
	})
	r := newRig(t, nil, o.CA)
	p := r.secure(o.Addr, "127.0.0.1", "http/1.1")
	p.Sendf("GET /ws HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", o.Addr)
	if h := <-asked; !strings.Contains(h, "Upgrade: websocket\r\n") || !strings.Contains(h, "Connection: Upgrade\r\n") {
		t.Errorf("origin was asked %q", h)
	}
	close(agree)
	wantStatus(t, p.WantHead(), 101)
	p.Want("\x81\x02hi")
	p.Send("\x81\x85\x00\x00\x00\x00hello")
	p.Want("\x88\x00")
	p.Close()
	n := r.book.wait(t, 1)
	if n.x.Kind != "websocket" || n.x.Request.Size != 11 || n.x.Response.Size != 6 || n.x.Status != 101 {
		t.Errorf("record %+v", n.x)
	}
	var got []string
	for _, m := range n.msgs {
		got = append(got, fmt.Sprintf("%v %d %q", m.Dir, m.Kind, m.Data))
	}
	slices.Sort(got)
	want := []string{`request 1 "hello"`, `response 1 "hi"`, `response 5 ""`}
	if !slices.Equal(got, want) {
		t.Errorf("messages %q, want %q", got, want)
	}
}

func TestSOCKS5(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{Plain: true})
	r := newRig(t, nil)
	p := r.dial()
	p.Send("\x05\x01\x00")
	p.Want("\x05\x00")
	_, port, _ := net.SplitHostPort(o.Addr)
	n := atoi(port)
	p.Send("\x05\x01\x00\x03\x09localhost" + string([]byte{byte(n >> 8), byte(n)}))
	p.Want("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
	wantStatus(t, get(p, "localhost:"+port, "/bytes/5"), 200)
	p.WantN(5)
	if x := r.book.wait(t, 1).x; x.Client.Entry != flow.EntrySOCKS5 || x.Client.Target != "localhost:"+port || x.URL != "http://localhost:"+port+"/bytes/5" {
		t.Errorf("record %+v, client %+v", x, x.Client)
	}
}

func atoi(s string) (n int) {
	for _, c := range s {
		n = 10*n + int(c-'0')
	}
	return n
}

func TestRawTunnels(t *testing.T) {
	for _, tt := range []struct {
		name   string
		origin func(*testkit.Peer)
		client func(*testkit.Peer)
		reason string
	}{
		{"client first", func(p *testkit.Peer) { p.Want("\x00\x01\x02ping"); p.Send("pong"); p.WantEnd() },
			func(p *testkit.Peer) { p.Send("\x00\x01\x02ping"); p.Want("pong"); p.CloseWrite(); p.WantEnd() }, "neither TLS nor HTTP"},
		{"server first", func(p *testkit.Peer) { p.Send("220 hello\r\n"); p.Want("QUIT\r\n") },
			func(p *testkit.Peer) { p.Want("220 hello\r\n"); p.Send("QUIT\r\n"); p.WantEnd(); p.Close() }, "the server speaks first"},
		{"half-close", func(p *testkit.Peer) { p.WantRest(); p.Send("after") },
			func(p *testkit.Peer) { p.Send("\x00all"); p.CloseWrite(); p.Want("after"); p.WantEnd() }, "neither TLS nor HTTP"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			testkit.NoLeaks(t)
			t.Cleanup(func() { runtime.GC(); runtime.GC() }) // the runtime keeps the pipes of splice(2) in a pool
			o := testkit.NewRawOrigin(t, testkit.RawOptions{}, tt.origin)
			r := newRig(t, nil)
			tt.client(r.connect(o.Addr))
			tun, ok := r.book.waitOther(t, 1).(*flow.Tunnel)
			if !ok || tun.Reason != tt.reason || tun.Up == 0 || tun.Down == 0 || tun.State != flow.Complete {
				t.Errorf("tunnel %+v", tun)
			}
		})
	}
}

func TestUnverifiedOriginGetsAnErrorPage(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	r := newRig(t, nil) // does not trust the origin's authority
	p := r.secure("localhost:"+o.Port(), "localhost", "h2", "http/1.1")
	p.Send("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n")
	head := p.WantHead()
	wantStatus(t, head, 502)
	if !strings.Contains(head, "Rockxy-Fault: upstream.unknown-issuer") && !strings.Contains(head, "Rockxy-Fault: upstream.self-signed") {
		t.Errorf("answer %q", head)
	}
	x := r.book.wait(t, 1).x
	if x.Verdict != flow.VerdictUpstreamInvalid || x.Server == nil || x.Server.TLS == nil || len(x.Server.TLS.Chain) == 0 {
		t.Errorf("record %+v", x)
	}
	if o.Count() != 0 {
		t.Error("the origin received a request")
	}
}

// TestClientGone: a client that resets its connection while it waits ends the
// request at the origin.
func TestClientGone(t *testing.T) {
	testkit.NoLeaks(t)
	waiting, gone := make(chan struct{}), make(chan struct{})
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.WantHead()
		close(waiting)
		p.WantGone()
		close(gone)
	})
	r := newRig(t, nil)
	p := r.dial()
	p.Sendf("GET http://%s/ HTTP/1.1\r\nHost: %s\r\n\r\n", o.Addr, o.Addr)
	<-waiting
	p.Reset()
	<-gone
	if x := r.book.wait(t, 1).x; x.Fault == nil || x.Fault.Code != flow.ClientReset {
		t.Errorf("fault %v", x.Fault)
	}
}

// TestStaleConnection: an origin that closed an idle connection costs nothing.
func TestStaleConnection(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.WantHead()
		p.Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
	})
	r := newRig(t, nil)
	p := r.dial()
	for i := range 20 {
		p.Sendf("GET http://%s/%d HTTP/1.1\r\nHost: %s\r\n\r\n", o.Addr, i, o.Addr)
		wantStatus(t, p.WantHead(), 200)
	}
}

func TestShutdownLetsExchangesFinish(t *testing.T) {
	testkit.NoLeaks(t)
	started, finish := make(chan struct{}), make(chan struct{})
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.WantHead()
		close(started)
		<-finish
		p.Send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
	})
	r := newRig(t, nil)
	idle := r.dial()
	idle.Send("")
	p := r.dial()
	p.Sendf("GET http://%s/ HTTP/1.1\r\nHost: %s\r\n\r\n", o.Addr, o.Addr)
	<-started
	done := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), testkit.Patience)
		defer cancel()
		done <- r.s.Shutdown(ctx)
	}()
	idle.WantEnd()
	close(finish)
	p.WantHead()
	p.Want("ok")
	p.WantEnd()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestClientThatDoesNotTrust(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	r := newRig(t, nil, o.CA)
	p := r.connect("localhost:" + o.Port())
	tc := tls.Client(p.Conn, &tls.Config{ServerName: "localhost", RootCAs: x509.NewCertPool()})
	tc.SetDeadline(time.Now().Add(testkit.Patience))
	if tc.Handshake() == nil {
		t.Fatal("a client without the root accepted the leaf")
	}
	p.Close()
	f, ok := r.book.waitOther(t, 1).(*flow.HandshakeFailure)
	if !ok || f.Host != "localhost" || f.Alert < 0 || f.JA4 == "" || f.Fault == nil {
		t.Errorf("record %+v", f)
	}
}

// TestStreamedResponse: what has arrived is passed on before more comes, and
// events are read out of it.
func TestStreamedResponse(t *testing.T) {
	for _, framing := range []string{"chunked", "until close"} {
		t.Run(framing, func(t *testing.T) {
			testkit.NoLeaks(t)
			seen := make(chan struct{})
			wrap := func(s string) string { return s }
			head := "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
			if framing == "chunked" {
				head += "Transfer-Encoding: chunked\r\n"
				wrap = func(s string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(s), s) }
			}
			o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
				p.WantHead()
				p.Send(head + "\r\n")
				<-seen
				p.Send(wrap("data: one\n\n"))
				<-seen
				p.Send(wrap("data: t"))
				<-seen
				p.Send(wrap("wo\n\n") + "")
				if framing == "chunked" {
					p.Send("0\r\n\r\n")
				}
			})
			r := newRig(t, nil)
			p := r.dial()
			p.Sendf("GET http://%s/ HTTP/1.1\r\nHost: %s\r\n\r\n", o.Addr, o.Addr)
			p.WantHead()
			seen <- struct{}{}
			p.Want(wrap("data: one\n\n"))
			seen <- struct{}{}
			p.Want(wrap("data: t"))
			seen <- struct{}{}
			p.Want(wrap("wo\n\n"))
			n := r.book.wait(t, 1)
			if n.x.Kind != "sse" || len(n.msgs) != 2 || string(n.msgs[1].Data) != "data: two" || n.x.Response.Size != 22 {
				t.Errorf("record %+v, messages %+v", n.x, n.msgs)
			}
		})
	}
}
