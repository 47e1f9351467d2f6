package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"rockxy/internal/flow"
)

// Comparer sets two entries side by side.
type Comparer interface {
	Compare(context.Context, CompareQuery) (*Comparison, error)
}

// CompareQuery names two entries.
type CompareQuery struct {
	Left         flow.ID `query:"left" required:"true" minimum:"1" doc:"left is the number of an entry"`
	Right        flow.ID `query:"right" required:"true" minimum:"1" doc:"right is the number of an entry"`
	Session      string  `query:"session" doc:"the name of another session to read; empty is the one that is captured into"`
	RightSession string  `query:"right_session" doc:"the name of the session that the right one is in, when it is not that of the left one"`
}

// Comparison is what is different between two entries.
type Comparison struct {
	Left     ComparedEntry    `json:"left"`
	Right    ComparedEntry    `json:"right"`
	Summary  []ComparedFact   `json:"summary"`
	Request  ComparedSide     `json:"request"`
	Response ComparedSide     `json:"response"`
	Timing   []ComparedTiming `json:"timing"`
}

// ComparedEntry is one of the two.
type ComparedEntry struct {
	ID     flow.ID `json:"id"`
	Method string  `json:"method"`
	URL    string  `json:"url"`
	Status int     `json:"status"`
}

// ComparedFact is one thing of both.
type ComparedFact struct {
	Name  string `json:"name"`
	Left  string `json:"left"`
	Right string `json:"right"`
	Equal bool   `json:"equal"`
}

// ComparedSide is one direction of both.
type ComparedSide struct {
	Head []DiffLine   `json:"head"` // start line and fields, those that are the same included
	Body ComparedBody `json:"body"`
}

// ComparedBody is the difference between two bodies. JSON is compared as values: the order of
// members and the layout do not count.
type ComparedBody struct {
	Kind  string     `json:"kind"`  // what they were compared as: "json", "text", "hex"; empty without bodies
	Lines []DiffLine `json:"lines"` // none when they are equal
	Equal bool       `json:"equal"`
	// Same says that they are equal octet by octet, codings taken off.
	Same bool   `json:"same"`
	Note string `json:"note"`
	// Changes are the places where JSON values differ, at most 1,000.
	Changes []ComparedValue `json:"changes"`
}

// ComparedValue is a place in two JSON values.
type ComparedValue struct {
	Path  string  `json:"path"` // such as $.items[3].price
	Left  *string `json:"left"` // as JSON, cut when it is long; null when it is not there
	Right *string `json:"right"`
}

// ComparedTiming is a phase of both, null where it was not measured.
type ComparedTiming struct {
	Name    string   `json:"name"`
	LeftMS  *float64 `json:"left_ms"`
	RightMS *float64 `json:"right_ms"`
}

func registerCompare(api huma.API, c Comparer) {
	answer(api, "GET /v1/compare", "Two entries side by side", func(ctx context.Context, in *CompareQuery) (*Comparison, error) {
		return c.Compare(ctx, *in)
	})
}
