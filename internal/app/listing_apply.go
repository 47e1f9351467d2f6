package app

import (
	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// update is what a batch of changes did to a list.
type update struct {
	changed []flow.ID // joined it, moved in it, or are shown otherwise
	many    bool      // there are more of them
	removed int
}

func (u *update) empty() bool { return len(u.changed) == 0 && !u.many && u.removed == 0 }

// change brings the list up to date. The lock is held.
func (l *listing) change(b *store.Batch) (u update) {
	lost := map[uint64]bool{} // are in the list, nobody knows where
	for _, r := range b.Gone {
		u.removed += l.remove(r, lost)
	}
	u.removed += l.find(lost)
	var in []*store.Summary
	for i := range b.Changed {
		sum := &b.Changed[i]
		id := uint64(sum.ID)
		switch member := l.members.Has(id); {
		case l.filter != nil && !store.Could(l.filter, sum):
			l.fresh.Remove(id)
			l.pending.Remove(id)
			if member {
				u.removed++
				l.takeOut(id, sum, lost)
			}
		case l.deep:
			l.pending.Remove(id)
			if l.fresh.Add(id) {
				l.poke()
			}
			if member {
				in = append(in, sum)
			}
		default:
			in = append(in, sum)
		}
	}
	u.changed = l.putAll(in, lost)
	return u
}

// putAll puts entries where they belong, and takes those out that are lost.
func (l *listing) putAll(all []*store.Summary, lost map[uint64]bool) []flow.ID {
	stay := make([]bool, len(all))
	for i, sum := range all {
		id := uint64(sum.ID)
		stay[i] = l.members.Has(id) && l.isAt(id, l.placeOf(sum))
		if !stay[i] && l.members.Has(id) {
			l.takeOut(id, sum, lost)
		}
	}
	l.find(lost)
	changed := make([]flow.ID, len(all))
	for i, sum := range all {
		id := uint64(sum.ID)
		p := l.placeOf(sum)
		if !stay[i] {
			l.insert(id, p)
		}
		if sum.State == flow.Active {
			l.placed[id] = p
		} else {
			delete(l.placed, id)
		}
		changed[i] = sum.ID
	}
	return changed
}

// isAt reports whether a member is at a place.
func (l *listing) isAt(id uint64, p place) bool {
	if at, ok := l.placed[id]; ok {
		return at == p
	}
	_, ok := l.rank(id, p)
	return ok
}

// takeOut takes a member out. Where it was is known of what was going on; what was over may
// be where it belongs by what is known now. Else it is lost, and to be looked for.
func (l *listing) takeOut(id uint64, sum *store.Summary, lost map[uint64]bool) {
	p, ok := l.placed[id]
	if !ok {
		p = l.placeOf(sum)
	}
	delete(l.placed, id)
	l.members.Remove(id)
	if !l.take(id, p) {
		lost[id] = true
	}
}

// drop takes a member out of which nothing is known, and reports false when it is lost.
func (l *listing) drop(id uint64, lost map[uint64]bool) bool {
	p, known := l.placed[id]
	if l.column == filter.ID {
		p, known = place{value: true}, true
	}
	delete(l.placed, id)
	l.members.Remove(id)
	if known && l.take(id, p) {
		return true
	}
	lost[id] = true
	return false
}

// remove takes out what is gone; what is lost is not counted yet.
func (l *listing) remove(r store.Range, lost map[uint64]bool) (removed int) {
	from, to := uint64(r.From), uint64(r.To)
	l.members.Range(from, to, func(id uint64) bool {
		if l.drop(id, lost) {
			removed++
		}
		return true
	})
	forget := func(id uint64) bool {
		l.fresh.Remove(id)
		l.pending.Remove(id)
		return true
	}
	l.fresh.Range(from, to, forget)
	l.pending.Range(from, to, forget)
	return removed
}

// find takes out what is lost, wherever it is.
func (l *listing) find(lost map[uint64]bool) (removed int) {
	if len(lost) == 0 {
		return 0
	}
	is := func(id uint64) bool { return lost[id] }
	if few := len(lost) < 16; few {
		ids := make([]uint64, 0, 16)
		for id := range lost {
			ids = append(ids, id)
		}
		is = func(id uint64) bool {
			for _, one := range ids {
				if one == id {
					return true
				}
			}
			return false
		}
	}
	removed = l.with.RemoveIf(is) + l.without.RemoveIf(is)
	clear(lost)
	return removed
}

func (l *listing) poke() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}
