package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"rockxy/internal/flow"
)

// retention deletes the oldest segments, with their entries, while the session
// is larger than it may be. What has to stay is copied forward before, by
// somebody else: retention asks for it and waits. It is owned by the indexer's
// goroutine.
type retention struct {
	dir        string
	log        *slog.Logger
	maxBytes   int64 // less than the limit by one segment: the one that grows
	maxEntries int64
	newest     func() uint64 // number of the newest entry
	bodies     *bodies
	// move asks for entries to be copied forward; it does not wait. moving is
	// whether that is going on.
	move   func([]flow.ID)
	moving func() bool

	// holding is held while entries are deleted, and while others change or copy
	// entries that might be.
	holding sync.Mutex

	looked uint32 // the segment that was being written when files were last looked at
	absent int64  // of the index
	pinned int64  // how many entries are

	pins    atomic.Bool   // something is or was pinned since the session was opened
	through atomic.Uint32 // segments up to here go in any case, 0 for none
	again   atomic.Bool   // to look although the segment is the same
}

func newRetention(dir string, o *Options, newest func() uint64) *retention {
	return &retention{
		dir: dir, log: o.Log, newest: newest, moving: func() bool { return false }, move: func([]flow.ID) {},
		maxBytes: o.MaxBytes - o.segmentSize(), maxEntries: o.MaxEntries,
	}
}

// tooMany leaves pinned entries out, unless they are most of all.
func (r *retention) tooMany() bool {
	others := int64(r.newest()) - r.absent - r.pinned
	return others > max(r.maxEntries-r.pinned, r.maxEntries/2)
}

// after is called after commits; current is the newest segment that the index
// covers, which stays. The files are looked at once a segment.
func (r *retention) after(x *index, current uint32) (err error) {
	if !r.holding.TryLock() {
		return nil // who holds it needs the indexer, and has it look again
	}
	defer r.holding.Unlock()
	r.absent = x.absent
	due := r.through.Load()
	if r.looked == current && due == 0 && !r.again.Load() && !r.tooMany() || r.moving() {
		return nil
	}
	r.again.Store(false)
	for {
		segs, size, err := r.settled()
		if err != nil {
			return err
		}
		allowed, err := r.allowed(x)
		if err != nil {
			return err
		}
		if len(segs) == 0 || segs[0] >= current || segs[0] > due && size <= allowed && !r.tooMany() {
			r.through.CompareAndSwap(due, 0)
			r.looked = current
			return nil
		}
		if some, err := r.deletable(x, current); err != nil || !some && segs[0] > due {
			r.looked = current
			return err
		}
		if stay, err := r.staying(x, segs[0]); err != nil {
			return err
		} else if len(stay) > 0 {
			r.looked = 0 // when that is done it looks again
			r.move(stay)
			return nil
		}
		gone, err := r.deleteSegment(x, segs[0], segs[0] > due)
		if err != nil {
			return err
		}
		if !gone { // somebody reads it, on Windows; again with the next segment
			r.looked = current
			return nil
		}
	}
}

// allowed is how large the session may be. Where pinned entries take most of
// what it may have, others still get half of that: copying would have no end.
func (r *retention) allowed(x *index) (int64, error) {
	r.pinned = 0
	if !r.pins.Load() {
		return r.maxBytes, nil
	}
	var octets int64
	err := x.query("SELECT len, summary FROM entry WHERE kept IS NOT NULL AND kept & 1 = 1", nil, func(v []driver.Value) error {
		n, _ := v[0].(int64)
		data, _ := v[1].([]byte)
		var s Summary
		if err := decodeSummary(data, &s); err != nil {
			return err
		}
		r.pinned++
		octets += max(n, s.Request.Stored+s.Response.Stored) // most of one is in the other
		return nil
	})
	for _, name := range []string{indexName, indexName + "-wal"} {
		octets += fileSize(filepath.Join(r.dir, name))
	}
	return max(r.maxBytes, octets+r.maxBytes/2), err
}

