package e2e

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"rockxy/internal/testkit"
)

// TestHangingUp has a client close and reset the connection at each step of the
// handshake. It never accepted anything, so nothing of it is a pin.
func TestHangingUp(t *testing.T) {
	if blind() {
		return // a blind stand-in keeps no record
	}
	s := ownStand(t)
	for _, tt := range []struct {
		name          string
		writes        int // of TLS that go through; -1 for half of the first, 9 for all
		verdict, says string
	}{
		{"in the hello", -1, "network", "before it had seen"},
		{"after the certificate", 1, "unsure", "right after Rockxy's certificate"},
		{"after the handshake", 9, "unsure", "finished the handshake"},
	} {
		for _, reset := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, reset %v", tt.name, reset), func(t *testing.T) {
				before := len(s.refusals(t))
				nc := s.connect(t)
				nc.left, nc.reset = tt.writes, reset
				if err := tls.Client(nc, &tls.Config{InsecureSkipVerify: true, ServerName: "localhost"}).Handshake(); err == nil {
					nc.hangUp()
				}
				last, ok := testkit.Settle(func() (last flowLine, ok bool) {
					list := s.refusals(t)
					if len(list) > before {
						last = list[len(list)-1]
					}
					return last, last.Fault != nil && last.Verdict == tt.verdict && strings.Contains(last.Fault.Message, tt.says)
				})
				if !ok {
					t.Errorf("verdict %q, %+v; want %q and %q", last.Verdict, last.Fault, tt.verdict, tt.says)
				}
			})
		}
	}
}

// hangsUp closes the connection at a write.
type hangsUp struct {
	net.Conn
	left  int
	reset bool
}

func (h *hangsUp) Write(p []byte) (int, error) {
	switch {
	case h.left < 0:
		_, _ = h.Conn.Write(p[:len(p)/2])
	case h.left > 0:
		h.left--
		return h.Conn.Write(p)
	}
	h.hangUp()
	return 0, net.ErrClosed
}

func (h *hangsUp) hangUp() {
	if h.reset {
		_ = h.Conn.(*net.TCPConn).SetLinger(0)
	}
	h.Conn.Close()
}

// connect has the proxy open a tunnel to the origin.
func (s *stand) connect(t *testing.T) *hangsUp {
	t.Helper()
	nc, err := net.Dial("tcp", s.proxy.Proxy)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	fmt.Fprintf(nc, "CONNECT localhost:%s HTTP/1.1\r\nHost: localhost\r\n\r\n", s.origin.Port())
	resp, err := http.ReadResponse(bufio.NewReader(nc), &http.Request{Method: "CONNECT"})
	if err != nil || resp.StatusCode != 200 {
		t.Fatalf("%v, %v", resp, err)
	}
	return &hangsUp{Conn: nc}
}
