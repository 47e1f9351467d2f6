package proxy

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/testkit"
	"rockxy/internal/wire/h2"
)

// h2Fixture is an origin of net/http, our client side, a relay, our server side
// and a client of net/http, joined by in-memory connections.
type h2Fixture struct {
	client *http.Client
	server *h2Server
	origin *h2Client
}

// newH2Fixture starts one; cleanup is registered.
func newH2Fixture(t testing.TB, h http.Handler) *h2Fixture {
	t.Helper()
	f := &h2Fixture{}
	shared := newH2Shared()

	originEnd, ourUp := testkit.Pipe()
	stopOrigin := serveOrigin(originEnd, h)
	var err error
	many := h2.DefaultLimits()
	many.Streams = 1000 // there is no pool that would make another connection
	f.origin, err = newH2Client(ourUp, h2Config{Shared: shared, Limits: many}, &flow.ServerConn{Target: "origin:443", TLS: &flow.TLS{}})
	if err != nil {
		t.Fatal(err)
	}

	clientEnd, ourDown := testkit.Pipe()
	f.server = newH2Server(ourDown, h2Config{Shared: shared}, nil, func(_ uint32, d downstream) { relay(f.origin, d) })
	serverDone := make(chan struct{})
	go func() {
		defer close(serverDone)
		f.server.Serve(context.Background())
	}()
	tr := &http.Transport{
		DialContext:        func(context.Context, string, string) (net.Conn, error) { return clientEnd, nil },
		DisableCompression: true,
		HTTP2:              &http.HTTP2Config{StrictMaxConcurrentRequests: true},
		Protocols:          new(http.Protocols),
	}
	tr.Protocols.SetUnencryptedHTTP2(true)
	cc, err := tr.NewClientConn(t.Context(), "http", "origin:80")
	if err != nil {
		t.Fatal(err)
	}
	f.client = &http.Client{Transport: cc}
	t.Cleanup(func() {
		clientEnd.Close()
		cc.Close()
		f.server.Close()
		f.origin.Close()
		<-serverDone
		<-f.origin.Done()
		stopOrigin()
		if left := shared.growth.Load(); left != h2GrowthBudget {
			t.Errorf("budget not given back: %d of %d", left, h2GrowthBudget)
		}
	})
	return f
}

// serveOrigin serves one connection with net/http until stop is called.
func serveOrigin(nc net.Conn, h http.Handler) (stop func()) {
	s := &http.Server{Handler: h, HTTP2: &http.HTTP2Config{MaxConcurrentStreams: 1000}, Protocols: new(http.Protocols)}
	s.Protocols.SetUnencryptedHTTP2(true)
	done := make(chan struct{})
	accept := &oneConn{conn: make(chan net.Conn, 1), closed: make(chan struct{})}
	accept.conn <- nc
	go func() {
		defer close(done)
		s.Serve(accept)
	}()
	return func() {
		s.Close()
		<-done
	}
}

// oneConn is a listener with one connection.
type oneConn struct {
	conn   chan net.Conn
	closed chan struct{}
}

func (l *oneConn) Accept() (net.Conn, error) {
	select {
	case nc := <-l.conn:
		return nc, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *oneConn) Close() error   { close(l.closed); return nil }
func (l *oneConn) Addr() net.Addr { return &net.TCPAddr{} }

// relay is the smallest exchange driver.
func relay(c *h2Client, d downstream) {
	up, err := c.Open(context.Background())
	if err != nil {
		d.Abort(7)
		return
	}
	defer up.Release()
	d.Watch(func(r *ResetError) { up.Abort(r.Code) })
	defer d.Watch(nil)
	fail := func(err error) {
		code := codeInternal
		var r *ResetError
		if errors.As(err, &r) {
			code = r.Code
		}
		d.Abort(code)
	}
	if err := up.WriteHead(d.Head(), !d.HasBody()); err != nil {
		fail(err)
		return
	}
	sent := make(chan struct{})
	defer func() { <-sent }()
	if d.HasBody() {
		up.(interface{ Flush() error }).Flush()
		go func() {
			defer close(sent)
			pump(d.ReadPiece, up.WritePiece)
		}()
	} else {
		close(sent)
	}
	if err := relayResponse(up.(*h2up), d); err != nil {
		fail(err)
		up.Abort(codeCancel)
	}
	if !up.(*h2up).Stays() {
		d.Abort(codeNone)
	}
}

func relayResponse(up *h2up, d downstream) error {
	for {
		h, end, err := up.ReadHead()
		if err != nil {
			return err
		}
		if err := d.WriteHead(h, end); err != nil || end {
			return err
		}
		if h.Status >= 200 {
			break
		}
	}
	if !up.Buffered() {
		d.(*h2down).Flush()
	}
	return pump(up.ReadPiece, d.WritePiece)
}

func pump(read func() (Piece, error), write func(Piece) error) error {
	for {
		p, err := read()
		if err != nil {
			return err
		}
		if err := write(p); err != nil {
			return err
		}
		if p.End {
			return nil
		}
	}
}

func TestH2RoundTrip(t *testing.T) {
	f := newH2Fixture(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Method", r.Method)
		w.Write(bytes.ToUpper(b))
	}))
	for _, size := range []int{0, 1, 1000, 100_000, 5_000_000} {
		body := bytes.Repeat([]byte("a"), size)
		resp, err := f.client.Post("http://origin/x", "text/plain", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		if err != nil || !bytes.Equal(got, bytes.ToUpper(body)) {
			t.Fatalf("size %d: got %d octets, %v", size, len(got), err)
		}
		if m := resp.Header.Get("X-Method"); m != "POST" {
			t.Errorf("method %q", m)
		}
	}
}
