package mitm_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"rockxy/internal/ca"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// The figures are those of both ends, as they share the processor: what an end
// costs alone is in the profile.

func benchServer(b *testing.B) (*mitm.Server, *x509.CertPool) {
	b.Helper()
	root, err := ca.Create(ca.InMemory(), ca.Owner{}, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(root.Certificate())
	return mitm.NewServer(ca.NewIssuer(root, ca.IssuerConfig{}), mitm.ServerConfig{}), pool
}

// meet runs a client handshake against serve, and reads one octet so that the
// client gets its session ticket.
func meet(b *testing.B, config *tls.Config, serve func(net.Conn) (*tls.Conn, error)) {
	near, far := testkit.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		c, err := serve(far)
		if err != nil {
			b.Error(err)
			return
		}
		io.WriteString(c, "x")
	}()
	c := tls.Client(near, config)
	var one [1]byte
	if _, err := io.ReadFull(c, one[:]); err != nil {
		b.Fatal(err)
	}
	<-done
	near.Close()
	far.Close()
}

func BenchmarkClientHandshake(b *testing.B) {
	for _, resumed := range []bool{false, true} {
		b.Run(fmt.Sprintf("resumed=%v", resumed), func(b *testing.B) {
			server, pool := benchServer(b)
			config := &tls.Config{RootCAs: pool, ServerName: "api.example.com"}
			if resumed {
				config.ClientSessionCache = tls.NewLRUClientSessionCache(8)
			}
			b.ReportAllocs()
			for b.Loop() {
				meet(b, config, func(nc net.Conn) (*tls.Conn, error) {
					c, _, err := server.Handshake(context.Background(), nc, mitm.Params{Names: []string{"api.example.com"}})
					return c, err
				})
			}
		})
	}
}

func BenchmarkColdHost(b *testing.B) {
	server, pool := benchServer(b)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		name := fmt.Sprintf("h%d.example.com", n)
		meet(b, &tls.Config{RootCAs: pool, ServerName: name}, func(nc net.Conn) (*tls.Conn, error) {
			c, _, err := server.Handshake(context.Background(), nc, mitm.Params{Names: []string{name}})
			return c, err
		})
	}
}

func BenchmarkUpstreamHandshake(b *testing.B) {
	for _, how := range []string{"full", "resumed", "cold"} {
		b.Run(how, func(b *testing.B) {
			authority, err := testkit.NewAuthority()
			if err != nil {
				b.Fatal(err)
			}
			origin := &tls.Config{SessionTicketsDisabled: how != "resumed"}
			var leaves []tls.Certificate
			for range 64 {
				leaves = append(leaves, authority.MustIssue(b, testkit.Leaf{Names: []string{"api.example.com"}}))
			}
			extra := []*x509.Certificate{authority.Cert}
			up := mitm.NewUpstream(mitm.UpstreamConfig{ExtraRoots: extra})
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				if how == "cold" {
					if n%len(leaves) == 0 {
						b.StopTimer()
						up = mitm.NewUpstream(mitm.UpstreamConfig{ExtraRoots: extra})
						b.StartTimer()
					}
					n++
				}
				config := origin.Clone()
				config.Certificates = leaves[n%len(leaves):][:1]
				if how == "resumed" {
					config = origin
					config.Certificates = leaves[:1]
				}
				near, far := testkit.Pipe()
				done := make(chan struct{})
				go func() {
					defer close(done)
					io.WriteString(tls.Server(far, config), "x")
				}()
				c, _, err := up.Handshake(context.Background(), near, mitm.Want{Host: "api.example.com", ServerName: "api.example.com", ALPN: []string{"h2", "http/1.1"}})
				if err != nil {
					b.Fatal(err)
				}
				var one [1]byte
				io.ReadFull(c, one[:])
				<-done
				near.Close()
				far.Close()
			}
		})
	}
}
