package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rockxy/internal/flow"
)

// MarkRequest changes what a person noted about entries. What is nil stays as it
// is.
type MarkRequest struct {
	IDs     []flow.ID    `json:"ids"`
	Pinned  *bool        `json:"pinned,omitempty"`
	Colour  *flow.Colour `json:"colour,omitempty"`
	Comment *string      `json:"comment,omitempty"`
}

// Deleted tells what became of a request to delete entries.
type Deleted struct {
	Active int `json:"active"` // that stay, because they are going on
}

// Progress is one line of what long work answers, until the last one, which has
// Done or Fault.
type Progress struct {
	Octets int64  `json:"octets"`
	Total  int64  `json:"total"`
	Done   bool   `json:"done,omitempty"`
	Fault  *Error `json:"fault,omitempty"`
}

// SessionEditor changes a session. An Instance that is one serves it.
type SessionEditor interface {
	// Mark returns the entries as they are now. The error is an *Error when one is
	// not there, those before it being marked, or the request is at fault.
	Mark(context.Context, MarkRequest) ([]Flow, error)
	// Delete deletes entries that are over.
	Delete(ctx context.Context, ids []flow.ID) (Deleted, error)
	// Clear deletes all that are over, but what is pinned only when asked for.
	Clear(ctx context.Context, pinned bool, progress func(done, total int64)) error
	// Compact gives back what deleted entries left.
	Compact(ctx context.Context, progress func(done, total int64)) error
}

// maxRequest bounds a request's body.
const maxRequest = 16 << 20

// bodyOf is an input that is one JSON value.
type bodyOf[T any] struct{ Body T }

func registerEditor(api huma.API, e SessionEditor) {
	answer(api, "POST /v1/marks", "Note something about entries", func(ctx context.Context, in *bodyOf[MarkRequest]) ([]Flow, error) { return e.Mark(ctx, in.Body) })
	answer(api, "POST /v1/delete", "Delete entries that are over", func(ctx context.Context, in *bodyOf[MarkRequest]) (Deleted, error) { return e.Delete(ctx, in.Body.IDs) })
	type clearing struct {
		Pinned bool `query:"pinned" doc:"pinned is true or false"`
	}
	lines(api, "POST /v1/clear", "Delete all entries that are over", func(ctx context.Context, in *clearing, out *Lines[Progress]) error {
		return report(out, func(p func(done, total int64)) error { return e.Clear(ctx, in.Pinned, p) })
	})
	lines(api, "POST /v1/compact", "Give back what deleted entries left", func(ctx context.Context, _ *struct{}, out *Lines[Progress]) error {
		return report(out, func(p func(done, total int64)) error { return e.Compact(ctx, p) })
	})
}

// report answers with the progress of long work, a line each. Whether the reader is still
// there makes no difference to the work.
func report(out *Lines[Progress], work func(progress func(done, total int64)) error) error {
	err := work(func(done, total int64) { _ = out.Send(Progress{Octets: done, Total: total}) })
	last := Progress{Done: err == nil}
	if err != nil {
		last.Fault = asError(err)
	}
	return out.Send(last)
}

// Mark implements SessionEditor.
func (c *Client) Mark(ctx context.Context, q MarkRequest) (flows []Flow, err error) {
	return flows, c.post(ctx, "/v1/marks", q, &flows)
}

// Delete implements SessionEditor.
func (c *Client) Delete(ctx context.Context, ids []flow.ID) (d Deleted, err error) {
	return d, c.post(ctx, "/v1/delete", MarkRequest{IDs: ids}, &d)
}

// Clear implements SessionEditor.
func (c *Client) Clear(ctx context.Context, pinned bool, progress func(done, total int64)) error {
	path := "/v1/clear"
	if pinned {
		path += "?pinned=true"
	}
	return c.work(ctx, path, progress)
}

// Compact implements SessionEditor.
func (c *Client) Compact(ctx context.Context, progress func(done, total int64)) error {
	return c.work(ctx, "/v1/compact", progress)
}

func (c *Client) post(ctx context.Context, path string, q, v any) error {
	body, err := json.Marshal(q)
	if err != nil {
		return err
	}
	resp, err := c.send(ctx, http.MethodPost, path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(v)
}

func (c *Client) work(ctx context.Context, path string, progress func(done, total int64)) error {
	resp, err := c.send(ctx, http.MethodPost, path, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	dec := json.NewDecoder(resp.Body)
	for {
		var p Progress
		if err := dec.Decode(&p); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return errors.New("the running instance ended before this was done; what was done stays done")
		} else if err != nil {
			return err
		}
		switch {
		case p.Fault != nil:
			return p.Fault
		case p.Done:
			return nil
		case progress != nil:
			progress(p.Octets, p.Total)
		}
	}
}
