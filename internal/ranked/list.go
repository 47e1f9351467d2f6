package ranked

import (
	"cmp"
	"slices"
)

// chunkMax is how many entries a chunk has at most: so few that inserting moves
// little, so many that there are few chunks.
const chunkMax = 1024

// chunk is a part of a list, never empty.
type chunk struct{ keys, ids ints }

func (c *chunk) len() int { return c.ids.n }

// List is entries in the order of their keys; those with the same key are in the order
// of their numbers, or as Tie has it.
type List struct {
	// Tie compares different entries with the same key, nil by number. Where it says that
	// they are the same the number decides. It must not change its mind.
	Tie func(a, b uint64) int

	chunks []*chunk
	n      int
}

// Len is how many entries there are.
func (l *List) Len() int { return l.n }

// compare compares entry i of a chunk with another.
func (l *List) compare(c *chunk, i int, key int64, id uint64) int {
	if k := cmp.Compare(c.keys.at(i), key); k != 0 {
		return k
	}
	have := uint64(c.ids.at(i))
	if have == id {
		return 0
	}
	if l.Tie != nil {
		if t := l.Tie(have, id); t != 0 {
			return t
		}
	}
	return cmp.Compare(have, id)
}

// search returns where an entry is, or else belongs: in the chunk that has greater ones,
// or at the end of the last.
func (l *List) search(key int64, id uint64) (at, i int, found bool) {
	at, _ = slices.BinarySearchFunc(l.chunks, 0, func(c *chunk, _ int) int {
		if l.compare(c, c.len()-1, key, id) < 0 {
			return -1
		}
		return 1
	})
	if at == len(l.chunks) {
		if at == 0 {
			return 0, 0, false
		}
		return at - 1, l.chunks[at-1].len(), false
	}
	c := l.chunks[at]
	lo, hi := 0, c.len()
	for lo < hi {
		mid := (lo + hi) / 2
		switch k := l.compare(c, mid, key, id); {
		case k == 0:
			return at, mid, true
		case k < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return at, lo, false
}

// Insert adds an entry; one that is there with the same key stays.
func (l *List) Insert(key int64, id uint64) {
	if len(l.chunks) == 0 {
		l.chunks = append(l.chunks, &chunk{pack([]int64{key}), pack([]int64{int64(id)})})
		l.n++
		return
	}
	at, i, found := l.search(key, id)
	if found {
		return
	}
	c := l.chunks[at]
	if c.len() >= chunkMax {
		half := chunkMax / 2
		if at == len(l.chunks)-1 && i == c.len() {
			half = chunkMax - 1 // what comes in order leaves full chunks behind
		}
		rest := &chunk{c.keys.cut(half), c.ids.cut(half)}
		l.chunks = slices.Insert(l.chunks, at+1, rest)
		if i > half {
			c, i = rest, i-half
		}
	}
	c.keys.insert(i, key)
	c.ids.insert(i, int64(id))
	l.n++
}

// Remove takes an entry out, and reports whether it was there with that key.
func (l *List) Remove(key int64, id uint64) bool {
	at, i, found := l.search(key, id)
	if !found {
		return false
	}
	c := l.chunks[at]
	c.keys.remove(i)
	c.ids.remove(i)
	l.n--
	if c.len() == 0 {
		l.chunks = slices.Delete(l.chunks, at, at+1)
	} else {
		l.join(at)
	}
	return true
}

// join makes one chunk of two that have become small.
func (l *List) join(at int) {
	if at+1 >= len(l.chunks) || l.chunks[at].len()+l.chunks[at+1].len() > chunkMax/4 {
		return
	}
	a, b := l.chunks[at], l.chunks[at+1]
	l.chunks[at] = &chunk{pack(b.keys.all(a.keys.all(nil))), pack(b.ids.all(a.ids.all(nil)))}
	l.chunks = slices.Delete(l.chunks, at+1, at+2)
}

// Rank is the place of an entry with a key, from 0.
func (l *List) Rank(key int64, id uint64) (place int, found bool) {
	at, i, found := l.search(key, id)
	if !found {
		return 0, false
	}
	for _, c := range l.chunks[:at] {
		place += c.len()
	}
	return place + i, true
}

// Append appends to dst the numbers of the entries at the places from on, n at most.
func (l *List) Append(dst []uint64, from, n int) []uint64 {
	for _, c := range l.chunks {
		if from >= c.len() {
			from -= c.len()
			continue
		}
		for ; from < c.len() && n > 0; from, n = from+1, n-1 {
			dst = append(dst, uint64(c.ids.at(from)))
		}
		if from = 0; n == 0 {
			break
		}
	}
	return dst
}

// RemoveIf takes the entries out that gone reports, whatever their keys, and returns how
// many they were.
func (l *List) RemoveIf(gone func(id uint64) bool) (removed int) {
	var keys, ids []int64
	kept := l.chunks[:0]
	for _, c := range l.chunks {
		keys, ids = keys[:0], ids[:0]
		for i := range c.len() {
			if id := c.ids.at(i); !gone(uint64(id)) {
				keys, ids = append(keys, c.keys.at(i)), append(ids, id)
			}
		}
		if n := c.len() - len(ids); n > 0 {
			removed += n
			c.keys, c.ids = pack(keys), pack(ids)
		}
		if len(ids) > 0 {
			kept = append(kept, c)
		}
	}
	clear(l.chunks[len(kept):])
	l.chunks = kept
	l.n -= removed
	if removed > 0 {
		for at := len(l.chunks) - 2; at >= 0; at-- {
			l.join(at)
		}
	}
	return removed
}

// Rekey gives all entries other keys, which are in the same order.
func (l *List) Rekey(key func(int64) int64) {
	var keys []int64
	for _, c := range l.chunks {
		keys = c.keys.all(keys[:0])
		for i := range keys {
			keys[i] = key(keys[i])
		}
		c.keys = pack(keys)
	}
}

// Octets is about how much memory the list takes.
func (l *List) Octets() (n int) {
	for _, c := range l.chunks {
		n += c.keys.octets() + c.ids.octets() + 96
	}
	return n + 8*cap(l.chunks)
}
