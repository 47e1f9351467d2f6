package cli

import (
	"context"
	"slices"

	"rockxy/internal/api"
)

// captured watches what a filter selects of what an instance captures. What is
// imported into it meanwhile is no news for its list.
func captured(watch func(ctx context.Context, filter string, started func() error, changed func([]api.Event) error) error, filter string) watcher {
	return func(ctx context.Context, started func() error, changed func([]api.Event) error) error {
		return watch(ctx, filter, started, func(events []api.Event) error {
			events = slices.DeleteFunc(events, func(e api.Event) bool { return e.Flow != nil && e.Flow.Imported != "" })
			if len(events) == 0 {
				return nil
			}
			return changed(events)
		})
	}
}
