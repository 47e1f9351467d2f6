package store

import (
	"math"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// Query selects entries. The zero Query is all of them, newest first.
type Query struct {
	Limit  int     // at most so many, 0: all
	Before flow.ID // only entries with a smaller number, 0: no bound
	After  flow.ID // only entries with a greater number
	Oldest bool    // oldest (or smallest, see Order) first instead of newest first
	Host   string  // only of this host, 0: any
	Kind   Kind    // only of this kind
	// Match, if given, selects further. The Summary is valid during the call.
	Match func(*Summary) bool
	// Filter, if given, selects further.
	Filter *filter.Filter
	// Order is what entries are sorted by, and From where to go on in it: after
	// that entry. (In the order of numbers Before and After do the same.)
	Order Order
	From  *Position
	// Scan bounds how many entries are read in full where no index helps: those
	// that the text index does not have yet, and all for what it does not know (a
	// regular expression). 0: 20,000; negative: no bound. Result.Unsearched says
	// how many were left.
	Scan int
}

// Order is what a list is sorted by. Entries with the same value are sorted by
// number; those without a value come last.
type Order uint8

const (
	ByNumber Order = iota
	ByStarted
	ByTook
	BySize // of both bodies
	ByStatus
	ByHost
	ByMethod
	ByApp
	ByType
	ByURL
	ByProto
)

// Position is where an entry is in an order.
type Position struct {
	Key  int64
	Text string // of an order of texts
	ID   flow.ID
}

const defaultScan = 20_000

func (q *Query) scan() int {
	switch {
	case q.Scan == 0:
		return defaultScan
	case q.Scan < 0:
		return math.MaxInt
	}
	return q.Scan
}

// plain reports whether q selects all that are within its bounds.
func (q *Query) plain() bool {
	return q.Host == "" && q.Kind == "" && q.Match == nil && q.Filter == nil
}

// goOn makes From a bound of numbers.
func (q *Query) goOn() {
	if q.Oldest {
		q.After = max(q.After, q.From.ID)
	} else if q.Before == 0 || q.From.ID < q.Before {
		q.Before = q.From.ID
	}
}

// match asks for all but the filter.
func (q *Query) match(s *Summary) bool {
	return (q.Host == "" || s.Host == q.Host) && (q.Kind == "" || s.Kind == q.Kind) && (q.Match == nil || q.Match(s))
}

func (q *Query) within(id uint64) bool {
	return id > uint64(q.After) && (q.Before == 0 || id < uint64(q.Before))
}

// column is what an order sorts by; ok is false for the order of numbers.
func (o Order) column() (c filter.Column, ok bool) {
	columns := [...]filter.Column{
		ByStarted: filter.Started, ByTook: filter.Took, BySize: filter.Size, ByStatus: filter.Status,
		ByHost: filter.Host, ByMethod: filter.Method, ByApp: filter.App, ByType: filter.Type, ByURL: filter.URL, ByProto: filter.Proto,
	}
	if o == ByNumber || int(o) >= len(columns) {
		return filter.ID, false
	}
	return columns[o], true
}

// Column is what the query sorts by, filter.ID in the order of numbers.
func (q *Query) Column() filter.Column {
	c, _ := q.Order.column()
	return c
}

// Position is where an entry is in the query's order, to go on after it.
func (q *Query) Position(s *Summary) Position {
	c, _ := q.Order.column()
	if c.IsText() {
		return q.textPosition(s.text(c), s.ID)
	}
	return Position{Key: q.key(s.number(c)), ID: s.ID}
}

func (q *Query) textPosition(text string, id flow.ID) Position {
	return Position{q.key(0, text != ""), text, id}
}

// key makes what has no value come last.
func (q *Query) key(n int64, ok bool) int64 {
	switch {
	case ok:
		return n
	case q.Oldest:
		return math.MaxInt64
	}
	return math.MinInt64
}

// precedes reports whether a comes before b in the query's order.
func (q *Query) precedes(a, b Position) bool {
	if a.Key != b.Key {
		return a.Key < b.Key == q.Oldest
	}
	if a.Text != b.Text {
		return a.Text < b.Text == q.Oldest
	}
	return a.ID != b.ID && a.ID < b.ID == q.Oldest
}
