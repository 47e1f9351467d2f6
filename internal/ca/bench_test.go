package ca

import (
	"fmt"
	"testing"
	"time"
)

func benchIssuer(b *testing.B) *Issuer {
	b.Helper()
	root, err := Create(InMemory(), Owner{User: "ada", Machine: "engine"}, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	return NewIssuer(root, IssuerConfig{})
}

// BenchmarkLeafIssue is a host never seen before: key, signature, parsing.
func BenchmarkLeafIssue(b *testing.B) {
	issuer := benchIssuer(b)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		if _, err := issuer.Leaf([]string{fmt.Sprintf("h%d.example.com", n)}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLeafCached is a host seen before.
func BenchmarkLeafCached(b *testing.B) {
	for _, names := range [][]string{{"api.example.com"}, {"api.example.com", "*.example.com"}} {
		b.Run(fmt.Sprintf("names=%d", len(names)), func(b *testing.B) {
			issuer := benchIssuer(b)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := issuer.Leaf(names); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
