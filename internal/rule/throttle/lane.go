package throttle

import (
	"context"
	"time"

	"golang.org/x/sync/semaphore"

	"rockxy/internal/rule"
)

// lane is a pipe that many share. Who wants to send waits for their turn, in the
// order of arrival, and sends one portion; so those that have much to send go round, and
// who has little waits for one portion of each of them.
type lane struct {
	line *line
	size int                 // of a portion
	turn *semaphore.Weighted // FIFO; whoever has it owns the pipe
	pipe pipe
}

// slack is how long a sender is taken to have been waiting that comes back with
// its next portion: being woken late and passing a portion on are not the line's time.
const slack = 20 * time.Millisecond

// send returns when n octets are through, or ctx's error. last is when the
// sender's portion before was.
func (l *lane) send(ctx context.Context, clock rule.Clock, n int, last time.Time) (through time.Time, err error) {
	if err := l.turn.Acquire(ctx, 1); err != nil {
		return last, err
	}
	defer l.turn.Release(1)
	now := clock.Now()
	if l.line.off.Load() {
		return now, nil
	}
	at := now
	if last.Before(now) && now.Sub(last) <= slack {
		at = last
	}
	l.pipe.start = l.line.begin(at)
	through = l.pipe.take(at, n)
	if wait := through.Sub(now); wait >= tick {
		if err := clock.Sleep(ctx, wait); err != nil {
			l.pipe.drop(clock.Now())
			return through, err
		}
	}
	return through, nil
}
