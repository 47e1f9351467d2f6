package throttle

import (
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"rockxy/internal/flow"
)

// line is what the exchanges of one rule share.
type line struct {
	Profile
	lanes [2]*lane // by direction, nil for one that is as fast as it can be
	flows atomic.Uint64
	off   atomic.Bool

	once  sync.Once
	start time.Time
}

func newLine(p Profile) *line {
	p = p.withDefaults()
	l := &line{Profile: p}
	l.lanes[flow.Request] = l.lane(p.Up)
	l.lanes[flow.Response] = l.lane(p.Down)
	return l
}

func (l *line) lane(bits int64) *lane {
	if bits == 0 {
		return nil
	}
	s := l.Stability
	p := pipe{rate: l.rate(bits), mtu: l.MTU, weather: weather{stable: s.Stable, from: s.From, to: s.To, period: s.Period, seed: l.Seed}}
	return &lane{line: l, size: p.portion(), turn: semaphore.NewWeighted(1), pipe: p}
}

// begin returns when the line was first used.
func (l *line) begin(now time.Time) time.Time {
	l.once.Do(func() { l.start = now })
	return l.start
}
