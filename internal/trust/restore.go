package trust

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"rockxy/internal/durable"
)

// restore makes every path of now that differs from before as it was. What it
// has done already it does not do again, so that it can be cut short and run
// once more. A directory that has been filled by somebody else stays.
func restore(env Env, before, now state, content func(sum string) ([]byte, error)) error {
	paths := before.changes(now)
	for _, path := range paths { // deepest first: what was not there goes
		if before[path].Kind != "" {
			continue
		}
		env.step("restore: remove " + path)
		if err := removeIfThere(path); err != nil {
			return err
		}
	}
	slices.Reverse(paths)
	for _, path := range paths {
		if before[path].Kind == "" {
			continue
		}
		env.step("restore: write " + path)
		if err := before[path].put(path, content); err != nil {
			return fmt.Errorf("restoring %s: %w", path, err)
		}
	}
	env.step("restore: all written")
	return nil
}

func removeIfThere(path string) error {
	err := os.Remove(path)
	if err == nil || errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTEMPTY) || errors.Is(err, syscall.EEXIST) {
		return nil
	}
	return err
}

func (n node) put(path string, content func(string) ([]byte, error)) error {
	switch n.Kind {
	case isDir:
		if err := os.Mkdir(path, n.Mode); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		return os.Chmod(path, n.Mode)
	case isLink:
		return replace(path, func(temp string) error { return os.Symlink(n.Target, temp) })
	}
	data, err := content(n.SHA256)
	if err != nil {
		return err
	}
	return writeFile(path, data, n.Mode)
}

// writeFile puts data at path whole or not at all, and on the disk.
func writeFile(path string, data []byte, mode fs.FileMode) error {
	return replace(path, func(temp string) error {
		f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if err != nil {
			return err
		}
		_, err = f.Write(data)
		return errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	})
}

// replace has made make a file beside path and moves it there.
func replace(path string, make func(temp string) error) error {
	temp := filepath.Join(filepath.Dir(path), ".rockxy-"+filepath.Base(path)+".new")
	if err := removeIfThere(temp); err != nil { // left by a run that was cut short
		return err
	}
	if err := make(temp); err != nil {
		return errors.Join(err, removeIfThere(temp))
	}
	if err := os.Rename(temp, path); err != nil {
		return errors.Join(err, removeIfThere(temp))
	}
	return durable.SyncDir(filepath.Dir(path))
}
