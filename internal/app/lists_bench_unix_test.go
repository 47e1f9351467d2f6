//go:build unix

package app

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

const millionEntries = 1_000_000

// BenchmarkLists is lists of a session with a million entries, and what follows from a
// thousand new ones a second. It takes the session that make bench-store leaves. Use
// -benchtime 200x.
func BenchmarkLists(b *testing.B) {
	s, err := store.Open(millionDir(b), store.Options{MaxEntries: 1 << 40, MaxBytes: 1 << 40})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	l := newLists(s, "default", nil, slog.New(slog.DiscardHandler))
	defer l.close()
	for _, q := range millionLists {
		b.Run(fmt.Sprintf("build/%s/%s", q.Sort, q.Filter), func(b *testing.B) { benchBuild(b, l, q) })
	}
	for _, q := range millionLists {
		b.Run(fmt.Sprintf("window/%s/%s", q.Sort, q.Filter), func(b *testing.B) { benchWindow(b, l, q, nil) })
	}
	b.Run("window/with header fields", func(b *testing.B) {
		benchWindow(b, l, api.ListQuery{}, []string{"req.header:user-agent", "res.header:server"})
	})
	b.Run("position", func(b *testing.B) {
		spread(b, func() {
			if p, err := l.position(b.Context(), api.PositionQuery{ListQuery: api.ListQuery{Sort: api.SortURL}, ID: 1 + rand.Uint64N(millionEntries)}); err != nil || p.Offset < 0 {
				b.Fatal(p, err)
			}
		})
	})
	benchAsked(b, l)
	b.Run("busy", func(b *testing.B) { benchBusy(b, s, l) })
}

var millionLists = []api.ListQuery{
	{}, {Sort: api.SortTook}, {Sort: api.SortStarted}, {Sort: api.SortStatus}, {Sort: api.SortHost}, {Sort: api.SortURL},
	{Filter: "status:5xx"}, {Filter: "host:api0.* -method:GET", Sort: api.SortSize},
	{Filter: "body:Zanzibarium"},
}

// spread reports how long the calls of a benchmark took.
func spread(b *testing.B, f func()) {
	b.Helper()
	var took []time.Duration
	before := ownCPU()
	for b.Loop() {
		start := time.Now()
		f()
		took = append(took, time.Since(start))
	}
	b.ReportMetric(float64((ownCPU()-before).Microseconds())/1000/float64(b.N), "cpu-ms")
	report(b, took, "")
}

func report(b *testing.B, took []time.Duration, of string) {
	slices.Sort(took)
	at := func(p float64) float64 {
		return float64(took[min(int(math.Ceil(p*float64(len(took))))-1, len(took)-1)].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), of+"p50-ms")
	b.ReportMetric(at(0.95), of+"p95-ms")
	b.ReportMetric(0, "ns/op")
}

