package store

import (
	"context"
	"slices"

	"rockxy/internal/flow"
)

// appendRange appends what decodeRange reads: entries from to to, both of them.
func appendRange(b []byte, from, to uint64) []byte {
	b, start := beginItem(b, itemRange)
	b = appendUint(b, 1, from)
	b = appendUint(b, 2, to)
	endItem(b, start)
	return b
}

func decodeRange(data []byte) (from, to uint64, err error) {
	err = eachField(string(data), func(f *field) error {
		switch f.Num {
		case 1:
			from = f.Val
		case 2:
			to = f.Val
		}
		return nil
	})
	if err == nil && (from == 0 || to < from) {
		err = errFields
	}
	return from, to, err
}

// Delete deletes entries that are over, and returns how many numbers it was
// given of entries that are still going on: they stay. Bodies that have files of
// their own give their space back at once, the rest with Compact or retention.
// Numbers without an entry are passed over.
func (s *Store) Delete(ctx context.Context, ids []flow.ID) (active int, err error) {
	s.late.amending.Lock()
	defer s.late.amending.Unlock()
	going := s.goingOn()
	var gone []flow.ID
	for _, id := range ids {
		switch {
		case going[id]:
			active++
		case id > 0 && uint64(id) <= s.nextID.Load():
			gone = append(gone, id)
		}
	}
	slices.Sort(gone)
	var ranges [][2]flow.ID
	for _, id := range slices.Compact(gone) {
		if n := len(ranges); n > 0 && ranges[n-1][1]+1 == id {
			ranges[n-1][1] = id
		} else {
			ranges = append(ranges, [2]flow.ID{id, id})
		}
	}
	return active, s.delete(ctx, ranges)
}

// goingOn are the entries that may still be recorded by others.
func (s *Store) goingOn() map[flow.ID]bool {
	going := map[flow.ID]bool{}
	for _, e := range s.active.snapshot(nil) {
		going[e.id] = true
	}
	for _, id := range s.tunnels.active() {
		going[id] = true
	}
	return going
}

// delete records that entries are gone. late.amending is held.
func (s *Store) delete(ctx context.Context, ranges [][2]flow.ID) error {
	for part := range slices.Chunk(ranges, 10_000) {
		b := beginRecord(nil, recordGone)
		var rows []row
		for _, r := range part {
			b = appendRange(b, uint64(r[0]), uint64(r[1]))
			rows = append(rows, row{id: uint64(r[0]), gone: uint64(r[1])})
			s.late.forgetRange(r[0], r[1])
		}
		sealRecord(b)
		s.journal.append(b, rows...)
	}
	if err := s.Sync(ctx); err != nil {
		return err
	}
	return s.sweepBodies(ctx)
}

// Clear deletes all entries that are over, pinned ones when asked for, and gives
// their space back.
func (s *Store) Clear(ctx context.Context, pinned bool, progress Progress) error {
	last, err := s.clear(ctx, pinned)
	if err != nil {
		return err
	}
	return s.drop(ctx, last, progress)
}

func (s *Store) clear(ctx context.Context, pinned bool) (last uint32, err error) {
	s.late.amending.Lock()
	defer s.late.amending.Unlock()
	if err := s.Sync(ctx); err != nil {
		return 0, err
	}
	newest := flow.ID(s.nextID.Load()) // what begins from now on stays
	going := s.goingOn()
	if !pinned {
		ids, err := s.pinned(ctx)
		if err != nil {
			return 0, err
		}
		for _, id := range ids {
			going[id] = true
		}
	}
	stay := make([]flow.ID, 0, len(going)+1)
	for id := range going {
		if id <= newest {
			stay = append(stay, id)
		}
	}
	slices.Sort(stay)
	var ranges [][2]flow.ID
	from := flow.ID(1)
	for _, id := range append(stay, newest+1) {
		if from < id {
			ranges = append(ranges, [2]flow.ID{from, id - 1})
		}
		from = id + 1
	}
	last = s.nextSegment()
	return last, s.delete(ctx, ranges)
}

// pinned returns the numbers of the pinned entries.
func (r *Reader) pinned(ctx context.Context) ([]flow.ID, error) {
	return r.ids(ctx, "SELECT id FROM entry WHERE kept IS NOT NULL AND kept & 1 = 1 ORDER BY id")
}

func (r *Reader) ids(ctx context.Context, query string, args ...any) (all []flow.ID, err error) {
	rows, err := r.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id flow.ID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		all = append(all, id)
	}
	return all, rows.Err()
}
