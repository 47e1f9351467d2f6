package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/testkit"
	"rockxy/internal/wire/h2"
)

// h2Chain is client, proxy and origin, all made of our own two sides, so that
// half of what is measured is what a proxy costs.
type h2Chain struct {
	client, up *h2Client
	stop       func()
}

// newH2Chain joins them by loopback TCP, with TLS if conf is set. origin serves
// the requests.
func newH2Chain(b testing.TB, secure bool, origin func(uint32, downstream)) *h2Chain {
	shared := newH2Shared()
	limits := h2.DefaultLimits()
	limits.Streams = 1000
	cfg := h2Config{Shared: shared, Limits: limits}
	var done sync.WaitGroup
	serve := func(nc net.Conn, f func(uint32, downstream)) *h2Server {
		s := newH2Server(nc, cfg, nil, f)
		done.Go(func() { s.Serve(context.Background()) })
		return s
	}
	dial := func(nc net.Conn) *h2Client {
		c, err := newH2Client(nc, cfg, &flow.ServerConn{Target: "origin:443", TLS: &flow.TLS{}})
		if err != nil {
			b.Fatal(err)
		}
		return c
	}
	near, far := loopback(b, secure)
	o := serve(far, origin)
	c := &h2Chain{up: dial(near)}
	near, far = loopback(b, secure)
	s := serve(far, func(_ uint32, d downstream) { relay(c.up, d) })
	c.client = dial(near)
	c.stop = func() {
		c.client.Close()
		c.up.Close()
		o.Close()
		s.Close()
		done.Wait()
		<-c.client.Done()
		<-c.up.Done()
	}
	return c
}

// loopback returns the ends of a loopback connection.
func loopback(b testing.TB, secure bool) (client, server net.Conn) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	if client, err = net.Dial("tcp", l.Addr().String()); err != nil {
		b.Fatal(err)
	}
	if server, err = l.Accept(); err != nil {
		b.Fatal(err)
	}
	if !secure {
		return client, server
	}
	authority, err := testkit.NewAuthority()
	if err != nil {
		b.Fatal(err)
	}
	leaf := authority.MustIssue(b, testkit.Leaf{Names: []string{"127.0.0.1"}})
	ts := tls.Server(server, &tls.Config{Certificates: []tls.Certificate{leaf}, DynamicRecordSizingDisabled: true})
	tc := tls.Client(client, &tls.Config{RootCAs: authority.Pool(), ServerName: "127.0.0.1", DynamicRecordSizingDisabled: true})
	failed := make(chan error, 1)
	go func() { failed <- ts.Handshake() }()
	if err := errors.Join(tc.Handshake(), <-failed); err != nil {
		b.Fatal(err)
	}
	return tc, ts
}

var benchHead = &flow.Head{
	Proto: flow.HTTP2, Method: []byte("GET"), Scheme: []byte("https"), Authority: []byte("origin.test"), Target: []byte("/some/path?x=1"),
	Fields: []flow.Field{
		{Name: []byte(":method"), Value: []byte("GET")}, {Name: []byte(":scheme"), Value: []byte("https")},
		{Name: []byte(":authority"), Value: []byte("origin.test")}, {Name: []byte(":path"), Value: []byte("/some/path?x=1")},
		{Name: []byte("user-agent"), Value: []byte("bench/1.0")}, {Name: []byte("accept"), Value: []byte("*/*")},
		{Name: []byte("accept-encoding"), Value: []byte("gzip")},
	},
}

// roundTrip makes a request and reads the response.
func roundTrip(c *h2Client) error {
	up, err := c.Open(context.Background())
	if err != nil {
		return err
	}
	defer up.Release()
	if err := up.WriteHead(benchHead, true); err != nil {
		return err
	}
	_, end, err := up.ReadHead()
	for err == nil && !end {
		var p Piece
		p, err = up.ReadPiece()
		end = p.End
	}
	return err
}

func benchmarkH2RoundTrip(b *testing.B, secure bool, streams int) {
	page := make([]byte, 1024)
	c := newH2Chain(b, secure, func(_ uint32, d downstream) { servePage(d, page) })
	defer c.stop()
	b.ReportAllocs()
	before := cpu()
	b.ResetTimer()
	var wg sync.WaitGroup
	for i := range streams {
		wg.Go(func() {
			for n := i; n < b.N; n += streams {
				if err := roundTrip(c.client); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(cpu()-before)/float64(b.N)/2, "proxy-cpu-ns/op")
}

func BenchmarkH2RoundTrip(b *testing.B) {
	b.Run("plain/1", func(b *testing.B) { benchmarkH2RoundTrip(b, false, 1) })
	b.Run("plain/100", func(b *testing.B) { benchmarkH2RoundTrip(b, false, 100) })
	b.Run("tls/1", func(b *testing.B) { benchmarkH2RoundTrip(b, true, 1) })
	b.Run("tls/100", func(b *testing.B) { benchmarkH2RoundTrip(b, true, 100) })
}

func benchmarkH2Bulk(b *testing.B, secure bool, streams int) {
	const size = 64 << 20
	chunk := make([]byte, 64<<10)
	c := newH2Chain(b, secure, func(_ uint32, d downstream) {
		d.WriteHead(&flow.Head{Proto: flow.HTTP11, Status: 200}, false)
		for range size/len(chunk) - 1 {
			if d.WritePiece(Piece{Data: chunk}) != nil {
				return
			}
		}
		d.WritePiece(Piece{Data: chunk, End: true})
	})
	defer c.stop()
	b.SetBytes(int64(size * streams))
	b.ReportAllocs()
	before := cpu()
	b.ResetTimer()
	for range b.N {
		var wg sync.WaitGroup
		for range streams {
			wg.Go(func() {
				if err := roundTrip(c.client); err != nil && !errors.Is(err, io.EOF) {
					b.Error(err)
				}
			})
		}
		wg.Wait()
	}
	b.StopTimer()
	b.ReportMetric(float64(cpu()-before)/float64(b.N*streams*size>>20)/2, "proxy-cpu-ns/MiB")
}

func BenchmarkH2Bulk(b *testing.B) {
	b.Run("plain/1", func(b *testing.B) { benchmarkH2Bulk(b, false, 1) })
	b.Run("plain/8", func(b *testing.B) { benchmarkH2Bulk(b, false, 8) })
	b.Run("tls/1", func(b *testing.B) { benchmarkH2Bulk(b, true, 1) })
}
