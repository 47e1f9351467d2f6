package store

import (
	"sync"
	"sync/atomic"
	"time"

	"rockxy/internal/flow"
)

// Batch is what changed since the batch before: the present summaries of
// entries that began, were updated or ended, in the order in which they last
// changed, each once.
type Batch struct {
	Changed []Summary
	// Skipped counts changes that were left out because the subscriber was
	// slow; their entries are in the store.
	Skipped int
}

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
		select {
		case sub.wake <- struct{}{}:
		default:
		}
	}
}

func (sub *Subscription) take() Batch {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	b := Batch{Changed: sub.pending, Skipped: sub.skipped}
	sub.pending, sub.skipped = nil, 0
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
	if b := sub.take(); len(b.Changed) > 0 || b.Skipped > 0 {
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
