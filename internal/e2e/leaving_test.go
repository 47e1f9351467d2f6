package e2e

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"testing"
)

// TestClientLeaves has clients that go away while they wait for an answer. The
// origin must learn of it, and the list must say whose doing it was.
func TestClientLeaves(t *testing.T) {
	if blind() {
		return
	}
	for name, leave := range map[string]func(t *testing.T, s *stand, target string){
		"h2 cancel": leaveH2,
		"h1 reset":  func(t *testing.T, s *stand, target string) { leaveH1(t, s, target, resetTCP) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := theStand(t)
			key := s.key(t)
			leave(t, s, s.origin.URL("/slow?n=1000000&gap=10h&k="+key))
			if r := s.origin.Last(t, "/slow?n=1000000&gap=10h&k="+key); !r.Gone {
				t.Error("the origin was not told")
			}
			f := s.settled(t, key, 1)
			if len(f) != 1 || f[0].State != "failed" || f[0].Fault == nil || f[0].Fault.Side != "client" {
				t.Errorf("listed %+v", f)
			}
		})
	}
}

// leaveH2 cancels as soon as the request has been sent.
func leaveH2(t *testing.T, s *stand, target string) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "GET", target, nil)
	if err != nil {
		t.Fatal(err)
	}
	arrived := s.origin.Arrived(req.URL.RequestURI())
	go func() {
		<-arrived
		cancel()
	}()
	if res, err := s.goClient(t, "h2", "http").Do(req); err == nil {
		res.Body.Close()
		t.Error("there was an answer")
	}
}

func leaveH1(t *testing.T, s *stand, target string, leave func(*tls.Conn)) {
	raw, _, err := connectVia(s.proxy.Proxy, "localhost:"+s.origin.Port())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	req, err := http.NewRequest("GET", target, nil)
	if err != nil {
		t.Fatal(err)
	}
	arrived := s.origin.Arrived(req.URL.RequestURI())
	c := tls.Client(raw, s.soakTLS(t))
	if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", req.URL.RequestURI(), req.URL.Host); err != nil {
		t.Fatal(err)
	}
	<-arrived
	leave(c)
}

func resetTCP(c *tls.Conn) {
	_ = c.NetConn().(*net.TCPConn).SetLinger(0)
	_ = c.NetConn().Close()
}
