package app

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
)

// collectorPace sets how much garbage may pile up before it is collected. With
// a small heap collecting at every doubling is work for nothing: a handshake
// leaves more garbage than an idle instance lives on. With a large one it is
// what keeps memory in bounds.
type collectorPace struct {
	live    [1]metrics.Sample
	percent int // as last set, 0 for never
	fixed   bool
}

// newCollectorPace leaves the pace alone where a person has set GOGC.
func newCollectorPace() *collectorPace {
	p := &collectorPace{fixed: os.Getenv("GOGC") != ""}
	p.live[0].Name = "/gc/heap/live:bytes"
	p.adjust()
	return p
}

// adjust looks at what the last collection left alive.
func (p *collectorPace) adjust() {
	if p.fixed {
		return
	}
	metrics.Read(p.live[:])
	if want := garbagePercent(p.live[0].Value.Uint64()); want != p.percent {
		debug.SetGCPercent(want)
		p.percent = want
	}
}

// garbagePercent is the GOGC for a heap of live octets.
func garbagePercent(live uint64) int {
	switch {
	case live < 12<<20: // up to 48 MiB of garbage
		return 400
	case live < 32<<20: // up to 80 MiB
		return 250
	}
	return 100
}
