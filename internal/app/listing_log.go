package app

import (
	"slices"
	"sync"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// changeLog is what changed in a list lately, for those who look from time to time.
type changeLog struct {
	born, seq uint64 // numbers of the change that made the list, and of the newest
	recent    []logged
	known     uint64 // what is after this number is all in recent
	next      signal
}

type logged struct {
	seq uint64
	update
}

// loggedMax is how many changes are remembered: some seconds.
const loggedMax = 64

// add notes a change and wakes who waits for one.
func (c *changeLog) add(seq uint64, u update) {
	if len(u.changed) > api.MaxChanged {
		u.changed, u.many = u.changed[:api.MaxChanged:api.MaxChanged], true
	}
	if len(c.recent) >= loggedMax {
		c.known = c.recent[0].seq
		c.recent = slices.Delete(c.recent, 0, 1)
	}
	c.seq = seq
	c.recent = append(c.recent, logged{seq, u})
	c.next.set()
}

// begin is the change that makes the list what it is, all of it.
func (c *changeLog) begin(seq uint64) {
	c.born, c.known, c.recent = seq, seq, nil
	c.seq = seq
	c.next.set()
}

// since is what changed after number seq, as one change; ok is false when that cannot be
// told.
func (c *changeLog) since(seq uint64) (u update, ok bool) {
	if seq < c.born || seq > c.seq {
		return u, false
	}
	u.many = seq < c.known
	seen := map[flow.ID]bool{}
	for i := len(c.recent) - 1; i >= 0 && c.recent[i].seq > seq; i-- {
		r := &c.recent[i]
		u.removed += r.removed
		u.many = u.many || r.many
		for _, id := range r.changed {
			if !seen[id] {
				seen[id] = true
				u.changed = append(u.changed, id)
			}
		}
	}
	if len(u.changed) > api.MaxChanged {
		u.changed, u.many = u.changed[:api.MaxChanged], true
	}
	return u, true
}

// signal lets any number wait until something happens: take the channel, look, then wait
// for it to be closed. The zero signal is ready for use.
type signal struct {
	mu sync.Mutex
	c  chan struct{}
}

func (s *signal) wait() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.c == nil {
		s.c = make(chan struct{})
	}
	return s.c
}

func (s *signal) set() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.c != nil {
		close(s.c)
		s.c = nil
	}
}
