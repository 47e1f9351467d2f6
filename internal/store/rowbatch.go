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
		_ = eachItem(items, func(tag byte, data []byte, _ int) error {
			if tag == itemSummary {
				b.addSummary(data, at)
			}
			return nil
		})
	}
}

func (b *rowBatch) addSummary(data []byte, at place) {
	id, active := summaryKey(data)
	if id == 0 {
		return
	}
	from := len(b.buf)
	b.buf = append(b.buf, data...)
	b.rows = append(b.rows, row{id, at, active, from, len(b.buf)})
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
	_ = eachField(string(data), func(f *field) error {
		switch f.Num {
		case sumID:
			id = f.Val
		case sumState:
			active = f.Val == 1
		}
		return nil
	})
	return id, active
}
