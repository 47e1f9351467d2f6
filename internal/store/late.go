package store

import (
	"slices"
	"sync"
	"sync/atomic"

	"rockxy/internal/flow"
)

// late holds finished entries whose client's process was not known when they
// ended: the first exchange of a connection may be over before attribution has
// found who made it. They get another record when it has.
type late struct {
	count    atomic.Int64
	amending sync.Mutex // held while a finished entry gets another record

	mu      sync.Mutex
	waiting []lateEntry
}

type lateEntry struct {
	sum    Summary
	client *flow.ClientConn
	server *flow.ServerConn
	prev   link  // of the entry's last record
	at     place // of that record
	ticks  int
}

const (
	lateMax   = 256 // entries that wait; others stay without a process
	lateTicks = 8   // of activeTick
)

// add takes a finished entry if its process may still come.
func (l *late) add(sum *Summary, c *flow.ClientConn, o *flow.ServerConn, prev link, at place) {
	if c == nil || sum.Process != (flow.Process{}) || l.count.Load() >= lateMax {
		return
	}
	e := lateEntry{sum: *sum, client: c, server: o, prev: prev, at: at}
	e.sum.detach()
	l.mu.Lock()
	l.waiting = append(l.waiting, e)
	l.count.Store(int64(len(l.waiting)))
	l.mu.Unlock()
}

// take removes and returns the entries whose process is known now, and forgets
// those that have waited long enough.
func (l *late) take() (found []lateEntry) {
	if l.count.Load() == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	keep := l.waiting[:0]
	for _, e := range l.waiting {
		e.ticks++
		if p := e.client.Process.Load(); p != nil {
			e.sum.Process = *p
			found = append(found, e)
		} else if e.ticks < lateTicks {
			keep = append(keep, e)
		}
	}
	clear(l.waiting[len(keep):])
	l.waiting = keep
	l.count.Store(int64(len(keep)))
	return found
}

// forget takes an entry out that is about to be recorded anew.
func (l *late) forget(id flow.ID) { l.forgetRange(id, id) }

func (l *late) forgetRange(from, to flow.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = slices.DeleteFunc(l.waiting, func(e lateEntry) bool { return e.sum.ID >= from && e.sum.ID <= to })
	l.count.Store(int64(len(l.waiting)))
}

// amended tells what waits that it has another record now.
func (l *late) amended(sum *Summary, prev link, at place) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.waiting {
		if e := &l.waiting[i]; e.sum.ID == sum.ID {
			e.sum.Mark, e.prev, e.at = sum.Mark, prev, at
		}
	}
}

// amendLate records the processes that have become known. late.amending is held.
func (s *Store) amendLate() {
	for _, e := range s.late.take() {
		l := link{Prev: e.at, Part: e.prev.Part + 1, First: e.prev.oldest(e.at), Moved: e.prev.Moved}
		l.conns(s.conns.refs(e.client, e.server))
		s.appendEntry(&e.sum, &l)
		s.live.changed(&e.sum)
	}
}
