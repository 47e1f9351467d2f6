package store

import (
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/testkit"
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

// Whoever deletes, subscribers hear of it.
func TestSubscriberIsToldWhatIsGone(t *testing.T) {
	t.Parallel()
	s := openStore(t, t.TempDir(), Options{MaxEntries: 200})
	smp := newSample()
	sub := s.Subscribe()
	defer sub.Close()
	there := map[flow.ID]bool{}
	take := func() {
		t.Helper()
		select {
		case b := <-sub.C():
			for _, r := range b.Gone {
				for id := r.From; id <= min(r.To, 1_000_000); id++ {
					delete(there, id)
				}
			}
			for i := range b.Changed {
				there[b.Changed[i].ID] = true
			}
			if b.Skipped > 0 {
				t.Fatalf("%d skipped", b.Skipped)
			}
		case <-time.After(testkit.Patience):
			t.Fatal("nothing was told")
		}
	}
	agree := func(what string) {
		t.Helper()
		for deadline := time.Now().Add(testkit.Patience); ; take() {
			list, err := s.List(t.Context(), Query{})
			if err != nil {
				t.Fatal(err)
			}
			same := len(list) == len(there)
			for i := range list {
				same = same && there[list[i].ID]
			}
			if same {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s: %d were told, there are %d", what, len(there), len(list))
			}
		}
	}
	going := smp.exchange()
	tape := s.Open(going)
	for range 100 {
		smp.record(s)
	}
	agree("recorded")
	if _, err := s.Delete(t.Context(), []flow.ID{2, 3, 50, going.ID}); err != nil {
		t.Fatal(err)
	}
	agree("deleted")
	for there[20] {
		for range 50 {
			smp.record(s)
		}
		take()
	}
	agree("some had to go")
	kept := flow.ID(s.nextID.Load())
	pinned := true
	if _, err := s.Mark(t.Context(), []flow.ID{kept}, MarkChange{Pinned: &pinned}); err != nil {
		t.Fatal(err)
	}
	if err := s.Clear(t.Context(), false, nil); err != nil {
		t.Fatal(err)
	}
	agree("cleared")
	if !there[kept] || !there[going.ID] {
		t.Errorf("pinned %v, going on %v", there[kept], there[going.ID])
	}
	going.State = flow.Complete
	tape.Done()
	agree("ended")
}
