package store

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rockxy/internal/flow"
)

// million returns a closed session of n varied exchanges. With
// ROCKXY_STORE_BENCH_DIR set it is kept there for the next run.
func million(b *testing.B, n int) string {
	b.Helper()
	dir := os.Getenv("ROCKXY_STORE_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	dir = filepath.Join(dir, fmt.Sprint("session-", n))
	if _, err := os.Stat(filepath.Join(dir, indexName)); err == nil {
		return dir
	}
	s, err := Open(dir, Options{MaxEntries: 1 << 40, MaxBytes: 1 << 40})
	if err != nil {
		b.Fatal(err)
	}
	smp := newSample()
	for i := range n {
		x := smp.exchange()
		x.Timing.Started = flow.Nanos(time.Now().UnixNano())
		t := s.Open(x)
		t.Head(flow.Request, smp.request)
		t.Head(flow.Response, smp.response)
		t.Body(flow.Response, smp.body[:i%1024])
		x.Method, x.Scheme, x.Port = "GET", "https", 443
		x.Host = fmt.Sprintf("h%04d.example.test", i*7919%1000)
		x.URL = fmt.Sprintf("https://%s/api/v1/items/%d?page=%d", x.Host, i, i%100)
		x.Status = []int{200, 200, 200, 304, 404, 500}[i%6]
		x.Server, x.State = smp.server, flow.Complete
		x.Timing.Ended = x.Timing.Started + flow.Nanos(i%1000)*1000
		t.Done()
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return dir
}

// BenchmarkMillion opens and lists a session of a million exchanges.
func BenchmarkMillion(b *testing.B) {
	const n = 1_000_000
	dir := million(b, n)
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			s, err := Open(dir, Options{MaxEntries: 1 << 40, MaxBytes: 1 << 40})
			if err != nil {
				b.Fatal(err)
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	s := openStore(b, dir, Options{MaxEntries: 1 << 40, MaxBytes: 1 << 40})
	list := func(name string, q Query, want int) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if all, err := s.List(b.Context(), q); err != nil || len(all) != want {
					b.Fatalf("%d, %v", len(all), err)
				}
			}
		})
	}
	list("newest page", Query{Limit: 100}, 100)
	list("page in the middle", Query{Limit: 100, Before: n / 2}, 100)
	list("of one host, a page", Query{Limit: 100, Host: "h0007.example.test"}, 100)
	list("of one host, all", Query{Host: "h0007.example.test"}, n/1000)
	b.Run("get", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := s.Get(b.Context(), flow.ID(1+i*7919%n)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
