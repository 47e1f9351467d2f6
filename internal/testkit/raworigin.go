package testkit

import (
	"crypto/tls"
	"net"
	"sync"
	"testing"
	"time"
)

// RawOrigin is a server whose every connection is handed to a script that reads
// and writes exact bytes.
type RawOrigin struct {
	CA   *Authority // nil on plain text
	Addr string     // "127.0.0.1:port"
}

// RawOptions shape a RawOrigin. The zero value is plain text on 127.0.0.1.
type RawOptions struct {
	TLS    bool
	ALPN   []string    // with TLS: protocols offered; none by default
	CA     *Authority  // default: a new one
	Config *tls.Config // overrides ALPN and the certificate
	Addr   string      // default "127.0.0.1:0"
	// Listener takes the place of a loopback listener, such as one of a Network.
	Listener net.Listener
}

// scriptGrace is how long scripts may go on after the test's own code ended.
const scriptGrace = 2 * time.Second

// NewRawOrigin serves until the test ends; serve runs in a goroutine of its own
// for each connection, which is closed when serve returns. With TLS the
// handshake is done before serve is called, and a failed one is not reported.
// When the test ends the scripts are waited for; those that a client keeps
// waiting for longer than a moment lose their connection, and say so.
func NewRawOrigin(tb testing.TB, o RawOptions, serve func(*Peer)) *RawOrigin {
	tb.Helper()
	r := &RawOrigin{CA: o.CA}
	ln := o.Listener
	if ln == nil {
		var err error
		if ln, err = net.Listen("tcp", orDefault(o.Addr, "127.0.0.1:0")); err != nil {
			tb.Fatal(err)
		}
	}
	r.Addr = ln.Addr().String()
	config := o.Config
	if o.TLS && config == nil {
		config = r.config(tb, o)
	}
	wg := &sync.WaitGroup{}
	open := &connSet{conns: map[net.Conn]struct{}{}}
	wg.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			if !open.add(c) {
				return
			}
			wg.Go(func() {
				defer open.remove(c)
				defer c.Close()
				serveRaw(tb, c, config, serve)
			})
		}
	})
	tb.Cleanup(func() {
		_ = ln.Close()
		late := time.AfterFunc(scriptGrace, open.closeAll)
		defer late.Stop()
		wg.Wait()
	})
	return r
}

func (r *RawOrigin) config(tb testing.TB, o RawOptions) *tls.Config {
	if r.CA == nil {
		ca, err := NewAuthority()
		if err != nil {
			tb.Fatal(err)
		}
		r.CA = ca
	}
	return &tls.Config{
		Certificates: []tls.Certificate{r.CA.MustIssue(tb, Leaf{Names: DefaultNames()})},
		NextProtos:   o.ALPN,
	}
}

func serveRaw(tb testing.TB, c net.Conn, config *tls.Config, serve func(*Peer)) {
	if config != nil {
		t := tls.Server(c, config)
		if t.Handshake() != nil {
			return
		}
		defer t.Close()
		c = t
	}
	serve(newPeer(tb, c))
}

// connSet is the set of connections that are open, so that a server can end
// them all.
type connSet struct {
	mu     sync.Mutex
	conns  map[net.Conn]struct{}
	closed bool
}

func (s *connSet) add(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		_ = c.Close()
		return false
	}
	s.conns[c] = struct{}{}
	return true
}

func (s *connSet) remove(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

func (s *connSet) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for c := range s.conns {
		_ = c.Close()
	}
}

// drop closes what is open now.
func (s *connSet) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		_ = c.Close()
	}
}

func orDefault(s, d string) string {
	if s == "" {
		return d
	}
	return s
}
