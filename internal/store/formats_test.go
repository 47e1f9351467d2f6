package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"rockxy/internal/flow"
)

// formats are sessions that each released format has left, in testdata.
func formats(t *testing.T) []string {
	t.Helper()
	dirs, err := filepath.Glob("testdata/v*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("%v, %v", dirs, err)
	}
	return dirs
}

func TestEveryFormatIsReadAsItIs(t *testing.T) {
	for _, old := range formats(t) {
		dir := t.TempDir()
		snapshot(t, old, dir)
		before := listing(t, dir)
		readEntries(t, dir)
		if after := listing(t, dir); after != before {
			t.Errorf("%s: reading made\n%s\nof\n%s", old, after, before)
		}
	}
}

// readEntries returns the summaries of all entries, after reading all of each.
func readEntries(t *testing.T, dir string) map[flow.ID]Summary {
	t.Helper()
	r, err := OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	all, err := r.List(t.Context(), Query{})
	if err != nil || len(all) == 0 {
		t.Fatalf("%d entries, %v", len(all), err)
	}
	have := map[flow.ID]Summary{}
	for _, s := range all {
		rec, err := r.Get(t.Context(), s.ID)
		if err != nil || rec.Incomplete != "" {
			t.Errorf("entry %d: %+v, %v", s.ID, rec, err)
		}
		have[s.ID] = s
	}
	return have
}

// An old session is marked, added to, compacted and made anew from its segments,
// and loses nothing.
func TestEveryFormatIsBroughtForward(t *testing.T) {
	for _, old := range formats(t) {
		dir := t.TempDir()
		snapshot(t, old, dir)
		had := readEntries(t, dir)
		step := func(name string, do func(*Store)) {
			t.Helper()
			s, err := Open(dir, Options{})
			if err != nil {
				t.Fatalf("%s: %s: %v", old, name, err)
			}
			if s.recovery.Lost > 0 || len(s.recovery.Damaged) > 0 {
				t.Errorf("%s: %s: %+v", old, name, s.recovery)
			}
			do(s)
			if err := s.Close(); err != nil {
				t.Errorf("%s: %s: %v", old, name, err)
			}
			for id, sum := range readEntries(t, dir) {
				if was, ok := had[id]; ok && (sum.URL != was.URL || sum.Kind != was.Kind || sum.Started != was.Started || sum.Response.Stored != was.Response.Stored) {
					t.Errorf("%s: %s: entry %d was %+v and is %+v", old, name, id, was, sum)
				}
				delete(had, id)
			}
			if len(had) > 0 {
				t.Fatalf("%s: %s: lost %+v", old, name, had)
			}
			had = readEntries(t, dir)
		}
		step("opened", func(*Store) {})
		step("added to", func(s *Store) { fill(t, s, 3, 60<<10) })
		step("marked", func(s *Store) {
			for id := range had {
				mustMark(t, s, id, pin(true), comment("kept"))
			}
		})
		step("compacted", func(s *Store) {
			if err := s.Compact(t.Context(), nil); err != nil {
				t.Error(err)
			}
		})
		if v := segmentVersion(dir, 1); v != 0 {
			t.Errorf("%s: its segment of format %d is left", old, v)
		}
		for _, suffix := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(filepath.Join(dir, indexName) + suffix) // some are not there
		}
		step("made anew", func(*Store) {})
		for id, sum := range had {
			if sum.Mark != (flow.Mark{Pinned: true, Comment: "kept"}) {
				t.Errorf("%s: entry %d has the mark %+v", old, id, sum.Mark)
			}
		}
	}
}

// An old session that may hold less is cut at its oldest end.
func TestRetentionOfAnOldFormat(t *testing.T) {
	dir := t.TempDir()
	snapshot(t, "testdata/v1", dir)
	s := openStore(t, dir, Options{MaxEntries: 64, MaxBytes: 32 << 20})
	mustMark(t, s, 4, pin(true))
	fill(t, s, 300, 1<<10)
	settle(t, func() bool {
		_, err := s.Get(t.Context(), 3)
		return errors.Is(err, ErrNotFound)
	})
	if got := mustGet(t, s, 4); got.Summary.Status != 404 || bodyOf(t, got, flow.Response) == nil {
		t.Errorf("%+v", got.Summary)
	}
}
