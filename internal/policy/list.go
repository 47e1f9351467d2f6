package policy

import (
	"net/netip"
	"slices"
	"strings"
	"time"
)

// list is an ordered list of entries with an index of their hosts. Each entry is
// in one place of the index, or in two (.example.com), and each place keeps the
// order, so that the first match of all places is the list's.
type list struct {
	entries []Entry
	needApp bool // some entry speaks of an application

	names    map[string]*place // exact, and the name itself of within
	under    map[string]*place // below and within
	networks map[netip.Prefix]*place
	lengths4 []int // of networks, each once
	lengths6 []int
	globs    grams
	always   *place // anyHost
}

func newList(entries []Entry) list {
	l := list{
		entries: entries, always: &place{},
		names: map[string]*place{}, under: map[string]*place{}, networks: map[netip.Prefix]*place{},
	}
	var globs []int32
	for i := range entries {
		p := &entries[i].Pattern
		l.needApp = l.needApp || p.app != ""
		if p.kind == glob {
			globs = append(globs, int32(i))
			continue
		}
		l.insert(int32(i), p)
	}
	l.globs = newGrams(entries, globs)
	l.always.split(entries)
	splitAll(l.names, entries)
	splitAll(l.under, entries)
	splitAll(l.networks, entries)
	return l
}

func splitAll[K comparable](places map[K]*place, entries []Entry) {
	for _, p := range places {
		p.split(entries)
	}
}

func (l *list) insert(i int32, p *Pattern) {
	switch p.kind {
	case anyHost:
		l.always.all = append(l.always.all, i)
	case exact:
		fileUnder(l.names, p.host, i)
	case within:
		fileUnder(l.names, p.host, i)
		fileUnder(l.under, p.host, i)
	case below:
		fileUnder(l.under, p.host, i)
	case network:
		l.lengths4, l.lengths6 = addLength(l.lengths4, l.lengths6, p.net)
		fileUnder(l.networks, p.net, i)
	}
}

// fileUnder notes a position at its place.
func fileUnder[K comparable](places map[K]*place, k K, i int32) {
	p := places[k]
	if p == nil {
		p = &place{}
		places[k] = p
	}
	p.all = append(p.all, i)
}

// find is the first entry that matches at the time now, or nil.
func (l *list) find(h host, q *Query, now time.Time) *Entry {
	if i := l.first(h, q, now); i >= 0 {
		return &l.entries[i]
	}
	return nil
}

// first is the position of the first entry that matches, or -1.
func (l *list) first(h host, q *Query, now time.Time) int {
	best := int32(len(l.entries))
	look := func(positions []int32) {
		for _, i := range positions {
			if i >= best {
				return
			}
			e := &l.entries[i]
			if (e.Pattern.kind != glob || e.Pattern.matchesHost(h)) && e.Pattern.accepts(q, false) && !e.expired(now) {
				best = i
				return
			}
		}
	}
	l.scan(h, func(p *place) { p.visit(q, look) })
	if int(best) == len(l.entries) {
		return -1
	}
	return int(best)
}

// candidates are all entries that can match the host, in order.
func (l *list) candidates(h host) (positions []int32) {
	l.scan(h, func(p *place) {
		if p != nil {
			positions = append(positions, p.all...)
		}
	})
	slices.Sort(positions)
	return slices.Compact(positions)
}

// scan calls f with each place of the index in which entries about h can be.
func (l *list) scan(h host, f func(*place)) {
	f(l.always)
	if h.name == "" {
		return
	}
	l.globs.visit(h.name, f)
	if h.addr.IsValid() {
		l.scanNetworks(h.addr, f)
		return
	}
	f(l.names[h.name])
	for rest := h.name; len(l.under) > 0; {
		i := strings.IndexByte(rest, '.')
		if i < 0 {
			return
		}
		rest = rest[i+1:]
		f(l.under[rest])
	}
}

func (l *list) scanNetworks(a netip.Addr, f func(*place)) {
	lengths := l.lengths6
	if a.Is4() {
		lengths = l.lengths4
	}
	for _, bits := range lengths {
		if n, err := a.Prefix(bits); err == nil {
			f(l.networks[n])
		}
	}
}
