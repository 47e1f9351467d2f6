package app

import (
	"context"

	"rockxy/internal/api"
	"rockxy/internal/store"
)

// The store's, for those who tell people what is wrong.
type (
	LockedError    = store.LockedError
	NoSessionError = store.NoSessionError
)

// Sessions lists the sessions of a data directory by name, and reads nothing but
// what it needs for that.
func Sessions(ctx context.Context, data string) ([]api.SessionInfo, error) {
	all, err := store.Sessions(ctx, data)
	if err != nil {
		return nil, err
	}
	out := make([]api.SessionInfo, len(all))
	for i := range all {
		out[i] = sessionInfo(&all[i])
	}
	return out, nil
}

// DescribeSession describes one, the default one when name is empty. The error
// is a *store.NoSessionError without it.
func DescribeSession(ctx context.Context, data, name string) (info api.SessionInfo, err error) {
	if name, err = sessionOr(name); err != nil {
		return info, err
	}
	s, err := store.Session(ctx, data, name)
	if err != nil {
		return info, err
	}
	return sessionInfo(s), nil
}

func sessionInfo(s *store.SessionInfo) api.SessionInfo {
	i := api.SessionInfo{
		Name: s.Name, Dir: s.Dir, Bytes: s.Bytes, Entries: s.Entries, Pinned: s.Pinned,
		Format: s.Format, Index: s.Index, InUse: s.InUse, PID: s.PID,
	}
	if s.First != 0 {
		first, last := at(s.First), at(s.Last)
		i.First, i.Last = &first, &last
	}
	if s.Problem != nil {
		i.Problem = s.Problem.Error()
	}
	return i
}

// RenameSession gives a session that no process writes another name; see
// store.RenameSession.
func RenameSession(data, from, to string) error { return store.RenameSession(data, from, to) }

// DeleteSession deletes a session that no process writes.
func DeleteSession(data, name string) error { return store.DeleteSession(data, name) }

// CopySession copies a session, also one that is captured into.
func CopySession(ctx context.Context, data, from, to string, progress func(done, total int64)) error {
	return store.CopySession(ctx, data, from, to, progress)
}
