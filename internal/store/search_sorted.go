package store

import (
	"context"
	"slices"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// sorted calls yield with what the query selects, in its order. What is sorted
// are numbers and keys; rows are read as they are wanted.
func (s *search) sorted(ctx context.Context, yield func(*hit) error) error {
	all, err := s.positions(ctx)
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b Position) int {
		switch {
		case s.q.precedes(a, b):
			return -1
		case s.q.precedes(b, a):
			return 1
		}
		return 0
	})
	for _, p := range all {
		if err := s.one(ctx, uint64(p.ID), yield); err != nil {
			return err
		}
	}
	return nil
}

// positions gathers the candidates after Query.From.
func (s *search) positions(ctx context.Context) ([]Position, error) {
	c, _ := s.q.Order.column()
	var all []Position
	add := func(p Position) {
		if s.q.From == nil || s.q.precedes(*s.q.From, p) {
			all = append(all, p)
		}
	}
	row := func(h *hit) error {
		add(s.q.Position(&h.sum))
		return nil
	}
	err := s.each(ctx, func(st *stretch) error {
		if st.view == nil {
			return s.rowsEach(ctx, st, row)
		}
		ids := st.rowIDs(s)
		for _, id := range ids {
			if err := s.one(ctx, id, row); err != nil {
				return err
			}
		}
		if st.hits.Empty() {
			return nil
		}
		position, err := st.view.positions(s.q, c)
		if err != nil {
			return err
		}
		for i := range st.hits.Each {
			if _, byRow := slices.BinarySearch(ids, st.view.id(i)); !byRow {
				add(position(i))
			}
		}
		all = s.keepFirst(all)
		return nil
	})
	return all, err
}

// positions says where the entries of a block are in the order by a column.
func (v *blockView) positions(q *Query, c filter.Column) (func(i int) Position, error) {
	if c.IsText() {
		texts, err := v.text(c)
		return func(i int) Position { return q.textPosition(texts.At(i), flow.ID(v.id(i))) }, err
	}
	keys, err := v.number(uint8(c))
	return func(i int) Position { return Position{Key: q.key(keys.At(i)), ID: flow.ID(v.id(i))} }, err
}

// keepFirst bounds what is gathered when candidates are known to be selected.
func (s *search) keepFirst(all []Position) []Position {
	if s.q.Limit <= 0 || !s.exact() || len(all) < 8*s.q.Limit || len(all) < 8*blockEntries {
		return all
	}
	slices.SortFunc(all, func(a, b Position) int {
		if s.q.precedes(a, b) {
			return -1
		}
		return 1
	})
	return all[:s.q.Limit]
}
