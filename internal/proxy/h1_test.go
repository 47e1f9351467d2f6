package proxy

import (
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

func TestInterceptedGet(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	r := newRig(t, nil, o.CA)
	p := r.secure("localhost:"+o.Port(), "localhost", "http/1.1")
	head := get(p, "localhost:"+o.Port(), "/bytes/100")
	wantStatus(t, head, 200)
	p.WantN(100)
	n := r.book.wait(t, 1)
	x := n.x
	if x.Status != 200 || x.Response.Size != 100 || x.State != flow.Complete || x.Method != "GET" || x.Fault != nil {
		t.Errorf("record %+v", x)
	}
	if want := o.URL("/bytes/100"); x.URL != want {
		t.Errorf("url %q, want %q", x.URL, want)
	}
	if x.Server == nil || x.Server.TLS == nil || x.Server.TLS.ALPN != "http/1.1" || x.Client.TLS.ALPN != "http/1.1" {
		t.Errorf("TLS is not recorded: %+v", x.Server)
	}
	// The same connection again, then another one: the upstream is shared.
	get(p, "localhost:"+o.Port(), "/bytes/3")
	p.WantN(3)
	r.book.wait(t, 2)
	p2 := r.secure("localhost:"+o.Port(), "localhost", "http/1.1")
	get(p2, "localhost:"+o.Port(), "/bytes/4")
	p2.WantN(4)
	if a, b := r.book.wait(t, 1).x, r.book.wait(t, 3).x; a.Server != b.Server || !b.Reused || a.Reused {
		t.Errorf("connection not shared: %v %v", a.Reused, b.Reused)
	}
}

// TestDialogues speaks exact bytes on both sides of a forwarded exchange.
func TestDialogues(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
	for _, tt := range []struct {
		name   string
		send   string // by the client; ORIGIN stands for the origin's address
		origin func(p *testkit.Peer)
		want   string // by the client
	}{
		{"order and case are kept", "GET http://ORIGIN/a?b HTTP/1.1\r\nhOsT: ORIGIN\r\nX-B: 1\r\nx-a:2 \r\nX-B:  3\r\n\r\n",
			func(p *testkit.Peer) {
				p.Want("GET /a?b HTTP/1.1\r\nhOsT: ")
				p.WantLine()
				p.Want("X-B: 1\r\nx-a:2 \r\nX-B:  3\r\n\r\n")
				p.Send("HTTP/1.1 200 All  Right\r\nB: 1\r\na:2\r\nb: 3\r\nContent-Length: 0\r\n\r\n")
			}, "HTTP/1.1 200 All  Right\r\nB: 1\r\na:2\r\nb: 3\r\nContent-Length: 0\r\n\r\n"},
		{"chunks with extensions and trailers", "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0;z\r\nT: 1\r\n\r\n",
			func(p *testkit.Peer) {
				if h := p.WantHead(); !strings.Contains(h, "Transfer-Encoding: chunked\r\n") {
					p.Send("HTTP/1.1 500 no\r\n\r\n")
				}
				p.Want("3;a=b\r\nabc\r\n0;z\r\nT: 1\r\n\r\n")
				p.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nhi\r\n0\r\nU: 2\r\n\r\n")
			}, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nhi\r\n0\r\nU: 2\r\n\r\n"},
		{"100-continue both ways", "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
			func(p *testkit.Peer) {
				p.WantHead()
				p.Send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
				p.Want("abc")
				p.Send(ok)
			}, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok},
		{"head has no body", "HEAD http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\nGET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\n",
			func(p *testkit.Peer) {
				p.WantHead()
				p.Send("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n")
				p.WantHead()
				p.Send("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n")
			}, "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n"},
		{"pipelined", "GET http://ORIGIN/1 HTTP/1.1\r\nHost: ORIGIN\r\n\r\nPOST http://ORIGIN/2 HTTP/1.1\r\nHost: ORIGIN\r\nContent-Length: 1\r\n\r\nxGET http://ORIGIN/3 HTTP/1.1\r\nHost: ORIGIN\r\n\r\n",
			func(p *testkit.Peer) {
				for range 3 {
					if h := p.WantHead(); strings.HasPrefix(h, "POST") {
						p.Want("x")
					}
					p.Send(ok)
				}
			}, ok + ok + ok},
		{"until close", "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\n",
			func(p *testkit.Peer) {
				p.WantHead()
				p.Send("HTTP/1.0 200 OK\r\n\r\nall there is")
			}, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall there is"},
		{"hop-by-hop fields", "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nConnection: x-hop, keep-alive\r\nX-Hop: 1\r\nProxy-Connection: keep-alive\r\nKeep-Alive: 3\r\nA: b\r\n\r\n",
			func(p *testkit.Peer) {
				p.WantLine()
				p.WantLine()
				p.Want("A: b\r\n\r\n")
				p.Send("HTTP/1.1 204 None\r\nKeep-Alive: timeout=5\r\nConnection: keep-alive\r\nA: b\r\n\r\n")
			}, "HTTP/1.1 204 None\r\nA: b\r\n\r\n"},
		{"a tunnel through a proxy behind this one", "CONNECT ORIGIN HTTP/1.1\r\nHost: ORIGIN\r\n\r\nCONNECT far:1 HTTP/1.1\r\nHost: far:1\r\n\r\n",
			func(p *testkit.Peer) {
				p.Want("CONNECT far:1 HTTP/1.1\r\nHost: far:1\r\n\r\n")
				p.Send("HTTP/1.1 200 Go\r\n\r\nopaque")
			}, "HTTP/1.1 200 Connection Established\r\n\r\nHTTP/1.1 200 Go\r\n\r\nopaque"},
		{"an old client without Host", "GET http://ORIGIN/ HTTP/1.0\r\n\r\n",
			func(p *testkit.Peer) {
				p.Want("GET / HTTP/1.1\r\nHost: " + p.LocalAddr().String() + "\r\n\r\n")
				p.Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
			}, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
		{"an old client gets no chunks", "GET http://ORIGIN/ HTTP/1.0\r\nHost: ORIGIN\r\n\r\n",
			func(p *testkit.Peer) {
				p.Want("GET / HTTP/1.1\r\n")
				p.WantHead()
				p.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
			}, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			testkit.NoLeaks(t)
			o := testkit.NewRawOrigin(t, testkit.RawOptions{}, tt.origin)
			r := newRig(t, nil)
			p := r.dial()
			p.Send(strings.ReplaceAll(tt.send, "ORIGIN", o.Addr))
			p.Want(tt.want)
		})
	}
}

func TestHalfClose(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.WantHead()
		p.Send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
	})
	r := newRig(t, nil)
	p := r.dial()
	p.Sendf("GET http://%s/ HTTP/1.1\r\nHost: %s\r\n\r\n", o.Addr, o.Addr)
	p.CloseWrite()
	p.Want("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
	p.WantEnd()
}

func TestEarlyResponse(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.WantHead()
		p.Send("HTTP/1.1 413 Too much\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
	})
	r := newRig(t, nil)
	p := r.dial()
	p.Sendf("POST http://%s/ HTTP/1.1\r\nHost: %s\r\nContent-Length: 100000\r\n\r\nfirst", o.Addr, o.Addr)
	wantStatus(t, p.WantHead(), 413)
	p.WantEnd()
	if x := r.book.wait(t, 1).x; x.Status != 413 || x.Fault != nil {
		t.Errorf("record %+v %v", x, x.Fault)
	}
}

func TestTruncatedResponseLooksTruncated(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.WantHead()
		p.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
	})
	r := newRig(t, nil)
	p := r.dial()
	p.Sendf("GET http://%s/ HTTP/1.1\r\nHost: %s\r\n\r\n", o.Addr, o.Addr)
	p.WantHead()
	p.WantGone()
	if x := r.book.wait(t, 1).x; x.Fault == nil || x.Fault.Code != flow.UpstreamTruncated || x.State != flow.Failed {
		t.Errorf("fault %v", x.Fault)
	}
}

