package policy

import (
	"net/netip"
	"strings"
	"time"
)

// list is an ordered list of entries with an index of their hosts. Each entry is
// in one place of the index, or in two (.example.com). The places hold positions
// in ascending order, so that the first match in a place is its earliest.
type list struct {
	entries []Entry
	needApp bool // some entry speaks of an application

	names    map[string][]int32 // exact, and the name itself of within
	under    map[string][]int32 // below and within
	networks map[netip.Prefix][]int32
	lengths4 []int // of networks, each once
	lengths6 []int
	globs    []int32
	always   []int32 // anyHost
}

func newList(entries []Entry) list {
	l := list{entries: entries, names: map[string][]int32{}, under: map[string][]int32{}, networks: map[netip.Prefix][]int32{}}
	for i := range entries {
		l.insert(int32(i), &entries[i].Pattern)
	}
	return l
}

func (l *list) insert(i int32, p *Pattern) {
	l.needApp = l.needApp || p.app != ""
	switch p.kind {
	case anyHost:
		l.always = append(l.always, i)
	case exact:
		l.names[p.host] = append(l.names[p.host], i)
	case within:
		l.names[p.host] = append(l.names[p.host], i)
		l.under[p.host] = append(l.under[p.host], i)
	case below:
		l.under[p.host] = append(l.under[p.host], i)
	case glob:
		l.globs = append(l.globs, i)
	case network:
		l.insertNetwork(i, p.net)
	}
}

func (l *list) insertNetwork(i int32, n netip.Prefix) {
	lengths := &l.lengths6
	if n.Addr().Is4() {
		lengths = &l.lengths4
	}
	known := false
	for _, bits := range *lengths {
		known = known || bits == n.Bits()
	}
	if !known {
		*lengths = append(*lengths, n.Bits())
	}
	l.networks[n] = append(l.networks[n], i)
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
	l.scan(h, func(places []int32) {
		for _, i := range places {
			if i >= best {
				return
			}
			e := &l.entries[i]
			if (e.Pattern.kind != glob || e.Pattern.matchesHost(h)) && e.Pattern.accepts(q, false) && !e.expired(now) {
				best = i
				return
			}
		}
	})
	if int(best) == len(l.entries) {
		return -1
	}
	return int(best)
}

// scan calls f with each place of the index in which entries about h can be.
func (l *list) scan(h host, f func([]int32)) {
	f(l.always)
	if h.name == "" {
		return
	}
	f(l.globs)
	if h.addr.IsValid() {
		l.scanNetworks(h.addr, f)
		return
	}
	f(l.names[h.name])
	if len(l.under) == 0 {
		return
	}
	for rest := h.name; ; {
		i := strings.IndexByte(rest, '.')
		if i < 0 {
			return
		}
		rest = rest[i+1:]
		f(l.under[rest])
	}
}

func (l *list) scanNetworks(a netip.Addr, f func([]int32)) {
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
