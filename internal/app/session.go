package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/store"
	"rockxy/internal/wire/h1"
)

// Session reads what was captured in a data directory, whether an instance is
// running or not. Close it after use.
type Session struct{ r *store.Reader }

// OpenSession opens the session of a data directory that is captured into, or
// the default one. The error wraps fs.ErrNotExist when there is none.
func OpenSession(data string) (*Session, error) { return OpenNamed(data, "") }

// Close ends reading.
func (s *Session) Close() error { return s.r.Close() }

// Entry returns one entry; the error wraps api.ErrNotFound when there is none.
func (s *Session) Entry(ctx context.Context, id flow.ID) (*Entry, error) {
	rec, err := s.r.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("%w: %d", api.ErrNotFound, id)
	}
	if err != nil {
		return nil, err
	}
	return &Entry{Detail: detailWithoutLog(rec), rec: rec}, nil
}

// Entry is one entry with its bodies, which are read when asked for. It is
// valid while its Session is open.
type Entry struct {
	Detail *api.Detail // without the log of messages
	rec    *store.Record
}

// Body reads what was stored of a body as on the wire: content codings still
// applied, chunked framing taken off.
func (e *Entry) Body(dir flow.Direction) *io.SectionReader { return e.rec.Body(dir) }

// Heads are those of one direction as they were, trailers included.
func (e *Entry) heads(dir flow.Direction, trailers bool) []*flow.Head {
	var all []*flow.Head
	for _, h := range e.rec.Heads {
		if h.Dir == dir && h.Trailers == trailers {
			all = append(all, h.Head)
		}
	}
	return all
}

// WriteRaw writes one direction as it was on the wire: heads, body with its
// chunked framing, trailers. HTTP/2 has no such text; its header lists are
// written one field a line.
func (e *Entry) WriteRaw(w io.Writer, dir flow.Direction) error {
	for _, h := range e.heads(dir, false) {
		if _, err := w.Write(h.Raw); err != nil {
			return err
		}
	}
	body := e.Body(dir)
	layout := e.rec.Chunks[dir]
	if len(layout) > 0 {
		payload, err := io.ReadAll(body)
		if err != nil {
			return fmt.Errorf("read the stored body: %w", err)
		}
		wire, err := h1.Rebuild(nil, payload, layout)
		if err != nil {
			return err
		}
		_, err = w.Write(wire)
		return err
	}
	if _, err := io.Copy(w, body); err != nil {
		return fmt.Errorf("read the stored body: %w", err)
	}
	for _, h := range e.heads(dir, true) {
		if _, err := w.Write(h.Raw); err != nil {
			return err
		}
	}
	return nil
}
