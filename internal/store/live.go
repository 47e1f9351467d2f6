package store

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"rockxy/internal/flow"
)

// Batch is what changed since the batch before: the present summaries of
// entries that began, were updated or ended, in the order in which they last
// changed, each once.
type Batch struct {
	// Gone are entries that the session does not have any more. It may have one that
	// is in Changed, too.
	Gone    []Range
	Changed []Summary
	// Skipped counts changes that were left out because the subscriber was
	// slow; what became of their entries is in the store.
	Skipped int
}

func (b *Batch) empty() bool { return len(b.Changed)+len(b.Gone)+b.Skipped == 0 }

// Range is entries by number, both ends included.
type Range struct{ From, To flow.ID }

const (
	batchEvery = 75 * time.Millisecond
	batchMax   = 4096
	// lastWait is how long a subscriber may take for the batch that is left when
	// the store closes.
	lastWait = time.Second
)

// live tells subscribers what changes. Who records never waits for them.
type live struct {
	subscribers atomic.Int32 // so that nobody listening costs nothing

	mu   sync.Mutex
	subs map[*Subscription]struct{}
}

// Subscription delivers batches until it is closed.
type Subscription struct {
	c    chan Batch
	l    *live
	stop chan struct{}
	last chan struct{} // closed when the store closes: one more batch
	once sync.Once
	done chan struct{}
	wake chan struct{}

	mu      sync.Mutex
	pending []Summary
	at      map[flow.ID]int // where in pending
	gone    []Range
	skipped int
}

// Subscribe begins to deliver batches, at most one every 75 ms.
func (s *Store) Subscribe() *Subscription {
	sub := &Subscription{
		c: make(chan Batch), l: &s.live, at: map[flow.ID]int{},
		stop: make(chan struct{}), last: make(chan struct{}), done: make(chan struct{}), wake: make(chan struct{}, 1),
	}
	s.live.mu.Lock()
	if s.live.subs == nil {
		s.live.subs = map[*Subscription]struct{}{}
	}
	s.live.subs[sub] = struct{}{}
	s.live.subscribers.Add(1)
	s.live.mu.Unlock()
	go sub.run()
	return sub
}

// C is closed when the subscription or the store is; what had changed before
// the store was closed is delivered first.
func (sub *Subscription) C() <-chan Batch { return sub.c }

// Close ends the subscription. It may be called more than once.
func (sub *Subscription) Close() {
	sub.once.Do(func() {
		sub.l.mu.Lock()
		if _, ok := sub.l.subs[sub]; ok {
			delete(sub.l.subs, sub)
			sub.l.subscribers.Add(-1)
		}
		sub.l.mu.Unlock()
		close(sub.stop)
	})
	<-sub.done
}

// changed tells the subscribers of s.
func (l *live) changed(s *Summary) {
	if l.subscribers.Load() == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for sub := range l.subs {
		sub.add(s)
	}
}

// close ends the subscriptions after a last batch; nothing may change any more.
func (l *live) close() {
	l.mu.Lock()
	all := l.subs
	l.subs = nil
	l.subscribers.Store(0)
	l.mu.Unlock()
	for sub := range all {
		close(sub.last)
	}
	for sub := range all {
		<-sub.done
	}
}

// gone tells the subscribers of entries that are not there any more, in ascending
// order.
func (l *live) gone(all []Range) {
	if len(all) == 0 || l.subscribers.Load() == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for sub := range l.subs {
		sub.remove(all)
	}
}

func (sub *Subscription) remove(all []Range) {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	kept := sub.pending[:0]
	clear(sub.at)
	for _, s := range sub.pending {
		i, _ := slices.BinarySearchFunc(all, s.ID, func(r Range, id flow.ID) int { return cmp.Compare(r.To, id) })
		if i == len(all) || s.ID < all[i].From {
			sub.at[s.ID] = len(kept)
			kept = append(kept, s)
		}
	}
	clear(sub.pending[len(kept):])
	sub.pending = kept
	if len(sub.gone)+len(all) > batchMax {
		sub.skipped++
	} else {
		sub.gone = append(sub.gone, all...)
	}
	sub.poke()
}

func (sub *Subscription) poke() {
	select {
	case sub.wake <- struct{}{}:
	default:
	}
}

func (sub *Subscription) add(s *Summary) {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	c := *s
	c.detach()
	if i, ok := sub.at[s.ID]; ok {
		sub.pending[i] = c
		return
	}
	if len(sub.pending) >= batchMax {
		sub.skipped++
		return
	}
	sub.at[s.ID] = len(sub.pending)
	sub.pending = append(sub.pending, c)
	if len(sub.pending) == 1 {
		sub.poke()
	}
}

func (sub *Subscription) take() Batch {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	b := Batch{Changed: sub.pending, Gone: sub.gone, Skipped: sub.skipped}
	sub.pending, sub.gone, sub.skipped = nil, nil, 0
	clear(sub.at)
	return b
}

func (sub *Subscription) run() {
	defer close(sub.done)
	defer close(sub.c)
	timer := time.NewTimer(0)
	defer timer.Stop()
	<-timer.C
	for {
		select {
		case <-sub.wake:
		case <-sub.last:
			sub.finish()
			return
		case <-sub.stop:
			return
		}
		timer.Reset(batchEvery)
		select {
		case <-timer.C:
		case <-sub.last:
			sub.finish()
			return
		case <-sub.stop:
			return
		}
		b := sub.take()
		if b.empty() {
			continue
		}
		select {
		case sub.c <- b:
		case <-sub.last:
			sub.deliver(b)
			sub.finish()
			return
		case <-sub.stop:
			return
		}
	}
}

// finish delivers what is left when the store closes.
func (sub *Subscription) finish() {
	if b := sub.take(); !b.empty() {
		sub.deliver(b)
	}
}

// deliver gives up when the subscriber does not take b soon.
func (sub *Subscription) deliver(b Batch) {
	late := time.NewTimer(lastWait)
	defer late.Stop()
	select {
	case sub.c <- b:
	case <-sub.stop:
	case <-late.C:
	}
}
