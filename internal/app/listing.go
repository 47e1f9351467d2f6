package app

import (
	"strings"
	"sync"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/ranked"
	"rockxy/internal/store"
)

// listing is one list: the numbers of the entries that a filter selects, in an order. It
// is brought up to date with what changes; rows are read when somebody looks at them.
type listing struct {
	key    listKey
	filter *filter.Filter // nil: everything
	deep   bool           // the filter looks at more than summaries
	column filter.Column  // that is sorted by
	text   func(id uint64) string

	// Owned by lists, under its lock.
	from *listedSession
	used time.Time
	uses int    // requests and streams
	end  func() // ends what is done for the list

	ready chan struct{} // closed when it is built, or cannot be
	asked chan struct{} // somebody asked for it

	mu       sync.RWMutex
	err      error // why it cannot be built
	built    bool
	building bool             // then changes are kept in backlog, too
	backlog  []store.Batch    // since it was begun to build
	kept     int              // entries of backlog
	stale    bool             // something was missed: it is to be built anew
	with     *ranked.List     // entries with a value
	without  *ranked.List     // those without one
	names    *ranked.Names    // of values that are texts
	members  ranked.Set       // of both lists
	placed   map[uint64]place // of those that are going on
	moving   movedText
	log      changeLog

	// Of a deep filter: what is still to be looked into. Fresh are entries that have changed,
	// pending those that were there before.
	fresh, pending ranked.Set
	wake           chan struct{} // there is something in them
}

// listKey is what makes a list another one. The direction does not.
type listKey struct {
	session, filter string
	sort            api.Sort
	day             string // times of day are those of this day
}

// place is where an entry is in a list.
type place struct {
	value bool // it has one
	key   int64
	text  string // that the key is of
}

// movedText is the text of the entry that is being put somewhere.
type movedText struct {
	id   uint64
	text string
}

func newListing(key listKey, f *filter.Filter, column filter.Column) *listing {
	l := &listing{key: key, filter: f, deep: f != nil && f.Needs() != 0, column: column,
		ready: make(chan struct{}), asked: make(chan struct{}, 1), wake: make(chan struct{}, 1)}
	l.empty()
	return l
}

// empty makes it a list of nothing.
func (l *listing) empty() {
	l.with, l.without, l.names = &ranked.List{}, &ranked.List{}, nil
	if l.column.IsText() {
		l.names = ranked.NewNames()
	}
	l.with.Tie = l.tie
	l.members, l.fresh, l.pending, l.placed = ranked.Set{}, ranked.Set{}, ranked.Set{}, map[uint64]place{}
}

// tie compares entries whose texts share a key.
func (l *listing) tie(a, b uint64) int {
	if l.names == nil || !l.names.Shared() {
		return 0
	}
	return strings.Compare(l.textOf(a), l.textOf(b))
}

// textOf is the text by which an entry is where it is.
func (l *listing) textOf(id uint64) string {
	if l.moving.id == id {
		return l.moving.text
	}
	if p, ok := l.placed[id]; ok {
		return p.text
	}
	return l.text(id)
}

// placeOf is where an entry belongs.
func (l *listing) placeOf(sum *store.Summary) place {
	switch {
	case l.column == filter.ID:
		return place{value: true}
	case !l.column.IsText():
		n, ok := sum.Number(l.column)
		if !ok {
			return place{}
		}
		return place{value: true, key: n}
	}
	text := sum.Text(l.column)
	if text == "" {
		return place{}
	}
	key, rekey := l.names.Key(text)
	if rekey != nil {
		l.with.Rekey(rekey)
		for id, p := range l.placed {
			p.key = rekey(p.key)
			l.placed[id] = p
		}
	}
	return place{true, key, text}
}

func (l *listing) list(p place) *ranked.List {
	if p.value {
		return l.with
	}
	return l.without
}

// insert puts an entry where it belongs.
func (l *listing) insert(id uint64, p place) {
	l.moving = movedText{id, p.text}
	l.list(p).Insert(p.key, id)
	l.moving = movedText{}
	l.members.Add(id)
}

// take takes an entry out that is at a place; ok is false when it is not there.
func (l *listing) take(id uint64, p place) (ok bool) {
	l.moving = movedText{id, p.text}
	ok = l.list(p).Remove(p.key, id)
	l.moving = movedText{}
	return ok
}

// rank is the place of an entry in ascending order.
func (l *listing) rank(id uint64, p place) (at int, ok bool) {
	l.moving = movedText{id, p.text}
	at, ok = l.list(p).Rank(p.key, id)
	l.moving = movedText{}
	return at, ok
}

func (l *listing) len() int { return l.with.Len() + l.without.Len() }

// window returns the numbers at the offsets from from on. Descending order turns those with
// a value around, and those without.
func (l *listing) window(from, n int, desc bool) []flow.ID {
	var ids []uint64
	for _, part := range []*ranked.List{l.with, l.without} {
		if from >= part.Len() {
			from -= part.Len()
			continue
		}
		got := min(n, part.Len()-from)
		at := from
		if desc {
			at = part.Len() - from - got
		}
		first := len(ids)
		ids = part.Append(ids, at, got)
		if desc {
			reverse(ids[first:])
		}
		from, n = 0, n-got
	}
	all := make([]flow.ID, len(ids))
	for i, id := range ids {
		all[i] = flow.ID(id)
	}
	return all
}

// position is the offset of an entry, -1 when it is not in the list. sum is what is known
// of it.
func (l *listing) position(sum *store.Summary, desc bool) int {
	id := uint64(sum.ID)
	if !l.members.Has(id) {
		return -1
	}
	p, ok := l.placed[id]
	if !ok {
		p = l.placeOf(sum)
	}
	at, ok := l.rank(id, p)
	if !ok {
		return -1 // it moves just now
	}
	if desc {
		at = l.list(p).Len() - 1 - at
	}
	if !p.value {
		at += l.with.Len()
	}
	return at
}

func reverse(ids []uint64) {
	for i, j := 0, len(ids)-1; i < j; i, j = i+1, j-1 {
		ids[i], ids[j] = ids[j], ids[i]
	}
}
