package store

import (
	"database/sql/driver"

	"rockxy/internal/flow"
)

// interrupted is an entry that a process left active when it ended without
// closing the session.
type interrupted struct {
	Summary
	at   place
	link link
}

// findInterrupted reads them from the index.
func findInterrupted(dir string, x *index) (all []interrupted, err error) {
	r := Reader{dir: dir}
	err = x.query("SELECT seg, off, len, summary FROM entry WHERE active IS NOT NULL ORDER BY id", nil,
		func(v []driver.Value) error {
			seg, _ := v[0].(int64)
			off, _ := v[1].(int64)
			n, _ := v[2].(int64)
			data, _ := v[3].([]byte)
			e := interrupted{at: place{uint32(seg), off, n}}
			if err := decodeSummary(data, &e.Summary); err != nil {
				return err
			}
			if rec, err := r.readRecord(e.at); err == nil {
				e.link = rec.link
			}
			all = append(all, e)
			return nil
		})
	return all, err
}

// closeInterrupted completes them.
func (s *Store) closeInterrupted(all []interrupted) {
	for _, e := range all {
		e.Summary.interrupt("Rockxy stopped while it was going on")
		s.appendEntry(&e.Summary, &link{Prev: e.at, Client: e.link.Client, Server: e.link.Server, Part: e.link.Part + 1,
			First: e.link.oldest(e.at), Moved: e.link.Moved})
	}
	s.recovery.Interrupted = len(all)
}

// interruptActive completes what is still going on when the session is closed.
func (s *Store) interruptActive() {
	for _, e := range s.active.snapshot(nil) {
		e.t.mu.Lock()
		if e.t.id == e.id {
			e.t.countActive()
			e.t.sum.interrupt("Rockxy was stopped while it was going on")
			e.t.sum.Ended = now()
			s.live.changed(&e.t.sum)
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
