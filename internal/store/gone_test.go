package store

import (
	"context"
	"testing"
	"time"

	"rockxy/internal/flow"
)

// Where all that there is is going on there is nothing to clear, and nothing to wait for.
func TestClearWithNothingToClear(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	x := newSample().exchange()
	tape := s.Open(x)
	if _, err := s.Get(ctx, x.ID); err != nil { // has it recorded
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Clear(ctx, false, nil); err != nil {
			t.Fatal(err)
		}
	}
	x.State = flow.Complete
	tape.Done()
	if list, err := s.List(ctx, Query{}); err != nil || len(list) != 1 {
		t.Errorf("%d there, %v", len(list), err)
	}
}
