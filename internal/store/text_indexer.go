package store

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"rockxy/internal/durable"
	"rockxy/internal/store/grams"
)

// textIndexer makes the text index behind the capture. It reads the segments
// in their order, gathers a shard, and writes it when it is full, and now and
// then before. Where it goes on is in the shards: after a crash it reads again
// what the last one did not have.
type textIndexer struct {
	dir     string
	log     *slog.Logger
	entries atomic.Int64  // that were written, ever
	loaded  func() bool   // capture waits for the disk
	after   time.Duration // when a shard that is not full is written
	wake    chan struct{}
	moved   broadcast // at changed

	// Owned by run.
	t       textRecords
	from    mark // where the shard begins that is being made
	number  uint32
	clean   bool // nothing was added since it was written
	had     int  // entries in it when it was last written
	wroteAt time.Time
	pace    pace

	mu      sync.Mutex
	written mark      // the end of the segments
	at      mark      // what was read
	saved   mark      // what the shards cover
	read    uint64    // the highest number of an entry that was read
	savedID uint64    // the same of what the shards cover
	since   time.Time // from when on something was missing
	err     error
	checked bool // the shards that were there
}

const (
	cellOctets  = 64 << 10 // of text
	cellEntries = 64
	// textSlice is how long it works before it looks whether it may.
	textSlice = 4 * time.Millisecond
	// saveAfter is Options.saveText unless a test says otherwise: when a shard
	// that is not full is written, unless it has grown by a quarter before.
	saveAfter = 10 * time.Second
	saveLeast = 256 // entries, less are not written before saveAfter
)

func newTextIndexer(dir string, o *Options, written mark) *textIndexer {
	return &textIndexer{
		dir: dir, log: o.Log, after: o.saveText, wake: make(chan struct{}, 1), written: written, since: time.Now(),
		t: textRecords{r: &Reader{dir: dir}}, loaded: func() bool { return false },
	}
}

// wrote says that segments were written up to a mark, with so many more rows.
func (x *textIndexer) wrote(to mark, rows int) {
	x.entries.Add(int64(rows))
	x.mu.Lock()
	if x.written == x.saved {
		x.since = time.Now()
	}
	x.written = to
	x.mu.Unlock()
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

// run indexes until stop is closed.
func (x *textIndexer) run(stop <-chan struct{}) {
	lowPriority()
	x.open(stop)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-x.wake:
		case <-stop:
			x.save(false)
			return
		}
		if d := x.round(time.Now()); d > 0 {
			timer.Reset(d)
			select { // nothing wakes it before
			case <-timer.C:
				timer.Reset(0)
			case <-stop:
				x.save(false)
				return
			}
		}
	}
}

// round does some work and returns how long to rest before the next, 0 to wait
// for something to be written.
func (x *textIndexer) round(now time.Time) time.Duration {
	rest := x.pace.rest(x.entries.Load(), x.loaded(), now)
	more, err := x.work(now.Add(textSlice))
	if err == nil && !more {
		if x.clean {
			return 0
		}
		if grown := x.t.b.Entries() - x.had; grown >= max(saveLeast, x.had/4) || time.Since(x.wroteAt) >= x.after {
			err = x.save(false)
		}
		rest = max(rest, min(time.Second, x.after))
	}
	x.mu.Lock()
	if err != nil && x.err == nil {
		x.log.Error("the text index cannot be written", "error", err)
	}
	x.err = err
	x.mu.Unlock()
	if err != nil {
		return 10 * retryEvery
	}
	return max(rest, time.Millisecond)
}

// open finds where to go on. Shards that are damaged, of another version, or
// ahead of the segments are removed with what follows them.
func (x *textIndexer) open(stop <-chan struct{}) {
	var last *textShard
	end := x.end()
	to, err := eachTextShard(x.dir, func(f *os.File, s *textShard) error {
		if end.before(s.to) {
			return grams.ErrDamaged
		}
		select {
		case <-stop: // the next start has a look
		default:
			if err := s.Check(f); err != nil {
				return err
			}
		}
		x.read = max(x.read, s.Last)
		last = s
		return nil
	})
	if err != nil {
		x.log.Warn("a part of the text index is made anew", "error", err)
	}
	if err := sweepText(x.dir, to); err != nil {
		x.log.Warn("old files of the text index cannot be removed", "error", err)
	}
	x.from, x.number = to, 1
	if last != nil {
		x.number = last.number + 1
		if !last.full { // it is made again, and stays until then
			x.from, x.number = last.from, last.number
		}
	}
	x.mu.Lock()
	x.at, x.saved, x.savedID, x.checked = x.from, to, x.read, true
	x.mu.Unlock()
	x.clean, x.wroteAt = true, time.Now()
	x.moved.notify()
}

