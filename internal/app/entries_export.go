package app

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

func exportFormats() []api.ExportFormat {
	var all []api.ExportFormat
	for _, f := range ExportFormats() {
		all = append(all, api.ExportFormat{Name: f.Name, Summary: f.Summary, Suffix: f.Suffix, Many: f.Many, Text: !f.Binary && f.Name != "har"})
	}
	return all
}

// Export implements api.Exporter.
func (e *entryReader) Export(ctx context.Context, q api.ExportQuery) (*api.Export, error) {
	x := Export{Filter: q.Filter, WithSecrets: !q.Redact, Wire: q.Wire, Version: e.version}
	for _, f := range ExportFormats() {
		if f.Name == q.Format {
			x.Format = f
		}
	}
	if x.Format.Name == "" {
		return nil, badRequest(fmt.Sprintf("there is no format %q", q.Format), "GET /v1/export/formats lists them")
	}
	switch q.Side {
	case flow.Request.String():
		x.Sides = []flow.Direction{flow.Request}
	case flow.Response.String():
		x.Sides = []flow.Direction{flow.Response}
	}
	var err error
	if x.IDs, err = readIDs(q.IDs); err != nil {
		return nil, err
	}
	if _, err := ParseFilter(q.Filter); err != nil {
		return nil, err
	}
	out := &api.Export{Name: exportName(&x, time.Now()), Type: exportType(&x.Format)}
	out.Write = func(ctx context.Context, w io.Writer) error { return e.export(ctx, q.Session, w, x) }
	return out, nil
}

func (e *entryReader) export(ctx context.Context, session string, w io.Writer, x Export) error {
	r, err := e.read(session)
	if err != nil {
		return err
	}
	defer r.close()
	if r.live {
		if err := e.live.Sync(ctx); err != nil && ctx.Err() != nil {
			return err // anything else: export what there is
		}
	}
	_, err = (&Session{r.reader}).Export(ctx, w, x)
	return err
}

func readIDs(text string) (ids []flow.ID, err error) {
	if text == "" {
		return nil, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		id, err := strconv.ParseUint(part, 10, 63)
		if err != nil || id == 0 {
			return nil, badRequest(fmt.Sprintf("%q is not the number of an entry", part), "ids are numbers, separated by commas")
		}
		ids = append(ids, flow.ID(id))
	}
	return ids, nil
}

func exportName(x *Export, now time.Time) string {
	if len(x.IDs) == 1 {
		return fmt.Sprintf("rockxy-%d%s", x.IDs[0], x.Format.Suffix)
	}
	return "rockxy-" + now.Format("20060102-150405") + x.Format.Suffix
}

// exportType is a type that no browser runs.
func exportType(f *ExportFormat) string {
	switch {
	case f.Name == "har":
		return "application/json"
	case f.Binary:
		return "application/octet-stream"
	}
	return "text/plain; charset=utf-8"
}
