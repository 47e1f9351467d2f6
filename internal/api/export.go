package api

import (
	"context"
	"io"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
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

func registerExport(api huma.API, e Exporter) {
	answer(api, "GET /v1/export/formats", "The forms in which exchanges leave the store", func(context.Context, *struct{}) ([]ExportFormat, error) {
		return e.ExportFormats(), nil
	})
	raw(api, "GET /v1/export", "Exchanges in another form, as a file", octetTypes([]string{octetStream}), func(w http.ResponseWriter, r *http.Request, in *ExportQuery) {
		x, err := e.Export(r.Context(), *in)
		if err != nil {
			fail(w, err)
			return
		}
		x.serve(w, r)
	})
}

// serve sends the file while it is written. What cannot be written to its end is cut, so that
// nobody takes it for whole.
func (x *Export) serve(w http.ResponseWriter, r *http.Request) {
	out := &exported{w: w, x: x}
	if r.Method == http.MethodHead {
		out.begin()
		return
	}
	err := x.Write(r.Context(), out)
	switch {
	case err == nil:
		out.begin() // of an empty file
	case !out.begun:
		fail(w, err)
	default:
		panic(http.ErrAbortHandler)
	}
}

// exported sends the head with the first octets.
type exported struct {
	w     http.ResponseWriter
	x     *Export
	begun bool
}

func (e *exported) begin() {
	if e.begun {
		return
	}
	e.begun = true
	h := e.w.Header()
	h.Set("Content-Type", e.x.Type)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": e.x.Name}))
	e.w.WriteHeader(http.StatusOK)
}

func (e *exported) Write(p []byte) (int, error) {
	e.begin()
	return e.w.Write(p)
}
