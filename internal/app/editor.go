package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"unicode/utf8"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// Editor changes a session that no instance captures into. Close it after use.
type Editor struct {
	edited
	s *store.Store
}

// OpenEditor opens the session called name, the default one when it is empty. It
// deletes nothing by itself. The error is a *store.NoSessionError without it, a
// *store.LockedError while another process writes it, or a *config.InvalidError.
func OpenEditor(data, name string, log *slog.Logger) (*Editor, error) {
	name, err := sessionOr(name)
	if err != nil {
		return nil, err
	}
	if _, err := store.Session(context.Background(), data, name); err != nil {
		return nil, err
	}
	s, err := store.Open(store.SessionDir(data, name), store.Options{Log: log, MaxBytes: math.MaxInt64 / 2, MaxEntries: math.MaxInt64 / 2})
	if err != nil {
		return nil, err
	}
	return &Editor{edited{s}, s}, nil
}

// Close writes what is left.
func (e *Editor) Close() error { return e.s.Close() }

// edited implements api.SessionEditor on a store.
type edited struct{ s *store.Store }

func (i instance) Mark(ctx context.Context, q api.MarkRequest) ([]api.Flow, error) {
	return edited{i.a.store}.Mark(ctx, q)
}

func (i instance) Delete(ctx context.Context, ids []flow.ID) (api.Deleted, error) {
	defer i.a.entries.forget(i.a.session, ids...)
	return edited{i.a.store}.Delete(ctx, ids)
}

func (i instance) Clear(ctx context.Context, pinned bool, progress func(done, total int64)) error {
	defer i.a.entries.forget(i.a.session)
	return edited{i.a.store}.Clear(ctx, pinned, progress)
}

func (i instance) Compact(ctx context.Context, progress func(done, total int64)) error {
	return edited{i.a.store}.Compact(ctx, progress)
}

func (e edited) Mark(ctx context.Context, q api.MarkRequest) ([]api.Flow, error) {
	if q.Colour != nil && !q.Colour.Valid() {
		return nil, badRequest(fmt.Sprintf("there is no colour %q", *q.Colour), fmt.Sprintf("use one of %v", flow.Colours()))
	}
	if q.Comment != nil && (len(*q.Comment) > flow.MaxComment || !utf8.ValidString(*q.Comment)) {
		return nil, badRequest("the comment is too long, or not text", fmt.Sprintf("a comment is text of at most %d octets", flow.MaxComment))
	}
	all, err := e.s.Mark(ctx, q.IDs, store.MarkChange{Pinned: q.Pinned, Colour: q.Colour, Comment: q.Comment})
	if errors.Is(err, store.ErrNotFound) && len(all) < len(q.IDs) {
		return nil, badRequest(fmt.Sprintf("there is no entry %d (any more)", q.IDs[len(all)]), "rockxy flows lists what there is")
	}
	if err != nil {
		return nil, err
	}
	flows := make([]api.Flow, len(all))
	for i := range all {
		flows[i] = newFlow(&all[i])
	}
	return flows, nil
}

func badRequest(message, hint string) error {
	return &api.Error{Status: http.StatusBadRequest, Message: message, Hint: hint}
}

func (e edited) Delete(ctx context.Context, ids []flow.ID) (api.Deleted, error) {
	active, err := e.s.Delete(ctx, ids)
	return api.Deleted{Active: active}, err
}

func (e edited) Clear(ctx context.Context, pinned bool, progress func(done, total int64)) error {
	return e.s.Clear(ctx, pinned, progress)
}

func (e edited) Compact(ctx context.Context, progress func(done, total int64)) error {
	return e.s.Compact(ctx, progress)
}
