package attrib

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPaceFirstWorkIsFree(t *testing.T) {
	now := time.Unix(1000, 0)
	p := newPace(now)
	if rest := p.spend(burst, now); rest != 0 {
		t.Errorf("rest %v after the first burst", rest)
	}
	if rest := p.spend(time.Millisecond, now); rest != share*time.Millisecond {
		t.Errorf("rest %v after 1ms past the burst", rest)
	}
	now = now.Add(share * burst * 2)
	if rest := p.spend(burst, now); rest != 0 {
		t.Errorf("rest %v after a long rest", rest)
	}
}

// TestPaceShare works and rests in any pattern: the work never exceeds its
// share of the time by more than one burst and one piece of work.
func TestPaceShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		begin := time.Unix(1000, 0)
		now, p := begin, newPace(begin)
		var worked, longest time.Duration
		for range rapid.IntRange(1, 200).Draw(t, "pieces") {
			work := time.Duration(rapid.Int64Range(0, int64(50*time.Millisecond)).Draw(t, "work"))
			idle := time.Duration(rapid.Int64Range(0, int64(3*time.Second)).Draw(t, "idle"))
			now = now.Add(work)
			worked += work
			longest = max(longest, work)
			now = now.Add(max(p.spend(work, now), idle))
			if limit := now.Sub(begin)/share + burst + longest; worked > limit {
				t.Fatalf("worked %v of %v", worked, now.Sub(begin))
			}
		}
	})
}
