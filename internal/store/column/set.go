package column

import "math/bits"

// Set is a set of the positions of a block.
type Set []uint64

// NewSet returns an empty set of positions below n.
func NewSet(n int) Set { return make(Set, (n+63)/64) }

// All returns the set of all positions below n.
func All(n int) Set {
	s := NewSet(n)
	for i := range s {
		s[i] = ^uint64(0)
	}
	if n%64 != 0 {
		s[len(s)-1] = 1<<(n%64) - 1
	}
	return s
}

func (s Set) Add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s Set) Remove(i int)   { s[i/64] &^= 1 << (i % 64) }
func (s Set) Has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

// And, Or and Not change s. Sets that are put together have the same length.
func (s Set) And(o Set) {
	for i := range s {
		s[i] &= o[i]
	}
}

func (s Set) Or(o Set) {
	for i := range s {
		s[i] |= o[i]
	}
}

// Not takes the positions of o out.
func (s Set) Not(o Set) {
	for i := range s {
		s[i] &^= o[i]
	}
}

// Len counts.
func (s Set) Len() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// Empty reports whether nothing is in s.
func (s Set) Empty() bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

// Each calls yield with each position, ascending, until it returns false.
func (s Set) Each(yield func(i int) bool) {
	for w, word := range s {
		for ; word != 0; word &= word - 1 {
			if !yield(w*64 + bits.TrailingZeros64(word)) {
				return
			}
		}
	}
}
