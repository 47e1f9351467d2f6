package store

import "errors"

// errStop ends a walk without being an error.
var errStop = errors.New("stop")

// walk merges the rows of the index with the tail.
type walk struct {
	q     Query
	c     *cursor
	yield func(*Summary, place) error
	left  int
}

func (w *walk) rows(b *rowBatch) error {
	for i := range b.rows {
		r := &b.rows[i]
		if err := w.row(r.id, r.at, b.buf[r.from:r.to]); err != nil {
			return err
		}
	}
	return nil
}

// row emits what the tail has before an entry of the index, then that entry in
// its newest form.
func (w *walk) row(id uint64, at place, data []byte) error {
	if w.c.t.deleted(id) {
		return nil
	}
	for {
		r := w.c.peek()
		if r == nil || !w.c.precedes(r, id) && r.id != id {
			return w.emit(data, at)
		}
		w.c.next()
		if r.id != id {
			if err := w.emit(w.c.t.summary(r), r.at); err != nil {
				return err
			}
			continue
		}
		if at.before(r.at) {
			data, at = w.c.t.summary(r), r.at
		}
		return w.emit(data, at)
	}
}

// drain emits what the tail has after the last row of the index.
func (w *walk) drain() error {
	for r := w.c.peek(); r != nil; r = w.c.peek() {
		w.c.next()
		if err := w.emit(w.c.t.summary(r), r.at); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) emit(data []byte, at place) error {
	var s Summary
	if err := decodeSummary(data, &s); err != nil {
		return err
	}
	if !w.q.match(&s) {
		return nil
	}
	if err := w.yield(&s, at); err != nil {
		return err
	}
	if w.left--; w.left == 0 {
		return errStop
	}
	return nil
}
