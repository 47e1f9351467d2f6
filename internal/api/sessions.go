package api

import "context"

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