func (x *textIndexer) end() mark {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.written
}

// work indexes records until a time; more says that there are more.
func (x *textIndexer) work(until time.Time) (more bool, err error) {
	end := x.end()
	if x.at.Seg == 0 {
		x.at = mark{1, 0}
	}
	for x.at.before(end) {
		off := max(x.at.Off, segmentHeader)
		f, err := os.Open(segmentPath(x.dir, x.at.Seg))
		if errors.Is(err, fs.ErrNotExist) {
			x.move(mark{x.at.Seg + 1, 0}) // retention took it
			continue
		}
		if err != nil {
			return true, err
		}
		done, err := x.segment(f, off, end, until)
		f.Close()
		if err != nil || !done {
			return true, err
		}
		if x.at.Seg == end.Seg {
			break
		}
		x.move(mark{x.at.Seg + 1, 0})
	}
	return false, nil
}

// segment indexes the rest of a segment; done is false when time was up.
func (x *textIndexer) segment(f *os.File, off int64, end mark, until time.Time) (done bool, err error) {
	fi, err := f.Stat()
	if err != nil {
		return false, err
	}
	size := fi.Size()
	if x.at.Seg == end.Seg {
		size = min(size, end.Off)
	}
	seg := x.at.Seg
	_, err = scanSegment(f, size, off, func(kind recordKind, items []byte, off, n int64) error {
		if err := x.record(kind, items, place{seg, off, n}); err != nil {
			return err
		}
		if !time.Now().Before(until) {
			return errStop
		}
		return nil
	})
	if errors.Is(err, errStop) {
		return false, nil
	}
	return err == nil, err
}

func (x *textIndexer) record(kind recordKind, items []byte, at place) error {
	if x.t.b == nil {
		x.t.b = grams.NewBuilder()
	}
	if kind == recordEntry {
		x.read = max(x.read, x.t.entry(items, at))
		x.clean = false
	}
	x.move(mark{at.Seg, at.Off + at.Len})
	b := x.t.b
	if b.CellOctets() < cellOctets && b.CellEntries() < cellEntries || !b.EndCell() {
		return nil
	}
	return x.save(true)
}

func (x *textIndexer) move(to mark) {
	x.mu.Lock()
	x.at = to
	x.mu.Unlock()
}

// save writes the shard that is being made; full begins the next.
func (x *textIndexer) save(full bool) error {
	if x.t.b == nil || x.clean && !full {
		return nil
	}
	x.mu.Lock()
	to, saved := x.at, x.saved
	x.mu.Unlock()
	if !full && !saved.before(to) {
		return nil // what is there has more: it is being made again
	}
	data := x.t.b.AppendTo(nil, textNote(x.from, to, full))
	if err := durable.Write(textPath(x.dir, x.number), data); err != nil {
		return err
	}
	x.clean, x.had, x.wroteAt = true, x.t.b.Entries(), time.Now()
	x.mu.Lock()
	x.saved, x.savedID = to, x.read
	x.mu.Unlock()
	if full {
		x.from, x.had = to, 0
		x.number++
		x.t.b.Reset()
	}
	x.moved.notify()
	return x.dropOld()
}

// dropOld removes the shards of segments that are gone.
func (x *textIndexer) dropOld() error {
	segs, err := listSegments(x.dir)
	if err != nil || len(segs) == 0 {
		return err
	}
	numbers, err := listText(x.dir)
	for _, n := range numbers {
		f, s, openErr := openTextShard(x.dir, n)
		if openErr != nil {
			return err
		}
		f.Close()
		if s.to.Seg >= segs[0] || n == x.number {
			return err
		}
		err = errors.Join(err, durable.Remove(textPath(x.dir, n)))
	}
	return err
}
