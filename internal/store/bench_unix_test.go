//go:build unix

package store

import (
	"syscall"
	"testing"
	"time"
)

func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkCapture is all that capturing one small keep-alive exchange costs:
// recording, writing and indexing, in CPU time of the process.
func BenchmarkCapture(b *testing.B) {
	s := openStore(b, b.TempDir(), Options{})
	smp := newSample()
	b.ReportAllocs()
	start := cpu()
	for b.Loop() {
		smp.record(s)
	}
	if err := s.Sync(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(cpu()-start)/float64(b.N), "cpu-ns/op")
}

// BenchmarkCapturePaced is the same at 20,000 exchanges a second, where timers
// and small batches count.
func BenchmarkCapturePaced(b *testing.B) {
	s := openStore(b, b.TempDir(), Options{})
	smp := newSample()
	b.ReportAllocs()
	b.ResetTimer()
	start, n := cpu(), 0
	for range time.Tick(5 * time.Millisecond) {
		for range 100 {
			smp.record(s)
		}
		if n += 100; n >= b.N {
			break
		}
	}
	if err := s.Sync(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(cpu()-start)/float64(n), "cpu-ns/op")
}
