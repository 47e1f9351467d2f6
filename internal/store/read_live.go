package store

import (
	"context"
	"slices"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// List returns the entries that q selects, those that are going on included.
func (s *Store) List(ctx context.Context, q Query) ([]Summary, error) {
	res, err := s.Search(ctx, q)
	return res.Entries, err
}

// Search returns the entries that q selects, those that are going on included.
func (s *Store) Search(ctx context.Context, q Query) (Result, error) {
	running := s.Active()
	if err := s.Sync(ctx); err != nil && ctx.Err() != nil {
		return Result{}, err // anything else: show what there is
	}
	res, err := s.Reader.Search(ctx, q)
	if err != nil || len(running) == 0 {
		return res, err
	}
	running = slices.DeleteFunc(running, func(sum Summary) bool { return !s.selectsRunning(ctx, &q, &sum) })
	res.Entries = merge(res.Entries, running, &q)
	return res, nil
}

// selectsRunning asks the query about an exchange that is going on, as far as it
// has been recorded.
func (s *Store) selectsRunning(ctx context.Context, q *Query, sum *Summary) bool {
	if !q.within(uint64(sum.ID)) || !q.match(sum) {
		return false
	}
	if p := q.Position(sum); q.From != nil && !q.precedes(*q.From, p) {
		return false
	}
	if q.Filter == nil {
		return true
	}
	return q.Filter.Match(&summarySubject{Summary: sum, details: func() filter.Details {
		at, _, err := s.lookup(ctx, sum.ID)
		if err != nil {
			return nil
		}
		return s.details(at)
	}})
}

// merge puts running exchanges into a list, or in the place of what the list
// has of them.
func merge(all, running []Summary, q *Query) []Summary {
	at := make(map[flow.ID]int, len(all))
	for i := range all {
		at[all[i].ID] = i
	}
	for i := range running {
		r := &running[i]
		if j, ok := at[r.ID]; !ok {
			all = append(all, *r)
		} else if all[j].State == flow.Active {
			all[j] = *r
		}
	}
	slices.SortFunc(all, func(a, b Summary) int {
		if q.precedes(q.Position(&a), q.Position(&b)) {
			return -1
		}
		return 1
	})
	if q.Limit > 0 && len(all) > q.Limit {
		all = all[:q.Limit]
	}
	return all
}

// Get returns an entry with all that was recorded of it so far.
func (s *Store) Get(ctx context.Context, id flow.ID) (*Record, error) {
	s.recordActive(func(of flow.ID) bool { return of == id })
	if err := s.Sync(ctx); err != nil && ctx.Err() != nil {
		return nil, err
	}
	return s.Reader.Get(ctx, id)
}

// recordActive has exchanges that are going on recorded as far as they are.
func (s *Store) recordActive(wanted func(flow.ID) bool) {
	for _, e := range s.active.snapshot(nil) {
		if !wanted(e.id) {
			continue
		}
		e.t.mu.Lock()
		if e.t.id == e.id && e.t.dirty {
			e.t.sum.State = flow.Active
			e.t.countActive()
			e.t.writeLocked()
		}
		e.t.mu.Unlock()
	}
}
