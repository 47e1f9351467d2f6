package app

import (
	"context"
	"sync"
)

// leases counts who else uses a transient instance.
type leases struct {
	mu   sync.Mutex
	n    int
	free chan struct{} // closed when n falls to 0; nil while nobody waits
}

func (l *leases) take() (release func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
	return sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.n--; l.n == 0 && l.free != nil {
			close(l.free)
			l.free = nil
		}
	})
}

// wait returns when there are none, or when ctx ends.
func (l *leases) wait(ctx context.Context) {
	l.mu.Lock()
	if l.n == 0 {
		l.mu.Unlock()
		return
	}
	if l.free == nil {
		l.free = make(chan struct{})
	}
	free := l.free
	l.mu.Unlock()
	select {
	case <-free:
	case <-ctx.Done():
	}
}

func (l *leases) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}

// Leases is how many other commands use this instance.
func (a *App) Leases() int { return a.leases.count() }

// WaitForLeases returns when no other command uses this instance any more.
func (a *App) WaitForLeases(ctx context.Context) { a.leases.wait(ctx) }
