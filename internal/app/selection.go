package app

import (
	"context"

	"rockxy/internal/api"
	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// selection makes events of the changes that a filter selects. It belongs to
// one watcher.
type selection struct {
	store  *store.Store
	filter *filter.Filter // nil: everything
	// shown are exchanges that are going on and were selected: when one no longer
	// is, the watcher is told.
	shown map[flow.ID]struct{}
}

func (s *selection) events(ctx context.Context, b store.Batch) []api.Event {
	if s.filter != nil && s.filter.Needs() != 0 {
		_ = s.store.Sync(ctx) // what could not be written is not looked into
	}
	all := make([]api.Event, 0, len(b.Changed)+1)
	for n := range b.Changed {
		if e, ok := s.event(ctx, &b.Changed[n]); ok {
			all = append(all, e)
		}
	}
	if b.Skipped > 0 {
		all = append(all, api.Event{Skipped: b.Skipped})
	}
	return all
}

func (s *selection) event(ctx context.Context, sum *store.Summary) (e api.Event, ok bool) {
	if s.filter != nil {
		_, was := s.shown[sum.ID]
		delete(s.shown, sum.ID)
		if !s.store.Selects(ctx, s.filter, sum) {
			return api.Event{Gone: sum.ID}, was
		}
		if sum.State == flow.Active {
			s.shown[sum.ID] = struct{}{}
		}
	}
	f := newFlow(sum)
	return api.Event{Flow: &f}, true
}
