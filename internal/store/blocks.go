package store

import (
	"database/sql/driver"
	"time"
)

// blocks says when which block is made. It is owned by the indexer's goroutine.
type blocks struct {
	b       *blockBuilder // nil until the first block is made
	rowsAt  time.Time     // when rows were last counted
	rows    int           // since then
	checked bool          // blocks of another version were looked for
	dirty   bool          // rows were written since changed entries were counted
	cleaned time.Time     // when that was
}

const (
	// blockLag is how many entries may be without a block while many are
	// captured: they are looked at by row, which takes longer.
	blockLag = 8 * blockEntries
	// blockSettle is how many of the newest entries are left alone: they end, and
	// their programs become known.
	blockSettle = 512
	// busyRows is how many rows a second make it quiet no more.
	busyRows = 500
	// blockChanged is how many entries of a block may have changed before it is
	// made anew.
	blockChanged = blockEntries / 16
	// cleanEvery is how often changed entries are counted.
	cleanEvery = 10 * time.Second
)

// count takes note of rows and reports whether capture is busy.
func (k *blocks) count(rows int, now time.Time) (busy bool) {
	if d := now.Sub(k.rowsAt); d > time.Second {
		k.rowsAt, k.rows = now, 0
	}
	k.rows += rows
	return k.rows > busyRows
}

// blockWork says when step is to be called again.
type blockWork int

const (
	noWork    blockWork = iota // when rows were written
	laterWork                  // when it is quiet
	moreWork                   // at once
)

// step makes at most one block.
func (k *blocks) step(x *index, rows int, now time.Time) (blockWork, error) {
	busy := k.count(rows, now)
	k.dirty = k.dirty || rows > 0
	behind := int64(x.newest) - int64(x.through) - blockSettle
	switch {
	case behind >= blockLag, behind >= blockEntries && !busy:
		first, err := k.next(x)
		if err == nil {
			err = k.build(x, first)
		}
		return moreWork, err
	case busy:
		return laterWork, nil
	case !k.checked:
		return k.renew(x, "SELECT first FROM block WHERE version <> ? LIMIT 1", int64(blockVersion), &k.checked)
	case k.dirty && now.Sub(k.cleaned) > cleanEvery:
		clean := false
		work, err := k.renew(x, "SELECT first FROM block JOIN changed ON id BETWEEN first AND last"+
			" JOIN entry USING (id) WHERE active IS NULL GROUP BY first HAVING count(*) > ? LIMIT 1", blockChanged, &clean)
		if clean {
			k.cleaned, k.dirty = now, false
		}
		return work, err
	case k.dirty:
		return laterWork, nil
	}
	return noWork, nil
}

// next is where the block after the newest one begins: numbers without rows
// need none.
func (k *blocks) next(x *index) (uint64, error) {
	if x.through > 0 {
		return x.through + 1, nil
	}
	oldest, err := x.queryInt("SELECT min(id) FROM entry")
	return uint64(max(oldest-1, 0))/blockEntries*blockEntries + 1, err
}

// renew makes the block anew that a query names, or sets done.
func (k *blocks) renew(x *index, query string, arg int64, done *bool) (blockWork, error) {
	first, err := x.queryInt(query, driver.Value(arg))
	if err != nil || first == 0 {
		*done = err == nil
		return laterWork, err
	}
	return moreWork, k.build(x, uint64(first))
}

func (k *blocks) build(x *index, first uint64) (err error) {
	if k.b == nil {
		if k.b, err = newBlockBuilder(); err != nil {
			return err
		}
	}
	return k.b.build(x, first)
}

// shrink lets go of buffers.
func (k *blocks) shrink() { k.b = nil }
