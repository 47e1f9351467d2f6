package store

import "errors"

// errStop ends a walk without being an error.
var errStop = errors.New("stop")

// walk merges the rows of the index with the tail.
type walk struct {
	q     Query
	c     *cursor
	yield func(*Summary) error
	left  int
}

func (w *walk) rows(b *rowBatch) error {
	for i := range b.rows {
		r := &b.rows[i]
		if err := w.row(r.id, mark{r.at.Seg, r.at.Off}, b.buf[r.from:r.to]); err != nil {
			return err
		}
	}
	return nil
}

// row emits what the tail has before an entry of the index, then that entry in
// its newest form.
func (w *walk) row(id uint64, at mark, data []byte) error {
	if w.c.t.deleted(id) {
		return nil
	}
	for {
		r := w.c.peek()
		if r == nil || !w.c.precedes(r, id) && r.id != id {
			return w.emit(data)
		}
		w.c.next()
		if r.id != id {
			if err := w.emit(w.c.t.summary(r)); err != nil {
				return err
			}
			continue
		}
		if at.before(mark{r.at.Seg, r.at.Off}) {
			data = w.c.t.summary(r)
		}
		return w.emit(data)
	}
}

// drain emits what the tail has after the last row of the index.
func (w *walk) drain() error {
	for r := w.c.peek(); r != nil; r = w.c.peek() {
		w.c.next()
		if err := w.emit(w.c.t.summary(r)); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) emit(data []byte) error {
	var s Summary
	if err := decodeSummary(data, &s); err != nil {
		return err
	}
	if !w.q.match(&s) {
		return nil
	}
	if err := w.yield(&s); err != nil {
		return err
	}
	if w.left--; w.left == 0 {
		return errStop
	}
	return nil
}
