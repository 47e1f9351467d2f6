package store

import (
	"context"
	"slices"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// Surveyed is an entry that a query selects, or may select.
type Surveyed struct {
	ID flow.ID
	// Open says that only what is not in the summary can tell whether it is selected,
	// see Reader.Check.
	Open bool
	// Of answers the columns that were asked for, during the call.
	Of filter.Subject
}

// Survey calls yield with all that q selects or may select, by number, until it returns
// an error. It reads columns where there are blocks, and no details of any entry. Limit
// and Order do not matter.
func (r *Reader) Survey(ctx context.Context, q Query, columns []filter.Column, yield func(*Surveyed) error) error {
	q.Oldest, q.Order, q.From = true, ByNumber, nil
	s, err := r.begin(ctx, &q)
	if err != nil {
		return err
	}
	defer s.end()
	s.columns = columns
	row := func(h *hit) error {
		selected, open := s.mayBe(h)
		if !selected {
			return nil
		}
		return yield(&Surveyed{h.sum.ID, open, summarySubject{Summary: &h.sum}})
	}
	return s.each(ctx, func(st *stretch) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if st.view == nil {
			return s.rowsIn(ctx, st, row)
		}
		return s.surveyBlock(ctx, st, row, yield)
	})
}

// surveyBlock merges what is in a block with what is to be looked at by row.
func (s *search) surveyBlock(ctx context.Context, st *stretch, row func(*hit) error, yield func(*Surveyed) error) error {
	ids := st.rowIDs(s)
	rowsBefore := func(id uint64) error {
		for len(ids) > 0 && ids[0] < id {
			h, err := s.row(ids[0])
			if ids = ids[1:]; err == nil && h != nil {
				err = row(h)
			}
			if err != nil {
				return err
			}
		}
		return ctx.Err()
	}
	sub := blockSubject{v: st.view}
	one := Surveyed{Open: s.details, Of: &sub}
	for i := range st.hits.Each {
		id := st.view.id(i)
		if len(ids) > 0 && ids[0] <= id {
			if err := rowsBefore(id); err != nil {
				return err
			}
			if len(ids) > 0 && ids[0] == id {
				continue // its row counts
			}
		}
		if s.tail.deleted(id) {
			continue
		}
		sub.i, one.ID = i, flow.ID(id)
		if err := yield(&one); err != nil {
			return err
		}
		if sub.err != nil {
			return sub.err
		}
	}
	return rowsBefore(1<<64 - 1)
}

// mayBe asks the query about an entry, as far as its summary says.
func (s *search) mayBe(h *hit) (selected, open bool) {
	if !s.q.within(uint64(h.sum.ID)) || !s.q.match(&h.sum) {
		return false, false
	}
	sub := summarySubject{Summary: &h.sum}
	switch {
	case s.q.Filter == nil:
		return true, false
	case !s.details:
		return s.q.Filter.Match(sub), false
	}
	covered := h.sum.State != flow.Active && s.needles.covers(mark{h.at.Seg, h.at.Off})
	return s.plan.Holds(sub, func(n filter.Needle) bool { return !covered || s.needles.found[n.Text].has(uint64(h.sum.ID)) }), true
}

// Could reports whether a filter may match an entry, as far as its summary says.
func Could(f *filter.Filter, sum *Summary) bool {
	sub := summarySubject{Summary: sum}
	if f.Needs() == 0 {
		return f.Match(sub)
	}
	p := f.Plan()
	return p.Holds(sub, func(filter.Needle) bool { return true })
}

// Check asks a filter about entries, details included, and calls yield with each of
// them: nil for one that it does not match or that is not there.
func (r *Reader) Check(ctx context.Context, f *filter.Filter, ids []flow.ID, yield func(id flow.ID, sum *Summary) error) error {
	s, err := r.beginWith(ctx, &Query{Filter: f, Scan: -1}, r.lookUpLately)
	if err != nil {
		return err
	}
	defer s.end()
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := s.row(uint64(id))
		if err != nil {
			return err
		}
		var sum *Summary
		if h != nil && s.selects(h) {
			sum = &h.sum
		}
		if err := yield(id, sum); err != nil {
			return err
		}
	}
	return nil
}

// Check does so with entries that are going on, too, which it has recorded as far as they
// are.
func (s *Store) Check(ctx context.Context, f *filter.Filter, ids []flow.ID, yield func(id flow.ID, sum *Summary) error) error {
	asked := make(map[flow.ID]bool, len(ids))
	for _, id := range ids {
		asked[id] = true
	}
	s.recordActive(func(id flow.ID) bool { return asked[id] })
	running := s.Active()
	if err := s.Sync(ctx); err != nil && ctx.Err() != nil {
		return err // anything else: look into what there is
	}
	for i := range running {
		sum := &running[i]
		if !asked[sum.ID] {
			continue
		}
		delete(asked, sum.ID)
		found := sum
		if !s.selectsRunning(ctx, &Query{Filter: f}, sum) {
			found = nil
		}
		if err := yield(sum.ID, found); err != nil {
			return err
		}
	}
	rest := slices.DeleteFunc(slices.Clone(ids), func(id flow.ID) bool { return !asked[id] })
	return s.Reader.Check(ctx, f, rest, yield)
}
