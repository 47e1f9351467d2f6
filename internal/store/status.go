package store

import "rockxy/internal/flow"

// Status is how the capture is doing.
type Status struct {
	// Paused is why nothing can be recorded at present, nil while it can.
	Paused *flow.Fault
	// Discarded counts entries of which nothing was recorded because of it.
	Discarded int64
	// Waiting is how many octets wait for the disk.
	Waiting int64
	// Unindexed is about how many octets of the segments the index does not
	// cover yet.
	Unindexed int64
	// IndexError is why the index cannot be written, nil while it can. What is
	// recorded meanwhile is indexed later.
	IndexError error
	// Entries is the number of the newest entry; Active how many exchanges are
	// going on.
	Entries flow.ID
	Active  int
	// Bytes is the size of the session on disk.
	Bytes int64
	// Text is how far the text index is behind.
	Text     TextLag
	Recovery Recovery
}

// Status may be asked for at any time; it does not wait.
func (s *Store) Status() Status {
	fault, _ := s.writer.status()
	_, size, _ := s.indexer.keep.size()
	st := Status{
		Paused: fault, Discarded: s.journal.discarded.Load(), Waiting: s.journal.queued.Load(),
		Entries: flow.ID(s.nextID.Load()), Active: int(s.active.count.Load()),
		Bytes: size, Recovery: s.recovery,
	}
	st.Text = s.text.lag(s.nextID.Load())
	st.Unindexed, st.IndexError = s.indexer.lag()
	return st
}

// Active returns the exchanges that are going on, oldest first, each from its
// first byte on.
func (s *Store) Active() []Summary {
	var all []Summary
	for _, e := range s.active.snapshot(nil) {
		e.t.mu.Lock()
		if e.t.id == e.id {
			e.t.countActive()
			sum := e.t.sum
			sum.detach()
			all = append(all, sum)
		}
		e.t.mu.Unlock()
	}
	return all
}
