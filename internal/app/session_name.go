package app

import (
	"strings"

	"rockxy/internal/config"
	"rockxy/internal/store"
)

// sessionDir is where the session called name is; empty is the one that is
// captured into. The error is a *config.InvalidError.
func sessionDir(data, name string) (string, error) {
	if name == "" {
		name = sessionName
	}
	plain := strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_. ") == ""
	if !plain || len(name) > 64 || strings.HasPrefix(name, ".") || strings.Trim(name, " .") != name {
		return "", &config.InvalidError{Name: "--session", Value: name, Hint: "a session's name is of letters, digits, blanks, '-', '_' and '.'"}
	}
	return store.SessionDir(data, name), nil
}
