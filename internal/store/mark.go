package store

import (
	"context"
	"errors"
	"fmt"

	"rockxy/internal/flow"
)

// MarkChange says what of a mark is to be another; nil leaves it as it is.
type MarkChange struct {
	Pinned  *bool
	Colour  *flow.Colour
	Comment *string
}

func (c *MarkChange) apply(m *flow.Mark) {
	if c.Pinned != nil {
		m.Pinned = *c.Pinned
	}
	if c.Colour != nil {
		m.Colour = *c.Colour
	}
	if c.Comment != nil {
		m.Comment = *c.Comment
	}
}

// Mark changes the marks of entries and returns how they are now. When it
// returns, the marks outlive a crash of the process. An error that wraps
// ErrNotFound names the first number that there is no entry of; those before it
// are marked.
func (s *Store) Mark(ctx context.Context, ids []flow.ID, c MarkChange) ([]Summary, error) {
	s.late.amending.Lock()
	defer s.late.amending.Unlock()
	defer s.holdRetention()()
	if c.Pinned != nil && *c.Pinned {
		s.indexer.keep.pins.Store(true)
	}
	if err := s.Sync(ctx); err != nil {
		return nil, err
	}
	var all []Summary
	var err error
	for _, id := range ids {
		var sum Summary
		if sum, err = s.markOne(ctx, id, &c); err != nil {
			break
		}
		all = append(all, sum)
		s.live.changed(&sum)
	}
	return all, errors.Join(err, s.Sync(ctx))
}

// holdRetention keeps it from deleting until release is called.
func (s *Store) holdRetention() (release func()) {
	s.indexer.keep.holding.Lock()
	return func() {
		s.indexer.keep.holding.Unlock()
		s.indexer.poke()
	}
}

// markOne marks an entry, be it going on or not. late.amending is held.
func (s *Store) markOne(ctx context.Context, id flow.ID, c *MarkChange) (Summary, error) {
	for range 3 {
		if sum, ok := s.markActive(id, c); ok {
			return sum, nil
		}
		if sum, ok := s.tunnels.mark(s, id, c); ok {
			return sum, nil
		}
		at, sum, err := s.lookup(ctx, id)
		if err != nil {
			return sum, err
		}
		if sum.State != flow.Active {
			return sum, s.markEnded(&sum, at, c)
		}
		if err := s.Sync(ctx); err != nil { // it ended meanwhile
			return sum, err
		}
	}
	return Summary{}, fmt.Errorf("%w: %d", ErrNotFound, id)
}

func (s *Store) markActive(id flow.ID, c *MarkChange) (sum Summary, ok bool) {
	t := s.active.find(id)
	if t == nil {
		return sum, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.id != id {
		return sum, false
	}
	c.apply(&t.sum.Mark)
	t.sum.State = flow.Active
	t.countActive()
	t.writeLocked()
	sum = t.sum
	sum.detach()
	return sum, true
}

// markEnded records an entry that is over once more.
func (s *Store) markEnded(sum *Summary, at place, c *MarkChange) error {
	rec, err := s.readRecord(at)
	if err != nil {
		return err
	}
	c.apply(&sum.Mark)
	first, err := s.oldest(at, &rec.link)
	if err != nil {
		return err
	}
	l := link{Prev: at, Client: rec.link.Client, Server: rec.link.Server, Part: rec.link.Part + 1, First: first, Moved: rec.link.Moved}
	at = s.appendEntry(sum, &l)
	s.late.amended(sum, l, at)
	if sum.Kind == KindHandshakeFailure {
		s.tunnels.note(sum)
	}
	return nil
}

// oldest is the oldest segment that an entry needs; l is the link of its last
// record, which is at at.
func (r *Reader) oldest(at place, l *link) (uint32, error) {
	first := l.oldest(at)
	for prev := l.Prev; l.First == 0 && !prev.none(); { // as the first format had it
		rec, err := r.readRecord(prev)
		if err != nil {
			break // it is gone; what there is will be kept
		}
		first = min(first, prev.Seg)
		if !rec.link.Prev.none() && !rec.link.Prev.before(prev) {
			return 0, &DamagedError{segmentPath(r.dir, prev.Seg), prev.Off}
		}
		prev = rec.link.Prev
	}
	for _, p := range []place{l.Client, l.Server} {
		if !p.none() {
			first = min(first, p.Seg)
		}
	}
	return first, nil
}

// oldest is the oldest segment that a record at at is known to lead to.
func (l *link) oldest(at place) uint32 {
	if l.First == 0 {
		return at.Seg
	}
	return min(l.First, at.Seg)
}

func (p place) before(o place) bool { return (mark{p.Seg, p.Off}).before(mark{o.Seg, o.Off}) }
