package store

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// notedFile notes what is done to it.
type notedFile struct {
	segmentFile
	name  string
	notes *[]string
	err   error
}

func (f *notedFile) Sync() error {
	*f.notes = append(*f.notes, "sync "+f.name)
	return f.err
}

func (f *notedFile) Close() error {
	*f.notes = append(*f.notes, "close "+f.name)
	return nil
}

func TestSyncerSyncsWhatWasWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var notes []string
		var durable mark
		y := newSyncer(Options{}.withDefaults().Log, func(m mark) { durable = m })
		stop, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			y.run(stop)
		}()
		expect := func(what string, m mark, want ...string) {
			t.Helper()
			synctest.Wait()
			if !slices.Equal(notes, want) || durable != m {
				t.Errorf("%s: %q, durable %+v; want %q, %+v", what, notes, durable, want, m)
			}
			notes = nil
		}
		first, second := &notedFile{name: "1", notes: &notes}, &notedFile{name: "2", notes: &notes}
		for i := range 10 {
			y.wrote(first, mark{1, int64(i)})
		}
		expect("at once", mark{})
		time.Sleep(syncEvery)
		expect("a second later", mark{1, 9}, "sync 1")
		time.Sleep(time.Hour)
		expect("nothing written", mark{1, 9})
		y.closing(first)
		y.wrote(second, mark{2, 5})
		time.Sleep(syncEvery)
		expect("the next segment", mark{2, 5}, "sync 1", "close 1", "sync 2")
		second.err = errors.New("bad disk")
		y.wrote(second, mark{2, 6})
		time.Sleep(syncEvery)
		expect("a failure is not durable", mark{2, 5}, "sync 2")
		second.err = nil
		y.closing(second)
		close(stop)
		<-done
		expect("at the end", mark{2, 6}, "sync 2", "close 2")
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
