package ranked

import (
	"math/bits"
	"slices"
)

// Set is a set of numbers, a bit each where they stand close together. The zero Set is
// empty.
type Set struct {
	first uint64 // number of the first page
	pages []*page
	n     int
}

const (
	pageBits = 12
	pageMask = 1<<pageBits - 1
)

type page [(pageMask + 1) / 64]uint64

// Len is how many there are.
func (s *Set) Len() int { return s.n }

// Has reports whether id is one of them.
func (s *Set) Has(id uint64) bool {
	p := s.page(id)
	return p != nil && p[id&pageMask/64]&(1<<(id%64)) != 0
}

func (s *Set) page(id uint64) *page {
	at := id>>pageBits - s.first
	if at >= uint64(len(s.pages)) {
		return nil
	}
	return s.pages[at]
}

// Add adds id and reports whether it is new.
func (s *Set) Add(id uint64) bool {
	at := id >> pageBits
	switch {
	case len(s.pages) == 0:
		s.first, s.pages = at, make([]*page, 1)
	case at < s.first:
		s.pages = slices.Insert(s.pages, 0, make([]*page, s.first-at)...)
		s.first = at
	case at-s.first >= uint64(len(s.pages)):
		s.pages = append(s.pages, make([]*page, at-s.first-uint64(len(s.pages))+1)...)
	}
	p := &s.pages[at-s.first]
	if *p == nil {
		*p = new(page)
	}
	w, bit := &(*p)[id&pageMask/64], uint64(1)<<(id%64)
	if *w&bit != 0 {
		return false
	}
	*w |= bit
	s.n++
	return true
}

// Remove takes id out and reports whether it was there.
func (s *Set) Remove(id uint64) bool {
	p := s.page(id)
	if p == nil || p[id&pageMask/64]&(1<<(id%64)) == 0 {
		return false
	}
	p[id&pageMask/64] &^= 1 << (id % 64)
	if s.n--; *p == (page{}) {
		s.drop(id>>pageBits - s.first)
	}
	return true
}

// drop removes an empty page, and with it those at an end that are empty too.
func (s *Set) drop(at uint64) {
	s.pages[at] = nil
	for len(s.pages) > 0 && s.pages[len(s.pages)-1] == nil {
		s.pages = s.pages[:len(s.pages)-1]
	}
	n := 0
	for n < len(s.pages) && s.pages[n] == nil {
		n++
	}
	s.first += uint64(n)
	s.pages = append([]*page(nil), s.pages[n:]...)
}

// Range calls yield with those from from to to, both included, ascending, until it
// returns false. yield may remove what it is called with.
func (s *Set) Range(from, to uint64, yield func(id uint64) bool) {
	if len(s.pages) == 0 || to < from {
		return
	}
	first := s.first
	lo, hi := max(from>>pageBits, first), min(to>>pageBits, first+uint64(len(s.pages))-1)
	for at := lo; at <= hi; at++ {
		p := s.page(at << pageBits)
		if p == nil {
			continue
		}
		for w, word := range *p {
			for ; word != 0; word &= word - 1 {
				id := at<<pageBits | uint64(w*64+bits.TrailingZeros64(word))
				if id < from || id > to {
					continue
				}
				if !yield(id) {
					return
				}
			}
		}
	}
}

// Newest appends to dst the greatest ones, n at most, descending.
func (s *Set) Newest(dst []uint64, n int) []uint64 {
	for i := len(s.pages) - 1; i >= 0 && n > 0; i-- {
		if s.pages[i] == nil {
			continue
		}
		for w := len(s.pages[i]) - 1; w >= 0 && n > 0; w-- {
			for word := s.pages[i][w]; word != 0 && n > 0; n-- {
				bit := 63 - bits.LeadingZeros64(word)
				word &^= 1 << bit
				dst = append(dst, (s.first+uint64(i))<<pageBits|uint64(w*64+bit))
			}
		}
	}
	return dst
}

// Octets is about how much memory the set takes.
func (s *Set) Octets() (n int) {
	for _, p := range s.pages {
		if p != nil {
			n += len(p) * 8
		}
	}
	return n + 8*cap(s.pages)
}
