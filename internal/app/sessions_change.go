package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"

	"rockxy/internal/api"
	"rockxy/internal/config"
	"rockxy/internal/store"
)

// Sessions implements api.Sessions.
func (i instance) Sessions(ctx context.Context) (api.SessionList, error) {
	_ = i.a.store.Sync(ctx) // what has been written can be shown anyway
	all, err := Sessions(ctx, i.a.cfg.Data)
	if all == nil {
		all = []api.SessionInfo{}
	}
	return api.SessionList{Captured: i.a.session, Sessions: all}, err
}

// CopySession implements api.Sessions.
func (i instance) CopySession(ctx context.Context, c api.SessionChange, progress func(done, total int64)) error {
	_ = i.a.store.Sync(ctx)
	return sessionFault(CopySession(ctx, i.a.cfg.Data, c.Name, c.To, progress))
}

// RenameSession implements api.Sessions.
func (i instance) RenameSession(ctx context.Context, c api.SessionChange) (api.SessionList, error) {
	i.a.lists.release(c.Name)
	i.a.entries.forget(c.Name)
	if err := RenameSession(i.a.cfg.Data, c.Name, c.To); err != nil {
		return api.SessionList{}, sessionFault(err)
	}
	return i.Sessions(ctx)
}

// DeleteSession implements api.Sessions.
func (i instance) DeleteSession(ctx context.Context, name string) (api.SessionList, error) {
	i.a.lists.release(name)
	i.a.entries.forget(name)
	if err := DeleteSession(i.a.cfg.Data, name); err != nil {
		return api.SessionList{}, sessionFault(err)
	}
	return i.Sessions(ctx)
}

// sessionFault is the API's form of what can be wrong with a session.
func sessionFault(err error) error {
	var name *store.NameError
	var invalid *config.InvalidError
	var exists *store.ExistsError
	var none *store.NoSessionError
	var locked *store.LockedError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &name):
		return &api.Error{Status: http.StatusBadRequest, Message: name.Error()}
	case errors.As(err, &invalid):
		return &api.Error{Status: http.StatusBadRequest, Message: invalid.Hint}
	case errors.As(err, &exists):
		return &api.Error{Status: http.StatusConflict, Message: exists.Error(), Hint: "choose another name"}
	case errors.As(err, &none):
		return &api.Error{Status: http.StatusNotFound, Message: none.Error(), Hint: "rockxy session list shows what there is"}
	case errors.As(err, &locked):
		return &api.Error{Status: http.StatusConflict, Message: "the session is being written", Hint: "what is captured into can be copied and cleared; to capture into another one, start with --session NAME"}
	case errors.Is(err, fs.ErrNotExist):
		return &api.Error{Status: http.StatusNotFound, Message: "there is no such session", Hint: "rockxy session list shows what there is"}
	}
	return fmt.Errorf("the session: %w", err)
}
