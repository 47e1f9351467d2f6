package store

import (
	"context"
	"errors"
	"math"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
)

func TestFullDiskPausesCaptureAndResumes(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		disk := &faultyDisk{room: 100 << 10}
		s, err := Open(dir, Options{files: disk, Budget: 64 << 10})
		if err != nil {
			t.Fatal(err)
		}
		smp := newSample()
		var paused *flow.Fault
		for range 200 { // 400 KiB: neither disk nor budget has room for them
			smp.record(s)
			time.Sleep(10 * time.Millisecond)
			if p := s.Status().Paused; p != nil {
				paused = p
			}
		}
		st := s.Status()
		if paused == nil || paused.Code != flow.RockxyCapturePaused || paused.Hint == "" || !strings.Contains(paused.Message, "full") || !errors.Is(paused, syscall.ENOSPC) {
			t.Fatalf("fault %+v", paused)
		}
		if st.Paused == nil || st.Discarded == 0 {
			t.Fatalf("status %+v", st)
		}
		if err := s.Sync(t.Context()); !errors.Is(err, paused) {
			t.Errorf("sync: %v", err)
		}
		kept := 200 - st.Discarded

		disk.free(math.MaxInt32)
		time.Sleep(2 * retryEvery)
		if st := s.Status(); st.Paused != nil || st.Waiting != 0 {
			t.Errorf("after there was room again: %+v", st)
		}
		last := smp.record(s)
		all, err := s.List(t.Context(), Query{})
		if err != nil || int64(len(all)) != kept+1 || all[0].ID != last {
			t.Errorf("%d entries, want %d: %v", len(all), kept+1, err)
		}
		for i := range all {
			rec, err := s.Get(t.Context(), all[i].ID)
			if err != nil || rec.Incomplete != "" || rec.Body(flow.Response).Size() != 1024 {
				t.Fatalf("entry %d: %q, %v", all[i].ID, rec.Incomplete, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// What was begun before a pause is completed, and says that a part is missing.
func TestExchangeAcrossAPauseSaysSo(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		disk := &faultyDisk{room: 300 << 10}
		s, err := Open(dir, Options{files: disk, Budget: 128 << 10})
		if err != nil {
			t.Fatal(err)
		}
		x := newSample().exchange()
		tape := s.Open(x)
		for range 100 {
			tape.Body(flow.Response, make([]byte, 10<<10))
			x.Response.Size += 10 << 10
			time.Sleep(10 * time.Millisecond)
		}
		x.State = flow.Complete
		tape.Done()
		disk.free(math.MaxInt32)
		time.Sleep(2 * retryEvery)
		rec, err := s.Get(t.Context(), x.ID)
		if err != nil || rec.Summary.State != flow.Complete || rec.Incomplete == "" || !rec.Summary.Response.Truncated {
			t.Errorf("%+v, %v", rec, err)
		}
		if got := rec.Body(flow.Response).Size(); got != rec.Summary.Response.Stored || got < 300<<10 || got > 500<<10 {
			t.Errorf("%d octets of body, summary says %d", got, rec.Summary.Response.Stored)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestCloseOnAFullDiskSaysWhatIsLost(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{files: &faultyDisk{room: 1000}})
		if err != nil {
			t.Fatal(err)
		}
		newSample().record(s)
		if err := s.Close(); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("close: %v", err)
		}
	})
	s := openStore(t, dir, Options{}) // and what is there is no obstacle
	if got := newSample().record(s); got != 2 && got != 1 {
		t.Errorf("number %d", got)
	}
}

// A slow disk slows recording down; nothing is dropped.
func TestFullBudgetMakesRecordingWait(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		disk := &slowDisk{delay: 50 * time.Millisecond}
		s, err := Open(dir, Options{files: disk, Budget: 64 << 10})
		if err != nil {
			t.Fatal(err)
		}
		smp := newSample()
		begin := time.Now()
		for range 1000 {
			smp.record(s)
			if w := s.Status().Waiting; w > 70<<10 {
				t.Fatalf("%d octets wait, the budget is %d", w, 64<<10)
			}
		}
		if took := time.Since(begin); took < time.Second {
			t.Errorf("recording took %v: it did not wait", took)
		}
		all, err := s.List(t.Context(), Query{})
		if err != nil || len(all) != 1000 {
			t.Errorf("%d entries, %v", len(all), err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

type slowDisk struct{ delay time.Duration }

func (d *slowDisk) Open(path string) (segmentFile, error) {
	f, err := osFiles{}.Open(path)
	return &slowFile{f, d}, err
}

type slowFile struct {
	segmentFile
	d *slowDisk
}

func (f *slowFile) WriteAt(p []byte, off int64) (int, error) {
	time.Sleep(f.d.delay)
	return f.segmentFile.WriteAt(p, off)
}

func TestSyncEndsWithItsContext(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{files: &slowDisk{delay: time.Minute}})
		if err != nil {
			t.Fatal(err)
		}
		newSample().record(s)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.Sync(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("sync: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
