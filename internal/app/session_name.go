package app

import (
	"os"
	"path/filepath"
	"strings"

	"rockxy/internal/config"
	"rockxy/internal/durable"
	"rockxy/internal/store"
)

// sessionDir is where the session called name is; empty is the one that an
// instance captures into, or the default one. The error is a
// *config.InvalidError.
func sessionDir(data, name string) (string, error) {
	if name == "" {
		name = CapturedInto(data)
	}
	name, err := sessionOr(name)
	return store.SessionDir(data, name), err
}

// noteCaptured is for the commands that read while an instance runs.
func noteCaptured(data, name string) error {
	return durable.Write(capturedFile(data), []byte(name+"\n"))
}

func capturedFile(data string) string { return filepath.Join(data, sessionsDir, "captured") }

// CapturedInto is the session that the running instance of a data directory
// captures into, empty when none runs.
func CapturedInto(data string) string {
	if _, runs, err := store.InUse(filepath.Join(data, sessionsDir)); err != nil || !runs {
		return ""
	}
	text, err := os.ReadFile(capturedFile(data))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// sessionOr is name, or that of the default session when it is empty.
func sessionOr(name string) (string, error) {
	if name == "" {
		name = DefaultSession
	}
	if err := store.CheckSessionName(name); err != nil {
		return "", &config.InvalidError{Name: "--session", Hint: err.Error()}
	}
	return name, nil
}
