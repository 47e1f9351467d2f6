package app

import (
	"encoding/hex"

	"rockxy/internal/ca"
	"rockxy/internal/store"
)

// Issued is a line of the audit trail; see store.Leaf.
type Issued = store.Leaf

// issued notes a leaf that the root has signed.
func (a *App) issued(i ca.Issued) { a.leaves.Add(issuedLeaf(i)) }

func issuedLeaf(i ca.Issued) store.Leaf {
	return store.Leaf{
		Time: i.Time.UTC(), Names: i.Names, Serial: i.Serial, SHA256: hex.EncodeToString(i.SHA256[:]),
		NotAfter: i.NotAfter.UTC(), Client: i.Client,
	}
}

// ReadIssued returns the newest leaves that instances with this data directory
// have issued, newest first, at most limit (0: all that are kept).
func ReadIssued(data string, limit int) ([]Issued, error) {
	return store.ReadLeaves(store.SessionDir(data, sessionName), limit)
}
