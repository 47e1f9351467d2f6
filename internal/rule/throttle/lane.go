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

// slack is how long a sender may take to come back with its next portion and is
// still taken to have been waiting: passing a portion on is not the line's time.
const slack = 100 * time.Millisecond

// sender is one of those that share a lane.
type sender struct {
	through time.Time // when its last portion was to be
	back    time.Time // when it knew, which may be late
}

// since is when the next portion of a sender that has one now was there.
func (s *sender) since(now time.Time) time.Time {
	if now.Sub(s.back) <= slack {
		return s.through
	}
	return now
}

// send returns when n octets are through, or ctx's error.
func (l *lane) send(ctx context.Context, clock rule.Clock, n int, s *sender) error {
	at := s.since(clock.Now())
	if err := l.turn.Acquire(ctx, 1); err != nil {
		return err
	}
	defer l.turn.Release(1)
	if l.line.off.Load() {
		return nil
	}
	now := clock.Now()
	l.pipe.start = l.line.begin(now)
	s.through, s.back = l.pipe.take(at, n), now
	if wait := s.through.Sub(now); wait >= tick {
		err := clock.Sleep(ctx, wait)
		if s.back = clock.Now(); err != nil {
			l.pipe.drop(s.back)
			return err
		}
	}
	return nil
}
