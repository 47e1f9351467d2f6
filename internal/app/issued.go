package app

import (
	"encoding/hex"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"rockxy/internal/ca"
	"rockxy/internal/store"
)

// Issued is a line of the audit trail; see store.Leaf.
type Issued = store.Leaf

// issued notes a leaf that the root has signed.
func (a *App) issued(i ca.Issued) { a.leaves.Add(issuedLeaf(i)) }

// trailDir is where the trail of issued leaves is: beside the sessions, for it
// outlives them.
func trailDir(data string) string { return filepath.Join(data, sessionsDir) }

// openTrail opens it. The instance's lock is held.
func openTrail(data string, log *slog.Logger) (*store.Leaves, error) {
	if err := store.MoveLeaves(store.SessionDir(data, DefaultSession), trailDir(data)); err != nil {
		return nil, err
	}
	return store.OpenLeaves(trailDir(data), log)
}

func issuedLeaf(i ca.Issued) store.Leaf {
	return store.Leaf{
		Time: i.Time.UTC(), Names: i.Names, Serial: i.Serial, SHA256: hex.EncodeToString(i.SHA256[:]),
		NotAfter: i.NotAfter.UTC(), Client: i.Client,
	}
}

// ReadIssued returns the newest leaves that instances with this data directory
// have issued, newest first, at most limit (0: all that are kept).
func ReadIssued(data string, limit int) ([]Issued, error) {
	dir := trailDir(data)
	if _, err := os.Stat(filepath.Join(dir, store.LeavesName)); errors.Is(err, fs.ErrNotExist) {
		dir = store.SessionDir(data, DefaultSession) // where it was once
	}
	return store.ReadLeaves(dir, limit)
}
