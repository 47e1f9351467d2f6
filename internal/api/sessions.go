package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
)

// SessionList is all sessions of the data directory.
type SessionList struct {
	Captured string        `json:"captured"` // the name of that which is captured into
	Sessions []SessionInfo `json:"sessions"` // by name
}

// SessionChange names a session, and another one that it is to become.
type SessionChange struct {
	Name string `json:"name"`
	To   string `json:"to,omitempty"`
}

// Sessions keeps the sessions. Errors are an *Error when the request is at fault.
type Sessions interface {
	Sessions(context.Context) (SessionList, error)
	// CopySession copies one as it is now, also that which is captured into. What was
	// copied goes when ctx ends before.
	CopySession(ctx context.Context, c SessionChange, progress func(done, total int64)) error
	// RenameSession and DeleteSession are refused for a session that is being written.
	RenameSession(context.Context, SessionChange) (SessionList, error)
	DeleteSession(ctx context.Context, name string) (SessionList, error)
}

func registerSessions(api huma.API, s Sessions) {
	answer(api, "GET /v1/sessions", "All sessions", func(ctx context.Context, _ *struct{}) (SessionList, error) { return s.Sessions(ctx) })
	lines(api, "POST /v1/sessions/copy", "Copy a session", func(ctx context.Context, in *bodyOf[SessionChange], out *Lines[Progress]) error {
		return report(out, func(p func(done, total int64)) error { return s.CopySession(ctx, in.Body, p) })
	}, more("It ends, and nothing stays of it, when the client goes."))
	answer(api, "POST /v1/sessions/rename", "Give a session another name", func(ctx context.Context, in *bodyOf[SessionChange]) (SessionList, error) {
		return s.RenameSession(ctx, in.Body)
	})
	answer(api, "POST /v1/sessions/delete", "Delete a session", func(ctx context.Context, in *bodyOf[SessionChange]) (SessionList, error) {
		return s.DeleteSession(ctx, in.Body.Name)
	})
}
