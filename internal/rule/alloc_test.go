//go:build !race

// Under the race detector a sync.Pool forgets what it is given now and then.

package rule

import "testing"

// TestNothingMatchesForNothing: an exchange that no rule matches allocates nothing.
func TestNothingMatchesForNothing(t *testing.T) {
	x, head := browse()
	for _, kind := range kinds {
		s := setOf(t, thousand(kind)...)
		if n := testing.AllocsPerRun(100, func() { s.Begin(x, head) }); n != 0 {
			t.Errorf("a thousand rules by %s allocate %v times", kind, n)
		}
	}
}
