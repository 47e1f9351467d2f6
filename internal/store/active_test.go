package store

import (
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
)

func TestRunningExchangeIsSeen(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := OpenReader(dir) // as another process would
		if err != nil {
			t.Fatal(err)
		}
		smp := newSample()
		x := smp.exchange()
		tape := s.Open(x)
		if a := s.Active(); len(a) != 1 || a[0].ID != x.ID || a[0].State != flow.Active {
			t.Errorf("at the first byte: %+v", a)
		}
		if l, err := s.List(t.Context(), Query{}); err != nil || len(l) != 1 {
			t.Errorf("list at the first byte: %+v, %v", l, err)
		}
		tape.Head(flow.Request, smp.request)
		x.URL = "https://h/x"
		tape.Update()
		if a := s.Active(); a[0].URL != "https://h/x" {
			t.Errorf("after an update: %+v", a)
		}
		if rec, err := s.Get(t.Context(), x.ID); err != nil || rec.Head(flow.Request) == nil {
			t.Errorf("get while it runs: %+v, %v", rec, err)
		}
		tape.Body(flow.Request, []byte("part"))
		time.Sleep(time.Second) // by then others see it
		l, err := r.List(t.Context(), Query{})
		if err != nil || len(l) != 1 || l[0].State != flow.Active || l[0].URL != "https://h/x" || l[0].Request.Size != 4 {
			t.Errorf("from another process: %+v, %v", l, err)
		}
		before := s.journal.tail()
		time.Sleep(10 * time.Second)
		if s.journal.tail() != before {
			t.Error("an exchange that does not change was written again")
		}
		x.State = flow.Complete
		tape.Done()
		time.Sleep(time.Second)
		if l, err = r.List(t.Context(), Query{}); err != nil || len(l) != 1 || l[0].State != flow.Complete {
			t.Errorf("when it is over: %+v, %v", l, err)
		}
		if len(s.Active()) != 0 {
			t.Error("it is still listed as active")
		}
		r.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// Short exchanges are one record, whatever else is going on.
func TestShortExchangeIsOneRecord(t *testing.T) {
	dir := session(t, 3)
	if got := places(t, dir); len(got) != 3 {
		t.Errorf("%d records for 3 exchanges", len(got))
	}
}

func TestPartsShrinkWithTheirNumber(t *testing.T) {
	var a active
	for _, tt := range []struct {
		running int64
		want    int
	}{{0, partSize}, {1, partSize}, {256, partSize}, {1024, arenaTotal / 1024}, {1 << 20, partSizeMin}} {
		a.count.Store(tt.running)
		if got := a.partSize(); got != tt.want {
			t.Errorf("%d running: %d, want %d", tt.running, got, tt.want)
		}
	}
}
