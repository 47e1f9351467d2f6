package app

import (
	"rockxy/internal/api"
	"rockxy/internal/store"
)

// OpenNamed is OpenSession for the session called name; empty is the one that is
// captured into.
func OpenNamed(data, name string) (*Session, error) {
	dir, err := sessionDir(data, name)
	if err != nil {
		return nil, err
	}
	r, err := store.OpenReader(dir)
	if err != nil {
		return nil, err
	}
	return &Session{r}, nil
}

// Captures reports whether the running instance of a data directory captures
// into the session called name; empty is whichever it captures into.
func Captures(st api.Status, data, name string) bool {
	dir, err := sessionDir(data, name)
	return name == "" || err == nil && st.Capture.Session == dir
}
