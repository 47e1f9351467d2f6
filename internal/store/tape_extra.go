package store

// maxExtra bounds what is kept of a file besides an exchange.
const maxExtra = 1 << 20

// Extra records what the file that an exchange was read from says besides: a
// JSON object, and why a part of the exchange is missing there. Either may be
// empty. What is very large is left out.
func (t *Tape) Extra(object []byte, incomplete string) {
	if len(object) == 0 && incomplete == "" || !t.admit() {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.body = 0
	if n := len(object); n > 0 && n <= maxExtra {
		t.item(itemExtra, object)
	}
	if n := len(incomplete); n > 0 && n <= maxExtra {
		t.item(itemNote, []byte(incomplete))
	}
	t.dirty = true
	t.partLocked()
}

func (t *Tape) item(tag byte, data []byte) {
	var start int
	t.buf, start = beginItem(t.buf, tag)
	t.buf = append(t.buf, data...)
	endItem(t.buf, start)
}
