package verdict

import "sync"

// Limits bound what a History remembers; zero fields are the defaults.
type Limits struct {
	Clients int // processes and devices, 2,048
	Hosts   int // hosts over all clients, 4,096
}

// History judges outcomes by those before. It may be used from several
// goroutines at once.
type History struct {
	mu sync.Mutex
}

// New returns a History that knows nothing yet.
func New(l Limits) *History { return &History{} }

// Observe takes note of an outcome. For a failure j says what it means; for a
// success j is the zero Judgement. The revisions are of earlier rows, whose
// verdict the outcome has changed.
//
// Outcomes of one client should come in the order in which the handshakes
// ended, and with the process known if it ever will be: waiting a moment for it
// before a failure is told is worth it.
func (h *History) Observe(o Outcome) (j Judgement, revised []Revision) {
	return Judgement{}, nil
}