func benchBuild(b *testing.B, l *lists, q api.ListQuery) {
	var took []time.Duration
	for i := 0; i < min(b.N, 5); i++ {
		l.mu.Lock()
		for _, t := range l.all {
			l.forget(t)
		}
		l.mu.Unlock()
		start := time.Now()
		t, done, err := l.get(q, false)
		if err != nil || !t.wait(b.Context(), 0) {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
		t.mu.Lock()
		b.ReportMetric(float64(t.octets())/(1<<20), "MiB")
		b.ReportMetric(float64(t.len()), "entries")
		t.mu.Unlock()
		done()
	}
	report(b, took, "")
}

func benchWindow(b *testing.B, l *lists, q api.ListQuery, columns []string) {
	w, err := l.window(b.Context(), api.WindowQuery{ListQuery: q, Limit: 1})
	for err == nil && !w.Complete {
		w, err = l.window(b.Context(), api.WindowQuery{ListQuery: q, Limit: 1})
	}
	if err != nil {
		b.Fatal(err)
	}
	spread(b, func() {
		at := rand.IntN(max(w.Total-100, 1))
		if w, err := l.window(b.Context(), api.WindowQuery{ListQuery: q, Offset: at, Limit: 100, Columns: columns}); err != nil || len(w.Rows) < min(100, w.Total) {
			b.Fatal(len(w.Rows), err)
		}
	})
}

// benchAsked is what takes some work each time, without the answers that are kept.
func benchAsked(b *testing.B, l *lists) {
	forget := func() { l.answers.mu.Lock(); l.answers.all = nil; l.answers.mu.Unlock() }
	for name, ask := range map[string]func() error{
		"sidebar": func() error {
			_, err := l.sidebar(b.Context(), api.SidebarQuery{}, func() ([]api.SessionInfo, error) { return nil, nil })
			return err
		},
		"tree": func() error {
			t, err := l.tree(b.Context(), api.TreeQuery{Host: "api0.example"})
			_ = t
			return err
		},
		"facets": func() error {
			_, err := l.facets(b.Context(), api.FacetQuery{Fields: FacetNames(), Limit: 100})
			return err
		},
		"count": func() error {
			_, err := l.count(b.Context(), api.CountQuery{Filter: "status:404"})
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			spread(b, func() {
				forget()
				if err := ask(); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// benchBusy records a thousand entries a second while windows of several lists are read.
func benchBusy(b *testing.B, s *store.Store, l *lists) {
	for _, q := range millionLists[:6] {
		t, done, err := l.get(q, true)
		if err != nil || !t.wait(b.Context(), 0) {
			b.Fatal(err)
		}
		defer done()
	}
	ctx, cancel := context.WithCancel(b.Context())
	tr := &traffic{s: s, l: l, going: map[flow.ID]*flowing{}}
	var recording sync.WaitGroup
	var captured []time.Duration
	var added []flow.ID
	recording.Go(func() {
		for k, tick := 0, time.Tick(10*time.Millisecond); ; k++ {
			select {
			case <-ctx.Done():
				return
			case <-tick:
			}
			for i := range 10 {
				start := time.Now()
				id := tr.record(k*10 + i)
				captured, added = append(captured, time.Since(start)), append(added, id)
			}
		}
	})
	var took []time.Duration
	before := ownCPU()
	begin := time.Now()
	for b.Loop() {
		q := millionLists[rand.IntN(6)]
		start := time.Now()
		w, err := l.window(ctx, api.WindowQuery{ListQuery: q, Offset: rand.IntN(millionEntries), Limit: 100})
		if err != nil || len(w.Rows) == 0 {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
		time.Sleep(20 * time.Millisecond)
	}
	used, lasted := ownCPU()-before, time.Since(begin)
	cancel()
	recording.Wait()
	if _, err := s.Delete(b.Context(), added); err != nil { // the session is used again
		b.Fatal(err)
	}
	report(b, took, "window-")
	report(b, captured, "capture-")
	b.ReportMetric(100*used.Seconds()/lasted.Seconds(), "%cpu")
	for _, t := range l.all {
		t.mu.Lock()
		if t.stale {
			b.Errorf("%v missed something", t.key)
		}
		t.mu.Unlock()
	}
}

// millionDir is a session of a million entries.
func millionDir(b *testing.B) string {
	dir := filepath.Join(os.Getenv("ROCKXY_STORE_BENCH_DIR"), fmt.Sprint("varied-", millionEntries))
	if _, err := os.Stat(filepath.Join(dir, "complete")); err == nil {
		return dir
	}
	dir = b.TempDir()
	tr, err := newTraffic(dir, store.Options{MaxEntries: 1 << 40, MaxBytes: 1 << 40})
	if err != nil {
		b.Fatal(err)
	}
	for k := range millionEntries {
		tr.record(k)
	}
	if err := tr.close(); err != nil {
		b.Fatal(err)
	}
	return dir
}

// octets is about how much memory it takes.
func (l *listing) octets() int {
	n := l.with.Octets() + l.without.Octets() + l.members.Octets() + l.pending.Octets() + l.fresh.Octets() + 64*len(l.placed)
	if l.names != nil {
		n += l.names.Octets()
	}
	return n
}
