package app

import (
	"context"
	"errors"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/store"
)

const (
	// searchSlice is for how long entries are looked into at a time: then what was found
	// is shown.
	searchSlice = 150 * time.Millisecond
	// searchPause leaves the machine to others in between.
	searchPause = 50 * time.Millisecond
	// searchFresh is how often entries that have changed are looked into.
	searchFresh = 250 * time.Millisecond
	searchMany  = 4096
	// searchFor is for how long what was there before is looked into when nobody asks any more.
	searchFor = 5 * time.Second
)

var errSlice = errors.New("the time is over")

// search looks into entries that only their details can tell about, those that have changed
// first, then the newest while somebody uses the list, until ctx ends.
func (l *lists) search(ctx context.Context, t *listing) {
	for {
		ids, fresh := t.toSearch(!l.unwanted(t, searchFor))
		if len(ids) == 0 {
			select {
			case <-t.wake:
				continue
			case <-t.asked:
				continue
			case <-ctx.Done():
				return
			}
		}
		if err := l.searchIn(ctx, t, ids); err != nil {
			if ctx.Err() != nil {
				return
			}
			l.log.Warn("entries cannot be searched", "error", err)
			fresh = true
		}
		pause := searchPause
		if fresh {
			pause = searchFresh
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

// toSearch returns what is to be looked into next, with all not only of what has changed;
// fresh says that it is that alone.
func (t *listing) toSearch(all bool) (ids []flow.ID, fresh bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	found := t.fresh.Newest(nil, searchMany)
	for _, id := range found {
		t.fresh.Remove(id)
	}
	changed := len(found)
	if all {
		found = append(found, t.pending.Newest(nil, searchMany-changed)...)
	}
	for _, id := range found {
		ids = append(ids, flow.ID(id))
	}
	return ids, len(found) == changed
}

// searchIn looks into entries, for a time, and shows what it finds.
func (l *lists) searchIn(ctx context.Context, t *listing, ids []flow.ID) error {
	var found []*store.Summary
	var seen []flow.ID
	until := time.Now().Add(searchSlice)
	err := t.from.Check(ctx, t.filter, ids, func(id flow.ID, sum *store.Summary) error {
		seen = append(seen, id)
		if sum != nil {
			found = append(found, sum)
		}
		if time.Now().After(until) {
			return errSlice
		}
		return nil
	})
	if err != nil && !errors.Is(err, errSlice) && len(seen) == 0 {
		seen = ids[:1] // cannot be looked into; others may
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.searched(ids, seen, found, func(u update) { t.log.add(l.seq.Add(1), u) })
	if errors.Is(err, errSlice) {
		err = nil
	}
	return err
}

// searched takes over what was found; what was not seen stays to be looked into.
func (t *listing) searched(asked, seen []flow.ID, found []*store.Summary, told func(update)) {
	is := make(map[flow.ID]bool, len(seen))
	for _, id := range seen {
		is[id] = false
	}
	for _, sum := range found {
		is[sum.ID] = true
	}
	var u update
	lost := map[uint64]bool{}
	before := t.pending.Len()
	for _, id := range asked {
		selected, done := is[id]
		if !done {
			if !t.pending.Has(uint64(id)) {
				t.fresh.Add(uint64(id))
			}
			continue
		}
		t.pending.Remove(uint64(id))
		if !selected && t.members.Has(uint64(id)) && !t.fresh.Has(uint64(id)) {
			t.drop(uint64(id), lost)
			u.removed++
		}
	}
	t.find(lost)
	u.changed = t.putAll(found, lost)
	if !u.empty() || before != t.pending.Len() {
		told(u)
	}
}
