package ranked

import (
	"math"
	"slices"
	"strings"
)

// Names gives texts keys that are in the order of the texts. As long as there are few
// different ones each has a key of its own; when there are many, texts that are close
// together share one, and who wants to know more has to compare them.
type Names struct {
	texts  []string // ascending; the first is empty
	keys   []int64  // ascending
	shared bool
}

// namesMax is how many texts have keys of their own.
const namesMax = 1 << 14

// NewNames returns Names without texts.
func NewNames() *Names { return &Names{texts: []string{""}, keys: []int64{0}} }

// Shared reports whether different texts may have the same key.
func (n *Names) Shared() bool { return n.shared }

// Key returns the key of a text. When rekey is not nil, keys that were given out before are
// to be replaced by what it makes of them.
func (n *Names) Key(text string) (key int64, rekey func(int64) int64) {
	i, found := slices.BinarySearch(n.texts, text)
	if found {
		return n.keys[i], nil
	}
	if n.shared || len(n.texts) >= namesMax {
		n.shared = true
		return n.keys[i-1], nil
	}
	before, after := n.keys[i-1], int64(math.MaxInt64)
	if i < len(n.keys) {
		after = n.keys[i]
	}
	if after-before < 2 {
		rekey = n.spread()
		before, after = n.keys[i-1], int64(math.MaxInt64)
		if i < len(n.keys) {
			after = n.keys[i]
		}
	}
	key = before + (after-before)/2
	if i == len(n.keys) { // room for many that come in their order
		key = before + min((after-before)/2, 1<<32)
	}
	n.texts = slices.Insert(n.texts, i, strings.Clone(text))
	n.keys = slices.Insert(n.keys, i, key)
	return key, rekey
}

// spread makes room between keys.
func (n *Names) spread() func(int64) int64 {
	old := slices.Clone(n.keys)
	for i := range n.keys {
		n.keys[i] = int64(i) << 40
	}
	now := slices.Clone(n.keys)
	return func(key int64) int64 {
		i, _ := slices.BinarySearch(old, key)
		return now[i]
	}
}

// Octets is about how much memory the names take.
func (n *Names) Octets() (octets int) {
	for _, t := range n.texts {
		octets += len(t) + 24
	}
	return octets
}
