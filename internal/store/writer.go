package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"rockxy/internal/flow"
)

// writer is the one goroutine that writes segments.
type writer struct {
	dir     string
	files   fileLayer
	j       *journal
	ix      *indexer
	sync    *syncer
	moved   *broadcast  // fault changed
	tick    func()      // to be called every activeTick
	running func() bool // while this says so
	bodies  *bodies

	// Owned by run.
	file   segmentFile
	seg    uint32
	chunks []*chunk
	open   bodyFiles

	mu     sync.Mutex
	forced bool
	fault  *flow.Fault // why nothing can be written, nil while it can
	err    error       // the last one at the end
}

// run writes until stop is closed, then what is left.
func (w *writer) run(stop <-chan struct{}) {
	timer := time.NewTimer(0)
	<-timer.C
	var lastTick time.Time
	for {
		select {
		case <-w.j.wake:
			w.write(w.takeForced(), stop)
		case now := <-timer.C:
			w.j.armed.Store(false)
			if now.Sub(lastTick) >= activeTick {
				lastTick = now
				w.tick()
				for _, f := range w.open.idle() {
					w.sync.closing(f)
				}
			}
			w.write(true, stop)
		case <-stop:
			w.write(true, stop)
			w.close()
			return
		}
		// armed is false before running and the queue are looked at: who sees it
		// true has added to one of them before, and need not wake the writer.
		if !w.j.armed.Load() && (w.j.queued.Load() > 0 || w.running()) {
			timer.Reset(flushDelay)
			w.j.armed.Store(true)
		}
	}
}

func (w *writer) takeForced() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.forced
	w.forced = false
	return f
}

// force makes the writer write at once what is queued.
func (w *writer) force() {
	w.mu.Lock()
	w.forced = true
	w.mu.Unlock()
	w.j.poke()
}

func (w *writer) write(all bool, stop <-chan struct{}) {
	w.chunks = w.j.take(w.chunks[:0], all)
	for i, c := range w.chunks {
		n := c.charge()
		w.awaitIndex(stop)
		if !w.writeChunk(c, stop) {
			break // stopped; the rest is lost, and w.err says so
		}
		if c.body.id != 0 {
			w.j.recycleFile(c)
		} else {
			w.ix.push(c)
			w.j.recycle(c)
		}
		w.j.written(n)
		w.chunks[i] = nil
	}
	clear(w.chunks)
}

// lagSegments is how many segments the index may be behind. Past it, recording
// waits for the index as it waits for the disk: what cannot be indexed cannot be
// deleted by retention either.
const lagSegments = 4

func (w *writer) awaitIndex(stop <-chan struct{}) {
	for {
		moved := w.moved.next()
		if lag, err := w.ix.lag(); err != nil || lag < lagSegments*w.j.segSize {
			return
		}
		select {
		case <-moved:
		case <-stop:
			return
		}
	}
}

// writeChunk tries until the chunk is written or it is told to stop.
func (w *writer) writeChunk(c *chunk, stop <-chan struct{}) bool {
	done := 0
	for {
		n, err := w.tryWrite(c, done)
		done += n
		if err == nil {
			w.setFault(nil)
			return true
		}
		w.setFault(err)
		select {
		case <-stop:
			w.mu.Lock()
			w.err = err
			w.mu.Unlock()
			return false
		case <-time.After(retryEvery):
		}
	}
}

func (w *writer) tryWrite(c *chunk, done int) (int, error) {
	if c.body.id != 0 {
		return w.tryWriteBody(c, done)
	}
	if w.file == nil || w.seg != c.at.Seg {
		w.closeSegment()
		f, err := w.files.Open(segmentPath(w.dir, c.at.Seg))
		if err != nil {
			return 0, err
		}
		w.file, w.seg = f, c.at.Seg
	}
	n, err := w.file.WriteAt(c.buf[done:], c.at.Off+int64(done))
	if err == nil {
		w.sync.wrote(w.file, c.end())
	}
	return max(n, 0), err
}

// tryWriteBody writes to the file of a body.
func (w *writer) tryWriteBody(c *chunk, done int) (int, error) {
	if c.last {
		if f := w.open.take(c.body); f != nil {
			w.sync.closing(f)
		}
		w.bodies.ended(c.body)
		return 0, nil
	}
	f := w.open.get(c.body)
	if f == nil {
		w.bodies.wrote(c.body, 0) // a sweep that finds the file has to know whose it is
		var err error
		if f, err = w.openBody(c.body); err != nil {
			return 0, err
		}
		if old := w.open.put(c.body, f); old != nil {
			w.sync.closing(old)
		}
	}
	n, err := f.WriteAt(c.buf[done:], c.at.Off+int64(done))
	w.bodies.wrote(c.body, max(n, 0))
	w.sync.wroteBody(f)
	return max(n, 0), err
}

func (w *writer) openBody(k bodyKey) (segmentFile, error) {
	path := k.path(w.dir)
	f, err := w.files.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
			f, err = w.files.Open(path)
		}
	}
	return f, err
}

func (w *writer) close() {
	for _, o := range w.open.open {
		w.sync.closing(o.file)
	}
	w.open = bodyFiles{}
	w.closeSegment()
}

func (w *writer) closeSegment() {
	if w.file != nil {
		w.sync.closing(w.file)
		w.file = nil
	}
}

// setFault begins or ends the pause of capture.
func (w *writer) setFault(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if (err == nil) == (w.fault == nil) {
		return
	}
	defer w.moved.notify()
	if err == nil {
		w.fault = nil
		w.j.setPaused(false)
		w.ix.log.Info("capture goes on: the session can be written again", "discarded", w.j.discarded.Load())
		return
	}
	w.fault = writeFault(err, w.dir)
	w.j.setPaused(true)
	w.ix.log.Error("capture pauses", "fault", w.fault.Message, "error", err)
}

func (w *writer) status() (*flow.Fault, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.fault, w.err
}

// writeFault says why nothing can be recorded.
func writeFault(err error, dir string) *flow.Fault {
	f := &flow.Fault{
		Code: flow.RockxyCapturePaused, Side: flow.SideRockxy, Cause: err,
		Message: fmt.Sprintf("Capture is paused: the session in %s cannot be written (%v); traffic goes on", dir, err),
		Hint:    "Check the disk; capture resumes by itself",
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		f.Message = fmt.Sprintf("Capture is paused: the disk that holds %s is full; traffic goes on", dir)
		f.Hint = "Free some space; capture resumes by itself"
	}
	return f
}
