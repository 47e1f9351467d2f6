package store

import "database/sql/driver"

// keptSchema notes which entries are not like others: those that are pinned,
// those that were copied out of segments that are gone, and those that reach
// over several segments. absent counts the numbers
// of entries that have no row (any more).
const keptSchema = `
ALTER TABLE entry ADD COLUMN kept INTEGER;
CREATE INDEX entry_kept ON entry (kept) WHERE kept IS NOT NULL;
ALTER TABLE progress ADD COLUMN absent INTEGER NOT NULL DEFAULT 0;
` + countAbsent

// keptSince is the version of the index that has them first.
const keptSince = 3

const countAbsent = `UPDATE progress SET absent = next_id - 1 - (SELECT count(*) FROM entry);`

// keep is what of an entry decides how retention treats it.
type keep struct {
	first  uint32 // the oldest segment that it is in; 0: that of its last record
	pinned bool
	moved  bool // its last record is younger than it is
}

const (
	keptPinned = 1
	keptMoved  = 2
	keptShift  = 2 // above it is the oldest segment
)

// value is that of the column kept; seg is the segment of the last record.
func (k keep) value(seg uint32) driver.Value {
	v := int64(k.first)
	if k.first == 0 {
		v = int64(seg)
	}
	if !k.pinned && !k.moved && v == int64(seg) {
		return nil
	}
	v <<= keptShift
	if k.pinned {
		v |= keptPinned
	}
	if k.moved {
		v |= keptMoved
	}
	return v
}

// present is how many of rows come before a deletion, at most rowsAtOnce.
func present(rows []row) int {
	for i := range rows {
		if i == rowsAtOnce || rows[i].gone > 0 {
			return i
		}
	}
	return len(rows)
}

// changes is how many rows the last statement changed.
func (x *index) changes() (int64, error) { return x.queryInt("SELECT changes()") }

// deleteRange removes the rows of entries from to to. It is to be called inside
// a transaction.
func (x *index) deleteRange(from, to uint64) error {
	a, b := int64(from), int64(min(to, 1<<62))
	if err := x.exec("INSERT OR IGNORE INTO changed SELECT id FROM entry WHERE id BETWEEN ? AND ? AND id <= ?", a, b, int64(x.through)); err != nil {
		return err
	}
	if err := x.exec("DELETE FROM entry WHERE id BETWEEN ? AND ?", a, b); err != nil {
		return err
	}
	x.noteGone(from, min(to, 1<<62))
	n, err := x.changes()
	if err == nil {
		err = x.addAbsent(n)
	}
	return err
}

// deleteOld removes the rows whose last record is in segment seg or before, and
// with moved those that were copied from there. Numbers beyond last are none of
// them.
func (x *index) deleteOld(seg uint32, last int64, movedToo bool) error {
	var moved, pinned []uint64
	err := x.query("SELECT id, seg, kept FROM entry WHERE kept IS NOT NULL AND id <= ?", []driver.Value{last}, func(v []driver.Value) error {
		id, _ := v[0].(int64)
		at, _ := v[1].(int64)
		kept, _ := v[2].(int64)
		switch {
		case movedToo && kept&(keptPinned|keptMoved) == keptMoved && at > int64(seg):
			moved = append(moved, uint64(id))
		case kept&keptPinned != 0 && at <= int64(seg):
			pinned = append(pinned, uint64(id))
		}
		return nil
	})
	if err != nil {
		return err
	}
	n, err := x.deleteIn(seg, last)
	if err != nil {
		return err
	}
	for _, id := range pinned { // could not be copied; blocks are not to take it for gone
		if err := x.touch(id); err != nil {
			return err
		}
	}
	for _, id := range moved {
		if err := x.deleteRow(id); err != nil {
			return err
		}
	}
	return x.addAbsent(n)
}

// deleteIn removes the rows of deleteOld that are like others, and returns how many they
// were.
func (x *index) deleteIn(seg uint32, last int64) (int64, error) {
	query := "DELETE FROM entry WHERE id <= ? AND seg <= ? AND (kept IS NULL OR kept & 1 = 0)"
	if x.wanted == nil || !x.wanted() {
		if err := x.exec(query, last, int64(seg)); err != nil {
			return 0, err
		}
		return x.changes()
	}
	n := int64(0)
	err := x.query(query+" RETURNING id", []driver.Value{last, int64(seg)}, func(v []driver.Value) error {
		id, _ := v[0].(int64)
		x.noteGone(uint64(id), uint64(id))
		n++
		return nil
	})
	return n, err
}

// addAbsent is to be called inside a transaction.
func (x *index) addAbsent(n int64) error {
	if n == 0 {
		return nil
	}
	if err := x.exec("UPDATE progress SET absent = absent + ?", n); err != nil {
		return err
	}
	x.absent += n
	return nil
}

// countDiscarded is called inside a transaction.
func (ix *indexer) countDiscarded() error {
	if ix.discarded == nil {
		return nil
	}
	n := ix.discarded()
	err := ix.x.addAbsent(n - ix.nobody)
	ix.nobody = n
	return err
}

// recount counts the rows. It reads the whole index.
func (x *index) recount() error {
	if err := x.exec(countAbsent); err != nil {
		return err
	}
	return x.loadAbsent()
}

func (x *index) loadAbsent() (err error) {
	x.absent, err = x.queryInt("SELECT absent FROM progress")
	return err
}
