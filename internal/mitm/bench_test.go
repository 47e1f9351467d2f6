package mitm_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"runtime"
	"testing"
	"time"

	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// The figures are those of both ends, which share the processor. What our end
// costs alone: -cpuprofile, under Server.Handshake and Upstream.Handshake.

// benchVisit is one client connection, with the octet that brings its ticket.
// It returns the server's end.
func benchVisit(b *testing.B, s *mitm.Server, fromHere bool, config *tls.Config) *tls.Conn {
	near, far := testkit.Pipe()
	var nc net.Conn = far
	if fromHere {
		nc = local{far}
	}
	served := make(chan *tls.Conn, 1)
	go func() {
		c, _, err := s.Handshake(context.Background(), nc, mitm.Params{Names: []string{config.ServerName}})
		if err != nil {
			b.Error(err)
		} else {
			io.WriteString(c, "x")
		}
		served <- c
	}()
	if _, err := io.ReadFull(tls.Client(near, config), make([]byte, 1)); err != nil {
		b.Fatal(err)
	}
	return <-served
}

func BenchmarkClientHandshake(b *testing.B) {
	for _, fromHere := range []bool{true, false} {
		for _, how := range []string{"full", "resumed", "cold"} {
			b.Run(fmt.Sprintf("%s/loopback=%v", how, fromHere), func(b *testing.B) {
				s, roots := intercepting(b)
				config := &tls.Config{RootCAs: roots, ServerName: host}
				if how == "resumed" {
					config.ClientSessionCache = tls.NewLRUClientSessionCache(8)
				}
				b.ReportAllocs()
				for n := 0; b.Loop(); n++ {
					if how == "cold" {
						config = &tls.Config{RootCAs: roots, ServerName: fmt.Sprintf("h%d.example.com", n)}
					}
					benchVisit(b, s, fromHere, config)
				}
			})
		}
	}
}

// benchConnect is one upstream connection. It returns our end.
func benchConnect(b *testing.B, u *mitm.Upstream, config *tls.Config) *tls.Conn {
	near, far := testkit.Pipe()
	served := make(chan struct{})
	go func() {
		io.WriteString(tls.Server(far, config), "x")
		close(served)
	}()
	c, _, err := u.Handshake(context.Background(), near, mitm.Want{Host: host, ServerName: host, ALPN: []string{"h2", "http/1.1"}})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
		b.Fatal(err)
	}
	<-served
	return c
}

func BenchmarkUpstreamHandshake(b *testing.B) {
	for _, how := range []string{"full", "resumed", "cold"} {
		b.Run(how, func(b *testing.B) {
			root := authority(b, "Root", nil)
			leaf := server(b, root)
			clock := noon
			u, _ := counted(&clock, root.cert)
			config := origin(present(leaf))
			config.SessionTicketsDisabled = how != "resumed"
			b.ReportAllocs()
			for b.Loop() {
				if how == "cold" { // nothing verified is fresh any more
					clock = clock.Add(10 * time.Minute)
					if clock.After(leaf.cert.NotAfter) {
						clock = noon
					}
				}
				benchConnect(b, u, config)
			}
		})
	}
}

// BenchmarkIdle reports what a connection keeps alive while nothing happens,
// the in-memory network included.
func BenchmarkIdle(b *testing.B) {
	s, roots := intercepting(b)
	root := authority(b, "Root", nil)
	u, config := upstream(mitm.UpstreamConfig{}, root.cert), origin(present(server(b, root)))
	for name, connect := range map[string]func() *tls.Conn{
		"client":   func() *tls.Conn { return benchVisit(b, s, true, &tls.Config{RootCAs: roots, ServerName: host}) },
		"upstream": func() *tls.Conn { return benchConnect(b, u, config) },
	} {
		b.Run(name, func(b *testing.B) {
			connect()
			before := liveHeap()
			var idle []*tls.Conn
			for b.Loop() {
				idle = append(idle, connect())
			}
			b.ReportMetric(float64(liveHeap()-before)/float64(len(idle)), "B/connection")
			runtime.KeepAlive(idle)
		})
	}
}

func liveHeap() uint64 {
	runtime.GC()
	runtime.GC() // the first one only moves what is pooled
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