// deletable reports whether there is an entry to delete: copying what is pinned
// from one end to the other frees nothing.
func (r *retention) deletable(x *index, current uint32) (bool, error) {
	if !r.pins.Load() {
		return true, nil
	}
	id, err := x.queryInt("SELECT id FROM entry WHERE (kept IS NULL OR kept & 1 = 0) AND seg < ? LIMIT 1", int64(current))
	return id > 0, err
}

// staying returns the entries that segment seg cannot be deleted for.
func (r *retention) staying(x *index, seg uint32) (ids []flow.ID, err error) {
	add := func(v []driver.Value) error {
		id, _ := v[0].(int64)
		ids = append(ids, flow.ID(id))
		return nil
	}
	if r.pins.Load() {
		err = x.query("SELECT id FROM entry WHERE kept < ? AND kept & 1 = 1", []driver.Value{(int64(seg) + 1) << keptShift}, add)
	}
	return ids, err
}

// files is called while the index cannot be written: it deletes by size alone.
// The rows of what it deletes go when the index can be written again.
func (r *retention) files(current uint32) {
	for !r.pins.Load() {
		segs, size, err := r.settled()
		if err != nil || len(segs) < 2 || segs[0] >= current || size <= r.maxBytes {
			return
		}
		if err := os.Remove(segmentPath(r.dir, segs[0])); err != nil {
			r.log.Warn("the oldest part of the session cannot be deleted", "segment", segs[0], "error", err)
			return
		}
	}
}

// deleteSegment removes the rows first: a crash between leaves a file without
// rows, which the next round deletes. An error is the index's.
func (r *retention) deleteSegment(x *index, seg uint32, movedToo bool) (gone bool, err error) {
	before := slices.Clone(x.gone)
	if err := x.deleteSegment(seg, movedToo); err != nil {
		x.gone = before
		return false, err
	}
	r.absent = x.absent
	if err := os.Remove(segmentPath(r.dir, seg)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.log.Warn("the oldest part of the session cannot be deleted", "segment", seg, "error", err)
		return false, nil
	}
	r.log.Info("the oldest part of the session was deleted", "segment", seg)
	if err := r.bodies.sweep(x.has); err != nil {
		return true, err
	}
	return true, r.shrink(x)
}

// shrink gives pages of the index back to the file system when many are unused.
func (r *retention) shrink(x *index) error {
	free, err := x.queryInt("PRAGMA freelist_count")
	if err != nil {
		return err
	}
	pages, err := x.queryInt("PRAGMA page_count")
	if err == nil && free > 256 && free > pages/4 {
		err = x.exec("PRAGMA incremental_vacuum(4096)")
	}
	return err
}

// size returns the segments of the session and the octets of all its files.
func (r *retention) size() (segs []uint32, size int64, err error) {
	segs, size, err = sessionSize(r.dir)
	return segs, size + r.bodies.size(), err
}

// settled is size without bodies that may be there already.
func (r *retention) settled() (segs []uint32, size int64, err error) {
	segs, size, err = sessionSize(r.dir)
	return segs, size + r.bodies.settled(), err
}

// sessionSize returns the segments of a session and the octets of its files,
// those of bodies aside.
func sessionSize(dir string) (segs []uint32, size int64, err error) {
	segs, err = listSegments(dir)
	if err != nil {
		return nil, 0, err
	}
	for _, seg := range segs {
		size += fileSize(segmentPath(dir, seg))
	}
	for _, name := range []string{indexName, indexName + "-wal"} {
		size += fileSize(filepath.Join(dir, name))
	}
	return segs, size + textSize(dir), nil
}

func fileSize(path string) int64 {
	fi, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return fi.Size()
}

// rescuer copies forward what retention asks for.
type rescuer struct {
	s      *Store
	asked  chan []flow.ID
	moving atomic.Bool
}

// ask does not wait; while something is going on it does nothing.
func (r *rescuer) ask(ids []flow.ID) {
	if r.moving.CompareAndSwap(false, true) {
		r.asked <- ids
	}
}

func (r *rescuer) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case ids := <-r.asked:
			if err := r.s.move(ctx, ids); err != nil && ctx.Err() == nil {
				r.s.opt.Log.Warn("pinned entries could not be copied yet", "error", err)
			}
			r.moving.Store(false)
			r.s.indexer.poke()
		}
	}
}
