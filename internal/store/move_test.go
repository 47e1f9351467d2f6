package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

// fill records n exchanges with bodies of size octets that are no others'.
func fill(t testing.TB, s *Store, n, size int) (ids []flow.ID) {
	t.Helper()
	smp := newSample()
	body := noise(size)
	for range n {
		x := smp.exchange()
		tape := s.Open(x)
		x.Server = smp.server
		tape.Head(flow.Request, smp.request)
		copy(body, smp.unique(x.ID))
		tape.Body(flow.Response, body)
		x.State = flow.Complete
		tape.Done()
		ids = append(ids, x.ID)
	}
	if err := s.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	return ids
}

func (s *sample) unique(id flow.ID) []byte {
	return []byte{byte(id), byte(id >> 8), byte(id >> 16), byte(id >> 24), 'u'}
}

func wantBody(t testing.TB, s *Store, id flow.ID, size int) {
	t.Helper()
	want := noise(size)
	copy(want, newSample().unique(id))
	rec := mustGet(t, s, id)
	if !bytes.Equal(bodyOf(t, rec, flow.Response), want) || rec.Client == nil || rec.Server == nil || rec.Head(flow.Request) == nil {
		t.Fatalf("entry %d is not what was recorded: %+v", id, rec)
	}
}

func TestPinnedEntriesOutliveRetention(t *testing.T) {
	t.Parallel()
	for _, size := range []int{2 << 10, 40 << 10, 100 << 10} {
		dir := t.TempDir()
		const limit = 16 << 20
		s := openStore(t, dir, Options{MaxBytes: limit, MaxEntries: 5000})
		pinned := fill(t, s, 10, size)
		x := newSample().exchange() // goes on all the time
		tape := s.Open(x)
		tape.Body(flow.Response, noise(bodyFileMin-1))
		tape.Message(&flow.Message{Kind: flow.MessageText, Data: []byte("first")})
		mustMark(t, s, x.ID, pin(true))
		for _, id := range pinned {
			mustMark(t, s, id, pin(true), comment("stays"))
		}
		for range 8 {
			fill(t, s, 6<<20/size, size)
		}
		settle(t, func() bool { return diskUse(t, dir) <= limit })
		last := fill(t, s, 1, size)[0]
		tape.Body(flow.Response, []byte("end"))
		tape.Done()
		for _, id := range append(pinned, last) {
			wantBody(t, s, id, size)
		}
		if rec := mustGet(t, s, pinned[0]); rec.Summary.Mark != (flow.Mark{Pinned: true, Comment: "stays"}) {
			t.Errorf("mark %+v", rec.Summary.Mark)
		}
		if got := bodyOf(t, mustGet(t, s, x.ID), flow.Response); string(got[len(got)-3:]) != "end" || len(got) != bodyFileMin+2 {
			t.Errorf("%d octets of the long one", len(got))
		}
		for m, err := range mustGet(t, s, x.ID).Messages() {
			if err != nil || string(m.Data) != "first" {
				t.Errorf("message %+v, %v", m, err)
			}
		}
		if _, err := s.Get(t.Context(), pinned[9]+2); !errors.Is(err, ErrNotFound) {
			t.Errorf("the oldest that is not pinned: %v", err)
		}
		checkIndex(t, s)
	}
}

// Where most of what may be kept is pinned, the rest still has room, and copying
// has an end.
func TestMorePinnedThanMayBeKept(t *testing.T) {
	t.Parallel()
	s := openStore(t, t.TempDir(), Options{MaxBytes: 8 << 20, MaxEntries: 1000})
	var pinned []flow.ID
	for range 3 {
		ids := fill(t, s, 100, 40<<10)
		if _, err := s.Mark(t.Context(), ids, pin(true)); err != nil {
			t.Fatal(err)
		}
		pinned = append(pinned, ids...)
	}
	for range 10 {
		fill(t, s, 100, 40<<10)
	}
	for _, id := range pinned {
		wantBody(t, s, id, 40<<10)
	}
	settle(t, func() bool {
		all, err := s.List(t.Context(), Query{})
		return err == nil && len(all) > len(pinned) && len(all) < 500
	})
}

// settle waits until something is so.
func settle(t testing.TB, so func() bool) {
	t.Helper()
	deadline := time.Now().Add(testkit.Patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		if time.Now().After(deadline) {
			t.Fatal("it does not settle")
		}
		<-tick.C
	}
}

