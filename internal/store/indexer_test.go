package store

import (
	"os"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

// While the index cannot be written, recording goes on; what the indexer lets
// go of it reads from the segments.
func TestIndexCatchesUpFromTheSegments(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openStore(t, dir, Options{})
	smp := newSample()
	smp.record(s)
	if err := s.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	other, err := openIndex(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	const n = 20_000 // some 4 MB of summaries
	for range n {
		smp.record(s)
	}
	if behind, _ := testkit.Settle(func() (bool, bool) {
		s.indexer.mu.Lock()
		defer s.indexer.mu.Unlock()
		return s.indexer.behind, s.indexer.behind
	}); !behind {
		t.Error("the indexer holds on to everything")
	}
	if st := s.Status(); st.Unindexed == 0 || st.Paused != nil {
		t.Errorf("status %+v", st)
	}
	if all, err := s.Reader.List(t.Context(), Query{Limit: 1}); err != nil || len(all) != 1 || all[0].ID < 2 {
		t.Errorf("readers do not wait for the index: %v, %v", all, err)
	}
	if err := other.exec("COMMIT"); err != nil {
		t.Fatal(err)
	}
	other.close()
	if err, ok := testkit.Settle(func() (error, bool) { // the indexer may have given up for a second
		err := s.Sync(t.Context())
		return err, err == nil
	}); !ok {
		t.Fatal(err)
	}
	all, err := s.List(t.Context(), Query{Oldest: true})
	if err != nil || len(all) != n+1 || all[n].ID != n+1 {
		t.Errorf("%d entries, %v", len(all), err)
	}
	var rows int
	if err := s.Reader.db.QueryRow("SELECT count(*) FROM entry").Scan(&rows); err != nil || rows != n+1 {
		t.Errorf("%d rows, %v", rows, err)
	}
}

// An index that cannot be written is tried again, and then read from the
// segments what was let go.
func TestIndexIsRetried(t *testing.T) {
	from := session(t, 3000)
	dir := copySession(t, from, func(b []byte) []byte { return b })
	forget(t, dir)
	x, err := openIndex(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer x.close()
	if err := x.exec("PRAGMA max_page_count = 20"); err != nil {
		t.Fatal(err)
	}
	ix := newIndexer(dir, x, Options{}.withDefaults().Log, progress{indexed: mark{1, 0}})
	ix.moved = &broadcast{}
	ix.numbers = func() (uint64, uint64) { return 3001, 1 }
	chunk := chunkOf(t, dir)
	changed := ix.moved.next()
	ix.push(chunk)
	if err := ix.round(); err == nil || ix.lastError() == nil {
		t.Fatal("it fits into twenty pages")
	}
	<-changed
	if done, err := ix.covers(chunk.end()); done || err == nil {
		t.Errorf("who waits is not told: %v, %v", done, err)
	}
	if err := x.exec("PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if err := ix.round(); err != nil || ix.lastError() != nil {
		t.Fatal(err)
	}
	rows, err := x.queryInt("SELECT count(*) FROM entry")
	if done, e := ix.covers(chunk.end()); !done || e != nil || rows != 3000 || err != nil {
		t.Errorf("%d rows, %v", rows, err)
	}
}

// chunkOf makes a chunk of a session's only segment, as the writer had it.
func chunkOf(t *testing.T, dir string) *chunk {
	t.Helper()
	b, err := os.ReadFile(segmentPath(dir, 1))
	if err != nil {
		t.Fatal(err)
	}
	c := &chunk{at: mark{1, 0}, buf: b}
	for _, p := range places(t, dir) {
		_, items, _, _ := openRecord(b[p.Off:])
		err := eachItem(items, func(tag byte, data []byte, off int) error {
			if tag == itemSummary {
				id, active := summaryKey(data)
				from := int(p.Off) + frameHeader + off
				c.rows = append(c.rows, row{id: id, at: p, active: active, from: from, to: from + len(data)})
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func TestNothingIsLeftBehind(t *testing.T) {
	testkit.NoLeaks(t)
	for range 3 {
		dir := t.TempDir()
		s, err := Open(dir, Options{MaxBytes: 2 << 20})
		if err != nil {
			t.Fatal(err)
		}
		sub := s.Subscribe()
		smp := newSample()
		var last flow.ID
		for range 1500 {
			last = smp.record(s)
		}
		rec, err := s.Get(t.Context(), last)
		if err != nil || len(bodyOf(t, rec, flow.Response)) == 0 {
			t.Error(err)
		}
		sub.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
