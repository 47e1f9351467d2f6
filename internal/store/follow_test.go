package store

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
)

func TestFollowMissesNothing(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := OpenReader(dir)
		if err != nil {
			t.Fatal(err)
		}
		smp := newSample()
		smp.record(s) // 1: before the start
		var got []Summary
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			done <- r.Follow(ctx, 1, func(s *Summary) error {
				got = append(got, *s)
				return nil
			})
		}()
		slow := s.Open(smp.exchange())   // 2: written as active after a while
		hidden := s.Open(smp.exchange()) // 3: is over before that
		smp.record(s)                    // 4: can be read first
		time.Sleep(300 * time.Millisecond)
		hidden.Done()
		time.Sleep(2 * time.Second)
		slow.Done()
		time.Sleep(2 * time.Second)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		var seen []flow.ID
		for _, s := range got {
			seen = append(seen, s.ID)
		}
		if want := []flow.ID{4, 3, 2, 2}; !slices.Equal(seen, want) || got[3].State != flow.Complete || got[2].State != flow.Active {
			t.Errorf("saw %v, want %v", seen, want)
		}
		r.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
