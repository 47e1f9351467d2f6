package store

import (
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
)

func TestSubscriberIsToldWhatChanges(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		sub := s.Subscribe()
		smp := newSample()
		begin := time.Now()
		x := smp.exchange()
		tape := s.Open(x)
		b := <-sub.C()
		if len(b.Changed) != 1 || b.Changed[0].State != flow.Active || time.Since(begin) > 100*time.Millisecond {
			t.Errorf("after %v: %+v", time.Since(begin), b)
		}
		x.URL, x.State = "https://h/1", flow.Complete
		tape.Update()
		tape.Done()
		second := smp.record(s)
		b = <-sub.C()
		if len(b.Changed) != 2 || b.Changed[0].ID != x.ID || b.Changed[0].State != flow.Complete || b.Changed[1].ID != second {
			t.Errorf("each entry once, as it is now: %+v", b)
		}
		select {
		case b := <-sub.C():
			t.Errorf("nothing happened: %+v", b)
		case <-time.After(time.Minute):
		}
		sub.Close()
		sub.Close()
		smp.record(s) // goes nowhere
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestSlowSubscriberSlowsNobody(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		sub := s.Subscribe()
		smp := newSample()
		const n = 3 * batchMax
		for range n {
			smp.record(s)
		}
		seen, skipped := 0, 0
		for seen+skipped < n {
			b := <-sub.C()
			seen += len(b.Changed)
			skipped += b.Skipped / 4 // opened, updated twice, done
		}
		if seen > 2*batchMax || skipped == 0 {
			t.Errorf("%d seen, %d skipped", seen, skipped)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if _, ok := <-sub.C(); ok {
			t.Error("the subscription outlives the store")
		}
	})
}
