package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// draft is a file in the making: it takes its name when it is whole, so that a
// command which is stopped leaves nothing.
type draft struct {
	path  string
	force bool
	f     *os.File
	w     *bufio.Writer
	own   bool // f is a file beside path, to be renamed
}

// existsError says that a file would be overwritten.
type existsError struct{ path string }

func (e *existsError) Error() string { return e.path + " is there already" }
func (e *existsError) Hint() string  { return "--force replaces it" }

// newDraft begins a file at path. What is there and no file (a terminal, a
// pipe) is written to as it is.
func newDraft(path string, force bool) (*draft, error) {
	d := &draft{path: path, force: force}
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		if info.IsDir() {
			return nil, fmt.Errorf("%s is a directory", path)
		}
		d.f, err = os.OpenFile(path, os.O_WRONLY, 0)
	case err == nil && !force:
		return nil, &existsError{path}
	default:
		d.own = true
		d.f, err = os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.draft")
	}
	if err != nil {
		return nil, err
	}
	d.w = bufio.NewWriterSize(d.f, 64<<10)
	return d, nil
}

func (d *draft) Write(p []byte) (int, error) { return d.w.Write(p) }

// finish gives the file its name when err is nil, and removes it otherwise. It
// returns err, or why the file could not be finished.
func (d *draft) finish(err error) error {
	if err == nil {
		err = d.w.Flush()
	}
	if err == nil && d.own {
		err = d.f.Sync()
	}
	if e := d.f.Close(); err == nil {
		err = e
	}
	if !d.own {
		return err
	}
	if err == nil {
		err = d.name()
	}
	if err != nil {
		err = errors.Join(err, os.Remove(d.f.Name()))
	}
	return err
}

// name takes the name. Somebody may have taken it since.
func (d *draft) name() error {
	if !d.force {
		if _, err := os.Lstat(d.path); !errors.Is(err, fs.ErrNotExist) {
			return &existsError{d.path}
		}
	}
	return os.Rename(d.f.Name(), d.path)
}

var _ io.Writer = (*draft)(nil)