// diskUse counts what has several names once.
func diskUse(t testing.TB, dir string) int64 {
	t.Helper()
	_, size, err := sessionSize(dir)
	if err != nil {
		t.Fatal(err)
	}
	bodies, err := bodiesSize(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	return size + bodies
}

func TestClearGivesSpaceBack(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir, Options{})
	ids := append(fill(t, s, 500, 20<<10), fill(t, s, 50, 200<<10)...)
	mustMark(t, s, ids[3], pin(true))
	mustMark(t, s, ids[510], pin(true))
	x := newSample().exchange()
	tape := s.Open(x)
	tape.Head(flow.Request, newSample().request)
	before := diskUse(t, dir)
	var told int64
	if err := s.Clear(t.Context(), false, func(done, total int64) { told = done * 100 / total }); err != nil {
		t.Fatal(err)
	}
	if told != 100 {
		t.Errorf("progress ended at %d%%", told)
	}
	all, err := s.List(t.Context(), Query{Oldest: true})
	if err != nil || len(all) != 3 || all[0].ID != ids[3] || all[1].ID != ids[510] || all[2].ID != x.ID {
		t.Fatalf("left %d, %v", len(all), err)
	}
	if now := diskUse(t, dir); now > before/15 {
		t.Errorf("%d octets before, %d after", before, now)
	}
	wantBody(t, s, ids[3], 20<<10)
	wantBody(t, s, ids[510], 200<<10)
	tape.Done()
	mustGet(t, s, x.ID)
	if err := s.Clear(t.Context(), true, nil); err != nil {
		t.Fatal(err)
	}
	if all, err := s.List(t.Context(), Query{}); err != nil || len(all) != 0 {
		t.Errorf("left %d, %v", len(all), err)
	}
	if next := fill(t, s, 1, 10)[0]; next != x.ID+1 {
		t.Errorf("the next is number %d", next)
	}
	entries, err := os.ReadDir(dir + "/" + bodiesName)
	if err != nil || len(entries) != 1 { // the directory same
		t.Errorf("files of bodies: %v, %v", entries, err)
	}
}

func TestDeletedEntriesStayDeleted(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ids := fill(t, s, 20, 60<<10)
	x := newSample().exchange()
	tape := s.Open(x)
	active, err := s.Delete(t.Context(), []flow.ID{ids[0], ids[1], ids[7], x.ID, 0, 1000})
	if err != nil || active != 1 {
		t.Fatalf("%d active, %v", active, err)
	}
	tape.Done()
	check := func(s *Store) {
		t.Helper()
		all, err := s.List(t.Context(), Query{})
		if err != nil || len(all) != 18 {
			t.Fatalf("%d left, %v", len(all), err)
		}
		if _, err := s.Get(t.Context(), ids[7]); !errors.Is(err, ErrNotFound) {
			t.Errorf("a deleted entry: %v", err)
		}
		wantBody(t, s, ids[8], 60<<10)
		settle(t, func() bool { // what was just being hashed goes with the next sweep, and the index's log is written back
			if err := s.sweepBodies(t.Context()); err != nil {
				t.Fatal(err)
			}
			size := diskUse(t, dir)
			for _, name := range []string{indexName, indexName + "-wal", indexName + "-shm"} {
				size -= fileSize(filepath.Join(dir, name))
			}
			return size <= 18*61<<10
		})
	}
	check(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{indexName, indexName + "-wal", indexName + "-shm"} { // made anew from the segments
		_ = os.Remove(dir + "/" + name)
	}
	s = openStore(t, dir, Options{})
	check(s)
}

func TestCompactKeepsAllThatThereIs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openStore(t, dir, Options{MaxBytes: 64 << 20})
	ids := fill(t, s, 1000, 20<<10)
	x := newSample().exchange()
	tape := s.Open(x)
	tape.Body(flow.Response, noise(1000))
	var gone []flow.ID
	for i, id := range ids {
		if i%10 != 0 {
			gone = append(gone, id)
		}
	}
	if _, err := s.Delete(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	before := diskUse(t, dir)
	if err := s.Compact(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if now := diskUse(t, dir); now > before/5 {
		t.Errorf("%d octets before, %d after", before, now)
	}
	tape.Body(flow.Response, noise(1000))
	tape.Done()
	for i := 0; i < len(ids); i += 10 {
		wantBody(t, s, ids[i], 20<<10)
	}
	if got := bodyOf(t, mustGet(t, s, x.ID), flow.Response); len(got) != 2000 {
		t.Errorf("%d octets of what went on", len(got))
	}
	checkIndex(t, s)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Compact(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	mustGet(t, s, ids[10])
}

// What was copied is as old as it was.
func TestRetentionDeletesOldestFirstAfterCompaction(t *testing.T) {
	t.Parallel()
	s := openStore(t, t.TempDir(), Options{MaxBytes: 16 << 20})
	old := fill(t, s, 200, 20<<10)
	if err := s.Compact(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	fill(t, s, 1500, 20<<10)
	all, err := s.List(t.Context(), Query{Oldest: true})
	if err != nil || len(all) < 200 || all[0].ID <= old[len(old)-1] {
		t.Errorf("%d entries, the oldest is %d, %v", len(all), all[0].ID, err)
	}
}

func checkIndex(t *testing.T, s *Store) {
	t.Helper()
	var verdict string
	if err := s.Reader.db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || !strings.EqualFold(verdict, "ok") {
		t.Errorf("index: %q, %v", verdict, err)
	}
	var active int
	if err := s.Reader.db.QueryRow("SELECT count(*) FROM entry WHERE active IS NOT NULL").Scan(&active); err != nil || active != 0 && s.Status().Unindexed == 0 {
		t.Errorf("%d entries are still active, %v", active, err)
	}
}
