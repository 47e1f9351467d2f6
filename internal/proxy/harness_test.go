package proxy

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"rockxy/internal/ca"
	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// notebook is a Recorder that keeps everything in memory.
type notebook struct {
	mu    sync.Mutex
	cond  *sync.Cond
	next  uint64
	conns uint64
	tapes []*note
	other []any // tunnels that ended, handshake failures
}

// note is the record of one exchange.
type note struct {
	book    *notebook
	x       *flow.Exchange
	heads   [2][]*flow.Head
	body    [2][]byte
	trailer [2]*flow.Head
	msgs    []flow.Message
	done    bool
}

func newNotebook() *notebook {
	b := &notebook{}
	b.cond = sync.NewCond(&b.mu)
	return b
}

func (b *notebook) Open(x *flow.Exchange) Tape {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	x.ID = flow.ID(b.next)
	n := &note{book: b, x: x}
	b.tapes = append(b.tapes, n)
	return n
}

func (b *notebook) NextConn() flow.ConnID {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.conns++
	return flow.ConnID(b.conns)
}

func (b *notebook) Tunnel(t *flow.Tunnel) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t.ID == 0 {
		b.next++
		t.ID = flow.ID(b.next)
	}
	if t.State == flow.Active {
		return
	}
	b.other = append(b.other, t)
	b.cond.Broadcast()
}

func (b *notebook) HandshakeFailure(f *flow.HandshakeFailure) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.other = append(b.other, f)
	b.cond.Broadcast()
}

func (n *note) lock() func() { n.book.mu.Lock(); return n.book.mu.Unlock }

func (n *note) Head(dir flow.Direction, h *flow.Head) {
	defer n.lock()()
	n.heads[dir] = append(n.heads[dir], h.Clone())
}
func (n *note) Body(dir flow.Direction, p []byte) {
	defer n.lock()()
	if room := 1<<20 - len(n.body[dir]); len(p) > room {
		p = p[:room]
	}
	n.body[dir] = append(n.body[dir], p...)
}
func (n *note) Trailers(dir flow.Direction, h *flow.Head) {
	defer n.lock()()
	n.trailer[dir] = h.Clone()
}
func (n *note) Message(m *flow.Message) {
	defer n.lock()()
	c := *m
	c.Data = append([]byte(nil), m.Data...)
	n.msgs = append(n.msgs, c)
}
func (n *note) Update() {}
func (n *note) Done() {
	defer n.lock()()
	n.done = true
	n.book.cond.Broadcast()
}

// wait returns the k-th exchange (from 1) when it is done.
func (b *notebook) wait(t testing.TB, k int) *note {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	late := time.AfterFunc(testkit.Patience, func() { b.mu.Lock(); b.cond.Broadcast(); b.mu.Unlock() })
	defer late.Stop()
	for end := time.Now().Add(testkit.Patience); ; b.cond.Wait() {
		if len(b.tapes) >= k && b.tapes[k-1].done {
			return b.tapes[k-1]
		}
		if time.Now().After(end) {
			t.Fatalf("exchange %d is not complete; %d are open", k, len(b.tapes))
		}
	}
}

// waitOther returns the k-th tunnel or handshake failure.
func (b *notebook) waitOther(t testing.TB, k int) any {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	late := time.AfterFunc(testkit.Patience, func() { b.mu.Lock(); b.cond.Broadcast(); b.mu.Unlock() })
	defer late.Stop()
	for end := time.Now().Add(testkit.Patience); ; b.cond.Wait() {
		if len(b.other) >= k {
			return b.other[k-1]
		}
		if time.Now().After(end) {
			t.Fatalf("only %d tunnels and failures", len(b.other))
		}
	}
}

// rig is a proxy under test.
type rig struct {
	t    testing.TB
	s    *Server
	book *notebook
	addr string
	root *ca.Root
}

// newRig starts a proxy that trusts the given origins' authorities.
func newRig(t testing.TB, edit func(*Config), trust ...*testkit.Authority) *rig {
	t.Helper()
	root, err := ca.Create(ca.InMemory(), ca.Owner{User: "u", Machine: "m"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	for _, a := range trust {
		roots.AppendCertsFromPEM(a.PEM())
	}
	book := newNotebook()
	cfg := Config{
		Recorder: book,
		Upstream: mitm.NewUpstream(mitm.UpstreamConfig{Roots: roots, OwnRoots: root.Own}),
		Client:   mitm.NewServer(ca.NewIssuer(root, ca.IssuerConfig{}), mitm.ServerConfig{}),
	}
	if edit != nil {
		edit(&cfg)
	}
	s := New(cfg)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		if err := <-served; err != ErrClosed {
			t.Errorf("Serve: %v", err)
		}
	})
	return &rig{t: t, s: s, book: book, addr: l.Addr().String(), root: root}
}

func (r *rig) dial() *testkit.Peer {
	r.t.Helper()
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.t.Fatal(err)
	}
	return testkit.NewPeer(r.t, c)
}

// connect opens a tunnel to target.
func (r *rig) connect(target string) *testkit.Peer {
	r.t.Helper()
	p := r.dial()
	p.Sendf("CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", target, target)
	if h := p.WantHead(); !strings.HasPrefix(h, "HTTP/1.1 200 ") {
		r.t.Fatalf("CONNECT: %q", h)
	}
	return p
}

// secure opens an intercepted TLS connection to target.
func (r *rig) secure(target, name string, alpn ...string) *testkit.Peer {
	r.t.Helper()
	p := r.connect(target)
	pool := x509.NewCertPool()
	pool.AddCert(r.root.Certificate())
	tc := tls.Client(p.Conn, &tls.Config{ServerName: name, RootCAs: pool, NextProtos: alpn})
	tc.SetDeadline(time.Now().Add(testkit.Patience))
	if err := tc.Handshake(); err != nil {
		r.t.Fatalf("TLS through the proxy: %v", err)
	}
	return testkit.NewPeer(r.t, tc)
}

// get sends a plain GET and returns head and body of the answer.
func get(p *testkit.Peer, host, path string) (head string) {
	p.Sendf("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", path, host)
	return p.WantHead()
}

func wantStatus(t testing.TB, head string, status int) {
	t.Helper()
	if !strings.HasPrefix(head, fmt.Sprintf("HTTP/1.1 %d ", status)) {
		t.Fatalf("answer %q, want status %d", head, status)
	}
}

// toLoopback resolves every name to this machine.
func toLoopback(context.Context, string) ([]netip.Addr, error) {
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}, nil
}
