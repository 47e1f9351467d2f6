package store

// rowBatch gathers rows for one transaction.
type rowBatch struct {
	rows []row
	buf  []byte
	conn uint64 // highest connection number seen
	last uint64 // highest entry seen
}

// add takes what the index needs from a record. A record that is whole but
// makes no sense (a newer writer's) is passed over.
func (b *rowBatch) add(kind recordKind, items []byte, at place) {
	switch kind {
	case recordConn:
		_ = eachItem(items, func(tag byte, data []byte, _ int) error {
			if tag == itemFields {
				b.conn = max(b.conn, connNumber(data))
			}
			return nil
		})
	case recordEntry:
		var l link
		_ = eachItem(items, func(tag byte, data []byte, _ int) error {
			switch tag {
			case itemLink:
				l, _ = decodeLink(data)
			case itemSummary:
				b.addSummary(data, at, &l)
			}
			return nil
		})
	case recordGone:
		_ = eachItem(items, func(tag byte, data []byte, _ int) error {
			if from, to, err := decodeRange(data); tag == itemRange && err == nil {
				b.rows = append(b.rows, row{id: from, gone: to, at: at})
			}
			return nil
		})
	}
}

func (b *rowBatch) addSummary(data []byte, at place, l *link) {
	id, active, pinned := summaryRow(data)
	if id == 0 {
		return
	}
	from := len(b.buf)
	b.buf = append(b.buf, data...)
	b.rows = append(b.rows, row{id: id, at: at, active: active, from: from, to: len(b.buf), keep: keep{l.First, pinned, l.Moved}})
	b.last = max(b.last, id)
}

// addChunk copies the rows of a chunk.
func (b *rowBatch) addChunk(c *chunk) {
	for _, r := range c.rows {
		from := len(b.buf)
		b.buf = append(b.buf, c.buf[r.from:r.to]...)
		r.from, r.to = from, len(b.buf)
		b.rows = append(b.rows, r)
	}
}

func (b *rowBatch) reset() { b.rows, b.buf = b.rows[:0], b.buf[:0] }

// summaryKey reads the number and the state of an encoded summary.
func summaryKey(data []byte) (id uint64, active bool) {
	id, active, _ = summaryRow(data)
	return id, active
}

// summaryRow reads what the index wants of an encoded summary.
func summaryRow(data []byte) (id uint64, active, pinned bool) {
	_ = eachField(string(data), func(f *field) error {
		switch f.Num {
		case sumID:
			id = f.Val
		case sumState:
			active = f.Val == 1
		case sumPinned:
			pinned = f.Val != 0
		}
		return nil
	})
	return id, active, pinned
}
