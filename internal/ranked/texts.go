package ranked

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// TextBuilder makes a list of many entries in the order of texts.
type TextBuilder struct {
	ids   []uint64
	codes []uint32          // of the texts, as long as those are few
	known map[string]uint32 // nil when they are many
	texts []string          // by code, or else of each entry
}

// Add adds an entry; numbers ascend.
func (b *TextBuilder) Add(text string, id uint64) {
	b.ids = append(b.ids, id)
	if b.texts == nil {
		b.known = map[string]uint32{}
	}
	if b.known == nil {
		b.texts = append(b.texts, text)
		return
	}
	code, ok := b.known[text]
	if !ok {
		code = uint32(len(b.texts))
		b.known[text] = code
		b.texts = append(b.texts, text)
	}
	b.codes = append(b.codes, code)
	if len(b.texts) >= namesMax {
		b.many()
	}
}

// many goes on with a text for each entry.
func (b *TextBuilder) many() {
	each := make([]string, len(b.codes), 2*len(b.codes))
	for i, c := range b.codes {
		each[i] = b.texts[c]
	}
	b.texts, b.codes, b.known = each, nil, nil
}

// Len is how many entries were added.
func (b *TextBuilder) Len() int { return len(b.ids) }

// List returns the entries in order, those with the same text by number, and the names of
// their keys. The builder is empty then.
func (b *TextBuilder) List() (*List, *Names) {
	defer func() { *b = TextBuilder{} }()
	if b.known == nil && b.texts != nil {
		return b.listMany()
	}
	names := NewNames()
	order := make([]uint32, len(b.texts))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return strings.Compare(b.texts[x], b.texts[y]) })
	keys := make([]int64, len(b.texts))
	for _, code := range order {
		keys[code], _ = names.Key(b.texts[code])
	}
	pairs := make([]pair, len(b.ids))
	for i, id := range b.ids {
		pairs[i] = pair{keys[b.codes[i]], id}
	}
	return load(sortPairs(pairs)), names
}

// separators is how many keys texts share when there are many.
const separators = 1 << 12

func (b *TextBuilder) listMany() (*List, *Names) {
	order := sortTexts(b.texts)
	names := &Names{texts: []string{""}, keys: []int64{0}, shared: true}
	step := max(len(order)/separators, 1)
	pairs := make([]pair, len(order))
	key := int64(0)
	for i, o := range order {
		if text := b.texts[o]; i%step == 0 && text != names.texts[len(names.texts)-1] && (i == 0 || text != b.texts[order[i-1]]) {
			key++
			names.texts, names.keys = append(names.texts, strings.Clone(text)), append(names.keys, key)
		}
		pairs[i] = pair{key, b.ids[o]}
	}
	return load(pairs), names
}

// piece is eight octets of a text, which one it is, and nothing besides: texts are looked
// at as seldom as may be.
type piece struct {
	octets uint64
	which  uint32
}

// sortTexts returns the order of the texts; those that are the same keep theirs.
func sortTexts(texts []string) []uint32 {
	all := make([]piece, len(texts))
	for i := range all {
		all[i].which = uint32(i)
	}
	sortPieces(texts, all, 0)
	order := make([]uint32, len(all))
	for i, p := range all {
		order[i] = p.which
	}
	return order
}

// sortPieces sorts texts that are the same up to depth.
func sortPieces(texts []string, all []piece, depth int) {
	same := true
	for i := range all {
		all[i].octets = octetsAt(texts[all[i].which], depth)
		same = same && all[i].octets == all[0].octets
	}
	if !same {
		slices.SortFunc(all, func(x, y piece) int { return cmp.Compare(x.octets, y.octets) })
	}
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].octets == all[0].octets {
			n++
		}
		if n > 1 {
			sortSame(texts, all[:n], depth+8)
		}
		all = all[n:]
	}
}

// sortSame sorts texts that are the same up to depth, or end before it with nothing but
// zeros in the others: the shorter ones come first.
func sortSame(texts []string, all []piece, depth int) {
	longer := 0
	for i := range all {
		if len(texts[all[i].which]) > depth {
			all[i], all[longer] = all[longer], all[i]
			longer++
		}
	}
	slices.Reverse(all)
	ended := all[:len(all)-longer]
	slices.SortFunc(ended, func(x, y piece) int {
		return cmp.Or(cmp.Compare(len(texts[x.which]), len(texts[y.which])), cmp.Compare(x.which, y.which))
	})
	if rest := all[len(all)-longer:]; len(rest) > 1 {
		sortPieces(texts, rest, depth)
	}
}

// octetsAt is what a text has from depth on, zeros after its end.
func octetsAt(text string, depth int) uint64 {
	if len(text) >= depth+8 {
		return binary.BigEndian.Uint64([]byte(text[depth : depth+8]))
	}
	var b [8]byte
	if len(text) > depth {
		copy(b[:], text[depth:])
	}
	return binary.BigEndian.Uint64(b[:])
}
