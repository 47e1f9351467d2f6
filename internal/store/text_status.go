package store

import "time"

// TextLag is how far the text index is behind.
type TextLag struct {
	// Entries is how many it does not have yet, nearly; For is since when that
	// has not been none. Searches read them one by one.
	Entries int64
	For     time.Duration
	// Bytes is the size of the index on disk.
	Bytes int64
	// Err is why it cannot be written, nil while it can.
	Err error
}

// lag says how far the shards are behind; newest is the number of the newest
// entry.
func (x *textIndexer) lag(newest uint64) TextLag {
	x.mu.Lock()
	lag := TextLag{Err: x.err}
	if x.saved.before(x.written) {
		lag.For = time.Since(x.since)
		lag.Entries = max(int64(newest-min(x.savedID, newest)), 1)
	}
	x.mu.Unlock()
	lag.Bytes = textSize(x.dir)
	return lag
}
