package app

import (
	"time"

	"rockxy/internal/store"
)

// start has changes heard of. The lock is held.
func (l *lists) start() {
	if l.running {
		return
	}
	l.running = true
	l.changes.Add(1) // nobody heard what was
	sub := l.store.Subscribe()
	l.recent.reset(l.store.Active())
	l.tasks.Go(func() { l.run(sub) })
}

// run brings lists up to date until nobody has asked for any for some time.
func (l *lists) run(sub *store.Subscription) {
	defer sub.Close()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case b, ok := <-sub.C():
			if !ok {
				return
			}
			l.apply(&b)
		case <-tick.C:
			if l.idle() {
				return
			}
			l.poll()
			l.settle()
			l.renew()
			if again := l.again.Load(); again != 0 && again < time.Now().UnixNano() {
				l.again.CompareAndSwap(again, 0)
				l.changes.Add(1)
			}
		case <-l.ctx.Done():
			return
		}
	}
}

// apply brings all lists up to date.
func (l *lists) apply(b *store.Batch) {
	if b.Skipped > 0 {
		l.missed()
	}
	l.changes.Add(1)
	for _, t := range l.noted(b) {
		t.mu.Lock()
		if t.building {
			t.keep(b)
		}
		if t.built {
			if u := t.change(b); !u.empty() {
				t.log.add(l.seq.Add(1), u)
			}
		}
		t.mu.Unlock()
	}
}

// noted notes a batch and returns the lists that have to know: one that is begun later
// begins with what was noted.
func (l *lists) noted(b *store.Batch) (all []*listing) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.recent.note(b)
	for _, t := range l.all {
		if t.from.live {
			all = append(all, t)
		}
	}
	return all
}

// keep has a batch wait until the list is built.
func (t *listing) keep(b *store.Batch) {
	if t.kept += len(b.Changed); t.kept > backlogMax {
		t.backlog, t.stale = nil, true
		return
	}
	t.backlog = append(t.backlog, *b)
}

// missed is called when changes were left out.
func (l *lists) missed() {
	going := l.store.Active()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.recent.seed(going)
	for _, t := range l.all {
		if t.from.live {
			t.mu.Lock()
			t.stale = true
			t.mu.Unlock()
		}
	}
}

// renew builds lists anew that have missed something.
func (l *lists) renew() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range l.all {
		t.mu.Lock()
		again := t.stale && !t.building && t.err == nil
		if again {
			t.stale, t.building, t.backlog, t.kept = false, true, l.backlog(t.from), 0
		}
		t.mu.Unlock()
		if again {
			l.rebuild(t)
		}
	}
}

// poll looks at what is going on: much of it grows without a word.
func (l *lists) poll() {
	if changed := l.recent.news(l.store.Active()); len(changed) > 0 {
		l.apply(&store.Batch{Changed: changed})
	}
}

// settle forgets summaries that can be read as well.
func (l *lists) settle() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.syncing || !l.recent.settle() {
		return
	}
	l.syncing = true
	l.tasks.Go(func() {
		for err := l.store.Sync(l.ctx); err != nil; err = l.store.Sync(l.ctx) {
			select { // capture is paused
			case <-l.ctx.Done():
				return
			case <-time.After(time.Second):
			}
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.recent.settled()
		l.syncing = false
	})
}

// idle forgets lists that nobody uses, and reports whether there is nobody at all.
func (l *lists) idle() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	for _, t := range l.all {
		if t.uses == 0 && now.Sub(t.used) > listUnused {
			l.forget(t)
		}
	}
	if len(l.all) > 0 || l.streams > 0 || now.Sub(l.used) <= listUnused {
		return false
	}
	l.running = false
	l.recent.reset(nil)
	return true
}
