package app

import "testing"

// TestGarbageStaysInBounds: what may pile up never exceeds 80 MiB before the
// heap itself is as large.
func TestGarbageStaysInBounds(t *testing.T) {
	for live := uint64(1 << 20); live < 1<<30; live += 1 << 20 {
		garbage := live * uint64(garbagePercent(live)) / 100
		if garbage > max(80<<20, live) {
			t.Errorf("with %d MiB alive %d MiB of garbage may pile up", live>>20, garbage>>20)
		}
	}
}
