package store

import "rockxy/internal/flow"

// Open begins the record of an exchange and sets x.ID. It reads x only during
// Open, Tape.Update and Tape.Done. It waits while the budget is full.
func (s *Store) Open(x *flow.Exchange) *Tape {
	s.journal.admit()
	x.ID = flow.ID(s.nextID.Add(1))
	t := s.tapes.Get().(*Tape)
	t.mu.Lock()
	t.x, t.id = x, x.ID
	t.begin()
	t.snapshot()
	t.sum.State = flow.Active
	t.dirty = true
	s.live.changed(&t.sum)
	t.mu.Unlock()
	if s.active.add(t, x.ID) {
		s.journal.pokeIdle()
	}
	return t
}

// Tunnel records a tunnel: once when it begins (t.ID is zero and gets set) and
// once when it has ended.
func (s *Store) Tunnel(t *flow.Tunnel) {
	if t.ID == 0 {
		t.ID = flow.ID(s.nextID.Add(1))
	}
	var sum Summary
	sum.setTunnel(t)
	s.ruleMark(&sum.Mark, t.Mark)
	s.tunnels.record(s, &sum, t.Client, t.Server)
}

// HandshakeFailure records a client that never got as far as HTTP. One that has
// an ID keeps it; a record of it that is there already is replaced.
func (s *Store) HandshakeFailure(f *flow.HandshakeFailure) {
	if f.ID == 0 {
		f.ID = s.NextID()
	} else {
		s.late.amending.Lock()
		defer s.late.amending.Unlock()
		s.late.forget(f.ID)
	}
	var sum Summary
	sum.setFailure(f)
	s.tunnels.record(s, &sum, f.Client, nil)
}

// NextID numbers an entry that is going to be recorded.
func (s *Store) NextID() flow.ID { return flow.ID(s.nextID.Add(1)) }

// NextConn numbers a connection.
func (s *Store) NextConn() flow.ConnID { return flow.ConnID(s.nextConn.Add(1)) }

// entry records an entry that is nothing but a summary, and reports false if it cannot.
func (s *Store) entry(sum *Summary, c *flow.ClientConn, o *flow.ServerConn) bool {
	sum.detach()
	s.live.changed(sum)
	if !s.journal.admit() {
		s.journal.discarded.Add(1)
		return false
	}
	var l link
	l.conns(s.conns.refs(c, o))
	at := s.appendEntry(sum, &l)
	if sum.State != flow.Active {
		s.late.add(sum, c, o, l, at)
	}
	return true
}

func (s *Store) appendEntry(sum *Summary, l *link) place {
	b := appendTraceItem(beginRecord(nil, recordEntry), sum.trace)
	b = appendLink(b, l)
	r := row{id: uint64(sum.ID), active: sum.State == flow.Active, keep: keep{l.First, sum.Mark.Pinned, l.Moved}}
	b, r.from = beginItem(b, itemSummary)
	b = appendSummary(b, sum)
	endItem(b, r.from)
	r.to = len(b)
	sealRecord(b)
	return s.journal.append(b, r)
}
