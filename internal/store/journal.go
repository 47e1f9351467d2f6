package store

import (
	"sync"
	"sync/atomic"
)

// journal is the queue between those who record and the writer, and the one
// place that decides where in which segment a record goes.
type journal struct {
	budget  int64
	segSize int64
	// segEntries is how many records of entries a segment has at most.
	segEntries int64
	wake       chan struct{} // to the writer: something happened that it waits for

	// armed says that the writer will look at the queue by itself within
	// flushDelay.
	armed atomic.Bool
	// queued is how many octets wait for the writer.
	queued atomic.Int64
	// paused says that the disk cannot be written and the budget is full: what
	// is recorded now is discarded, and counted.
	paused atomic.Bool
	// discarded counts entries of which nothing was recorded.
	discarded atomic.Int64
	// seg is end.Seg, to be read without the lock.
	seg atomic.Uint32

	mu   sync.Mutex
	room sync.Cond // queued went below the budget, or paused changed
	end  mark      // where the next record goes
	// beside is how many octets of bodies have files of their own and belong to
	// the segment, entries how many records of entries it has.
	beside, entries int64
	cur             *chunk // being filled
	full            []*chunk
	free            []*chunk // a few, for reuse
	spare           [][]byte // buffers of body chunks, for reuse
}

// chunk is a run of records that is written at once.
type chunk struct {
	at   mark // of its first octet
	buf  []byte
	rows []row
	// body, if it has a number, says that the chunk is not of a segment but of a
	// body's file, at at.Off; last, that it has nothing and is the file's last.
	body bodyKey
	last bool
}

// row says where the index row of an entry comes from.
type row struct {
	id       uint64
	at       place
	active   bool
	from, to int // the summary in chunk.buf
	keep     keep
	gone     uint64 // entries id to gone were deleted; nothing else is set
}

func (c *chunk) end() mark { return mark{c.at.Seg, c.at.Off + int64(len(c.buf))} }

func newJournal(o *Options, end mark) *journal {
	j := &journal{budget: o.Budget, segSize: o.segmentSize(), segEntries: o.segmentEntries(), end: end, wake: make(chan struct{}, 1)}
	j.room.L = &j.mu
	j.seg.Store(end.Seg)
	return j
}

// admit waits while the budget is full. It reports false when what was to be
// recorded must be discarded because capture is paused.
func (j *journal) admit() bool {
	if j.queued.Load() < j.budget {
		return true
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for j.queued.Load() >= j.budget {
		if j.paused.Load() {
			return false
		}
		j.room.Wait()
	}
	return true
}

// append queues a sealed record. It does not wait: callers have passed admit,
// which bounds by how much the budget is exceeded. rows are what the index needs
// (their place is filled in here; from and to are within rec).
func (j *journal) append(rec []byte, rows ...row) place {
	n := int64(len(rec))
	j.mu.Lock()
	if j.end.Off > segmentHeader && (j.end.Off+j.beside+n > j.segSize || j.entries >= j.segEntries) {
		j.rotateLocked()
	}
	if j.cur != nil && len(j.cur.buf)+len(rec) > cap(j.cur.buf) {
		j.sealLocked()
	}
	first := j.cur == nil
	if first {
		j.cur = j.chunkLocked(len(rec) + segmentHeader)
		j.cur.at = j.end
	}
	c := j.cur
	base := len(c.buf)
	if j.end.Off == 0 {
		c.buf = appendSegmentHeader(c.buf, j.end.Seg)
		j.end.Off = segmentHeader
	}
	p := place{j.end.Seg, j.end.Off, n}
	for _, r := range rows {
		r.at, r.from, r.to = p, len(c.buf)+r.from, len(c.buf)+r.to
		c.rows = append(c.rows, r)
		j.entries++
	}
	c.buf = append(c.buf, rec...)
	j.end.Off += n
	j.queued.Add(int64(len(c.buf) - base))
	sealed := len(j.full) > 0
	j.mu.Unlock()
	switch {
	case sealed:
		j.poke()
	case first:
		j.pokeIdle()
	}
	return p
}

// rotate has the next record begin another segment, and returns the one that
// this leaves.
func (j *journal) rotate() uint32 {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.end.Off <= segmentHeader {
		return j.end.Seg - 1
	}
	j.rotateLocked()
	return j.end.Seg - 1
}

func (j *journal) rotateLocked() {
	j.sealLocked()
	j.end = mark{j.end.Seg + 1, 0}
	j.seg.Store(j.end.Seg)
	j.beside, j.entries = 0, 0
}

func (j *journal) sealLocked() {
	if j.cur != nil {
		j.full = append(j.full, j.cur)
		j.cur = nil
	}
}

func (j *journal) chunkLocked(size int) *chunk {
	if size <= chunkSize {
		if n := len(j.free); n > 0 {
			c := j.free[n-1]
			j.free = j.free[:n-1]
			return c
		}
		size = chunkSize
	}
	return &chunk{buf: make([]byte, 0, size)}
}

// poke wakes the writer; it never blocks.
func (j *journal) poke() {
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

// pokeIdle wakes the writer unless it will look by itself soon: waking another
// thread for each exchange would cost more than recording it.
func (j *journal) pokeIdle() {
	if !j.armed.Load() {
		j.poke()
	}
}

// take moves everything that waits to dst. all includes the chunk that is
// still being filled.
func (j *journal) take(dst []*chunk, all bool) []*chunk {
	j.mu.Lock()
	defer j.mu.Unlock()
	if all {
		j.sealLocked()
	}
	dst = append(dst, j.full...)
	clear(j.full)
	j.full = j.full[:0]
	return dst
}

// written gives n octets of the budget back.
func (j *journal) written(n int) {
	j.queued.Add(-int64(n))
	j.mu.Lock()
	j.room.Broadcast()
	j.mu.Unlock()
}

// recycle takes a chunk back that nobody uses any more.
func (j *journal) recycle(c *chunk) {
	if cap(c.buf) != chunkSize {
		return
	}
	*c = chunk{buf: c.buf[:0], rows: c.rows[:0]}
	j.mu.Lock()
	if len(j.free) < 8 {
		j.free = append(j.free, c)
	}
	j.mu.Unlock()
}

// trim lets go of spare chunks.
func (j *journal) trim() {
	j.mu.Lock()
	j.free, j.spare = nil, nil
	j.mu.Unlock()
}

func (j *journal) setPaused(v bool) {
	j.mu.Lock()
	j.paused.Store(v)
	j.room.Broadcast()
	j.mu.Unlock()
}

func (j *journal) tail() mark {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.end
}

// segment is the one that the next record most likely goes to.
func (j *journal) segment() uint32 { return j.seg.Load() }
