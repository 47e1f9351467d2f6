package store

import (
	"database/sql/driver"

	"github.com/klauspost/compress/zstd"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/store/column"
)

// blockBuilder makes blocks of rows. It is owned by the indexer's goroutine.
type blockBuilder struct {
	columns []filter.Column
	texts   []column.TextBuilder
	numbers []column.NumberBuilder
	segs    column.NumberBuilder
	offsets column.NumberBuilder
	z       *zstd.Encoder
	buf     []byte

	entries        int
	segMin, segMax int64
	left           []uint64 // entries that are still going on, or make no sense
}

func newBlockBuilder() (*blockBuilder, error) {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, err
	}
	all := filter.Columns()
	return &blockBuilder{
		columns: all, z: z,
		texts: make([]column.TextBuilder, len(all)), numbers: make([]column.NumberBuilder, len(all)),
	}, nil
}

func (b *blockBuilder) reset() {
	for i := range b.columns {
		b.texts[i].Reset()
		b.numbers[i].Reset()
	}
	b.segs.Reset()
	b.offsets.Reset()
	b.entries, b.segMin, b.segMax, b.left = 0, 1<<62, 0, b.left[:0]
}

// build makes the block that begins with entry first of the rows that there
// are, in one transaction. A block that is there is replaced.
func (b *blockBuilder) build(x *index, first uint64) error {
	last := first + blockEntries - 1
	b.reset()
	return x.tx(func() error {
		err := x.query("SELECT id, seg, off, summary FROM entry WHERE id BETWEEN ? AND ? ORDER BY id",
			[]driver.Value{int64(first), int64(last)}, b.row)
		if err == nil {
			err = x.dropBlock(first)
		}
		if err == nil {
			err = x.exec("DELETE FROM changed WHERE id BETWEEN ? AND ?", int64(first), int64(last))
		}
		if err == nil {
			err = b.put(x, first, last)
		}
		if err != nil {
			return err
		}
		x.through = max(x.through, last)
		for _, id := range b.left {
			if err := x.touch(id); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *blockBuilder) row(v []driver.Value) error {
	id, _ := v[0].(int64)
	seg, _ := v[1].(int64)
	off, _ := v[2].(int64)
	data, _ := v[3].([]byte)
	var s Summary
	if err := decodeSummary(data, &s); err != nil || s.State == flow.Active || int64(s.ID) != id {
		b.left = append(b.left, uint64(id))
		return nil
	}
	b.entries++
	b.segMin, b.segMax = min(b.segMin, seg), max(b.segMax, seg)
	b.segs.Add(seg, true)
	b.offsets.Add(off, true)
	for i, c := range b.columns {
		if c.IsText() {
			b.texts[i].Add(s.text(c))
		} else {
			b.numbers[i].Add(s.number(c))
		}
	}
	return nil
}

func (b *blockBuilder) put(x *index, first, last uint64) error {
	err := x.exec("INSERT INTO block VALUES (?, ?, ?, ?, ?, ?)", int64(first), int64(last), int64(b.entries), min(b.segMin, b.segMax), b.segMax, int64(blockVersion))
	put := func(c uint8) {
		if err == nil {
			err = x.exec("INSERT INTO block_column VALUES (?, ?)", columnKey(first, c), b.buf)
		}
	}
	for i, c := range b.columns {
		if c.IsText() {
			b.buf = b.texts[i].AppendTo(b.buf[:0], b.z)
		} else {
			b.buf = b.numbers[i].AppendTo(b.buf[:0])
		}
		put(uint8(c))
	}
	b.buf = b.segs.AppendTo(b.buf[:0])
	put(columnSegment)
	b.buf = b.offsets.AppendTo(b.buf[:0])
	put(columnOffset)
	return err
}
