package store

import (
	"database/sql/driver"

	"rockxy/internal/filter"
	"rockxy/internal/store/column"
)

// blockView is a block that is read, column by column as they are asked for.
type blockView struct {
	x           *index
	first, last uint64
	entries     int
	segMin      int64
	segMax      int64
	ids         *column.Numbers
	there       column.Set               // entries whose row is as in the block
	texts       [filter.ID]*column.Texts // by filter.Column
	numbers     [256]*column.Numbers     // by filter.Column, and columnOffset and columnSegment
	changed     []uint64                 // numbers up to last that are to be looked at by row
}

// openBlock reads the block that begins with first, and what of it is as it
// was; nil when there is none. It is to be called inside a view.
func openBlock(x *index, first uint64) (*blockView, error) {
	var v *blockView
	query := "SELECT last, entries, seg_min, seg_max FROM block WHERE first = ?"
	err := x.query(query, []driver.Value{int64(first)}, func(row []driver.Value) error {
		n := make([]int64, len(row))
		for i := range row {
			n[i], _ = row[i].(int64)
		}
		v = &blockView{x: x, first: first, last: uint64(n[0]), entries: int(n[1]), segMin: n[2], segMax: n[3]}
		return nil
	})
	if err != nil || v == nil {
		return nil, err
	}
	return v, v.load()
}

// load reads what is not as it was when the block was made.
func (v *blockView) load() (err error) {
	if v.ids, err = v.number(uint8(filter.ID)); err != nil {
		return err
	}
	v.there = column.All(v.entries)
	before, err := v.x.queryInt("SELECT max(last) FROM block WHERE last < ?", int64(v.first))
	if err != nil {
		return err
	}
	err = v.x.query("SELECT id FROM changed WHERE id > ? AND id <= ? ORDER BY id", []driver.Value{before, int64(v.last)}, func(row []driver.Value) error {
		id, _ := row[0].(int64)
		v.changed = append(v.changed, uint64(id))
		if i, ok := v.ids.Find(id); ok {
			v.there.Remove(i)
		}
		return nil
	})
	if err != nil {
		return err
	}
	oldest, err := v.x.queryInt("SELECT min(seg) FROM segment")
	if err != nil || v.segMin >= oldest {
		return err
	}
	segs, err := v.number(columnSegment)
	if err == nil {
		v.there.And(segs.Select(func(seg int64, _ bool) bool { return seg >= oldest }))
	}
	return err
}

func (v *blockView) data(c uint8) (data []byte, err error) {
	err = v.x.query("SELECT data FROM block_column WHERE key = ?", []driver.Value{columnKey(v.first, c)}, func(row []driver.Value) error {
		data, _ = row[0].([]byte)
		return nil
	})
	return data, err
}

func (v *blockView) number(c uint8) (*column.Numbers, error) {
	if n := v.numbers[c]; n != nil {
		return n, nil
	}
	data, err := v.data(c)
	if err != nil {
		return nil, err
	}
	n, err := column.DecodeNumbers(data)
	if err == nil && n.Len() != v.entries {
		err = column.ErrDamaged
	}
	v.numbers[c] = n
	return n, err
}

func (v *blockView) text(c filter.Column) (*column.Texts, error) {
	if t := v.texts[c]; t != nil {
		return t, nil
	}
	data, err := v.data(uint8(c))
	if err != nil {
		return nil, err
	}
	t, err := column.DecodeTexts(data, v.x.unpack)
	if err == nil && t.Len() != v.entries {
		err = column.ErrDamaged
	}
	v.texts[c] = t
	return t, err
}

func (v *blockView) id(i int) uint64 {
	id, _ := v.ids.At(i)
	return uint64(id)
}

// uncovered returns the entries whose text the index does not know, nil when
// it knows all.
func (v *blockView) uncovered(m mark) (column.Set, error) {
	if v.segMax < int64(m.Seg) {
		return nil, nil
	}
	segs, err := v.number(columnSegment)
	if err != nil {
		return nil, err
	}
	offs, err := v.number(columnOffset)
	if err != nil {
		return nil, err
	}
	s := column.NewSet(v.entries)
	for i := range v.entries {
		seg, _ := segs.At(i)
		off, _ := offs.At(i)
		if !(mark{uint32(seg), off}).before(m) {
			s.Add(i)
		}
	}
	return s, nil
}
