package testkit

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
)

// DefaultNames are the names in an origin's certificate. Only the addresses and
// localhost resolve; for the others use Origin.Resolve. 0.0.0.0 leads to
// loopback on Linux and is the one such address that Go programs send to a
// proxy.
func DefaultNames() []string {
	return []string{"localhost", "origin.test", "*.origin.test", "origin.localhost", "a.localhost", "b.localhost", "127.0.0.1", "0.0.0.0", "::1"}
}

// Options shape an Origin. The zero value is HTTPS with h2 and HTTP/1.1 on a
// loopback port.
type Options struct {
	Plain bool       // no TLS (HTTP/1.1, and h2 with prior knowledge)
	ALPN  []string   // default h2, http/1.1
	CA    *Authority // default: a new one
	Names []string   // default: DefaultNames
	Addr  string     // default "127.0.0.1:0"
	// TLS edits the server's configuration last.
	TLS func(*tls.Config)
	// Handler is asked for paths that no endpoint of the origin has.
	Handler http.Handler
	// Listener takes the place of a loopback listener.
	Listener net.Listener
}

// Origin is an HTTP server that notes what it received. See endpoints.go for
// its paths.
type Origin struct {
	CA   *Authority // nil on plain text
	Addr string     // "127.0.0.1:port"

	scheme  string
	extra   http.Handler
	journal journal
	server  *http.Server
	grpc    *grpc.Server
	front   *front
	serving sync.WaitGroup
}

// NewOrigin serves until the test ends.
func NewOrigin(tb testing.TB, o Options) *Origin {
	tb.Helper()
	origin, err := StartOrigin(o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(origin.Close)
	return origin
}

// StartOrigin is NewOrigin for programs; the caller closes it.
func StartOrigin(opts Options) (*Origin, error) {
	o := &Origin{CA: opts.CA, scheme: "http", extra: opts.Handler}
	o.journal.cond.L = &o.journal.mu
	o.journal.expected = map[string]chan struct{}{}
	var config *tls.Config
	if !opts.Plain {
		o.scheme = "https"
		var err error
		if config, err = o.config(opts); err != nil {
			return nil, err
		}
	}
	ln := opts.Listener
	if ln == nil {
		var err error
		if ln, err = net.Listen("tcp", orDefault(opts.Addr, "127.0.0.1:0")); err != nil {
			return nil, err
		}
	}
	o.Addr = ln.Addr().String()
	o.grpc = newEchoService()
	o.front = newFront(ln, config)
	o.server = o.newServer()
	o.serving.Go(func() { _ = o.server.Serve(o.front) }) // ends with Close
	return o, nil
}

func (o *Origin) newServer() *http.Server {
	s := &http.Server{
		Handler:     http.HandlerFunc(o.serve),
		ConnContext: o.front.context,
		ConnState:   o.front.state,
		Protocols:   new(http.Protocols),
		ErrorLog:    discardLog(),
		HTTP2:       &http.HTTP2Config{MaxConcurrentStreams: 1000},
	}
	s.Protocols.SetHTTP1(true)
	s.Protocols.SetHTTP2(true)
	s.Protocols.SetUnencryptedHTTP2(true)
	return s
}

func (o *Origin) config(opts Options) (*tls.Config, error) {
	if o.CA == nil {
		ca, err := NewAuthority()
		if err != nil {
			return nil, err
		}
		o.CA = ca
	}
	names := opts.Names
	if names == nil {
		names = DefaultNames()
	}
	cert, err := o.CA.Issue(Leaf{Names: names})
	if err != nil {
		return nil, err
	}
	alpn := opts.ALPN
	if alpn == nil {
		alpn = []string{"h2", "http/1.1"}
	}
	config := &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: alpn}
	if opts.TLS != nil {
		opts.TLS(config)
	}
	return config, nil
}

// Close ends the server and every connection, and waits for its goroutines.
func (o *Origin) Close() {
	_ = o.server.Close()
	o.grpc.Stop()
	o.front.open.closeAll()
	o.front.wg.Wait()
	o.serving.Wait()
}

// DropConnections closes every connection that is open now, orderly as far as
// TCP goes; the origin goes on accepting.
func (o *Origin) DropConnections() { o.front.open.drop() }

// Port is the port that the origin listens on.
func (o *Origin) Port() string {
	_, port, _ := net.SplitHostPort(o.Addr)
	return port
}

// URL is an absolute URL on localhost; path starts with a slash.
func (o *Origin) URL(path string) string { return o.URLAt("localhost", path) }

// URLAt is URL with another host name or address.
func (o *Origin) URLAt(host, path string) string {
	return fmt.Sprintf("%s://%s%s", o.scheme, net.JoinHostPort(host, o.Port()), path)
}

// Resolve dials as net.Dialer.DialContext does, but every name leads to the
// origin's own address (the port is kept): the hook for names like origin.test.
func (o *Origin) Resolve(ctx context.Context, network, addr string) (net.Conn, error) {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	host, _, _ := net.SplitHostPort(o.Addr)
	return new(net.Dialer).DialContext(ctx, network, net.JoinHostPort(host, port))
}

// Roots trusts this origin alone.
func (o *Origin) Roots() *x509.CertPool { return o.CA.Pool() }

// Client is an http.Client that trusts the origin and goes straight to it.
func (o *Origin) Client() *http.Client { return o.ClientFor(nil) }

// ClientFor is Client with an edited transport.
func (o *Origin) ClientFor(edit func(*http.Transport)) *http.Client {
	t := &http.Transport{ForceAttemptHTTP2: true, DialContext: o.Resolve, IdleConnTimeout: time.Minute}
	if o.CA != nil {
		t.TLSClientConfig = &tls.Config{RootCAs: o.Roots()}
	}
	if edit != nil {
		edit(t)
	}
	return &http.Client{Transport: t}
}
