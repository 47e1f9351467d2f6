package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
)

// FilterHelper helps to write filters.
type FilterHelper interface {
	CompleteFilter(context.Context, CompleteQuery) (*Completion, error)
	// CheckFilter's error is an *Error with the column.
	CheckFilter(text string) error
}

// CompleteQuery is a filter that is being written.
type CompleteQuery struct {
	Text    string `query:"text" doc:"the filter as far as it is written"`
	At      int    `query:"at" minimum:"-1" default:"-1" doc:"where the cursor is, in characters as JavaScript counts them; the end when it is left out"`
	Session string `query:"session" doc:"the name of the session whose values are offered; empty is the one that is captured into"`
}

// Completion is what can stand at the cursor: an item's text takes the place of what is
// between From and To.
type Completion struct {
	From  int              `json:"from"` // in characters as JavaScript counts them
	To    int              `json:"to"`
	Items []CompletionItem `json:"items"` // the fitting first
}

// CompletionItem is one way to go on. Its text ends with a colon when a value has to follow.
type CompletionItem struct {
	Text   string `json:"text"`
	Label  string `json:"label"`
	Detail string `json:"detail"`
}

func registerFilters(api huma.API, h FilterHelper) {
	answer(api, "GET /v1/filter/complete", "What can stand at the cursor of a filter", func(ctx context.Context, in *CompleteQuery) (*Completion, error) {
		return h.CompleteFilter(ctx, *in)
	})
	type written struct {
		Text string `query:"text"`
	}
	act(api, "GET /v1/filter/check", "Whether a filter can be read", func(_ context.Context, in *written) error { return h.CheckFilter(in.Text) })
}
