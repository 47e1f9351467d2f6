package proxy

import (
	"net"
	"sync"

	"rockxy/internal/flow"
)

// watcher notices that an HTTP/1 client has gone while its request is being
// answered. Most answers come at once, so nothing is done for them; the
// server's sweeper calls start on connections that have been waiting for a
// while, and only then a second goroutine waits for the client's next octet.
// That octet, or the end, is kept for the next read of the connection.
type watcher struct {
	d *h1Down

	mu        sync.Mutex
	f         func(*ResetError) // set while an exchange wants to know
	allowed   bool              // nothing is buffered, and nobody reads before collect
	running   bool
	done      chan struct{} // closed by the goroutine, when running
	b         byte
	err       error
	eof       bool // the client has ended its direction; it may still read
	impatient bool // one that has ended its direction counts as gone
}

func (w *watcher) set(f func(*ResetError)) {
	w.mu.Lock()
	w.f = f
	w.mu.Unlock()
}

// allow says whether the connection may be read by the watcher.
func (w *watcher) allow(ok bool) {
	w.mu.Lock()
	w.allowed = ok
	w.mu.Unlock()
}

// start begins to watch, if that is wanted and possible.
func (w *watcher) start() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.f == nil || !w.allowed || w.running {
		return
	}
	w.running = true
	w.done = make(chan struct{})
	go w.run(w.done)
}

func (w *watcher) run(done chan struct{}) {
	var one [1]byte
	n, err := w.d.in.nc.Read(one[:])
	w.mu.Lock()
	defer w.mu.Unlock()
	w.b = one[0]
	if n == 0 {
		w.err = err
	}
	close(done)
	if n == 0 && w.f != nil {
		if isEOF(err) && !w.impatient {
			w.eof = true // a half-close: the answer is still wanted, see gone
			return
		}
		w.fire()
	}
}

// gone is asked by the sweeper: a client that has ended its direction and whose
// socket is dead by now will not read the answer either.
func (w *watcher) gone() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.eof && w.f != nil && tcpDead(w.d.nc) {
		w.fire()
	}
}

// expectClose says whether a client that has ended its direction counts as gone:
// while a rule holds its request back, nothing is written that would show.
func (w *watcher) expectClose(on bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.impatient = on
	if on && w.eof && w.f != nil {
		w.fire()
	}
}

func (w *watcher) fire() {
	f := w.f
	w.f = nil
	f(&ResetError{Code: codeCancel, Side: flow.SideClient})
}

// collect waits for a running watcher and returns what it read; ok is false
// when there was none.
func (w *watcher) collect() (b byte, err error, ok bool) {
	w.mu.Lock()
	running, done := w.running, w.done
	w.allowed = false
	w.mu.Unlock()
	if !running {
		return 0, nil, false
	}
	<-done
	w.running = false
	return w.b, w.err, true
}

// collectNow ends a running watcher without waiting for the client.
func (w *watcher) collectNow(nc net.Conn) {
	w.mu.Lock()
	running := w.running
	w.mu.Unlock()
	if running {
		nc.SetReadDeadline(aLongTimeAgo)
		w.collect()
	}
}
