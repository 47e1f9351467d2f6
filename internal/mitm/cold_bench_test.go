package mitm_test

import (
	"context"
	"crypto/elliptic"
	"crypto/tls"
	"fmt"
	"runtime"
	"testing"
	"time"

	"rockxy/internal/ca"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// BenchmarkColdHost is all that the first connection to a host costs in TLS:
// the handshake with the origin in full, its verification, a leaf, the
// handshake with the client. own-µs/op is the processor time of our side
// alone, without what the collector does in the background.
func BenchmarkColdHost(b *testing.B) {
	for _, length := range []int{1, 2} {
		b.Run(fmt.Sprintf("chain=%d", length), func(b *testing.B) {
			root := authority(b, "Root", nil)
			present := coldHosts(b, root, length)
			b.ReportAllocs()
			var visit func(host string, chain tls.Certificate)
			used := len(present)
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			start := threadTime()
			for n := 0; b.Loop(); n++ {
				if used == len(present) { // all are known: start over
					b.StopTimer()
					before := threadTime()
					used, visit = 0, coldVisitor(b, root)
					start += threadTime() - before
					b.StartTimer()
				}
				visit(coldName(used), present[used])
				used++
			}
			b.ReportMetric(float64(threadTime()-start)/float64(b.N)/1e3, "own-µs/op")
		})
	}
}

func coldName(n int) string { return fmt.Sprintf("h%d.example.com", n) }

// coldHosts makes what 500 origins present.
func coldHosts(b *testing.B, root *pair, length int) []tls.Certificate {
	issuer, above := root, []*pair(nil)
	if length > 1 {
		issuer = authority(b, "Middle", root)
		above = []*pair{issuer}
	}
	key := ecKey(b, elliptic.P256())
	hosts := make([]tls.Certificate, 500)
	for n := range hosts {
		leaf := serverWith(b, issuer, key, named(coldName(n)))
		hosts[n] = present(leaf, above...)
		hosts[n].Leaf = leaf.cert
	}
	return hosts
}

// coldVisitor returns a function that takes one client through to one origin,
// with both sides knowing none yet.
func coldVisitor(b *testing.B, root *pair) func(host string, chain tls.Certificate) {
	own, err := ca.Create(ca.InMemory(), ca.Owner{User: "ada"}, noon)
	if err != nil {
		b.Fatal(err)
	}
	now := func() time.Time { return noon }
	u := mitm.NewUpstream(mitm.UpstreamConfig{Roots: poolOf(root.cert), OwnRoots: own.Own, Now: now})
	s := mitm.NewServer(ca.NewIssuer(own, ca.IssuerConfig{Now: now}), mitm.ServerConfig{Now: now})
	trust := &tls.Config{RootCAs: poolOf(own.Certificate()), Time: now}
	offer := []string{"h2", "http/1.1"}
	ctx, cancel := context.WithCancel(context.Background())
	b.Cleanup(cancel)
	return func(host string, chain tls.Certificate) {
		near, far := testkit.Pipe()
		go tls.Server(far, &tls.Config{Certificates: []tls.Certificate{chain}, Time: now, NextProtos: offer}).Handshake()
		tc, _, err := u.Handshake(ctx, near, mitm.Want{Host: host, Port: 443, ServerName: host, ALPN: offer})
		if err != nil {
			b.Fatal(err)
		}
		cs := tc.ConnectionState()
		client, down := testkit.Pipe()
		go func() {
			config := trust.Clone()
			config.ServerName, config.NextProtos = host, offer
			if err := tls.Client(client, config).Handshake(); err != nil {
				b.Error(err)
			}
		}()
		names := ca.LeafNames(host, cs.PeerCertificates[0])
		if _, _, err := s.Handshake(ctx, local{down}, mitm.Params{Names: names, ALPN: cs.NegotiatedProtocol}); err != nil {
			b.Error(err)
		}
	}
}
