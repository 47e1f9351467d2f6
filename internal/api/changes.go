package api

import (
	"context"

	"rockxy/internal/flow"
)

// ChangesQuery asks for what changes, in a list and besides.
type ChangesQuery struct {
	ListQuery
	// LastEventID is that of the event after which a stream goes on.
	LastEventID string `header:"Last-Event-ID"`
}

// ListChange says that a list is not what it was.
type ListChange struct {
	Seq   uint64 `json:"seq"` // grows with each change of a list, see Window
	Total int    `json:"total"`
	// Changed are entries that joined the list, moved in it, or are shown otherwise. Many
	// says that there are more: any row may have changed.
	Changed    []flow.ID `json:"changed"`
	Many       bool      `json:"many"`
	Removed    int       `json:"removed"` // how many entries left it
	Complete   bool      `json:"complete"`
	Unsearched int       `json:"unsearched"`
}

// MaxChanged is how many entries a ListChange names at most.
const MaxChanged = 512

// BreakpointsChange says how many messages are paused.
type BreakpointsChange struct {
	Sequence uint64 `json:"sequence"`
	Count    int    `json:"count"`
}

// Revision numbers what the rules or the policy say since the start.
type Revision struct {
	Revision uint64 `json:"revision"`
}

// Nothing is an event without more to say than its name.
type Nothing struct{}

// Change is one event of the stream. One of its fields is set.
type Change struct {
	// ID is where the stream can be resumed, empty when it is that of the event before.
	ID          string
	List        *ListChange
	Status      *Status
	Breakpoints *BreakpointsChange
	Rules       *Revision
	Policy      *Revision
	Sidebar     *Nothing // groups or their counts
	Reset       *Nothing // it cannot go on where it was: all that was read is to be read again
}

// ChangeWatcher tells what changes.
type ChangeWatcher interface {
	// Changes calls started once the query is found good and changes are being watched,
	// then changed with what there is now and with what changes, until ctx or the instance
	// ends or either returns an error. Who is slow gets several changes as one.
	Changes(ctx context.Context, q ChangesQuery, started func() error, changed func([]Change) error) error
}
