package store

import (
	"testing"
	"time"

	"rockxy/internal/filter"
)

func compile(tb testing.TB, text string) *filter.Filter {
	tb.Helper()
	e, err := filter.Parse(text)
	if err != nil {
		tb.Fatal(err)
	}
	return filter.Compile(e, time.Unix(0, int64(benchStart)).UTC())
}

// caughtUp waits until blocks and the text index have what was recorded.
func caughtUp(tb testing.TB, s *Store) {
	tb.Helper()
	await(tb, &s.text.moved, func() bool { return s.Status().Text.Entries == 0 })
	await(tb, &s.moved, func() bool {
		x, err := s.raw.take()
		if err != nil {
			tb.Fatal(err)
		}
		defer s.raw.give(x)
		through, err := x.queryInt("SELECT max(last) FROM block")
		if err != nil {
			tb.Fatal(err)
		}
		return uint64(through)+blockEntries+blockSettle > s.nextID.Load()
	})
}

// await returns when something holds that changes with b.
func await(tb testing.TB, b *broadcast, holds func() bool) {
	tb.Helper()
	for {
		moved := b.next()
		if holds() {
			return
		}
		select {
		case <-moved:
		case <-tb.Context().Done():
			tb.Fatal(tb.Context().Err())
		}
	}
}
