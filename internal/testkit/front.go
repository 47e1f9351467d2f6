package testkit

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// Accepted is one connection that an origin accepted, and for HTTP/1 the bytes
// that came over it.
type Accepted struct {
	Number int64                // 1 for the first
	Remote string               // "ip:port" of the peer
	TLS    *tls.ConnectionState // nil on plain text

	base net.Conn
	mu   sync.Mutex
	read bytes.Buffer
}

// rawLimit bounds what is kept of one connection.
const rawLimit = 4 << 20

// Raw is what came over an HTTP/1 connection so far, decrypted, up to 4 MiB;
// empty on HTTP/2.
func (a *Accepted) Raw() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.read.String()
}

func (a *Accepted) note(p []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.read.Write(p[:min(len(p), rawLimit-a.read.Len())])
}

// front terminates TLS in front of http.Server, so that the decrypted bytes of
// HTTP/1 can be noted. HTTP/2 connections go on as *tls.Conn, which is how
// http.Server knows them.
type front struct {
	net.Listener
	config  *tls.Config
	open    connSet
	ready   chan net.Conn
	done    chan struct{}
	once    sync.Once
	wg      sync.WaitGroup
	counter atomic.Int64
	notes   sync.Map // net.Conn as http.Server knows it → *Accepted
}

func newFront(ln net.Listener, config *tls.Config) *front {
	f := &front{Listener: ln, config: config, ready: make(chan net.Conn), done: make(chan struct{})}
	f.open.conns = map[net.Conn]struct{}{}
	f.wg.Go(f.loop)
	return f
}

func (f *front) loop() {
	for {
		c, err := f.Listener.Accept()
		if err != nil {
			return
		}
		if !f.open.add(c) {
			return
		}
		f.wg.Go(func() { f.greet(c) })
	}
}

func (f *front) greet(c net.Conn) {
	note := &Accepted{Number: f.counter.Add(1), Remote: c.RemoteAddr().String(), base: c}
	known := net.Conn(&tapped{Conn: c, note: note})
	if f.config != nil {
		t := tls.Server(c, f.config)
		if t.Handshake() != nil {
			f.open.remove(c)
			_ = c.Close()
			return
		}
		state := t.ConnectionState()
		note.TLS = &state
		known = &tapped{Conn: t, note: note}
		if state.NegotiatedProtocol == "h2" {
			known = t
		}
	}
	f.notes.Store(known, note)
	select {
	case f.ready <- known:
	case <-f.done:
		_ = c.Close()
	}
}

// Accept implements net.Listener for http.Server.
func (f *front) Accept() (net.Conn, error) {
	select {
	case c := <-f.ready:
		return c, nil
	case <-f.done:
		return nil, net.ErrClosed
	}
}

// Close stops accepting; connections stay.
func (f *front) Close() error {
	f.once.Do(func() { close(f.done) })
	return f.Listener.Close()
}

// state is http.Server's ConnState.
func (f *front) state(c net.Conn, s http.ConnState) {
	if s != http.StateClosed {
		return
	}
	if note, ok := f.notes.LoadAndDelete(c); ok {
		f.open.remove(note.(*Accepted).base)
	}
}

type acceptedKey struct{}

// context is http.Server's ConnContext.
func (f *front) context(ctx context.Context, c net.Conn) context.Context {
	note, _ := f.notes.Load(c)
	return context.WithValue(ctx, acceptedKey{}, note)
}

// tapped notes what is read.
type tapped struct {
	net.Conn
	note *Accepted
}

func (t *tapped) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.note.note(p[:n])
	return n, err
}

// NetConn leads to what is beneath, as that of *tls.Conn does.
func (t *tapped) NetConn() net.Conn { return t.Conn }

// CloseWrite ends the outgoing direction.
func (t *tapped) CloseWrite() error {
	if c, ok := t.Conn.(interface{ CloseWrite() error }); ok {
		return c.CloseWrite()
	}
	return t.Conn.Close()
}

func discardLog() *log.Logger { return log.New(io.Discard, "", 0) }
