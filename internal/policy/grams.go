package policy

import "strings"

// grams finds the globs that can match a name. Each glob is filed under one
// short piece of its literal text, the one that fewest others have, so that a
// name's own pieces lead to it. Globs with no piece of two bytes are in loose.
type grams struct {
	places  map[uint64]*place
	seen    []uint64 // a filter in front of places: one bit for each hash
	lengths []int    // of the pieces, each once
	loose   *place
}

const longestGram = 4

// gram packs a piece of 2 to 4 bytes with its length.
func gram(s string) uint64 {
	k := uint64(len(s)) << 32
	for i := range len(s) {
		k |= uint64(s[i]) << (8 * i)
	}
	return k
}

func newGrams(entries []Entry, globs []int32) grams {
	var g grams
	often := map[uint64]int{}
	for _, i := range globs {
		eachGram(entries[i].Pattern.host, func(piece string) { often[gram(piece)]++ })
	}
	bits := 1024
	for bits < 32*len(globs) {
		bits *= 2
	}
	g.seen = make([]uint64, bits/64)
	g.places = map[uint64]*place{}
	for _, i := range globs {
		rarest, found := "", false
		eachGram(entries[i].Pattern.host, func(piece string) {
			if !found || often[gram(piece)] < often[gram(rarest)] {
				rarest, found = piece, true
			}
		})
		g.insert(i, rarest)
	}
	if g.loose != nil {
		g.loose.split(entries)
	}
	for _, p := range g.places {
		p.split(entries)
	}
	return g
}

func (g *grams) insert(i int32, piece string) {
	if piece == "" {
		if g.loose == nil {
			g.loose = &place{}
		}
		g.loose.all = append(g.loose.all, i)
		return
	}
	k := gram(piece)
	p := g.places[k]
	if p == nil {
		p = &place{}
		g.places[k] = p
	}
	p.all = append(p.all, i)
	word, bit := g.bit(k)
	g.seen[word] |= bit
	for _, n := range g.lengths {
		if n == len(piece) {
			return
		}
	}
	g.lengths = append(g.lengths, len(piece))
}

// bit is where a piece is noted in seen (Fibonacci hashing).
func (g *grams) bit(k uint64) (word int, bit uint64) {
	h := (k * 0x9E3779B97F4A7C15) >> 32
	h &= uint64(len(g.seen)*64 - 1)
	return int(h / 64), 1 << (h % 64)
}

// eachGram calls f with the pieces of a glob's longest literal texts: all of
// four bytes, or else all of three, or of two.
func eachGram(glob string, f func(string)) {
	for n := longestGram; n >= 2; n-- {
		found := false
		for _, text := range literals(glob) {
			for i := 0; i+n <= len(text); i++ {
				f(text[i : i+n])
				found = true
			}
		}
		if found {
			return
		}
	}
}

// literals are the texts of a glob between its wildcards.
func literals(glob string) []string {
	for {
		open := strings.IndexByte(glob, '[')
		if open < 0 {
			break
		}
		end := strings.IndexByte(glob[open:], ']')
		glob = glob[:open] + "?" + glob[open+end+1:]
	}
	return strings.FieldsFunc(glob, func(r rune) bool { return r == '*' || r == '?' })
}

// visit calls f with the lists of globs that can match the name.
func (g *grams) visit(name string, f func(*place)) {
	f(g.loose)
	for _, n := range g.lengths {
		mask := uint64(1)<<(8*n) - 1
		k := uint64(0)
		for i := range len(name) {
			// the window's first byte is the lowest, as in gram
			k = k>>8 | uint64(name[i])<<(8*(n-1))
			if i < n-1 {
				continue
			}
			key := k&mask | uint64(n)<<32
			if word, bit := g.bit(key); g.seen[word]&bit != 0 {
				if p := g.places[key]; p != nil {
					f(p)
				}
			}
		}
	}
}
