package api

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"
)

// MaxPreferences bounds what a page keeps, in octets.
const MaxPreferences = 256 << 10

// Object is a JSON object of which nothing is known here.
type Object struct{ json.RawMessage }

// Schema is that of any object.
func (Object) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// Preferences keeps what the page remembers: widths, columns, filters.
type Preferences interface {
	// Preferences returns {} when nothing is kept. The error is an *Error when what is
	// kept is damaged.
	Preferences() (Object, error)
	// KeepPreferences replaces them. Damaged ones are put aside, not overwritten. The error is an *Error when p
	// is not an object.
	KeepPreferences(p Object) error
}

func registerPreferences(api huma.API, p Preferences) {
	answer(api, "GET /v1/preferences", "What the page remembers", func(context.Context, *struct{}) (Object, error) { return p.Preferences() })
	act(api, "PUT /v1/preferences", "Remember this for the page", func(_ context.Context, in *bodyOf[Object]) error { return p.KeepPreferences(in.Body) }, upTo(MaxPreferences))
}
