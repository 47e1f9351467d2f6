package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/har"
	"rockxy/internal/store"
)

// Importer reads archives into a session that no instance has. Close it after
// use.
type Importer struct{ s *store.Store }

// OpenImporter opens the session called name, which is made if missing; empty
// is the one that is captured into. The error is a *RunningError when an
// instance has it.
func OpenImporter(data, name string, log *slog.Logger) (*Importer, error) {
	dir, err := sessionDir(data, name)
	if err != nil {
		return nil, err
	}
	if err := prepareData(data); err != nil {
		return nil, err
	}
	s, err := store.Open(dir, store.Options{Log: log})
	var locked *store.LockedError
	if errors.As(err, &locked) {
		return nil, &RunningError{Data: data, PID: locked.PID}
	}
	if err != nil {
		return nil, fmt.Errorf("open the session: %w", err)
	}
	return &Importer{s}, nil
}

// Import reads an archive. What was read before an error stays in the session.
func (i *Importer) Import(ctx context.Context, archive io.Reader) (api.Imported, error) {
	return importInto(ctx, i.s, archive)
}

// Close writes what is left.
func (i *Importer) Close() error { return i.s.Close() }

// Import reads an archive into the session of the instance.
func (i instance) Import(ctx context.Context, archive io.Reader) (api.Imported, error) {
	return importInto(ctx, i.a.store, archive)
}

// importInto records the exchanges of an archive, numbered anew after what the
// session has. The error is an *api.Error when it is no archive at all, or the
// fault for which nothing can be recorded at present.
func importInto(ctx context.Context, s *store.Store, archive io.Reader) (api.Imported, error) {
	in := importing{s: s, conns: newImportedConns(s.NextConn)}
	report, err := har.Read(contextReader{ctx, archive}, har.Limits{}, func(e *har.Entry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return in.entry(e)
	})
	out := api.Imported{Creator: report.Creator, Imported: in.n, Skipped: report.Skipped, Truncated: report.Truncated,
		Damages: []api.Damage{}, First: in.first, Last: in.last}
	for _, d := range report.Damages {
		out.Damages = append(out.Damages, api.Damage{Index: d.Index, Line: d.Line, Offset: d.Offset, Reason: d.Reason})
	}
	var format *har.FormatError
	if errors.As(err, &format) {
		return out, &api.Error{Status: http.StatusBadRequest, Message: format.Error(), Hint: "rockxy reads HTTP Archives (HAR), also gzipped ones"}
	}
	if err != nil {
		return out, err
	}
	return out, s.Sync(ctx)
}

// importing is an archive on its way into a session.
type importing struct {
	s           *store.Store
	conns       *importedConns
	places      places
	n           int
	first, last flow.ID
}

func (in *importing) entry(e *har.Entry) error {
	if f := in.s.Status().Paused; f != nil {
		return f
	}
	x := e.Exchange
	place := int(x.ID)
	x.Origin = in.places.find(int(x.Origin))
	x.Client, x.Server = in.conns.client(x.Client), in.conns.server(x.Server)
	t := in.s.Open(x)
	t.Extra(e.Extra, e.Incomplete)
	in.places.add(place, x.ID)
	for _, h := range e.Heads {
		if h.Trailers {
			t.Trailers(h.Dir, h.Head)
		} else {
			t.Head(h.Dir, h.Head)
		}
	}
	err := errors.Join(copyBody(t, flow.Request, e.Body[flow.Request]), copyBody(t, flow.Response, e.Body[flow.Response]))
	if e.Messages != nil && err == nil {
		for m, merr := range e.Messages {
			if err = merr; err != nil {
				break
			}
			t.Message(m)
		}
	}
	t.Done()
	if in.n++; in.first == 0 {
		in.first = x.ID
	}
	in.last = x.ID
	return err
}

func copyBody(t *store.Tape, dir flow.Direction, body *io.SectionReader) error {
	if body == nil {
		return nil
	}
	_, err := io.Copy(tapeWriter{t, dir}, body)
	return err
}

type tapeWriter struct {
	t   *store.Tape
	dir flow.Direction
}

func (w tapeWriter) Write(p []byte) (int, error) {
	w.t.Body(w.dir, p)
	return len(p), nil
}

// contextReader reads until its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
