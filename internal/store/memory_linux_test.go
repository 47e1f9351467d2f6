package store

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// resident returns the octets of memory that the process has to itself.
func resident(t testing.TB) (n int64) {
	t.Helper()
	b, err := os.ReadFile("/proc/self/smaps_rollup")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
			_, _ = fmt.Sscan(rest, &n)
		}
	}
	return n << 10
}

// BenchmarkResident reports how much memory stays per captured exchange, at
// 20,000 a second. Use it with -benchtime 100000x and more.
func BenchmarkResident(b *testing.B) {
	s := openStore(b, b.TempDir(), Options{})
	smp := newSample()
	before := resident(b)
	n := 0
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
	b.ReportMetric(float64(resident(b)-before)/float64(n), "B/exchange")
	s.Trim()
	if err := s.Sync(b.Context()); err != nil {
		b.Fatal(err)
	}
	debug.FreeOSMemory()
	b.ReportMetric(float64(resident(b)-before)/float64(n), "B/exchange-trimmed")
	b.ReportMetric(float64(resident(b)>>10), "KiB")
}
