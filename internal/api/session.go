package api

import "time"

// SessionInfo is what is known of a session without reading all of it. Its JSON
// form is a published interface: a line of `rockxy session list --json`.
type SessionInfo struct {
	Name    string     `json:"name"`
	Dir     string     `json:"dir"`
	Bytes   int64      `json:"bytes"` // on disk
	Entries int64      `json:"entries"`
	Pinned  int64      `json:"pinned"`
	First   *time.Time `json:"first"` // when the oldest entry began, null without entries
	Last    *time.Time `json:"last"`  // when the newest did
	Format  int        `json:"format"`
	Index   int        `json:"index"` // version of its index
	InUse   bool       `json:"in_use"`
	PID     int        `json:"pid"`               // of the process that writes it, 0 when there is none or it is not known
	Problem string     `json:"problem,omitempty"` // why it cannot be read
}
