package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rockxy/internal/flow"
)

// Imported tells what became of an archive. Its JSON form is a published
// interface: what `rockxy import --json` prints.
type Imported struct {
	File     string `json:"file"`    // as the command was given it, empty on the socket
	Creator  string `json:"creator"` // of the archive, such as "WebInspector 537.36"
	Imported int    `json:"imported"`
	Skipped  int    `json:"skipped"` // entries that could not be read
	// Damages are the first of them, and what else is wrong with the file.
	Damages   []Damage `json:"damages"`
	Truncated bool     `json:"truncated"` // the file ends too early
	First     flow.ID  `json:"first_id"`  // numbers of the imported entries, 0 for none
	Last      flow.ID  `json:"last_id"`
}

// Damage is something in an archive that could not be read.
type Damage struct {
	Index  int    `json:"index"` // of the entry, from 0; -1 when it is about the file
	Line   int    `json:"line"`  // from 1
	Offset int64  `json:"offset"`
	Reason string `json:"reason"`
}

// Importer reads archives.
type Importer interface {
	// Import reads an archive into the session that is captured into. The error
	// is an *Error when the file is at fault.
	Import(context.Context, io.Reader) (Imported, error)
}

func registerImport(api huma.API, i Importer) {
	upload(api, "POST /v1/import", "Read a HAR file into the session", []string{"application/json", octetStream},
		func(ctx context.Context, _ *struct{}, archive io.Reader) (Imported, error) {
			return i.Import(ctx, archive)
		})
}

// Import gives the instance an archive to read into its session. The error is
// an *Error when the file is at fault.
func (c *Client) Import(ctx context.Context, archive io.Reader) (Imported, error) {
	var report Imported
	// Not an io.Closer: the caller's file is its own.
	resp, err := c.send(ctx, http.MethodPost, "/v1/import", struct{ io.Reader }{archive})
	if err != nil {
		return report, err
	}
	defer resp.Body.Close()
	return report, json.NewDecoder(resp.Body).Decode(&report)
}
