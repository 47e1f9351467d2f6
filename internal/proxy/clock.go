package proxy

import (
	"time"

	"rockxy/internal/flow"
)

// clock gives wall time that never goes backwards during a run: the wall clock
// at start plus the monotonic time since.
type clock struct {
	base time.Time
	wall int64
}

func newClock() clock {
	now := time.Now()
	return clock{base: now, wall: now.UnixNano()}
}

func (c clock) now() flow.Nanos { return flow.Nanos(c.wall + int64(time.Since(c.base))) }
