package api

import (
	"context"
	"io"
)

// Exporter writes entries in other forms.
type Exporter interface {
	// Export's error is an *Error when it cannot be had.
	Export(context.Context, ExportQuery) (*Export, error)
	ExportFormats() []ExportFormat
}

// ExportQuery says what leaves the store, and how.
type ExportQuery struct {
	Format  string `query:"format" required:"true" doc:"format is one that GET /v1/export/formats lists"`
	IDs     string `query:"ids" doc:"ids are the numbers of entries, separated by commas"`
	Filter  string `query:"filter" doc:"selects the entries when ids is empty"`
	Session string `query:"session" doc:"the name of another session to read; empty is the one that is captured into"`
	Redact  bool   `query:"redact" default:"true" doc:"redact is true or false: whether stand-ins take the place of secrets"`
	Wire    bool   `query:"wire" doc:"wire is true or false: whether HAR has encoded bodies also as on the wire"`
	Side    string `query:"side" enum:"request,response" doc:"side is request or response, of raw octets; empty is both"`
}

// Export is a file that is about to be written.
type Export struct {
	Name string // of the file
	Type string // media type
	// Write writes all of it, as it is read. What was written before an error is of no use.
	Write func(context.Context, io.Writer) error
}

// ExportFormat is a form in which exchanges leave the store.
type ExportFormat struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
	Suffix  string `json:"suffix"` // of files
	Many    bool   `json:"many"`   // it holds any number of exchanges, else exactly one
	Text    bool   `json:"text"`   // it can be shown, and copied
}
