package grams

import (
	"encoding/binary"
	"io"
	"math/bits"
	"slices"
)

// A table holds the words that are not zero. Lines come first: how many words
// are before those of the line (uint32), then a bit for each of its places. The
// words follow, each of the width that the number of cells needs.
const (
	lineSize   = 64
	linePlaces = (lineSize - 4) * 8
)

func linesOf(places int) int { return (places + linePlaces - 1) / linePlaces }

func appendTable(b []byte, words []uint64, width int) []byte {
	at := len(b)
	b = append(b, make([]byte, linesOf(len(words))*lineSize)...)
	rank := uint32(0)
	for i, w := range words {
		line := b[at+i/linePlaces*lineSize:]
		if i%linePlaces == 0 {
			binary.LittleEndian.PutUint32(line, rank)
		}
		if w == 0 {
			continue
		}
		p := i % linePlaces
		line[4+p/8] |= 1 << (p % 8)
		rank++
	}
	for _, w := range words {
		if w == 0 {
			continue
		}
		for range width {
			b = append(b, byte(w))
			w >>= 8
		}
	}
	return b
}

// table is one that is read.
type table struct {
	r      io.ReaderAt
	at     int64 // where it is
	size   int64
	places int
	width  int
}

// word is that of a place, modulo the number of places.
func (t *table) word(place uint32) (uint64, error) {
	i := int(place) & (t.places - 1)
	var line [lineSize]byte
	if _, err := t.r.ReadAt(line[:], t.at+int64(i/linePlaces*lineSize)); err != nil {
		return 0, err
	}
	p := i % linePlaces
	if line[4+p/8]&(1<<(p%8)) == 0 {
		return 0, nil
	}
	rank := int64(binary.LittleEndian.Uint32(line[:])) + int64(bits.OnesCount8(line[4+p/8]&(1<<(p%8)-1)))
	for _, b := range line[4 : 4+p/8] {
		rank += int64(bits.OnesCount8(b))
	}
	off := int64(linesOf(t.places)*lineSize) + rank*int64(t.width)
	if off+int64(t.width) > t.size {
		return 0, ErrDamaged
	}
	var word [8]byte
	if _, err := t.r.ReadAt(word[:t.width], t.at+off); err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint64(word[:]), nil
}

// folded makes a table of hashes as small as it may be.
func folded(words []uint64, cells int) (_ []uint64, bits int) {
	own := false
	for bits = fiveBits; bits > fewestBits && sparse(words, cells); bits-- {
		half := len(words) / 2
		if !own {
			words, own = slices.Clone(words), true
		}
		for i, w := range words[half:] {
			words[i] |= w
		}
		words = words[:half]
	}
	return words, bits
}

// sparse reports whether so few of the bits are set that a table half as large
// does as well.
func sparse(words []uint64, cells int) bool {
	set := 0
	for _, w := range words {
		set += bits.OnesCount64(w)
	}
	return set*sparseBelow < len(words)*cells
}

const (
	// sparseBelow: less than one bit of so many is set.
	sparseBelow = 10
	fewestBits  = 10
)
