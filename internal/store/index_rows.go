package store

import (
	"context"
	"database/sql/driver"
	"strings"
)

// rowsAtOnce is how many rows one statement inserts.
const rowsAtOnce = 32

const (
	insertInto  = "INSERT INTO entry (id, seg, off, len, active, summary, kept) VALUES "
	insertRow   = "(?,?,?,?,?,?,?)"
	insertMerge = " ON CONFLICT (id) DO UPDATE SET seg=excluded.seg, off=excluded.off, len=excluded.len, active=excluded.active, summary=excluded.summary, kept=excluded.kept"
)

var (
	insertOne  = insertInto + insertRow + insertMerge
	insertMany = insertInto + insertRow + strings.Repeat(","+insertRow, rowsAtOnce-1) + insertMerge
)

// putRows inserts or replaces rows whose summaries are in buf.
func (x *index) putRows(rows []row, buf []byte) error {
	for len(rows) > 0 {
		if rows[0].gone > 0 {
			if err := x.deleteRange(rows[0].id, rows[0].gone); err != nil {
				return err
			}
			rows = rows[1:]
			continue
		}
		n, query := 1, insertOne
		if present(rows) >= rowsAtOnce {
			n, query = rowsAtOnce, insertMany
		}
		st, err := x.prepare(query)
		if err != nil {
			return err
		}
		x.args = x.args[:0]
		for i := range rows[:n] {
			x.rowArgs(&rows[i], buf)
		}
		if _, err := st.(driver.StmtExecContext).ExecContext(context.Background(), x.args); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func (x *index) rowArgs(r *row, buf []byte) {
	var active driver.Value
	if r.active {
		active = int64(1)
	}
	for _, v := range [...]driver.Value{int64(r.id), int64(r.at.Seg), r.at.Off, r.at.Len, active, buf[r.from:r.to], r.keep.value(r.at.Seg)} {
		x.args = append(x.args, driver.NamedValue{Ordinal: len(x.args) + 1, Value: v})
	}
}

// putBatch inserts or replaces the rows of b, and notes which segments they
// are in. It is to be called inside a transaction.
func (x *index) putBatch(b *rowBatch) error {
	if err := x.putRows(b.rows, b.buf); err != nil {
		return err
	}
	last := uint64(0)
	for i := range b.rows {
		if b.rows[i].gone == 0 {
			last = max(last, b.rows[i].id)
			x.newest = max(x.newest, last)
			if err := x.touch(b.rows[i].id); err != nil {
				return err
			}
		}
		if i+1 < len(b.rows) && b.rows[i+1].at.Seg == b.rows[i].at.Seg {
			continue
		}
		if err := x.putSegment(b.rows[i].at.Seg, last); err != nil {
			return err
		}
		last = 0
	}
	return nil
}

// putSegment records that segment seg holds last records of entries up to last.
func (x *index) putSegment(seg uint32, last uint64) error {
	return x.exec("INSERT INTO segment VALUES (?, ?) ON CONFLICT (seg) DO UPDATE SET last_id = max(last_id, excluded.last_id)",
		int64(seg), int64(last))
}

// deleteSegment removes the rows whose last record is in segment seg or before,
// see deleteOld.
func (x *index) deleteSegment(seg uint32, movedToo bool) error {
	return x.tx(func() error {
		last, err := x.queryInt("SELECT max(last_id) FROM segment WHERE seg <= ?", int64(seg))
		if err != nil {
			return err
		}
		if err := x.deleteOld(seg, last, movedToo); err != nil {
			return err
		}
		if err := x.exec("DELETE FROM segment WHERE seg <= ?", int64(seg)); err != nil {
			return err
		}
		return x.dropBlocks(seg)
	})
}

// rowsAfter calls yield for the rows whose last record ends after m in m's
// segment, or is in a later one. It reads the whole index.
func (x *index) rowsAfter(m mark, yield func(id int64, at place) error) error {
	return x.query("SELECT id, seg, off, len FROM entry WHERE seg > ? OR seg = ? AND off + len > ?",
		[]driver.Value{int64(m.Seg), int64(m.Seg), m.Off},
		func(v []driver.Value) error {
			n := make([]int64, len(v))
			for i := range v {
				n[i], _ = v[i].(int64)
			}
			return yield(n[0], place{uint32(n[1]), n[2], n[3]})
		})
}
