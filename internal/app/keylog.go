package app

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"sync"

	"rockxy/internal/config"
)

// keyLog is the file that gets the secrets of TLS connections, on request
// alone: no environment variable leads here. A nil keyLog is none.
type keyLog struct {
	path string
	log  *slog.Logger

	mu    sync.Mutex
	file  *os.File
	fault error // the first that writing met; guarded by mu
}

// openKeyLog opens path to append to it, for this user alone; nil when path is
// empty. Errors are a *config.InvalidError.
func openKeyLog(path string, log *slog.Logger) (*keyLog, error) {
	if path == "" {
		return nil, nil
	}
	wrong := func(hint string) error { return &config.InvalidError{Name: "--keylog", Value: path, Hint: hint} }
	// A pipe would wait for its reader, and secrets are for no device.
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, wrong("it is not a regular file")
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, wrong("it cannot be written: " + plain(err))
	}
	info, err := f.Stat()
	switch {
	case err != nil:
		err = wrong("it cannot be examined: " + plain(err))
	case !info.Mode().IsRegular():
		err = wrong("it is not a regular file")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		err = wrong(fmt.Sprintf("other users may read or write it (%v); chmod 600 it first, or name a new file", info.Mode().Perm()))
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &keyLog{path: path, log: log, file: f}, nil
}

// writer is k as crypto/tls wants it: a nil interface for none.
func (k *keyLog) writer() io.Writer {
	if k == nil {
		return nil
	}
	return k
}

// Write appends a line. It never fails: a full disk must not end connections.
// The first fault is logged and kept for the status.
func (k *keyLog) Write(line []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, err := k.file.Write(line); err != nil && k.fault == nil {
		k.fault = err
		k.log.Error("TLS secrets could not be written to the key log", "file", k.path, "error", err)
	}
	return len(line), nil
}

func (k *keyLog) status() (path, fault string) {
	if k == nil {
		return "", ""
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fault != nil {
		fault = "lines are missing in " + k.path + ": " + plain(k.fault)
	}
	return k.path, fault
}

func (k *keyLog) Close() error {
	if k == nil {
		return nil
	}
	return k.file.Close()
}
