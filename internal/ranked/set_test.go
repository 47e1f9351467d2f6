package ranked

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Set
		want := map[uint64]bool{}
		id := rapid.OneOf(rapid.Uint64Range(1, 70), rapid.Uint64Range(4090, 4100), rapid.Uint64Range(1, 1<<20))
		for range rapid.IntRange(0, 80).Draw(t, "steps") {
			one := id.Draw(t, "id")
			if rapid.IntRange(0, 2).Draw(t, "remove") == 0 {
				if s.Remove(one) != want[one] {
					t.Fatalf("%d was there: %v", one, want[one])
				}
				delete(want, one)
			} else {
				if s.Add(one) == want[one] {
					t.Fatalf("%d is new: %v", one, !want[one])
				}
				want[one] = true
			}
			if s.Has(one) != want[one] || s.Len() != len(want) {
				t.Fatalf("%d: %v of %d, want %v of %d", one, s.Has(one), s.Len(), want[one], len(want))
			}
		}
		all := slices.Sorted(maps.Keys(want))
		from, to := id.Draw(t, "from"), id.Draw(t, "to")
		var got []uint64
		s.Range(from, to, func(id uint64) bool { got = append(got, id); return true })
		within := slices.DeleteFunc(slices.Clone(all), func(id uint64) bool { return id < from || id > to })
		if !slices.Equal(got, within) {
			t.Fatalf("from %d to %d: %v, want %v", from, to, got, within)
		}
		slices.Reverse(all)
		n := rapid.IntRange(0, 10).Draw(t, "newest")
		if got := s.Newest(nil, n); !slices.Equal(got, all[:min(n, len(all))]) {
			t.Fatalf("the newest %d are %v of %v", n, got, all)
		}
		s.Range(0, 1<<62, func(id uint64) bool { s.Remove(id); return true })
		if s.Len() != 0 || s.Octets() != 0 {
			t.Fatalf("%d left in %d octets", s.Len(), s.Octets())
		}
	})
}
