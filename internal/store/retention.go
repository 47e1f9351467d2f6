package store

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
)

// retention deletes the oldest segments, with their entries, while the session
// is larger than it may be. It is owned by the indexer's goroutine.
type retention struct {
	dir        string
	log        *slog.Logger
	maxBytes   int64 // less than the limit by one segment: the one that grows
	maxEntries int64
	newest     func() uint64 // number of the newest entry

	looked uint32 // the segment that was being written when files were last looked at
	oldest int64  // number of the oldest entry at that time
}

func newRetention(dir string, o *Options, newest func() uint64) *retention {
	return &retention{
		dir: dir, log: o.Log, newest: newest,
		maxBytes: o.MaxBytes - o.segmentSize(), maxEntries: o.MaxEntries,
	}
}

// tooMany counts entries by their numbers, which have no gaps to speak of.
func (r *retention) tooMany() bool {
	return r.oldest > 0 && int64(r.newest())-r.oldest+1 > r.maxEntries
}

// after is called after commits; current is the newest segment that the index
// covers, which stays. The files are looked at once a segment.
func (r *retention) after(x *index, current uint32) (err error) {
	if r.looked == current && !r.tooMany() {
		return nil
	}
	for {
		segs, size, err := sessionSize(r.dir)
		if err != nil {
			return err
		}
		if r.oldest, err = x.queryInt("SELECT min(id) FROM entry"); err != nil {
			return err
		}
		if len(segs) < 2 || segs[0] >= current || size <= r.maxBytes && !r.tooMany() {
			r.looked = current
			return nil
		}
		gone, err := r.deleteSegment(x, segs[0])
		if err != nil {
			return err
		}
		if !gone { // somebody reads it, on Windows; again with the next segment
			r.looked = current
			return nil
		}
	}
}

// files is called while the index cannot be written: it deletes by size alone.
// The rows of what it deletes go when the index can be written again.
func (r *retention) files(current uint32) {
	for {
		segs, size, err := sessionSize(r.dir)
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
func (r *retention) deleteSegment(x *index, seg uint32) (gone bool, err error) {
	if err := x.deleteSegment(seg); err != nil {
		return false, err
	}
	if err := os.Remove(segmentPath(r.dir, seg)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.log.Warn("the oldest part of the session cannot be deleted", "segment", seg, "error", err)
		return false, nil
	}
	r.log.Info("the oldest part of the session was deleted", "segment", seg)
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

// sessionSize returns the segments of a session and the octets of all its files.
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
	return segs, size, nil
}

func fileSize(path string) int64 {
	fi, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return fi.Size()
}
