// Package durable replaces files so that neither a killed process nor a power
// cut leaves half of one: whoever opens the file finds the old content or the
// new, and after Write has returned the new one is on the disk.
//
// It keeps nobody from writing the same file at the same time; the last one
// wins. A process that is killed inside Write may leave a draft beside the
// file, which Sweep removes.
package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Write makes content the whole of the file at path, which need not be there
// yet; its directory must be. The file is readable for its user only (0600).
func Write(path string, content []byte) error {
	draft, err := os.CreateTemp(filepath.Dir(path), drafts(path)) // 0600
	if err != nil {
		return err
	}
	_, err = draft.Write(content)
	if err == nil {
		err = draft.Sync()
	}
	if err = errors.Join(err, draft.Close()); err == nil {
		err = os.Rename(draft.Name(), path)
	}
	if err != nil {
		return errors.Join(err, missing(os.Remove(draft.Name())))
	}
	return SyncDir(filepath.Dir(path))
}

// Remove removes the file at path for good. One that is not there is no error.
func Remove(path string) error {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Join(err, SyncDir(filepath.Dir(path)))
}

// Sweep removes the drafts of path that killed processes have left. Nobody may
// be in Write for the same path.
func Sweep(path string) error {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return missing(err)
	}
	for _, e := range entries {
		if ok, _ := filepath.Match(drafts(filepath.Base(path)), e.Name()); ok {
			err = errors.Join(err, missing(os.Remove(filepath.Join(filepath.Dir(path), e.Name()))))
		}
	}
	return err
}

// drafts is the pattern of a draft's name; path's own has no "*" in it.
func drafts(path string) string { return "." + filepath.Base(path) + ".*.new" }

// missing is err unless it says that there is nothing.
func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