func TestBadRequestsAreRefused(t *testing.T) {
	testkit.NoLeaks(t)
	r := newRig(t, nil)
	for _, tt := range []struct{ name, send, code string }{
		{"both lengths", "POST http://127.0.0.1:1/ HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", flow.ClientFraming},
		{"no colon", "GET http://127.0.0.1:1/ HTTP/1.1\r\nHost 127.0.0.1:1\r\n\r\n", flow.ClientBadHead},
		{"not a proxy request", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", flow.ClientBadTarget},
		{"version", "GET http://127.0.0.1:1/ HTTP/1.2\r\nHost: 127.0.0.1:1\r\n\r\n", flow.ClientVersion},
		{"refused", "GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", flow.UpstreamRefused},
		{"itself", "GET http://SELF/ HTTP/1.1\r\nHost: SELF\r\n\r\n", flow.ClientLoop},
		{"itself by name", "GET http://localhost:PORT/ HTTP/1.1\r\nHost: localhost\r\n\r\n", flow.ClientLoop},
		{"itself as any address", "GET http://0.0.0.0:PORT/ HTTP/1.1\r\nHost: 0.0.0.0\r\n\r\n", flow.ClientLoop},
		{"itself as mapped address", "GET http://[::ffff:127.0.0.1]:PORT/ HTTP/1.1\r\nHost: x\r\n\r\n", flow.ClientLoop},
		{"tunnel to itself", "CONNECT SELF HTTP/1.1\r\nHost: SELF\r\n\r\n", flow.ClientLoop},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := r.dial()
			_, port, _ := strings.Cut(r.addr, ":")
			p.Send(strings.NewReplacer("SELF", r.addr, "PORT", port).Replace(tt.send))
			head := p.WantHead()
			if !strings.Contains(head, "\r\nRockxy-Fault: "+tt.code+"\r\n") {
				t.Errorf("answer %q, want fault %s", head, tt.code)
			}
		})
	}
	r.book.mu.Lock()
	defer r.book.mu.Unlock()
	if len(r.book.tapes) != 10 {
		t.Errorf("%d exchanges recorded, want all 10", len(r.book.tapes))
	}
}
