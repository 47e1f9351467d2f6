package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

func TestReaderWithoutASession(t *testing.T) {
	if _, err := OpenReader(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	r, err := OpenReader(session(t, 0))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if all, err := r.List(t.Context(), Query{}); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := r.Get(t.Context(), 1); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
}

// As from a medium that cannot be written, where SQLite cannot make the file
// that readers share.
func TestReaderNeedsNoRightToWrite(t *testing.T) {
	dir := session(t, 3)
	if err := os.Symlink("nowhere", filepath.Join(dir, indexName+"-shm")); err != nil {
		t.Fatal(err) // SQLite does not follow links
	}
	r, err := OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if all, err := r.List(t.Context(), Query{}); err != nil || len(all) != 3 {
		t.Errorf("%v, %v", all, err)
	}
}

func ids(all []Summary) (ids []flow.ID) {
	for i := range all {
		ids = append(ids, all[i].ID)
	}
	return ids
}

// Rows may be in the index, in the tail of the segments, or in both with
// different contents; lists must not tell.
func TestListIsTheSameWhereverTheRowsAre(t *testing.T) {
	t.Parallel()
	dir, crashed := t.TempDir(), filepath.Join(t.TempDir(), "crashed")
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		smp := newSample()
		var tunnels []*flow.Tunnel
		add := func(n int) {
			for i := range n {
				if i%7 == 0 {
					tn := &flow.Tunnel{Client: smp.client, Host: "t", State: flow.Active}
					s.Tunnel(tn)
					tunnels = append(tunnels, tn)
				} else {
					smp.record(s)
				}
			}
		}
		add(1100) // more than two pages
		if err := s.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		add(200)
		for _, tn := range append(tunnels[:100:100], tunnels[len(tunnels)-10:]...) {
			tn.State, tn.Up = flow.Complete, 42
			s.Tunnel(tn)
		}
		s.writer.force()
		synctest.Wait() // written, not indexed
		if n, _ := s.indexer.lag(); n == 0 {
			t.Fatal("there is no tail to read")
		}
		snapshot(t, dir, crashed)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	r, err := OpenReader(crashed)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rapid.Check(t, func(rt *rapid.T) { checkList(rt, t, r) })
}

func checkList(rt *rapid.T, t *testing.T, r *Reader) {
	q := Query{
		Limit:  rapid.SampledFrom([]int{0, 1, 10, 600, 5000}).Draw(rt, "limit"),
		Before: flow.ID(rapid.IntRange(0, 1400).Draw(rt, "before")),
		After:  flow.ID(rapid.IntRange(0, 1400).Draw(rt, "after")),
		Oldest: rapid.Bool().Draw(rt, "oldest"),
		Kind:   rapid.SampledFrom([]Kind{"", KindTunnel}).Draw(rt, "kind"),
	}
	if rapid.Bool().Draw(rt, "unbounded") {
		q.Before, q.After = 0, 0
	}
	var want []flow.ID
	for id := flow.ID(1); id <= 1300; id++ {
		tunnel := id <= 1100 && (id-1)%7 == 0 || id > 1100 && (id-1101)%7 == 0
		if id > q.After && (q.Before == 0 || id < q.Before) && (q.Kind == "" || tunnel) {
			want = append(want, id)
		}
	}
	if !q.Oldest {
		slices.Reverse(want)
	}
	if q.Limit > 0 && len(want) > q.Limit {
		want = want[:q.Limit]
	}
	got, err := r.List(t.Context(), q)
	if err != nil || !slices.Equal(ids(got), want) {
		rt.Fatalf("%+v: got %v, %v\nwant %v", q, ids(got), err, want)
	}
	for _, s := range got {
		if s.Kind == KindTunnel && (s.ID <= 100*7 || s.ID > 1300-10*7) && (s.State != flow.Complete || s.Request.Size != 42) {
			rt.Fatalf("entry %d is shown as it was before: %+v", s.ID, s)
		}
	}
}

// A reader in another process sees whole entries only, while they are written.
func TestReadWhileWriting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openStore(t, dir, Options{MaxBytes: 32 << 20})
	r, err := OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		smp := newSample()
		for {
			select {
			case <-stop:
				return
			default:
				smp.record(s)
			}
		}
	}()
	for range 30 {
		all, err := r.List(t.Context(), Query{Limit: 20})
		if err != nil {
			t.Error(err)
			break
		}
		for i := range all {
			if i > 0 && all[i].ID >= all[i-1].ID {
				t.Errorf("order: %v", ids(all))
			}
			rec, err := r.Get(t.Context(), all[i].ID)
			if errors.Is(err, ErrNotFound) {
				continue // retention is fast here
			}
			if err != nil || rec.Incomplete == "" && rec.Body(flow.Response).Size() != 1024 {
				t.Errorf("entry %d: %+v, %v", all[i].ID, rec, err)
			}
		}
	}
	close(stop)
	<-done
}
