package grams

import (
	"math/bits"
	"slices"
)

// Cells is how many cells a shard has.
const Cells = 64

// Builder gathers a shard. The zero Builder is not ready for use.
type Builder struct {
	three, five []uint64 // a word of cells for each sequence
	cells       [][]uint64
	octets      int64

	// The cell that is being filled.
	ids                 []uint64
	cellThree, cellFive []uint64 // bits
	cellOctets          int
	full                bool // everything occurs in it
}

// NewBuilder returns a Builder; it holds about 4 MiB.
func NewBuilder() *Builder {
	return &Builder{
		three: make([]uint64, 1<<threeBits), five: make([]uint64, 1<<fiveBits),
		cellThree: make([]uint64, 1<<threeBits/64), cellFive: make([]uint64, 1<<fiveBits/64),
	}
}

// Reset makes b ready for another shard.
func (b *Builder) Reset() {
	clear(b.three)
	clear(b.five)
	b.cells, b.octets = b.cells[:0], 0
	b.resetCell()
}

func (b *Builder) resetCell() {
	clear(b.cellThree)
	clear(b.cellFive)
	b.ids, b.cellOctets, b.full = nil, 0, false
}

// Entry says that the text that follows belongs to entry id.
func (b *Builder) Entry(id uint64) {
	if n := len(b.ids); n == 0 || b.ids[n-1] != id {
		b.ids = append(b.ids, id)
	}
}

// Text adds a folded text.
func (b *Builder) Text(text []byte) {
	if len(text) < Fewest || b.full {
		return
	}
	b.cellOctets += len(text)
	three := uint32(classes[text[0]])<<6 | uint32(classes[text[1]])
	five := uint64(text[0])<<8 | uint64(text[1])
	for i := 2; i < len(text); i++ {
		c := text[i]
		three = (three<<6 | uint32(classes[c])) & (1<<threeBits - 1)
		b.cellThree[three>>6] |= 1 << (three & 63)
		five = (five<<8 | uint64(c)) & fiveMask
		if i >= 4 {
			h := fiveHash(five)
			b.cellFive[h>>6] |= 1 << (h & 63)
		}
	}
}

// Everything says that the entry has text that is not added: it is named in
// every answer.
func (b *Builder) Everything() { b.full = true }

// CellOctets and CellEntries say how full the cell is that is being filled.
func (b *Builder) CellOctets() int  { return b.cellOctets }
func (b *Builder) CellEntries() int { return len(b.ids) }

// EndCell completes the cell that is being filled. It reports whether the shard
// is full.
func (b *Builder) EndCell() (full bool) {
	if len(b.ids) == 0 {
		return len(b.cells) >= Cells
	}
	bit := uint64(1) << len(b.cells)
	spread(b.three, b.cellThree, bit, b.full)
	spread(b.five, b.cellFive, bit, b.full)
	slices.Sort(b.ids)
	b.cells = append(b.cells, slices.Compact(b.ids))
	b.octets += int64(b.cellOctets)
	b.resetCell()
	return len(b.cells) >= Cells
}

// spread sets a bit in the words of the sequences of a cell.
func spread(words, cell []uint64, bit uint64, all bool) {
	for i, w := range cell {
		if all {
			w = ^uint64(0)
		}
		for ; w != 0; w &= w - 1 {
			words[i<<6+bits.TrailingZeros64(w)] |= bit
		}
	}
}

// Entries counts the entries of all cells.
func (b *Builder) Entries() int {
	n := len(b.ids)
	for _, c := range b.cells {
		n += len(c)
	}
	return n
}

// withOpen returns all cells, the one that is being filled too, which goes on
// being filled: its bits stay where they are put now.
func (b *Builder) withOpen() (cells [][]uint64, octets int64) {
	if len(b.ids) == 0 || len(b.cells) >= Cells {
		return b.cells, b.octets
	}
	bit := uint64(1) << len(b.cells)
	spread(b.three, b.cellThree, bit, b.full)
	spread(b.five, b.cellFive, bit, b.full)
	ids := slices.Clone(b.ids)
	slices.Sort(ids)
	return append(slices.Clip(b.cells), slices.Compact(ids)), b.octets + int64(b.cellOctets)
}
