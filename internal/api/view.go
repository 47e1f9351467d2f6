package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
)

// Views shows bodies and messages as text in spans, in windows: nothing of a body is
// held but what is looked at.
type Views interface {
	View(context.Context, ViewQuery) (*View, error)
	SearchView(context.Context, ViewSearch) (*ViewFound, error)
}

// ViewOf names what is to be shown, and as what.
type ViewOf struct {
	SideRef
	As      string `query:"as" doc:"the kind of view, one of the kinds that a view lists; empty is the first of them"`
	Path    string `query:"path" doc:"a JSON path such as $.items[*].price: only what it leads to is shown"`
	Message int    `query:"message" minimum:"-1" default:"-1" doc:"the index of a message that is shown in place of the body"`
}

// ViewQuery asks for a window of a view.
type ViewQuery struct {
	ViewOf
	From  int `query:"from" minimum:"0" doc:"from is how many rows before the window are left out, closed folds counted as one row"`
	Row   int `query:"row" minimum:"0" doc:"the number of a row that is to be in the window, in place of from"`
	Lines int `query:"lines" minimum:"1" maximum:"1000" default:"200" doc:"lines is a number from 1 to 1000"`
	// Fold is the closed folds.
	Fold string `query:"fold" doc:"the folds that are closed: d2 is all that begin at depth 2 or deeper, a number is that of the row where one begins, and opens it where d has closed it; separated by commas"`
}

// View is a window of a body, or of a message, made readable. Rows are what is shown
// below each other: a line of the text, or 2,000 characters of a longer one.
type View struct {
	Kind     string   `json:"kind"`
	Kinds    []string `json:"kinds"`    // that make sense here, the first is what is shown unasked
	Language string   `json:"language"` // of the text, for editors: "json", "html", "xml", "css", "javascript", "graphql" or ""
	Size     int64    `json:"size"`     // octets that are shown, codings taken off; of a layout that goes on, those seen so far
	Total    int      `json:"total_lines"`
	Shown    int      `json:"shown_lines"` // rows that are left when folds are closed
	Complete bool     `json:"complete"`    // false: the layout goes on, and there will be more rows
	From     int      `json:"from"`        // place of the first line of the window among the shown rows, from 0
	// Lines are the rows of the window, fewer than asked for when the layout has not
	// come so far.
	Lines []ViewLine `json:"lines"`
	Facts []ViewFact `json:"facts"`
	// Note says what is odd, damaged or left out: a sentence a line.
	Note    string `json:"note"`
	Folds   bool   `json:"folds"`   // there are some
	Image   bool   `json:"image"`   // the body can be had as a picture
	Preview bool   `json:"preview"` // the body can be had as a page that does nothing
}

// ViewLine is one row.
type ViewLine struct {
	N         int  `json:"n"`           // number of the row, from 1
	Line      int  `json:"l,omitempty"` // number of the line in the text, when it is not N
	Continued bool `json:"c,omitempty"` // it continues the line of the row before
	Depth     int  `json:"d"`
	End       int  `json:"e"`           // number of the row where the fold that begins here ends, 0 for none
	Closed    bool `json:"x,omitempty"` // that fold is closed
	// Spans are pairs of a class and a text without line breaks. Classes are plain, key,
	// string, number, literal, tag, mark, comment and bad.
	Spans [][2]string `json:"s"`
}

// ViewFact is one thing known of a body, such as the size of an image.
type ViewFact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ViewSearch looks for something in the text of a view.
type ViewSearch struct {
	ViewOf
	Q     string `query:"q" required:"true" minLength:"1" doc:"q is what is looked for"`
	Regex bool   `query:"regex" doc:"regex is true or false"`
	Case  bool   `query:"case" doc:"case is true or false: whether capital letters count"`
	From  int    `query:"from" minimum:"0" doc:"from is how many rows are passed over"`
}

// ViewFound is where it is.
type ViewFound struct {
	Matches  []ViewMatch `json:"matches"` // the first 1,000
	Total    int         `json:"total"`
	Complete bool        `json:"complete"` // false: the layout goes on; Next is where to go on
	Next     int         `json:"next"`     // what is `from` of the next search, 0 when all was searched
}

// ViewMatch is one place. Columns and lengths count characters as JavaScript does
// (UTF-16 code units); a match may reach into the rows that continue the line.
type ViewMatch struct {
	Line   int `json:"line"`   // number of the row, from 1
	Column int `json:"column"` // from 0
	Length int `json:"length"`
}

func registerViews(api huma.API, v Views) {
	answer(api, "GET /v1/exchanges/{id}/view", "A window of a body or a message made readable", func(ctx context.Context, in *ViewQuery) (*View, error) {
		return v.View(ctx, *in)
	})
	answer(api, "GET /v1/exchanges/{id}/search", "Where a view has a text", func(ctx context.Context, in *ViewSearch) (*ViewFound, error) {
		return v.SearchView(ctx, *in)
	})
}
