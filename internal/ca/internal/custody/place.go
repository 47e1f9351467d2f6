package custody

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"rockxy/internal/durable"
)

// Place tells keys apart that the same keeper holds for one user: keepers that
// write a file put it there, the others name their entry after it.
type Place struct {
	Dir  string // the data directory, absolute; made if missing
	Slot string // which of the directory's keys; "" is "root"
}

func (p Place) slot() string {
	if p.Slot == "" {
		return "root"
	}
	return p.Slot
}

// file is where a keeper puts what it must keep on disk: ciphertext only.
func (p Place) file(extension string) string {
	return filepath.Join(p.Dir, p.slot()+"."+extension)
}

// exists reports whether the keeper's file is there.
func (p Place) exists(extension string) (bool, error) {
	_, err := os.Lstat(p.file(extension))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// read returns the keeper's file, or ErrNoKey.
func (p Place) read(extension string) ([]byte, error) {
	b, err := os.ReadFile(p.file(extension))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoKey
	}
	return b, err
}

// write makes the keeper's file, readable for its user only: wholly or not at
// all, also when the machine stops in between. It replaces none: ErrKeyExists.
func (p Place) write(extension string, content []byte) (err error) {
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(p.Dir, p.draft(extension)) // 0600
	if err != nil {
		return err
	}
	defer func() {
		if gone := os.Remove(draft.Name()); err == nil {
			err = gone
		}
	}()
	_, err = draft.Write(content)
	if err == nil {
		err = draft.Sync()
	}
	if err := errors.Join(err, draft.Close()); err != nil {
		return err
	}
	// A link, unlike a rename, never replaces.
	err = os.Link(draft.Name(), p.file(extension))
	if errors.Is(err, fs.ErrExist) {
		return ErrKeyExists
	}
	return errors.Join(err, durable.SyncDir(p.Dir))
}

// remove deletes the keeper's file, and drafts that a crash left. ErrNoKey if
// there is no file.
func (p Place) remove(extension string) error {
	drafts, _ := filepath.Glob(filepath.Join(p.Dir, p.draft(extension))) // finds nothing in a directory named like a pattern
	for _, d := range drafts {
		_ = os.Remove(d) // it is of no use to anybody
	}
	err := os.Remove(p.file(extension))
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNoKey
	}
	return errors.Join(err, durable.SyncDir(p.Dir))
}

func (p Place) draft(extension string) string { return "." + p.slot() + "." + extension + ".*" }
