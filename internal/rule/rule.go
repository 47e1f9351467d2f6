package rule

import (
	"context"
	"time"

	"rockxy/internal/filter"
)

// Group is one file of rules.
type Group struct {
	Name    string // the file's, without its extension
	Path    string // of the file, empty for a group that has none
	Enabled bool
	Notes   string
	Rules   []*Rule
}

// Rule is a match and what is done to the exchanges that match. It does not
// change once it was read.
type Rule struct {
	Name    string
	Enabled bool
	Match   *filter.Expr // empty: everything
	After   bool         // match against what the rules before made of it
	Final   bool         // no rule after it takes a turn
	Notes   string
	Actions []Action
	Line    int // in its file, from 1; 0 if it is in none
}

// Action is one thing that a rule does. Exchanges share it: what it keeps
// between its turns it guards itself.
type Action interface {
	// Kind is its name in a file, such as "map-local".
	Kind() string
	// Phases are those in which it wants a turn.
	Phases() Phases
	// Do takes the turn. It may wait, until ctx ends because the client has
	// gone. An error is told in the trace; the exchange goes on as if the action had
	// not been there, unless the error is a [*Cut].
	Do(ctx context.Context, t *Turn) error
}

// Limits bound what rules may hold.
type Limits struct {
	Body int64 // octets of a body, as on the wire and decoded; 32 MiB
	Diff int   // octets of each side of a change in the trace; 16 KiB
}

func (l Limits) withDefaults() Limits {
	if l.Body <= 0 {
		l.Body = 32 << 20
	}
	if l.Diff <= 0 {
		l.Diff = 16 << 10
	}
	return l
}

// How an exchange is ended by a rule.
type CutHow uint8

const (
	CutClose CutHow = iota + 1 // the connection is closed, or the stream reset
	CutReset                   // with a TCP reset, or RST_STREAM
	CutHang                    // nothing more is said until the client gives up
)

// Cut is returned by an action that ends the exchange.
type Cut struct {
	How CutHow
	Why string // for the fault, such as `the rule "offline" resets`
	// Octets are sent as they are before the end, on HTTP/1: what no codec would
	// write. On HTTP/2 the stream is reset with PROTOCOL_ERROR when there are any.
	Octets []byte
}

func (c *Cut) Error() string { return c.Why }

// Skip is returned by an action that did nothing on purpose.
type Skip struct{ Why string }

func (s *Skip) Error() string { return s.Why }

// Clock is what a Run needs of time.
type Clock interface {
	Now() time.Time
	// Sleep waits for d or until ctx ends, and returns its error then.
	Sleep(ctx context.Context, d time.Duration) error
}
