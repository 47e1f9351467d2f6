package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// LockedError says that another process writes the session.
type LockedError struct {
	Dir string
	PID int // 0 when it could not be read
}

func (e *LockedError) Error() string {
	who := "another process"
	if e.PID != 0 {
		who = fmt.Sprintf("process %d", e.PID)
	}
	return fmt.Sprintf("the session in %s is being written by %s: stop it, or use another session or data directory", e.Dir, who)
}

// sessionLock is held while a process writes a session; the system releases it
// when the process ends, however it ends.
type sessionLock struct{ f *os.File }

func lockSession(dir string) (*sessionLock, error) {
	path := filepath.Join(dir, "lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	held, err := tryLock(f)
	for range lookTries { // somebody may just be looking
		if held || err != nil {
			break
		}
		time.Sleep(lookTime)
		held, err = tryLock(f)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock the session: %w", err)
	}
	if !held {
		f.Close()
		return nil, &LockedError{Dir: dir, PID: lockHolder(path)}
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &sessionLock{f}, nil
}

// lookTime is longer than looking takes.
const (
	lookTime  = 2 * time.Millisecond
	lookTries = 5
)

// InUse reports whether a process writes the session in dir, and which, 0 when
// that cannot be read. It changes nothing.
func InUse(dir string) (pid int, used bool, err error) {
	path := filepath.Join(dir, "lock")
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	defer f.Close()
	free, err := tryLock(f)
	if err != nil || free {
		return 0, false, err
	}
	return lockHolder(path), true, nil
}

func lockHolder(path string) int {
	b, _ := os.ReadFile(path)
	pid, _ := strconv.Atoi(strings.TrimSpace(string(b)))
	return pid
}

func (l *sessionLock) release() error { return l.f.Close() }
