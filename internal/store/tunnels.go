package store

import (
	"sync"

	"rockxy/internal/flow"
)

// tunnels are the entries without a tape that may be recorded anew: tunnels
// that are going on, and handshake failures with a mark. What a person noted of
// them is to outlast that.
type tunnels struct {
	mu   sync.Mutex
	open map[flow.ID]tunnel
}

type tunnel struct {
	sum    Summary
	client *flow.ClientConn
	server *flow.ServerConn
}

// record records an entry with the mark that it has.
func (t *tunnels) record(s *Store, sum *Summary, c *flow.ClientConn, o *flow.ServerConn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	had, known := t.open[sum.ID]
	if known {
		by := sum.Mark
		sum.Mark = had.sum.Mark
		s.ruleMark(&sum.Mark, by)
	}
	if !s.entry(sum, c, o) && !known {
		s.live.gone([]Range{{sum.ID, sum.ID}})
	}
	switch {
	case sum.State == flow.Active, sum.Kind == KindHandshakeFailure && sum.Mark != flow.Mark{}:
		if t.open == nil {
			t.open = map[flow.ID]tunnel{}
		}
		t.open[sum.ID] = tunnel{*sum, c, o}
	default:
		delete(t.open, sum.ID)
	}
}

// mark marks a tunnel that is going on.
func (t *tunnels) mark(s *Store, id flow.ID, c *MarkChange) (sum Summary, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e, ok := t.open[id]
	if !ok || e.sum.State != flow.Active {
		return sum, false
	}
	c.apply(&e.sum.Mark)
	t.open[id] = e
	s.again(&e)
	return e.sum, true
}

// again records a tunnel that is going on once more, where records go now.
func (s *Store) again(e *tunnel) {
	var l link
	l.conns(s.conns.refs(e.client, e.server))
	s.appendEntry(&e.sum, &l)
}

// move does so, if it is going on.
func (t *tunnels) move(s *Store, id flow.ID) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	e, ok := t.open[id]
	if ok && e.sum.State == flow.Active {
		s.again(&e)
		return true
	}
	return false
}

// note keeps the mark of a handshake failure, which may be judged anew.
func (t *tunnels) note(sum *Summary) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open == nil {
		t.open = map[flow.ID]tunnel{}
	}
	t.open[sum.ID] = tunnel{sum: *sum}
}

// active returns the numbers of the tunnels that are going on.
func (t *tunnels) active() (ids []flow.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, e := range t.open {
		if e.sum.State == flow.Active {
			ids = append(ids, id)
		}
	}
	return ids
}
