package store

import (
	"testing"

	"rockxy/internal/flow"
)

// BenchmarkMillion opens and lists a session of a million exchanges.
func BenchmarkMillion(b *testing.B) {
	const n = 1_000_000
	dir := million(b, n)
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			s, err := Open(dir, unlimited())
			if err != nil {
				b.Fatal(err)
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	s := openStore(b, dir, unlimited())
	b.Run("newest page", func(b *testing.B) {
		for b.Loop() {
			if all, err := s.List(b.Context(), Query{Limit: 100}); err != nil || len(all) != 100 {
				b.Fatalf("%d, %v", len(all), err)
			}
		}
	})
	b.Run("get", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := s.Get(b.Context(), flow.ID(1+i*7919%n)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
