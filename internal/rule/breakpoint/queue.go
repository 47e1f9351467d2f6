package breakpoint

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// Limits bound what a queue holds.
type Limits struct {
	Count int   // messages; 1,000
	Bytes int64 // octets of their bodies; 512 MiB
}

func (l Limits) withDefaults() Limits {
	if l.Count <= 0 {
		l.Count = 1000
	}
	if l.Bytes <= 0 {
		l.Bytes = 512 << 20
	}
	return l
}

var (
	// ErrFull means that as much is paused as may be.
	ErrFull = errors.New("as many messages are paused as may be at once")
	// ErrStopped means that the instance has ended meanwhile.
	ErrStopped = errors.New("the instance has ended")
	// ErrGone means that nothing with that number is paused (any more): it was
	// decided about, its time was over, or its client has gone.
	ErrGone = errors.New("it is not paused (any more)")
)

// Queue is what is paused, in the order of arrival. It may be used from many
// goroutines at once.
type Queue struct {
	limits Limits
	closed chan struct{}

	mu       sync.Mutex
	stopped  bool
	last     ID
	sequence uint64        // of changes
	changed  chan struct{} // closed at the next one
	entries  []*entry
	bytes    int64
}

// entry is one place in the queue. The goroutine in Hold owns the exchange; others
// hand it attempts.
type entry struct {
	item     Item // Draft and Deadline are guarded by the queue's lock, all else does not change
	attempts chan attempt
	taken    chan struct{} // with room for one: the deadline does not count any more
	gone     chan struct{}
}

// attempt is a decision that may be refused.
type attempt struct {
	Decision
	reply chan error // with room for one
}

// NewQueue returns an empty queue.
func NewQueue(l Limits) *Queue {
	return &Queue{limits: l.withDefaults(), closed: make(chan struct{}), changed: make(chan struct{})}
}

// Hold puts an item into the queue and waits for what becomes of it. ID and Since are
// set here. A decision counts when apply, called by this goroutine, returns nil; its
// error goes to who decided, and the item stays. Hold returns the decision that
// counted, or ErrFull, ErrStopped, or ctx's error.
func (q *Queue) Hold(ctx context.Context, item Item, apply func(Decision) error) (Decision, error) {
	e, err := q.add(item)
	if err != nil {
		return Decision{}, err
	}
	var timeout <-chan time.Time
	if !item.Deadline.IsZero() {
		t := time.NewTimer(time.Until(item.Deadline))
		defer t.Stop()
		timeout = t.C
	}
	defer q.remove(e)
	for {
		select {
		case a := <-e.attempts:
			if d, err := q.try(e, a, apply); err == nil {
				return d, nil
			}
		case <-e.taken:
			timeout = nil
		case <-timeout:
			d := q.resolve(e, e.item.Then.decision())
			if err := apply(d); err == nil {
				return d, nil
			}
			d = Decision{Verb: Original, By: d.By}
			return d, apply(d)
		case <-ctx.Done():
			return Decision{}, ctx.Err()
		case <-q.closed:
			return Decision{}, ErrStopped
		}
	}
}

// try lets an attempt count. Who made it is told after the item has gone.
func (q *Queue) try(e *entry, a attempt, apply func(Decision) error) (d Decision, err error) {
	err = ErrGone // if apply does not return
	defer func() {
		if err == nil {
			q.remove(e)
		}
		a.reply <- err
	}()
	d = q.resolve(e, a.Decision)
	err = apply(d)
	return d, err
}

// resolve fills in what is sent.
func (q *Queue) resolve(e *entry, d Decision) Decision {
	q.mu.Lock()
	defer q.mu.Unlock()
	if d.Verb == Send && d.Message == nil {
		d.Message = e.item.Present()
	}
	return d
}

func (q *Queue) add(item Item) (*entry, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	size := item.size()
	switch {
	case q.stopped:
		return nil, ErrStopped
	case len(q.entries) >= q.limits.Count, len(q.entries) > 0 && q.bytes+size > q.limits.Bytes:
		return nil, ErrFull
	}
	q.last++
	item.ID, item.Since = q.last, time.Now()
	e := &entry{item: item, attempts: make(chan attempt), taken: make(chan struct{}, 1), gone: make(chan struct{})}
	q.entries = append(q.entries, e)
	q.bytes += size
	q.tell()
	return e, nil
}

func (i *Item) size() int64 {
	n := int64(len(i.Original.Body))
	if i.Draft != nil {
		n += int64(len(i.Draft.Body))
	}
	return n
}

// remove takes an entry out, once.
func (q *Queue) remove(e *entry) {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.entries, e)
	if i < 0 {
		return
	}
	q.entries = slices.Delete(q.entries, i, i+1)
	q.bytes -= e.item.size()
	close(e.gone)
	q.tell()
}

// tell wakes those who wait for a change. The lock is held.
func (q *Queue) tell() {
	q.sequence++
	close(q.changed)
	q.changed = make(chan struct{})
}

// List returns what is paused, in the order of arrival, the number of changes
// so far, and a channel that is closed at the next one.
func (q *Queue) List() (items []Item, sequence uint64, changed <-chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	items = make([]Item, len(q.entries))
	for i, e := range q.entries {
		items[i] = e.item
	}
	return items, q.sequence, q.changed
}

// Len is how many are paused.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.entries)
}

// Get returns one item; the error is ErrGone without it.
func (q *Queue) Get(id ID) (Item, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	e, err := q.find(id)
	if err != nil {
		return Item{}, err
	}
	return e.item, nil
}

// find is called with the lock held.
func (q *Queue) find(id ID) (*entry, error) {
	for _, e := range q.entries {
		if e.item.ID == id {
			return e, nil
		}
	}
	return nil, ErrGone
}

// SetDraft keeps what a person has made of a message so far; nil goes back to the
// original. The error is ErrGone without it, or ErrFull.
func (q *Queue) SetDraft(id ID, draft *Message) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	e, err := q.find(id)
	if err != nil {
		return err
	}
	after := e.item
	after.Draft = draft
	n := q.bytes + after.size() - e.item.size()
	if n > q.limits.Bytes && n > q.bytes {
		return ErrFull
	}
	e.item, q.bytes = after, n
	q.tell()
	return nil
}

// Take stops the clock: somebody is about to decide. The error is ErrGone without
// it.
func (q *Queue) Take(id ID) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	e, err := q.find(id)
	if err != nil || e.item.Deadline.IsZero() {
		return err
	}
	e.item.Deadline = time.Time{}
	e.taken <- struct{}{}
	q.tell()
	return nil
}

// Decide says what becomes of a message, and returns when it does. The error is
// ErrGone without it, ctx's, or a [*RefusedError], and then the message stays paused.
func (q *Queue) Decide(ctx context.Context, id ID, d Decision) error {
	q.mu.Lock()
	e, err := q.find(id)
	q.mu.Unlock()
	if err != nil {
		return err
	}
	a := attempt{d, make(chan error, 1)}
	select {
	case e.attempts <- a:
		return <-a.reply
	case <-e.gone:
		return ErrGone
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Stop ends what is paused with ErrStopped, and whatever comes after it. It may be
// called more than once.
func (q *Queue) Stop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.stopped {
		q.stopped = true
		close(q.closed)
	}
}

// Stopped is closed when the queue has stopped.
func (q *Queue) Stopped() <-chan struct{} { return q.closed }
