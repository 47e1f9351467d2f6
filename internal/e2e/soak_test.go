package e2e

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rockxy/internal/testkit"
)

// soakClients is how many connections are open at once.
const soakClients = 16

// TestSoak opens connections, each with a CONNECT, a handshake and a request,
// and ends them in five different ways. Afterwards the proxy may hold no
// descriptor more than before, little more memory, and must list every
// exchange. ROCKXY_SOAK says how many connections; a few hundred by default.
func TestSoak(t *testing.T) {
	if blind() {
		return
	}
	total := soakSize(t)
	s := ownStand(t)
	tlsConfig := s.soakTLS(t)
	s.soak(t, tlsConfig, min(total, 500)) // reach the working set first
	before := readRSS(t, s.proxy.PID)
	start := time.Now()
	s.soak(t, tlsConfig, total)
	took := time.Since(start)
	s.origin.DropConnections()
	if left, ok := s.proxy.withoutSockets(); !ok {
		t.Errorf("%d sockets are left after all connections ended", len(left))
	}
	after := readRSS(t, s.proxy.PID)
	t.Logf("%d connections in %v (%.0f/s), resident %d MiB before, %d MiB after", total, took.Round(time.Millisecond), float64(total)/took.Seconds(), before>>20, after>>20)
	if grown := after - before; grown > 128<<20 {
		t.Errorf("resident memory grew by %d MiB over %d connections", grown>>20, total)
	}
	want := total + min(total, 500)
	if got := s.countFlows(t, want); got != want {
		t.Errorf("%d exchanges are listed, want %d", got, want)
	}
}

func soakSize(t *testing.T) int {
	text := os.Getenv("ROCKXY_SOAK")
	if text == "" {
		return 300
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("ROCKXY_SOAK=%q is no number of connections", text)
	}
	return n
}

func (s *stand) soakTLS(t *testing.T) *tls.Config {
	pem, err := os.ReadFile(s.proxy.RootFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	return &tls.Config{RootCAs: roots, ServerName: "localhost", NextProtos: []string{"http/1.1"}}
}

func (s *stand) soak(t *testing.T, config *tls.Config, total int) {
	t.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	for range soakClients {
		wg.Go(func() {
			for {
				n := int(next.Add(1))
				if n > total || t.Failed() {
					return
				}
				if err := s.soakOne(config, n); err != nil {
					t.Errorf("connection %d: %v", n, err)
				}
			}
		})
	}
	wg.Wait()
}

// soakOne is one connection. Every fifth is ended in the same way.
func (s *stand) soakOne(config *tls.Config, n int) error {
	raw, in, err := connectVia(s.proxy.Proxy, "localhost:"+s.origin.Port())
	if err != nil {
		return err
	}
	defer raw.Close()
	if err := raw.SetDeadline(time.Now().Add(testkit.Patience)); err != nil {
		return err
	}
	if in.Buffered() > 0 {
		return fmt.Errorf("%d bytes before the handshake", in.Buffered())
	}
	c := tls.Client(raw, config)
	target := "/bytes/2000?soak"
	if n%5 == 3 {
		target = "/slow?n=1000&gap=2ms&soak" // to be left in the middle; small, so that the store keeps them all
	}
	if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: localhost:%s\r\n\r\n", target, s.origin.Port()); err != nil {
		return err
	}
	switch n % 5 {
	case 3: // leave in the middle of the answer
		_, err = io.ReadFull(c, make([]byte, 100)) // the head, and perhaps some of the body
		return err
	case 4: // say that no more requests follow
		if err := c.CloseWrite(); err != nil {
			return err
		}
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return err
	}
	if got, err := io.Copy(io.Discard, res.Body); err != nil || got != 2000 {
		return fmt.Errorf("%d bytes, %w", got, err)
	}
	switch n % 5 {
	case 1:
		return c.Close() // close_notify
	case 2:
		return raw.(*net.TCPConn).SetLinger(0) // Close will reset it
	}
	return nil
}

// countFlows waits until want exchanges are listed and all are over.
func (s *stand) countFlows(t *testing.T, want int) int {
	t.Helper()
	n, _ := testkit.Settle(func() (n int, ok bool) {
		list := s.proxy.flows(t)
		active := 0
		for _, f := range list {
			if f.State == "active" {
				active++
			}
		}
		return len(list), active == 0 && len(list) >= want
	})
	return n
}

// readRSS is a process's resident memory in bytes, 0 where the system does
// not tell.
func readRSS(t *testing.T, pid int) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	var size, resident int64
	if _, err := fmt.Sscan(string(text), &size, &resident); err != nil {
		t.Fatal(err)
	}
	return resident * int64(os.Getpagesize())
}
