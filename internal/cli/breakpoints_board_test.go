package cli

import (
	"testing"

	"rockxy/internal/api"
)

// A key that follows a decision at once is about the next one, also when it was not told yet
// that the first is gone.
func TestWhatWasDecidedLeavesTheBoard(t *testing.T) {
	var b board
	paused := func(id uint64) { b.take(api.PausedEvent{Paused: &api.PausedItem{ID: id}}) }
	want := func(when string, at uint64, items int) {
		t.Helper()
		if b.at != at || len(b.items) != items {
			t.Errorf("%s: at %d of %d, want %d of %d", when, b.at, len(b.items), at, items)
		}
	}
	for id := range uint64(3) {
		paused(id + 1)
	}
	b.move(1)
	b.decided(2)
	want("decided", 3, 2)
	paused(2) // it was edited before
	want("an older word of it", 3, 2)
	b.take(api.PausedEvent{Gone: 2})
	want("told", 3, 2)
	b.take(api.PausedEvent{Gone: 3})
	b.decided(3)
	want("told before", 1, 1)
	b.decided(1)
	want("the last", 0, 0)
	paused(4)
	want("another", 4, 1)
	b.take(api.PausedEvent{Gone: 1})
	if len(b.going) != 0 {
		t.Errorf("remembered for ever: %v", b.going)
	}
}
