package store

import (
	"context"
	"errors"
	"slices"

	"rockxy/internal/flow"
)

// Copying forward writes an entry anew at the end of the journal, so that its
// old segments can go: what is pinned outlives them, and what is left after
// others were deleted takes no more than it needs. Until its last record is
// written the entry is where it was; a crash in between leaves records that
// nothing leads to.

// moveBatch is how many entries are copied under one lock.
const moveBatch = 64

// errPaused means that nothing can be recorded at present.
var errPaused = errors.New("store: capture is paused")

// move copies entries forward. Those that are gone are passed over; what cannot
// be read of one is left out, and the entry says so.
func (s *Store) move(ctx context.Context, ids []flow.ID) error {
	for part := range slices.Chunk(ids, moveBatch) {
		if err := s.moveLocked(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) moveLocked(ctx context.Context, ids []flow.ID) error {
	s.late.amending.Lock()
	defer s.late.amending.Unlock()
	defer s.holdRetention()()
	if err := s.Sync(ctx); err != nil {
		return err
	}
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		if s.tunnels.move(s, id) {
			continue
		}
		moved, err := s.moveActive(ctx, id)
		if err == nil && !moved {
			err = s.moveEnded(ctx, id)
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}

func (s *Store) moveEnded(ctx context.Context, id flow.ID) error {
	at, sum, err := s.lookup(ctx, id)
	if err != nil {
		return err
	}
	if sum.State == flow.Active { // it ended meanwhile
		if err := s.Sync(ctx); err != nil {
			return err
		}
		if at, sum, err = s.lookup(ctx, id); err != nil {
			return err
		}
	}
	m := mover{s: s}
	if err := m.chain(ctx, at, place{}); err != nil {
		return err
	}
	c, o := s.readConn(m.client), s.readConn(m.server)
	m.link.conns(s.conns.refs(c.clientConn(), o.serverConn()))
	m.link.Moved = true
	m.b = appendLink(m.b, &m.link)
	r := row{id: uint64(id), active: sum.State == flow.Active, keep: keep{m.link.First, sum.Mark.Pinned, true}}
	m.b, r.from = beginItem(m.b, itemSummary)
	m.b = appendSummary(m.b, &sum)
	endItem(m.b, r.from)
	r.to = len(m.b)
	sealRecord(m.b)
	at = s.journal.append(m.b, r)
	s.late.amended(&sum, m.link, at)
	return nil
}

// moveActive does so with an exchange that is going on: first what there is,
// then, while it waits, what has come meanwhile.
func (s *Store) moveActive(ctx context.Context, id flow.ID) (bool, error) {
	t := s.active.find(id)
	if t == nil {
		return false, nil
	}
	t.mu.Lock()
	until, is := t.link.Prev, t.id == id
	t.mu.Unlock()
	if !is || until.none() {
		return is, nil
	}
	if err := s.Sync(ctx); err != nil {
		return true, err
	}
	m := mover{s: s}
	if err := m.chain(ctx, until, place{}); err != nil {
		return true, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.id != id {
		return false, nil
	}
	if t.link.Prev != until {
		if err := s.Sync(ctx); err != nil {
			return true, err
		}
		if err := m.chain(ctx, t.link.Prev, until); err != nil {
			return true, err
		}
	}
	m.flush()
	gap := t.link.Gap || m.link.Gap
	t.link = m.link
	t.link.Gap, t.link.Moved = gap, true
	t.sum.State = flow.Active
	t.countActive()
	t.writeLocked()
	return true, nil
}

func (c *conn) clientConn() *flow.ClientConn {
	if c == nil {
		return nil
	}
	return c.Client
}

func (c *conn) serverConn() *flow.ServerConn {
	if c == nil {
		return nil
	}
	return c.Server
}

// mover copies the records of one entry.
type mover struct {
	s              *Store
	b              []byte // the record that is being gathered
	link           link   // of it
	client, server place  // of the last record that was read
}

// chain copies the records from until, which stays out, to last.
func (m *mover) chain(ctx context.Context, last, until place) error {
	var places []place
	for at := last; !at.none() && at != until; {
		items, err := m.s.readItems(at, recordEntry)
		if err != nil {
			m.link.Lost = true
			break
		}
		l := linkOf(items)
		if len(places) == 0 {
			m.client, m.server = l.Client, l.Server
		}
		m.link.Gap, m.link.Lost = m.link.Gap || l.Gap, m.link.Lost || l.Lost
		places = append(places, at)
		if !l.Prev.none() && !l.Prev.before(at) {
			break
		}
		at = l.Prev
	}
	for _, at := range slices.Backward(places) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := m.record(at); err != nil {
			return err
		}
	}
	if m.b == nil {
		m.b = beginRecord(nil, recordEntry)
	}
	return nil
}

func linkOf(items []byte) (l link) {
	_ = eachItem(items, func(tag byte, data []byte, _ int) (err error) {
		if tag == itemLink {
			l, err = decodeLink(data)
		}
		return err
	})
	return l
}

// record copies what one record says, link and summary aside.
func (m *mover) record(at place) error {
	items, err := m.s.readItems(at, recordEntry)
	if err != nil {
		return err
	}
	if len(m.b)+len(items) > partSize && len(m.b) > frameHeader {
		if !m.s.journal.admit() {
			return errPaused
		}
		m.flush()
	}
	if m.b == nil {
		m.b = beginRecord(nil, recordEntry)
	}
	return eachItem(items, func(tag byte, data []byte, _ int) error {
		if tag != itemLink && tag != itemSummary {
			var start int
			m.b, start = beginItem(m.b, tag)
			m.b = append(m.b, data...)
			endItem(m.b, start)
		}
		return nil
	})
}

// flush writes what was gathered as a part.
func (m *mover) flush() {
	gap, lost := m.link.Gap, m.link.Lost
	m.link.Gap, m.link.Lost = false, false
	m.b = appendLink(m.b, &m.link)
	m.b[frameHeader-1] = byte(recordPart)
	sealRecord(m.b)
	at := m.s.journal.append(m.b)
	m.link = link{Prev: at, Part: m.link.Part + 1, First: m.link.oldest(at), Gap: gap, Lost: lost}
	m.b = beginRecord(m.b, recordEntry)
}
