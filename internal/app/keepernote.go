package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rockxy/internal/config"
	"rockxy/internal/durable"
)

// keeperNote is who keeps the key of a data directory's root, and where that
// directory was when the key was made: some keepers find the key by that.
type keeperNote struct {
	keeper config.Custody // empty: there is no root
	data   string         // absolute, links resolved; empty in notes that do not say
}

func keeperFile(data string) string { return filepath.Join(data, caDir, "keeper") }

// readNote reads the note of the root that a data directory has, or of which a
// change was cut short.
func readNote(data string) (n keeperNote, err error) {
	text, err := os.ReadFile(keeperFile(data))
	if err != nil {
		return n, missing(err)
	}
	keeper, at, _ := strings.Cut(string(text), "\n")
	return keeperNote{config.Custody(strings.TrimSpace(keeper)), strings.TrimSuffix(at, "\n")}, nil
}

// homeKeeper is who keeps the key; empty when there is no root.
func homeKeeper(data string) (config.Custody, error) {
	n, err := readNote(data)
	return n.keeper, err
}

// noteKeeper writes it down, unless it is already.
func noteKeeper(data string, name config.Custody) error {
	if err := os.MkdirAll(filepath.Join(data, caDir), 0o700); err != nil {
		return err
	}
	note := keeperNote{name, resolved(data)}
	if have, err := readNote(data); err != nil || have == note {
		return err
	}
	if err := durable.Sweep(keeperFile(data)); err != nil {
		return err
	}
	return durable.Write(keeperFile(data), []byte(string(note.keeper)+"\n"+note.data+"\n"))
}

// forgetKeeper is for a home without a root.
func forgetKeeper(data string) error {
	err := durable.Sweep(keeperFile(data))
	return errors.Join(err, durable.Remove(keeperFile(data)))
}

// resolved is dir without symbolic links, or dir itself where that fails.
func resolved(dir string) string {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return dir
	}
	return real
}

// missing is err unless it says that there is nothing.
func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
