package store

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

const millionEntries = 1_000_000

// percentiles reports how long the calls of a benchmark took.
func percentiles(b *testing.B, f func(i int)) {
	b.Helper()
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		f(i)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	at := func(p float64) float64 {
		return float64(took[min(int(math.Ceil(p*float64(len(took))))-1, len(took)-1)].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.95), "p95-ms")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkMillion opens, lists and searches a session of a million varied
// exchanges. Use -benchtime 40x.
func BenchmarkMillion(b *testing.B) {
	few := residentWith(b, million(b, 1000))
	dir := million(b, millionEntries)
	start := time.Now()
	s := openStore(b, dir, unlimited())
	caughtUp(b, s)
	_, size, _ := sessionSize(dir)
	b.Logf("indexes made in %v, %d MiB of text index beside %d MiB in all", time.Since(start).Round(time.Millisecond), textSize(dir)>>20, size>>20)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	many := residentWith(b, dir)
	b.Logf("resident with 1,000 entries: %d MiB, with 1,000,000: %d MiB", few>>20, many>>20)
	b.Run("open", func(b *testing.B) {
		percentiles(b, func(int) {
			s, err := Open(dir, unlimited())
			if err == nil {
				err = s.Close()
			}
			if err != nil {
				b.Fatal(err)
			}
		})
	})
	s = openStore(b, dir, unlimited())
	b.Run("newest page", func(b *testing.B) { page(b, s, func(int) Query { return Query{} }, 100) })
	b.Run("in the middle", func(b *testing.B) {
		page(b, s, func(i int) Query { return Query{Before: flow.ID(millionEntries/2 + i)} }, 100)
	})
	b.Run("get", func(b *testing.B) {
		percentiles(b, func(i int) {
			if _, err := s.Get(b.Context(), flow.ID(1+i*7919%millionEntries)); err != nil {
				b.Fatal(err)
			}
		})
	})
	for _, f := range millionFilters {
		b.Run(f.text, func(b *testing.B) {
			c := compile(b, f.text)
			page(b, s, func(int) Query { return Query{Filter: c} }, f.want)
		})
	}
	b.Run("sorted by duration", func(b *testing.B) { page(b, s, func(int) Query { return Query{Order: ByTook} }, 100) })
	b.Run("count status:5xx", func(b *testing.B) {
		c := compile(b, "status:5xx")
		percentiles(b, func(int) {
			if n, err := s.Count(b.Context(), Query{Filter: c}); err != nil || n.Entries == 0 {
				b.Fatal(n, err)
			}
		})
	})
	b.Run("facets", func(b *testing.B) {
		percentiles(b, func(int) {
			f, err := s.Facets(b.Context(), Query{}, []filter.Column{filter.Host, filter.App, filter.Type, filter.Status}, 20)
			if err != nil || len(f[filter.Host]) != 20 {
				b.Fatal(f, err)
			}
		})
	})
	b.Run("rare number in bodies", func(b *testing.B) {
		page(b, s, func(i int) Query {
			return Query{Filter: compile(b, fmt.Sprintf("body:id\":%d", 100_000+i*9973%800_000))}
		}, -1)
	})
	b.Logf("resident at the end: %d MiB", resident(b)>>20)
}

// residentWith is how much memory the process has to itself while a session is
// open and has been searched for all kinds of things.
func residentWith(b *testing.B, dir string) int64 {
	s, err := Open(dir, unlimited())
	if err != nil {
		b.Fatal(err)
	}
	caughtUp(b, s)
	for _, f := range millionFilters {
		if _, err := s.Search(b.Context(), Query{Filter: compile(b, f.text), Limit: 100}); err != nil {
			b.Fatal(err)
		}
	}
	n := resident(b)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return n
}

// millionFilters are filters, and how many entries a page of 100 has.
var millionFilters = []struct {
	text string
	want int
}{
	{"host:api0.*", 100},
	{"host:nowhere.example", 0},
	{"status:502", 100},
	{"status:599", 0},
	{"method:DELETE status:403 app:git", 100},
	{"app:curl", 100},
	{"type:html status:5xx", 100},
	{"took:>7s", 100},
	{"took:>1h", 0},
	{"size:>5KB", -1},
	{"size:>1GB", 0},
	{"path:/anber/*", -1},
	{"url:nosuchpath", 0},
	{"is:error app:java method:PUT", 100},
	{"body:" + rareWord, 10},
	{"body:" + rareWord + "500015", 1},
	{"body:" + commonWord, 100},
	{"body:nosuchtext", 0},
	{"header:x-request-id=nosuch", 0},
	{rareWord, 10},
	{commonWord + " status:502", 100},
	{"zanz", 10},
	{"anz", -1},
}

func page(b *testing.B, s *Store, q func(i int) Query, want int) {
	found := 0
	percentiles(b, func(i int) {
		query := q(i)
		query.Limit = 100
		res, err := s.Search(b.Context(), query)
		if err != nil || res.Unsearched > 0 || want >= 0 && len(res.Entries) != want {
			b.Fatalf("%d found, %d unsearched, %v", len(res.Entries), res.Unsearched, err)
		}
		found = len(res.Entries)
	})
	b.ReportMetric(float64(found), "found")
}

// million returns a closed session of n varied exchanges. With
// ROCKXY_STORE_BENCH_DIR set it is kept there for the next run.
func million(tb testing.TB, n int) string {
	tb.Helper()
	dir := os.Getenv("ROCKXY_STORE_BENCH_DIR")
	if dir == "" {
		dir = tb.TempDir()
	}
	dir = filepath.Join(dir, fmt.Sprint("varied-", n))
	if _, err := os.Stat(filepath.Join(dir, "complete")); err == nil {
		return dir
	}
	if err := os.RemoveAll(dir); err != nil {
		tb.Fatal(err)
	}
	s, err := Open(dir, unlimited())
	if err != nil {
		tb.Fatal(err)
	}
	g := newGenerator()
	for i := range n {
		g.record(s, i)
	}
	if err := s.Close(); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "complete"), nil, 0o600); err != nil {
		tb.Fatal(err)
	}
	return dir
}

func unlimited() Options { return Options{MaxEntries: 1 << 40, MaxBytes: 1 << 40} }
