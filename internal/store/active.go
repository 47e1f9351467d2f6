package store

import (
	"sync"
	"sync/atomic"

	"rockxy/internal/flow"
)

// active lists the tapes of exchanges that are going on, oldest first.
type active struct {
	count atomic.Int64

	mu          sync.Mutex
	first, last *Tape
	scratch     []entryOf // owned by the writer
}

// entryOf is a tape and the exchange that it had when it was seen in the list;
// tapes are used again.
type entryOf struct {
	t  *Tape
	id flow.ID
}

// add puts a tape into the list and reports whether it is the only one.
func (a *active) add(t *Tape, id flow.ID) bool {
	a.mu.Lock()
	t.listed, t.prev, t.next = id, a.last, nil
	if a.last != nil {
		a.last.next = t
	} else {
		a.first = t
	}
	a.last = t
	n := a.count.Add(1)
	a.mu.Unlock()
	return n == 1
}

func (a *active) remove(t *Tape) {
	a.mu.Lock()
	if t.prev != nil {
		t.prev.next = t.next
	} else {
		a.first = t.next
	}
	if t.next != nil {
		t.next.prev = t.prev
	} else {
		a.last = t.prev
	}
	t.prev, t.next = nil, nil
	a.count.Add(-1)
	a.mu.Unlock()
}

// snapshot appends the tapes in the list to dst.
func (a *active) snapshot(dst []entryOf) []entryOf {
	a.mu.Lock()
	for t := a.first; t != nil; t = t.next {
		dst = append(dst, entryOf{t, t.listed})
	}
	a.mu.Unlock()
	return dst
}

// find returns the tape of an exchange that is going on, nil for none.
func (a *active) find(id flow.ID) *Tape {
	a.mu.Lock()
	defer a.mu.Unlock()
	for t := a.first; t != nil; t = t.next {
		if t.listed == id {
			return t
		}
	}
	return nil
}

// partSize is how much an exchange gathers before it is written in parts: less
// the more there are, so that all together stay within arenaTotal.
func (a *active) partSize() int {
	return max(min(arenaTotal/int(max(a.count.Load(), 1)), partSize), partSizeMin)
}

// tick writes a record for each exchange that changed and has had none for two
// ticks. It never waits: a tape in use is passed over until the next tick.
func (a *active) tick() {
	a.scratch = a.snapshot(a.scratch[:0])
	for _, e := range a.scratch {
		if !e.t.mu.TryLock() {
			continue
		}
		if e.t.id == e.id {
			if e.t.age++; e.t.age > 2 && e.t.dirty {
				e.t.sum.State = flow.Active
				e.t.countActive()
				e.t.writeLocked()
			}
		}
		e.t.mu.Unlock()
	}
	clear(a.scratch)
	if cap(a.scratch) > 1<<14 {
		a.scratch = nil
	}
}

// countActive brings the body figures of a running exchange up to date.
func (t *Tape) countActive() {
	t.count(&t.sum.Request, flow.Request)
	t.count(&t.sum.Response, flow.Response)
	t.sum.Request.Truncated, t.sum.Response.Truncated = false, false
}
