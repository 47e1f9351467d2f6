package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"rockxy/internal/flow"
)

// session makes a closed session of n samples and returns its directory.
func session(t testing.TB, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "s")
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	smp := newSample()
	for range n {
		smp.record(s)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// forget makes the session look as if the index had got nothing since it was
// created.
func forget(t testing.TB, dir string) {
	t.Helper()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(dir, indexName+suffix)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}

// copySession copies a session's segment with change applied, and its index if
// there is one.
func copySession(t testing.TB, from string, change func([]byte) []byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "c")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(segmentPath(from, 1))
	if err == nil {
		err = os.WriteFile(segmentPath(dir, 1), change(b), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(from, indexName)); err == nil {
		if err := os.WriteFile(filepath.Join(dir, indexName), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// places returns where the records of a session's first segment are.
func places(t testing.TB, dir string) (entries []place) {
	t.Helper()
	b, err := os.ReadFile(segmentPath(dir, 1))
	if err != nil {
		t.Fatal(err)
	}
	_, err = scanSegment(bytes.NewReader(b), int64(len(b)), segmentHeader, func(kind recordKind, _ []byte, off, n int64) error {
		if kind == recordEntry {
			entries = append(entries, place{1, off, n})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// mustHold checks that the entries up to number n are there and whole.
func mustHold(t *testing.T, s *Store, n int) {
	t.Helper()
	smp := newSample()
	for id := flow.ID(1); id <= flow.ID(n); id++ {
		rec, err := s.Get(t.Context(), id)
		if err != nil || rec.Incomplete != "" {
			t.Fatalf("entry %d: %v, %+v", id, err, rec)
		}
		body, err := io.ReadAll(rec.Body(flow.Response))
		if err != nil || !bytes.Equal(body, smp.body) || !bytes.Equal(rec.Head(flow.Request).Raw, smp.request.Raw) {
			t.Fatalf("entry %d is not what was recorded: %v", id, err)
		}
	}
}

func TestTornTailIsCutAndReported(t *testing.T) {
	t.Parallel()
	const n = 4
	dir := session(t, n)
	all := places(t, dir)
	forget(t, dir)
	last := all[n-1]
	var cuts []int64
	for cut := last.Off; cut <= last.Off+last.Len; cut++ { // its frame, some of its inside, its end
		if n := cut - last.Off; n <= frameHeader || n%149 == 0 || n >= last.Len-1 {
			cuts = append(cuts, cut)
		}
	}
	for _, cut := range cuts {
		c := copySession(t, dir, func(b []byte) []byte { return b[:cut] })
		s, err := Open(c, Options{})
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		whole := n - 1
		if cut == last.Off+last.Len {
			whole = n
		}
		want := cut - last.Off
		if whole == n {
			want = 0
		}
		if rec := s.Status().Recovery; rec.Cut != want || rec.Indexed != whole || len(rec.Damaged) != 0 {
			t.Errorf("cut at %d of %d: %+v", cut-last.Off, last.Len, rec)
		}
		mustHold(t, s, whole)
		if fi, err := os.Stat(segmentPath(c, 1)); err != nil || fi.Size() != cut-want {
			t.Errorf("the segment has %d octets, %v", fi.Size(), err)
		}
		if id := newSample().record(s); id != flow.ID(whole+1) {
			t.Errorf("the next entry is number %d", id)
		}
		mustHold(t, s, whole+1)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFlippedBitCostsOnlyWhatFollows(t *testing.T) {
	t.Parallel()
	const n = 3
	dir := session(t, n)
	all := places(t, dir)
	forget(t, dir)
	end := all[n-1].Off + all[n-1].Len
	for at := int64(0); at < end; at += 331 {
		c := copySession(t, dir, func(b []byte) []byte {
			b[at] ^= 0x10
			return b
		})
		s, err := Open(c, Options{})
		if err != nil {
			t.Fatalf("flip at %d: %v", at, err)
		}
		whole := 0
		for _, p := range all {
			if p.Off+p.Len <= at {
				whole++
			}
		}
		if rec := s.Status().Recovery; rec.Cut == 0 || rec.Indexed != whole {
			t.Errorf("flip at %d: %+v, want %d entries", at, rec, whole)
		}
		mustHold(t, s, whole)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// Damage in what was already indexed costs the damaged entry alone.
func TestDamageBehindTheIndexCostsOneEntry(t *testing.T) {
	dir := session(t, 5)
	hit := places(t, dir)[2]
	c := copySession(t, dir, func(b []byte) []byte {
		b[hit.Off+hit.Len/2] ^= 1
		return b
	})
	s := openStore(t, c, Options{})
	rec, err := s.Get(t.Context(), 3)
	if err != nil || rec.Incomplete == "" || rec.Summary.URL == "" {
		t.Errorf("the damaged entry: %+v, %v", rec, err)
	}
	for _, id := range []flow.ID{1, 2, 4, 5} {
		if rec, err := s.Get(t.Context(), id); err != nil || rec.Incomplete != "" {
			t.Errorf("entry %d: %+v, %v", id, rec, err)
		}
	}
}

// After a power cut the index may know more than the disk has.
func TestIndexAheadOfTheSegment(t *testing.T) {
	dir := session(t, 5)
	fourth := places(t, dir)[3]
	c := copySession(t, dir, func(b []byte) []byte { return b[:fourth.Off+10] })
	s := openStore(t, c, Options{})
	if rec := s.Status().Recovery; len(rec.Damaged) != 1 || rec.Lost != 2 {
		t.Errorf("recovery %+v", rec)
	}
	mustHold(t, s, 3)
	if _, err := s.Get(t.Context(), 4); !errors.Is(err, ErrNotFound) {
		t.Errorf("entry 4: %v", err)
	}
	if id := newSample().record(s); id != 6 {
		t.Errorf("the next entry is number %d, which may have been shown before", id)
	}
	if all, err := s.List(t.Context(), Query{}); err != nil || len(all) != 4 {
		t.Errorf("%d entries, %v", len(all), err)
	}
}

// After a power cut what was written last may be zeros, although the index has it.
func TestWhatWasNotSyncedIsReadAgain(t *testing.T) {
	dir := session(t, 6)
	all := places(t, dir)
	c := copySession(t, dir, func(b []byte) []byte {
		clear(b[all[3].Off:])
		return b
	})
	x, err := openIndex(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.exec("UPDATE progress SET synced_seg = 1, synced_off = ?", all[2].Off); err != nil {
		t.Fatal(err)
	}
	x.close()
	s := openStore(t, c, Options{})
	if rec := s.Status().Recovery; rec.Lost != 3 || len(rec.Damaged) != 1 {
		t.Errorf("recovery %+v", rec)
	}
	if all, err := s.List(t.Context(), Query{}); err != nil || len(all) != 3 {
		t.Errorf("%d entries, %v", len(all), err)
	}
	mustHold(t, s, 3)
	newSample().record(s)
	if rec, err := s.Get(t.Context(), 7); err != nil || rec.Incomplete != "" {
		t.Errorf("%+v, %v", rec, err)
	}
}

func TestIndexIsMadeAnew(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"deleted": os.Remove,
		"rubbish": func(path string) error { return os.WriteFile(path, bytes.Repeat([]byte("rubbish"), 1000), 0o600) },
		"page": func(path string) error {
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = f.WriteAt(bytes.Repeat([]byte{0xff}, 3*4096), 4096)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := session(t, 20)
			if err := damage(filepath.Join(dir, indexName)); err != nil {
				t.Fatal(err)
			}
			s := openStore(t, dir, Options{})
			if rec := s.Status().Recovery; rec.Indexed != 20 || rec.Rebuilt != (name != "deleted") {
				t.Errorf("recovery %+v", rec)
			}
			mustHold(t, s, 20)
			if id := newSample().record(s); id != 21 {
				t.Errorf("the next entry is number %d", id)
			}
		})
	}
}

func TestNewerSessionIsRefused(t *testing.T) {
	t.Run("index", func(t *testing.T) {
		dir := session(t, 1)
		x, err := openIndex(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := x.exec(fmt.Sprintf("PRAGMA user_version = %d", indexVersion+1)); err != nil {
			t.Fatal(err)
		}
		x.close()
		mustRefuse(t, dir, indexVersion+1)
	})
	t.Run("segment", func(t *testing.T) {
		dir := session(t, 1)
		newer := appendSegmentHeaderOf(nil, FormatVersion+1, 1)
		c := copySession(t, dir, func(b []byte) []byte { return append(newer, b[segmentHeader:]...) })
		mustRefuse(t, c, FormatVersion+1)
		if b, err := os.ReadFile(segmentPath(c, 1)); err != nil || !bytes.HasPrefix(b, newer) {
			t.Errorf("the segment was changed: %v", err)
		}
	})
}

func mustRefuse(t *testing.T, dir string, version int) {
	t.Helper()
	var e *VersionError
	if _, err := Open(dir, Options{}); !errors.As(err, &e) || e.Have != version {
		t.Errorf("for writing: %v", err)
	}
	if _, err := OpenReader(dir); !errors.As(err, &e) || e.Have != version {
		t.Errorf("for reading: %v", err)
	}
}
