package store

import (
	"cmp"
	"slices"

	"rockxy/internal/flow"
)

// noteGone notes that rows were deleted, if somebody wants to know.
func (x *index) noteGone(from, to uint64) {
	if x.wanted == nil || !x.wanted() {
		return
	}
	if n := len(x.gone); n > 0 && x.gone[n-1].To+1 == flow.ID(from) {
		x.gone[n-1].To = flow.ID(to)
		return
	}
	x.gone = append(x.gone, Range{flow.ID(from), flow.ID(to)})
}

// takeGone returns what was noted, ascending and once.
func (x *index) takeGone() []Range {
	all := x.gone
	x.gone = nil
	slices.SortFunc(all, func(a, b Range) int { return cmp.Compare(a.From, b.From) })
	kept := all[:0]
	for _, r := range all {
		if n := len(kept); n > 0 && r.From <= kept[n-1].To+1 {
			kept[n-1].To = max(kept[n-1].To, r.To)
		} else {
			kept = append(kept, r)
		}
	}
	return kept
}

// tellGone tells subscribers that entries are gone. Those that are going on come back with
// their next record, and are not.
func (s *Store) tellGone(all []Range) {
	if s.live.subscribers.Load() == 0 {
		return
	}
	for _, e := range s.active.snapshot(nil) {
		i, _ := slices.BinarySearchFunc(all, e.id, func(r Range, id flow.ID) int { return cmp.Compare(r.To, id) })
		if i == len(all) || e.id < all[i].From {
			continue
		}
		r := all[i]
		var around []Range
		if r.From < e.id {
			around = append(around, Range{r.From, e.id - 1})
		}
		if e.id < r.To {
			around = append(around, Range{e.id + 1, r.To})
		}
		all = slices.Replace(all, i, i+1, around...)
	}
	s.live.gone(all)
}
