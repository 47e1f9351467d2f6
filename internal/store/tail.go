package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"slices"

	"rockxy/internal/flow"
)

// tail is what the segments hold and the index does not have yet: a fraction
// of a second of capture, or what a process left that was killed. Reading it
// makes lists complete without waiting for the index.
type tail struct {
	batch rowBatch
	rows  []row // of batch, the last of each entry, by number
	gone  []row // of batch, ranges of entries that were deleted
}

// tailMax bounds how many octets of segments are read for a tail. A writer does
// not let the index fall behind so far.
const tailMax = (lagSegments + 1) * segmentMax

// tail reads the segments from where the index ends.
func (r *Reader) tail(ctx context.Context) (*tail, error) {
	var m mark
	err := r.db.QueryRowContext(ctx, "SELECT indexed_seg, indexed_off FROM progress").Scan(&m.Seg, &m.Off)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	t := &tail{}
	left := int64(tailMax)
	for seg, off := max(m.Seg, 1), max(m.Off, segmentHeader); left > 0; seg, off = seg+1, segmentHeader {
		n, err := t.read(r.dir, mark{seg, off}, left)
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err != nil {
			return nil, err
		}
		left -= n
	}
	t.sort()
	return t, nil
}

func (t *tail) read(dir string, from mark, limit int64) (int64, error) {
	f, err := os.Open(segmentPath(dir, from.Seg))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil || fi.Size() <= from.Off {
		return 0, err
	}
	size := min(fi.Size(), from.Off+limit)
	end, err := scanSegment(f, size, from.Off, func(kind recordKind, items []byte, off, n int64) error {
		t.batch.add(kind, items, place{from.Seg, off, n})
		return nil
	})
	return end - from.Off, err
}

// sort keeps the last row of each entry.
func (t *tail) sort() {
	rows := slices.Clone(t.batch.rows)
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.id, b.id) })
	for _, r := range rows {
		if r.gone > 0 {
			t.gone = append(t.gone, r)
		}
	}
	for i, r := range rows {
		if (i+1 == len(rows) || rows[i+1].id != r.id) && !t.deleted(r.id) {
			t.rows = append(t.rows, r)
		}
	}
}

// deleted reports whether an entry was deleted: none is recorded after that.
func (t *tail) deleted(id uint64) bool {
	return slices.ContainsFunc(t.gone, func(r row) bool { return r.id <= id && id <= r.gone })
}

func (t *tail) summary(r *row) []byte { return t.batch.buf[r.from:r.to] }

func (t *tail) find(id flow.ID) *row {
	i, ok := slices.BinarySearchFunc(t.rows, uint64(id), func(r row, id uint64) int { return cmp.Compare(r.id, id) })
	if !ok {
		return nil
	}
	return &t.rows[i]
}

// cursor walks a tail in the order of a query.
type cursor struct {
	t      *tail
	at     int
	oldest bool
}

func (t *tail) cursor(q *Query) *cursor {
	c := &cursor{t: t, oldest: q.Oldest}
	lo, _ := slices.BinarySearchFunc(t.rows, uint64(q.After)+1, func(r row, id uint64) int { return cmp.Compare(r.id, id) })
	hi := len(t.rows)
	if q.Before != 0 {
		hi, _ = slices.BinarySearchFunc(t.rows, uint64(q.Before), func(r row, id uint64) int { return cmp.Compare(r.id, id) })
	}
	c.t = &tail{batch: t.batch, rows: t.rows[min(lo, hi):hi], gone: t.gone}
	if !q.Oldest {
		c.at = len(c.t.rows) - 1
	}
	return c
}

// peek returns the next row, nil at the end.
func (c *cursor) peek() *row {
	if c.at < 0 || c.at >= len(c.t.rows) {
		return nil
	}
	return &c.t.rows[c.at]
}

func (c *cursor) next() {
	if c.oldest {
		c.at++
	} else {
		c.at--
	}
}

// precedes reports whether r comes before entry id in the order of the query.
func (c *cursor) precedes(r *row, id uint64) bool {
	if c.oldest {
		return r.id < id
	}
	return r.id > id
}
