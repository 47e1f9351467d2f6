package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"rockxy/internal/api"
	"rockxy/internal/config"
	"rockxy/internal/durable"
)

// Holdings are what Rockxy keeps in a data directory.
type Holdings struct {
	Captures bool     // sessions
	Policy   bool     // which connections are left alone: a person's own work
	Rules    bool     // what is done to exchanges, and templates of messages: a person's own work
	Others   []string // names that are not ours, or that something of ours has left
}

// LookAt says what is in a data directory. One that does not exist is empty.
func LookAt(data string) (h Holdings, err error) {
	entries, err := os.ReadDir(data)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	for _, e := range entries {
		if e.Name() == sessionsDir {
			h.Captures = true
			continue
		}
		if e.Name() == filepath.Base(PolicyFile(data)) {
			h.Policy = true
			continue
		}
		if e.Name() == filepath.Base(RulesDir(data)) || e.Name() == filepath.Base(templatesDir(data)) {
			h.Rules = true
			continue
		}
		h.Others = append(h.Others, e.Name())
	}
	return h, err
}

const sessionsDir = "sessions"

// Remove removes what an instance leaves in a data directory: its socket, the
// public certificate, with captures what was captured, the policy and the rules
// too, and the directory itself when nothing is left in it. Retired certificates stay, for they are
// what undoing trust needs. It fails with a *RunningError while an instance
// runs. The root's key is Authority's.
func Remove(data string, captures bool) error {
	if _, err := os.Stat(data); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	fresh, err := absent(filepath.Join(data, sessionsDir))
	if err != nil {
		return err
	}
	release, err := hold(data)
	if err != nil {
		return err
	}
	gone := []string{RootFile(data), policyLock(data), rulesLock(data)}
	if captures {
		gone = append(gone, PolicyFile(data))
	}
	if socket := api.SocketPath(data); socket != "" {
		gone = append(gone, socket)
	}
	if err := release(); err != nil { // an open file cannot be removed everywhere
		return err
	}
	errs := []error{durable.Sweep(RootFile(data)), durable.Sweep(keeperFile(data)), durable.Sweep(PolicyFile(data))}
	for _, f := range gone {
		errs = append(errs, missing(os.Remove(f)))
	}
	errs = append(errs, os.RemoveAll(setupDir(data)))
	if captures || fresh {
		errs = append(errs, os.RemoveAll(filepath.Join(data, sessionsDir)))
	}
	if captures {
		errs = append(errs, os.RemoveAll(RulesDir(data)), os.RemoveAll(templatesDir(data)))
	}
	for _, dir := range []string{RulesDir(data), templatesDir(data), filepath.Join(data, caDir, clientsDir), filepath.Join(data, caDir, "retired"), filepath.Join(data, caDir), data} {
		if entries, err := os.ReadDir(dir); err == nil && len(entries) == 0 {
			errs = append(errs, os.Remove(dir))
		}
	}
	return errors.Join(errs...)
}

func absent(path string) (bool, error) {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist), missing(err)
}

// HasKey says whether a data directory notes that a key store has its root.
func HasKey(data string) (config.Custody, error) { return homeKeeper(data) }
