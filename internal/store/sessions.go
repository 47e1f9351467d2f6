package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"rockxy/internal/flow"
)

// DefaultSession is the session that is captured into unless another is named.
const DefaultSession = "default"

// SessionInfo is what is known of a session without reading all of it.
type SessionInfo struct {
	Name    string
	Dir     string
	Bytes   int64 // on disk, each content once
	Entries int64
	First   flow.Nanos // when the oldest entry began, 0 without entries
	Last    flow.Nanos // when the newest did
	Pinned  int64
	Format  int // the newest of its segments
	Index   int // version of its index
	// InUse says that a process writes it; PID is 0 when it could not be read.
	InUse bool
	PID   int
	// Problem is why it cannot be read, nil if it can.
	Problem error
}

// NameError says that a session cannot have a name.
type NameError struct{ Name string }

func (e *NameError) Error() string {
	return fmt.Sprintf("a session cannot be called %q: use 1 to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit", e.Name)
}

// ExistsError says that there is a session of that name already.
type ExistsError struct{ Name string }

func (e *ExistsError) Error() string { return fmt.Sprintf("there is a session %q already", e.Name) }

// NoSessionError says that there is none of that name.
type NoSessionError struct{ Name string }

func (e *NoSessionError) Error() string { return fmt.Sprintf("there is no session %q", e.Name) }

func (e *NoSessionError) Unwrap() error { return fs.ErrNotExist }

// CheckSessionName returns a *NameError for what cannot be the name of a session
// on some system.
func CheckSessionName(name string) error {
	ok := regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`).MatchString(name) && !strings.HasSuffix(name, ".")
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	reserved := regexp.MustCompile(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`).MatchString(base) // of Windows
	if !ok || reserved {
		return &NameError{name}
	}
	return nil
}

// Sessions lists the sessions in a data directory by name. It changes nothing.
func Sessions(ctx context.Context, data string) ([]SessionInfo, error) {
	entries, err := os.ReadDir(SessionDir(data, ""))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var all []SessionInfo
	for _, e := range entries {
		if !e.IsDir() || CheckSessionName(e.Name()) != nil {
			continue
		}
		info, err := Session(ctx, data, e.Name())
		if errors.Is(err, fs.ErrNotExist) {
			continue // nothing was captured into it
		}
		if err != nil {
			return nil, err
		}
		all = append(all, *info)
	}
	slices.SortFunc(all, func(a, b SessionInfo) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// Session describes one session. Without it the error is a *NoSessionError; one
// that cannot be read says so in Problem.
func Session(ctx context.Context, data, name string) (*SessionInfo, error) {
	if err := CheckSessionName(name); err != nil {
		return nil, err
	}
	i := &SessionInfo{Name: name, Dir: SessionDir(data, name)}
	segs, size, err := sessionSize(i.Dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(segs) == 0 && fileSize(filepath.Join(i.Dir, indexName)) == 0 {
		return nil, &NoSessionError{name}
	}
	if err != nil {
		return nil, err
	}
	bodies, err := bodiesSize(i.Dir, nil)
	if err != nil {
		return nil, err
	}
	i.Bytes = size + bodies
	if len(segs) > 0 {
		i.Format = segmentVersion(i.Dir, segs[len(segs)-1])
	}
	i.PID, i.InUse, i.Problem = InUse(i.Dir)
	if i.Problem == nil {
		i.Problem = i.read(ctx)
	}
	return i, ctx.Err()
}

func (i *SessionInfo) read(ctx context.Context) error {
	r, err := OpenReader(i.Dir)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := r.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&i.Index); err != nil {
		return err
	}
	if i.Index >= keptSince {
		err := r.db.QueryRowContext(ctx, "SELECT count(*) FROM entry WHERE kept IS NOT NULL AND kept & 1 = 1").Scan(&i.Pinned)
		if err != nil {
			return err
		}
	}
	if err := r.db.QueryRowContext(ctx, "SELECT count(*) FROM entry").Scan(&i.Entries); err != nil {
		return err
	}
	for _, end := range []struct {
		oldest bool
		at     *flow.Nanos
	}{{true, &i.First}, {false, &i.Last}} {
		all, err := r.List(ctx, Query{Limit: 1, Oldest: end.oldest})
		if err != nil {
			return err
		}
		if len(all) > 0 {
			*end.at = all[0].Started
		}
	}
	return nil
}

// RenameSession gives a session another name. The error is a *NameError, a
// *NoSessionError, an *ExistsError, a *LockedError while a process writes it, or
// comes from the file system.
func RenameSession(data, from, to string) error {
	return reserve(data, from, to, func(old, new string) error { return os.Rename(old, new) })
}

// reserve checks both names and holds the lock of the session from until f, which
// is given their directories.
func reserve(data, from, to string, f func(old, new string) error) error {
	if err := errors.Join(CheckSessionName(from), CheckSessionName(to)); err != nil {
		return err
	}
	old, new := SessionDir(data, from), SessionDir(data, to)
	if _, err := os.Stat(old); errors.Is(err, fs.ErrNotExist) {
		return &NoSessionError{from}
	}
	if _, err := os.Lstat(new); err == nil {
		return &ExistsError{to}
	}
	release, err := Hold(old)
	if err != nil {
		return err
	}
	if err := release(); err != nil { // an open file cannot be moved everywhere
		return err
	}
	return f(old, new)
}

// DeleteSession deletes a session. The error is as that of RenameSession.
func DeleteSession(data, name string) error {
	if err := CheckSessionName(name); err != nil {
		return err
	}
	dir := SessionDir(data, name)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return &NoSessionError{name}
	}
	release, err := Hold(dir)
	if err != nil {
		return err
	}
	if err := release(); err != nil {
		return err
	}
	gone := SessionDir(data, ".deleted-"+name)
	if err := errors.Join(os.RemoveAll(gone), os.Rename(dir, gone)); err != nil {
		return err
	}
	return os.RemoveAll(gone)
}

// SweepSessions removes what deleting or copying left that was ended before its
// end. Nobody may be doing so.
func SweepSessions(data string) error {
	entries, err := os.ReadDir(SessionDir(data, ""))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".deleted-") {
			err = errors.Join(err, os.RemoveAll(SessionDir(data, e.Name())))
		}
	}
	return err
}
