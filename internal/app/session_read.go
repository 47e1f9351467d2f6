package app

import (
	"context"
)

// sessionToRead is a session for reading, empty is the one that is captured into. Call done
// after use.
func (a *App) sessionToRead(ctx context.Context, name string) (s *Session, done func(), err error) {
	if name == "" || name == a.session {
		_ = a.store.Sync(ctx) // what was written can be read anyway
		return &Session{a.store.Reader}, func() {}, nil
	}
	s, err = OpenNamed(a.cfg.Data, name)
	if err != nil {
		return nil, nil, sessionFault(err)
	}
	return s, func() { _ = s.Close() }, nil
}
