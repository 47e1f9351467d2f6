package store

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// notebook notes what a syncer does.
type notebook struct {
	mu      sync.Mutex
	notes   []string
	durable mark
	fail    error // what Sync returns
}

func (n *notebook) note(s string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.notes = append(n.notes, s)
	return n.fail
}

func (n *notebook) setDurable(m mark) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.durable = m
}

// expect compares and forgets the notes.
func (n *notebook) expect(t *testing.T, what string, m mark, want ...string) {
	t.Helper()
	synctest.Wait()
	n.mu.Lock()
	defer n.mu.Unlock()
	if !slices.Equal(n.notes, want) || n.durable != m {
		t.Errorf("%s: %q, durable %+v; want %q, %+v", what, n.notes, n.durable, want, m)
	}
	n.notes = nil
}

func (n *notebook) setFail(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fail = err
}

type notedFile struct {
	segmentFile
	name string
	n    *notebook
}

func (f *notedFile) Sync() error { return f.n.note("sync " + f.name) }

func (f *notedFile) Close() error { return f.n.note("close " + f.name) }

func TestSyncerSyncsWhatWasWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n notebook
		y := newSyncer(Options{}.withDefaults().Log, n.setDurable)
		stop, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			y.run(stop)
		}()
		first, second := &notedFile{name: "1", n: &n}, &notedFile{name: "2", n: &n}
		for i := range 10 {
			y.wrote(first, mark{1, int64(i)})
		}
		n.expect(t, "at once", mark{})
		time.Sleep(syncEvery)
		n.expect(t, "a second later", mark{1, 9}, "sync 1")
		time.Sleep(time.Hour)
		n.expect(t, "nothing written", mark{1, 9})
		y.closing(first)
		y.wrote(second, mark{2, 5})
		time.Sleep(syncEvery)
		n.expect(t, "the next segment", mark{2, 5}, "sync 1", "close 1", "sync 2")
		n.setFail(errors.New("bad disk"))
		y.wrote(second, mark{2, 6})
		time.Sleep(syncEvery)
		n.expect(t, "a failure is not durable", mark{2, 5}, "sync 2")
		n.setFail(nil)
		y.closing(second)
		close(stop)
		<-done
		n.expect(t, "at the end", mark{2, 5}, "sync 2", "close 2")
	})
}

// What is durable goes into the index, for the next start.
func TestIndexKnowsWhatIsDurable(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		smp := newSample()
		smp.record(s)
		time.Sleep(2 * syncEvery)
		at := s.journal.tail()
		smp.record(s)
		time.Sleep(syncEvery / 2)
		var synced mark
		err = s.Reader.db.QueryRow("SELECT synced_seg, synced_off FROM progress").Scan(&synced.Seg, &synced.Off)
		if err != nil || synced != at {
			t.Errorf("%+v, want %+v, %v", synced, at, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
