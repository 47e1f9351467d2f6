package script

import "sync"

// loaded is a program with machines that were made ahead.
type loaded struct {
	program *program

	mu     sync.Mutex
	ready  []*machine
	want   int // how many to have; it doubles when there was none
	making bool
	closed bool
}

// maxReady bounds what one script holds ahead, some 300 KiB each.
const maxReady = 8

func newLoaded(p *program, first *machine) *loaded {
	return &loaded{program: p, ready: []*machine{first}, want: 1}
}

// take returns a machine in which nothing has run but loading.
func (l *loaded) take() (*machine, error) {
	l.mu.Lock()
	var m *machine
	if n := len(l.ready); n > 0 {
		m, l.ready = l.ready[n-1], l.ready[:n-1]
	} else {
		l.want = min(2*l.want, maxReady)
	}
	if !l.making && !l.closed {
		l.making = true
		go l.fill()
	}
	l.mu.Unlock()
	if m != nil {
		return m, nil
	}
	return l.program.machine()
}

// fill makes machines until there are enough. One goroutine does, which ends by
// itself.
func (l *loaded) fill() {
	for {
		l.mu.Lock()
		if l.closed || len(l.ready) >= l.want {
			l.making = false
			l.mu.Unlock()
			return
		}
		l.mu.Unlock()
		m, err := l.program.machine()
		l.mu.Lock()
		switch {
		case err != nil: // the call that needs one will tell
			l.making = false
			l.mu.Unlock()
			return
		case l.closed:
			m.close()
		default:
			l.ready = append(l.ready, m)
		}
		l.mu.Unlock()
	}
}

func (l *loaded) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for _, m := range l.ready {
		m.close()
	}
	l.ready = nil
}
