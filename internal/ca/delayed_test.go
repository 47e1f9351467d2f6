package ca

import (
	"testing"
	"time"

	"rockxy/internal/ca/internal/custody"
	"rockxy/internal/ca/internal/custody/custodytest"
)

func TestDelayedIsAKeeper(t *testing.T) {
	custodytest.Run(t, func(*testing.T) custodytest.Open {
		k := Delayed(time.Millisecond).keeper
		return func() custody.Keeper { return k }
	})
}

// TestDelayedIsSlow wants the time of a signature measured, and what follows
// from it.
func TestDelayedIsSlow(t *testing.T) {
	for by, chain := range map[time.Duration]int{0: 2, slowSigner + 5*time.Millisecond: 3} {
		r := mustRoot(t, homeAt(t, t.TempDir(), Delayed(by), noon))
		if r.SigningTime() < by {
			t.Errorf("delayed by %v, measured %v", by, r.SigningTime())
		}
		if n := len(mustLeaf(t, r, "a.test").Certificate); n != chain {
			t.Errorf("delayed by %v: %d certificates are sent, want %d", by, n, chain)
		}
	}
}
