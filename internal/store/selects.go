package store

import (
	"context"

	"rockxy/internal/filter"
)

// Selects reports whether a filter matches an entry whose present summary is
// sum. What the summary does not say is read as far as Sync has it.
func (s *Store) Selects(ctx context.Context, f *filter.Filter, sum *Summary) bool {
	return s.selectsRunning(ctx, &Query{Filter: f}, sum)
}
