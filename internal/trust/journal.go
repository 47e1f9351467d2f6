package trust

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// journal is what is known of the changes made: per store, its state before
// the first of them and the roots added since. It is written before a change
// and again after it.
type journal struct {
	Version int               `json:"version"`
	Stores  map[string]*entry `json:"stores"` // by Store.ID

	dir string
	env Env
}

const journalVersion = 1

// entry is the history of one store since it was last without us.
type entry struct {
	Name     string           `json:"name"`
	Before   state            `json:"before"`
	Contents string           `json:"contents"` // of before
	Added    map[string]added `json:"added"`    // by fingerprint
	// After is the state that our last change left.
	After state `json:"after,omitempty"`
	// Touched says that somebody else has changed the store between two
	// changes of ours, or that this cannot be told.
	Touched bool `json:"touched,omitempty"`
	// Restoring is the state that is being replaced by Before; Partly, where
	// only by what the store vouches for.
	Restoring state `json:"restoring,omitempty"`
	Partly    bool  `json:"partly,omitempty"`
}

// added is a root of ours. Until the store has been changed and verified it is
// not done: a process that finds it so knows that its forerunner was cut short.
type added struct {
	DER  []byte `json:"der"`
	Done bool   `json:"done,omitempty"`
}

// BusyError says that another process is changing trust.
type BusyError struct{ Dir string }

func (e *BusyError) Error() string {
	return "another process is changing trust stores (it holds " + filepath.Join(e.Dir, "lock") + "): let it finish and try again"
}

func (j *journal) path() string { return filepath.Join(j.dir, "journal.json") }

// readJournal reads without locking. A journal that is not there is empty.
func readJournal(env Env, dir string) (*journal, error) {
	j := &journal{Version: journalVersion, Stores: map[string]*entry{}, dir: dir, env: env}
	if dir == "" { // of an Env without a user
		return j, nil
	}
	text, err := os.ReadFile(j.path())
	if errors.Is(err, fs.ErrNotExist) {
		return j, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, j); err != nil {
		return nil, fmt.Errorf("the trust journal %s: %w", j.path(), err)
	}
	if j.Version != journalVersion {
		return nil, fmt.Errorf("the trust journal %s is of version %d, and this Rockxy knows version %d: use the Rockxy that wrote it", j.path(), j.Version, journalVersion)
	}
	return j, nil
}

// openJournal locks and reads. close must be called.
func openJournal(env Env, dir string) (j *journal, close func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, err
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, err
	}
	held, err := tryLock(lock)
	if err == nil && (!held || !stillAt(lock)) {
		err = &BusyError{dir}
	}
	if err == nil {
		j, err = readJournal(env, dir)
	}
	if err != nil {
		return nil, nil, errors.Join(err, lock.Close())
	}
	return j, func() error { return errors.Join(j.tidy(lock), unlock(lock), lock.Close()) }, nil
}

// Tidy removes what a run that was cut short before its first change has left of
// the journal. It touches no store.
func Tidy(env Env) (err error) {
	dirs := []string{env.Dir}
	if env.UID == 0 {
		dirs = append(dirs, env.SystemDir)
	}
	for _, dir := range dirs {
		if !isDirectory(dir) {
			continue
		}
		_, closed, e := openJournal(env, dir)
		if err = errors.Join(err, e); e == nil {
			err = errors.Join(err, closed())
		}
	}
	return err
}

// stillAt says whether f is what its name stands for: the process that had the
// lock may have removed it.
func stillAt(f *os.File) bool {
	mine, err := f.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(f.Name())
	return err == nil && os.SameFile(mine, named)
}

func (j *journal) save(point string) error {
	text, err := json.MarshalIndent(j, "", " ")
	if err != nil {
		return err
	}
	j.env.step("before writing: " + point)
	if err := writeFile(j.path(), append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("the trust journal: %w", err)
	}
	j.env.step("written: " + point)
	return nil
}

func (j *journal) blob(sum string) string { return filepath.Join(j.dir, "before", sum) }

// keep stores a file's content under its sum.
func (j *journal) keep(sum string, content []byte) error {
	if have, err := os.ReadFile(j.blob(sum)); err == nil && sumOf(have) == sum {
		return nil
	}
	if err := os.MkdirAll(filepath.Join(j.dir, "before"), 0o700); err != nil {
		return err
	}
	j.env.step("keep " + sum[:8])
	return writeFile(j.blob(sum), content, 0o600)
}

// content is what keep stored.
func (j *journal) content(sum string) ([]byte, error) {
	b, err := os.ReadFile(j.blob(sum))
	if err != nil {
		return nil, err
	}
	if sumOf(b) != sum {
		return nil, fmt.Errorf("%s is not what it was when it was kept", j.blob(sum))
	}
	return b, nil
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// tidy removes contents that no entry needs, and everything of the journal when
// no entry is left; the lock file stays where an open file cannot be removed.
func (j *journal) tidy(lock *os.File) error {
	needed := map[string]bool{}
	for _, e := range j.Stores {
		for _, n := range e.Before {
			needed[n.SHA256] = true
		}
	}
	kept, err := os.ReadDir(filepath.Join(j.dir, "before"))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	for _, f := range kept {
		if !needed[f.Name()] {
			err = errors.Join(err, removeIfThere(j.blob(f.Name())))
		}
	}
	if len(j.Stores) > 0 {
		return err
	}
	err = errors.Join(err, removeIfThere(filepath.Join(j.dir, "before")), removeIfThere(j.path()), sweep([]Watched{{Path: j.path()}}))
	if os.Remove(lock.Name()) != nil {
		return err
	}
	err = errors.Join(err, removeIfThere(j.dir))
	if j.dir == j.env.SystemDir {
		err = errors.Join(err, removeIfThere(filepath.Dir(j.dir)))
	}
	return err
}
