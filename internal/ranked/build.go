package ranked

import (
	"cmp"
	"slices"
)

// Builder makes a list of many entries at once.
type Builder struct {
	pairs    []pair
	unsorted bool // numbers did not come in their order
}

type pair struct {
	key int64
	id  uint64
}

// Add adds an entry. It costs least when numbers ascend.
func (b *Builder) Add(key int64, id uint64) {
	if n := len(b.pairs); n > 0 && b.pairs[n-1].id > id {
		b.unsorted = true
	}
	b.pairs = append(b.pairs, pair{key, id})
}

// Len is how many entries were added.
func (b *Builder) Len() int { return len(b.pairs) }

// List returns the entries in order, those with the same key by number. The builder is
// empty then.
func (b *Builder) List() *List {
	if b.unsorted {
		slices.SortFunc(b.pairs, func(x, y pair) int { return cmp.Compare(x.id, y.id) })
	}
	all := sortPairs(b.pairs)
	*b = Builder{}
	return load(all)
}

// load makes a list of what is in order.
func load(all []pair) *List {
	l := &List{n: len(all)}
	keys, ids := make([]int64, 0, chunkMax), make([]int64, 0, chunkMax)
	for part := range slices.Chunk(all, chunkMax) {
		keys, ids = keys[:0], ids[:0]
		for _, p := range part {
			keys, ids = append(keys, p.key), append(ids, int64(p.id))
		}
		l.chunks = append(l.chunks, &chunk{pack(keys), pack(ids)})
	}
	return l
}

// sortPairs sorts by key, octet by octet from the lowest, and keeps the order of those with
// the same key. Octets that all keys share cost nothing.
func sortPairs(all []pair) []pair {
	if len(all) == 0 {
		return all
	}
	sorted, same := true, all[0].key
	differ := uint64(0)
	for i := range all {
		differ |= uint64(all[i].key ^ same)
		sorted = sorted && (i == 0 || all[i-1].key <= all[i].key)
	}
	if sorted {
		return all
	}
	if len(all) < 1<<10 {
		slices.SortStableFunc(all, func(x, y pair) int { return cmp.Compare(x.key, y.key) })
		return all
	}
	other := make([]pair, len(all))
	for shift := 0; shift < 64; shift += 8 {
		if differ>>shift&0xff == 0 {
			continue
		}
		var starts [256]int
		for i := range all {
			starts[digit(all[i].key, shift)]++
		}
		sum := 0
		for d, n := range starts {
			starts[d] = sum
			sum += n
		}
		for i := range all {
			d := digit(all[i].key, shift)
			other[starts[d]] = all[i]
			starts[d]++
		}
		all, other = other, all
	}
	return all
}

// digit is an octet of a key, such that negative keys come first.
func digit(key int64, shift int) byte { return byte((uint64(key) ^ 1<<63) >> shift) }
