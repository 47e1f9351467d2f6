package store

import "database/sql/driver"

// Blocks are the summaries of finished entries once more, a column at a time:
// what lists and counts read to find the few rows that they want. They are
// made behind the rows.
//
// Every entry up to the last one of the newest block is in a block as its row
// is now, or its number is in changed; a number in changed without a row is an
// entry that is gone. So is an entry of a block whose segment is older than the
// oldest of the table segment. Whoever changes or deletes a row other than
// through putRows and deleteSegment has to call touch.
const blockSchema = `
CREATE TABLE block (
	first INTEGER PRIMARY KEY,
	last INTEGER NOT NULL,
	entries INTEGER NOT NULL,
	seg_min INTEGER NOT NULL,
	seg_max INTEGER NOT NULL,
	version INTEGER NOT NULL
);
CREATE TABLE block_column (
	key INTEGER PRIMARY KEY,
	data BLOB NOT NULL
);
CREATE TABLE changed (id INTEGER PRIMARY KEY);
`

// blocksSince is the version of the index that began to have blocks.
const blocksSince = 2

const (
	// blockVersion is that of the columns; blocks of another are made anew.
	blockVersion = 2
	// blockEntries is how many numbers a block spans.
	blockEntries = 4096
	// columnSegment and columnOffset are the columns of where the last records
	// are.
	columnSegment = 255
	columnOffset  = 254
)

// columnKey is the key of a column of the block that begins with first.
func columnKey(first uint64, column uint8) int64 { return int64(first)<<8 | int64(column) }

// loadNumbers reads up to which entry there are blocks, and rows.
func (x *index) loadNumbers() error {
	through, err := x.queryInt("SELECT max(last) FROM block")
	if err != nil {
		return err
	}
	newest, err := x.queryInt("SELECT max(id) FROM entry")
	x.through, x.newest = uint64(through), uint64(newest)
	if err != nil {
		return err
	}
	return x.loadAbsent()
}

// touch notes that the row of an entry is not what a block may have of it.
func (x *index) touch(id uint64) error {
	if id > x.through {
		return nil
	}
	return x.exec("INSERT OR IGNORE INTO changed VALUES (?)", int64(id))
}

// deleteRow removes an entry's row.
func (x *index) deleteRow(id uint64) error {
	if err := x.touch(id); err != nil {
		return err
	}
	if err := x.exec("DELETE FROM entry WHERE id = ?", int64(id)); err != nil {
		return err
	}
	x.noteGone(id, id)
	n, err := x.changes()
	if err != nil {
		return err
	}
	return x.addAbsent(n)
}

// dropBlocks removes the blocks that have nothing after segment seg, and what
// is noted of entries that are gone. It is to be called inside a transaction.
func (x *index) dropBlocks(seg uint32) error {
	var firsts []int64
	err := x.query("SELECT first FROM block WHERE seg_max <= ?", []driver.Value{int64(seg)}, func(v []driver.Value) error {
		first, _ := v[0].(int64)
		firsts = append(firsts, first)
		return nil
	})
	for _, first := range firsts {
		if err == nil && uint64(first)+blockEntries <= x.through { // the newest says how far blocks go
			err = x.dropBlock(uint64(first))
		}
	}
	if err != nil {
		return err
	}
	return x.exec("DELETE FROM changed WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.id = changed.id) AND" +
		" NOT EXISTS (SELECT 1 FROM block WHERE changed.id BETWEEN first AND last)")
}

func (x *index) dropBlock(first uint64) error {
	if err := x.exec("DELETE FROM block_column WHERE key BETWEEN ? AND ?", columnKey(first, 0), columnKey(first, 255)); err != nil {
		return err
	}
	return x.exec("DELETE FROM block WHERE first = ?", int64(first))
}
