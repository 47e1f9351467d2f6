package attrib

import "time"

const (
	// share is the part of one core that the worker may use: one in share.
	share = 100
	// burst is how much work is done at once after a rest. It covers one look
	// at every process of a busy machine, so that a program that is gone again
	// in a moment is found.
	burst = 40 * time.Millisecond
)

// pace turns work done into rest due: in the long run work takes one in share
// of the time.
type pace struct {
	credit time.Duration // work that may be done without a rest; negative is debt
	last   time.Time
}

func newPace(now time.Time) *pace { return &pace{credit: burst, last: now} }

// spend accounts for work that took d and ended now, and returns how long to
// rest before the next.
func (p *pace) spend(d time.Duration, now time.Time) (rest time.Duration) {
	p.credit = min(p.credit+now.Sub(p.last)/share, burst) - d
	p.last = now
	return max(0, -p.credit*share)
}
