package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

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
	// ID is where the stream can be resumed, empty: where the one before it says.
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
	// then changed with what there is now and with what changes, or with nothing when nothing
	// has changed for a while, until ctx or the instance ends or either returns an error. Who
	// is slow gets several changes as one.
	Changes(ctx context.Context, q ChangesQuery, started func() error, changed func([]Change) error) error
}

// event is the name of the one thing that is set, and that.
func (c *Change) event() (name string, data any) {
	switch {
	case c.List != nil:
		return "list", c.List
	case c.Status != nil:
		return "status", c.Status
	case c.Breakpoints != nil:
		return "breakpoints", c.Breakpoints
	case c.Rules != nil:
		return "rules", c.Rules
	case c.Policy != nil:
		return "policy", c.Policy
	case c.Sidebar != nil:
		return "sidebar", c.Sidebar
	}
	return "reset", Nothing{}
}

func registerChanges(api huma.API, w ChangeWatcher) {
	data := map[string]any{
		"list": ListChange{}, "status": Status{}, "breakpoints": BreakpointsChange{}, "rules": Revision{}, "policy": Revision{},
		"sidebar": Nothing{}, "reset": Nothing{},
	}
	events(api, "GET /v1/changes", "What changes, in a list and besides", data, func(ctx context.Context, in *ChangesQuery, out *Events) error {
		return w.Changes(ctx, *in, out.Begin, func(all []Change) error {
			for i := range all {
				name, data := all[i].event()
				if err := out.Send(all[i].ID, name, data); err != nil {
					return err
				}
			}
			if len(all) == 0 {
				return out.Keep()
			}
			return nil
		})
	}, more("Server-sent events, at most one batch every 75 ms, which say what is stale and never have rows. It begins with what there is now. Last-Event-ID goes on after that event; `reset` says that it could not."))
}
