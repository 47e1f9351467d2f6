package proxy

import "sync"

// h2workers are the goroutines that serve requests. They are used again,
// because one that has run an exchange has the stack for the next. They live
// while there is a connection that may need them.
type h2workers struct {
	mu    sync.Mutex
	conns int
	idle  []chan h2task   // of those that wait, the one used last at the end
	all   *sync.WaitGroup // those begun since there were no connections
}

// h2task is a request to be served.
type h2task struct {
	s *h2Server
	d *h2down
}

// h2idleWorkers bounds the workers that wait.
const h2idleWorkers = 128

// enter says that a connection may need workers, until leave.
func (w *h2workers) enter() {
	w.mu.Lock()
	if w.conns++; w.all == nil {
		w.all = new(sync.WaitGroup)
	}
	w.mu.Unlock()
}

// leave ends the workers with the last connection.
func (w *h2workers) leave() {
	w.mu.Lock()
	w.conns--
	var all *sync.WaitGroup
	if w.conns == 0 {
		for _, ch := range w.idle {
			close(ch)
		}
		all, w.idle, w.all = w.all, nil, nil
	}
	w.mu.Unlock()
	if all != nil {
		all.Wait()
	}
}

// start serves t on a worker.
func (w *h2workers) start(t h2task) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(w.idle); n > 0 {
		w.idle[n-1] <- t // it has room for one
		w.idle[n-1] = nil
		w.idle = w.idle[:n-1]
		return
	}
	w.all.Add(1)
	go w.work(t, w.all)
}

func (w *h2workers) work(t h2task, all *sync.WaitGroup) {
	defer all.Done()
	next := make(chan h2task, 1)
	for ok := true; ok; t, ok = <-next {
		t.s.serveOne(t.d)
		w.mu.Lock()
		if w.all != all || len(w.idle) >= h2idleWorkers {
			w.mu.Unlock()
			return
		}
		w.idle = append(w.idle, next)
		w.mu.Unlock()
	}
}
