package proxy

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"testing"
	"time"

	"rockxy/internal/ca"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// FuzzEntry gives a whole connection's bytes to the proxy port. Whatever they
// are, the connection ends by itself, in bounded time, and nothing panics (a
// contained panic is logged as an error).
func FuzzEntry(f *testing.F) {
	for _, s := range []string{
		"GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n",
		"CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00",
		"CONNECT a.test:80 HTTP/1.1\r\nHost: a.test:80\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
		"CONNECT a.test:80 HTTP/1.1\r\nHost: a.test:80\r\n\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\nGET /2 HTTP/1.1\r\nHost: a.test\r\n\r\n",
		"CONNECT a.test:80 HTTP/1.1\r\nHost: a.test:80\r\n\r\n\x00\x01\x02",
		"\x05\x01\x00\x05\x01\x00\x03\x06a.test\x00\x50GET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
		"\x04\x01\x00\x50\x00\x00\x00\x01u\x00a.test\x00", "\x16\x03\x01\x02\x00\x01", "POST http://a.test/ HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		"POST http://a.test/ HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9\r\n\r\nshort", "GET / HTTP/1.1\r\n\r\n", "\r\n\r\n", "",
	} {
		f.Add([]byte(s))
	}
	root, err := ca.Create(ca.InMemory(), ca.Owner{}, time.Now())
	if err != nil {
		f.Fatal(err)
	}
	issuer := ca.NewIssuer(root, ca.IssuerConfig{})
	f.Fuzz(func(t *testing.T, in []byte) {
		s := New(Config{
			Recorder: newNotebook(), Upstream: mitm.NewUpstream(mitm.UpstreamConfig{Roots: nil}), Client: mitm.NewServer(issuer, mitm.ServerConfig{}),
			Resolve: func(context.Context, string) ([]netip.Addr, error) {
				return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
			},
			Forbidden: func(netip.AddrPort) bool { return true }, // no address may be dialled from here
			Log:       slog.New(failOnError{t}),
			Limits:    Limits{ClientHello: time.Second, UpstreamConnect: time.Second},
		})
		defer s.Close()
		client, server := testkit.Pipe()
		c := s.track(server)
		go c.serve()
		client.SetDeadline(time.Now().Add(testkit.Patience))
		go func() {
			client.Write(in)
			client.CloseWrite()
		}()
		if _, err := io.Copy(io.Discard, client); isTimeout(err) {
			t.Fatal("the connection did not end")
		}
		client.Close()
	})
}

// failOnError is a log that no defect may be written to.
type failOnError struct{ t *testing.T }

func (h failOnError) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }
func (h failOnError) Handle(_ context.Context, r slog.Record) error {
	h.t.Errorf("%s", r.Message)
	r.Attrs(func(a slog.Attr) bool { h.t.Logf("%s=%v", a.Key, a.Value); return true })
	return nil
}
func (h failOnError) WithAttrs([]slog.Attr) slog.Handler { return h }
func (h failOnError) WithGroup(string) slog.Handler      { return h }
