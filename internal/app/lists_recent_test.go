package app

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
	"rockxy/internal/store"
)

func TestWithin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ranges []store.Range
		for range rapid.IntRange(0, 5).Draw(t, "n") {
			from := rapid.IntRange(1, 30).Draw(t, "from")
			ranges = append(ranges, store.Range{From: flow.ID(from), To: flow.ID(rapid.IntRange(from, 35).Draw(t, "to"))})
		}
		in := within(ranges)
		for id := range flow.ID(40) {
			want := slices.ContainsFunc(ranges, func(r store.Range) bool { return r.From <= id && id <= r.To })
			if in(id) != want {
				t.Fatalf("%d is in %v: %v", id, ranges, in(id))
			}
		}
	})
}

// A summary is found until it can be read, and the newest one.
func TestRecentSummaries(t *testing.T) {
	var r recent
	r.reset([]store.Summary{{ID: 1, State: flow.Active}})
	check := func(what string, id flow.ID, want int) {
		t.Helper()
		got := -1
		if s := r.find(id); s != nil {
			got = s.Status
		}
		if got != want {
			t.Errorf("%s: %d has %d, want %d", what, id, got, want)
		}
	}
	check("going on", 1, 0)
	r.note(&store.Batch{Changed: []store.Summary{{ID: 1, State: flow.Active, Status: 1}, {ID: 2, State: flow.Complete, Status: 2}}})
	check("changed", 1, 1)
	if !r.settle() {
		t.Error("there is something to settle")
	}
	r.note(&store.Batch{Changed: []store.Summary{{ID: 1, State: flow.Complete, Status: 3}}})
	check("young", 1, 3)
	check("old", 2, 2)
	r.settled()
	check("it can be read", 2, -1)
	check("still young", 1, 3)
	r.note(&store.Batch{Gone: []store.Range{{From: 1, To: 9}}, Changed: []store.Summary{{ID: 3, State: flow.Active, Status: 4}}})
	check("gone", 1, -1)
	check("it came back", 3, 4)
	if b := r.all(); len(b.Changed) != 1 {
		t.Error(b)
	}
	if news := r.news([]store.Summary{{ID: 3, State: flow.Active, Status: 4, Messages: 1}, {ID: 7}}); len(news) != 2 {
		t.Error(news)
	}
}
