package store

import (
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// indexer writes the rows behind the journal. What it is given while it is too
// far behind it lets go, and reads it from the segments later.
type indexer struct {
	dir     string
	log     *slog.Logger
	segSize int64
	numbers func() (nextID, nextConn uint64)
	// discarded is how many numbers were given to entries of which nothing was
	// recorded.
	discarded func() int64
	gone      func([]Range) // is told which rows were deleted, nil: nobody
	keep      *retention    // nil: everything stays
	text      *textIndexer  // nil: there is none
	wake      chan struct{}
	moved     *broadcast // indexed or err changed

	// Owned by run.
	x      *index
	work   rowBatch
	blocks blocks
	todo   blockWork
	nobody int64 // of discarded, that the index knows of

	mu      sync.Mutex
	pending rowBatch
	behind  bool // rows between indexed and written must be read from the segments
	trim    bool // to let go of spare memory
	want    mark // who waits needs it covered up to here
	written mark // the journal's end as it is in the files
	indexed mark // what the index covers
	durable mark // what was synced
	err     error
}

const (
	// indexAt is how many octets of summaries are indexed without waiting for
	// more: some seven hundred ordinary ones, past which a transaction does not
	// get cheaper by the row.
	indexAt = 128 << 10
	// quietAfter is how long nothing happens until blocks are looked at.
	quietAfter = 2 * time.Second
	// pendingMax is how many octets of summaries the indexer holds on to.
	pendingMax = 2 << 20
)

func newIndexer(dir string, x *index, log *slog.Logger, at progress) *indexer {
	return &indexer{
		dir: dir, x: x, log: log, wake: make(chan struct{}, 1),
		written: at.indexed, indexed: at.indexed, durable: at.synced,
	}
}

// push takes what it needs from a chunk that was written.
func (ix *indexer) push(c *chunk) {
	ix.mu.Lock()
	ix.written = c.end()
	if !ix.behind {
		ix.pending.addChunk(c)
		ix.behind = len(ix.pending.buf) > pendingMax
	}
	ix.mu.Unlock()
	if ix.text != nil {
		ix.text.wrote(c.end(), len(c.rows))
	}
	ix.poke()
}

func (ix *indexer) poke() {
	select {
	case ix.wake <- struct{}{}:
	default:
	}
}

// run indexes until stop is closed and everything written is indexed (or
// cannot be).
func (ix *indexer) run(stop <-chan struct{}) {
	timer, quiet := time.NewTimer(0), time.NewTimer(0)
	<-timer.C
	defer quiet.Stop()
	armed := false
	for {
		stopping := false
		select {
		case <-ix.wake:
			if !ix.urgent() {
				if !armed {
					timer.Reset(indexDelay)
					armed = true
				}
				continue
			}
		case <-timer.C:
			armed = false
		case <-quiet.C:
		case <-stop:
			stopping = true
		}
		if err := ix.round(); err != nil {
			ix.log.Error("the index cannot be written", "error", err)
			if stopping {
				return
			}
			timer.Reset(retryEvery)
			armed = true
			continue
		}
		if stopping {
			ix.finish()
			return
		}
		switch ix.todo {
		case moreWork:
			ix.poke()
		case laterWork:
			quiet.Reset(quietAfter)
		}
	}
}

// finish notes that all is on the disk, so that the next start need not look.
func (ix *indexer) finish() {
	if err := ix.commit(ix.indexed, func() error { return nil }); err != nil {
		ix.log.Warn("the index could not be completed", "error", err)
	}
}

func (ix *indexer) urgent() bool {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.trim || ix.todo == moreWork {
		return true
	}
	wanted := ix.indexed.before(ix.want) && !ix.written.before(ix.want)
	return ix.err == nil && (wanted || len(ix.pending.buf) > indexAt)
}

// round indexes what was written so far.
func (ix *indexer) round() error {
	ix.mu.Lock()
	behind, to, trim := ix.behind, ix.written, ix.trim
	ix.pending, ix.work = ix.work, ix.pending
	ix.trim = false
	if trim {
		ix.pending = rowBatch{}
	}
	ix.mu.Unlock()

	var err error
	switch {
	case behind:
		ix.work.reset()
		err = ix.catchUp(to)
	case len(ix.work.rows) > 0 || ix.indexed != to:
		err = ix.commit(to, ix.putWork)
	}
	rows := len(ix.work.rows)
	ix.work.reset()
	if trim {
		ix.work = rowBatch{}
		ix.blocks.shrink()
		ix.x.shrink()
	}
	if err == nil {
		err = ix.after(to, rows)
	} else if ix.keep != nil {
		ix.keep.files(to.Seg)
	}
	ix.mu.Lock()
	defer ix.moved.notify()
	defer ix.mu.Unlock()
	if corrupt(err) && ix.err == nil {
		ix.markDamaged()
	}
	if err != nil {
		ix.behind = true // the rows are gone: read them from the segments
	} else if behind && ix.written == to {
		ix.behind = false
	} else if behind {
		ix.poke()
	}
	ix.err = err
	return err
}

// markDamaged has the next process that writes the session make the index anew.
func (ix *indexer) markDamaged() {
	if err := os.WriteFile(filepath.Join(ix.dir, rebuildName), nil, 0o600); err != nil {
		ix.log.Error("the index is damaged", "error", err)
	}
}

// requestTrim has the indexer let go of spare memory.
func (ix *indexer) requestTrim() {
	ix.mu.Lock()
	ix.trim = true
	ix.mu.Unlock()
	ix.poke()
}

func (ix *indexer) retain(current uint32) error {
	if ix.keep == nil {
		return nil
	}
	defer ix.tellGone()
	return ix.keep.after(ix.x, current)
}

// after does what follows a commit of some rows: retention, and a block.
func (ix *indexer) after(to mark, rows int) (err error) {
	if err = ix.retain(to.Seg); err == nil {
		ix.todo, err = ix.blocks.step(ix.x, rows, time.Now())
	}
	return err
}

func (ix *indexer) putWork() error { return ix.x.putBatch(&ix.work) }

// commit runs put and moves what the index covers to to, in one transaction.
func (ix *indexer) commit(to mark, put func() error) error {
	ix.mu.Lock()
	synced := ix.durable
	ix.mu.Unlock()
	err := ix.x.tx(func() error {
		if err := put(); err != nil {
			return err
		}
		if err := ix.countDiscarded(); err != nil {
			return err
		}
		nextID, nextConn := ix.numbers()
		return ix.x.setProgress(progress{to, synced, nextID, nextConn})
	})
	if err != nil {
		ix.x.gone = nil
		return err
	}
	ix.tellGone()
	ix.mu.Lock()
	ix.indexed = to
	ix.mu.Unlock()
	return nil
}

// tellGone says which rows were deleted, once that is committed.
func (ix *indexer) tellGone() {
	if gone := ix.x.takeGone(); len(gone) > 0 && ix.gone != nil {
		ix.gone(gone)
	}
}

// catchUp indexes from the segments up to a mark.
func (ix *indexer) catchUp(to mark) error {
	ix.mu.Lock()
	from := ix.indexed
	ix.mu.Unlock()
	if from.Seg == 0 {
		from = mark{1, 0}
	}
	b := &ix.work
	for seg := from.Seg; seg <= to.Seg; seg++ {
		off := int64(segmentHeader)
		if seg == from.Seg {
			off = max(off, from.Off)
		}
		f, err := os.Open(segmentPath(ix.dir, seg))
		if os.IsNotExist(err) {
			continue // retention took it
		}
		if err != nil {
			return err
		}
		err = ix.catchUpSegment(f, seg, off, to, b)
		f.Close()
		if err == nil {
			err = ix.retain(seg)
		}
		if err != nil {
			return err
		}
		ix.moved.notify() // the writer may be waiting
	}
	return ix.commit(to, func() error { return nil })
}

func (ix *indexer) catchUpSegment(f *os.File, seg uint32, off int64, to mark, b *rowBatch) error {
	fi, err := f.Stat()
	if err != nil {
		return err
	}
	size := fi.Size()
	if seg == to.Seg {
		size = min(size, to.Off)
	}
	flush := func(end int64) error {
		defer b.reset()
		return ix.commit(mark{seg, end}, ix.putWork)
	}
	end, err := scanSegment(f, size, off, func(kind recordKind, items []byte, off, n int64) error {
		b.add(kind, items, place{seg, off, n})
		if len(b.rows) >= 4096 {
			return flush(off + n)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush(end)
}

// covers reports whether everything before m is indexed, and if not, why it may
// not be for some time. It makes the indexer hurry.
func (ix *indexer) covers(m mark) (bool, error) {
	ix.mu.Lock()
	done, err := !ix.indexed.before(m), ix.err
	if ix.want.before(m) {
		ix.want = m
	}
	ix.mu.Unlock()
	if done {
		return true, nil
	}
	ix.poke()
	return false, err
}

func (ix *indexer) setDurable(m mark) {
	ix.mu.Lock()
	ix.durable = m
	ix.mu.Unlock()
}

func (ix *indexer) lastError() error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return ix.err
}

// lag is how many octets of segments the index does not cover, counting each
// segment as segSize long, and why it cannot be written at present.
func (ix *indexer) lag() (int64, error) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return int64(ix.written.Seg-ix.indexed.Seg)*ix.segSize + ix.written.Off - ix.indexed.Off, ix.err
}
