package store

import "rockxy/internal/flow"

// closeInterrupted completes the entries that a process left active when it
// ended without closing the session.
func (s *Store) closeInterrupted() error {
	rows, err := s.Reader.activeRows()
	if err != nil {
		return err
	}
	for _, r := range rows {
		r.Summary.interrupt("Rockxy stopped while it was going on")
		s.appendEntry(&r.Summary, &link{Prev: r.at, Client: r.link.Client, Server: r.link.Server, Part: r.link.Part + 1})
	}
	s.recovery.Interrupted = len(rows)
	return nil
}

// interruptActive completes what is still going on when the session is closed.
func (s *Store) interruptActive() {
	for _, e := range s.active.snapshot(nil) {
		e.t.mu.Lock()
		if e.t.id == e.id {
			e.t.countActive()
			e.t.sum.interrupt("Rockxy was stopped while it was going on")
			e.t.sum.Ended = now()
			e.t.writeLocked()
		}
		e.t.mu.Unlock()
	}
}

func (s *Summary) interrupt(message string) {
	s.State = flow.Failed
	s.Fault = &flow.Fault{
		Code: flow.RockxyInterrupted, Side: flow.SideRockxy, Message: message,
		Hint: "What was recorded until then is kept; send it again to see the rest",
	}
}
