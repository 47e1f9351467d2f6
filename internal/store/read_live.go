package store

import (
	"context"
	"slices"

	"rockxy/internal/flow"
)

// List returns the entries that q selects, those that are going on included.
func (s *Store) List(ctx context.Context, q Query) ([]Summary, error) {
	running := s.Active()
	if err := s.Sync(ctx); err != nil && ctx.Err() != nil {
		return nil, err // anything else: show what there is
	}
	all, err := s.Reader.List(ctx, q)
	if err != nil || len(running) == 0 {
		return all, err
	}
	return merge(all, running, &q), nil
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
		if q.Before != 0 && r.ID >= q.Before || r.ID <= q.After || !q.match(r) {
			continue
		}
		if j, ok := at[r.ID]; !ok {
			all = append(all, *r)
		} else if all[j].State == flow.Active {
			all[j] = *r
		}
	}
	slices.SortFunc(all, func(a, b Summary) int {
		if a.ID < b.ID == q.Oldest {
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
	for _, e := range s.active.snapshot(nil) {
		if e.id != id {
			continue
		}
		e.t.mu.Lock()
		if e.t.id == id && e.t.dirty {
			e.t.sum.State = flow.Active
			e.t.countActive()
			e.t.writeLocked()
		}
		e.t.mu.Unlock()
	}
	if err := s.Sync(ctx); err != nil && ctx.Err() != nil {
		return nil, err
	}
	return s.Reader.Get(ctx, id)
}
