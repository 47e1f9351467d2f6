package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// retain deletes the oldest segments, with their entries, while the session is
// larger than it may be. It runs in the indexer, after a commit; current is
// the segment being written, which stays.
func (s *Store) retain(x *index, current uint32) error {
	for {
		segs, size, err := s.size()
		if err != nil || len(segs) < 2 || segs[0] >= current {
			return err
		}
		first, err := x.queryInt("SELECT min(id) FROM entry")
		if err != nil {
			return err
		}
		// Entries are numbered without gaps, so that counting them is not needed.
		count := int64(s.nextID.Load()) - first + 1
		if size <= s.opt.MaxBytes && (first == 0 || count <= s.opt.MaxEntries) {
			return nil
		}
		if err := s.deleteSegment(x, segs[0]); err != nil {
			return err
		}
	}
}

// deleteSegment removes the rows first: a crash between leaves a file without
// rows, which the next round deletes.
func (s *Store) deleteSegment(x *index, seg uint32) error {
	if err := x.deleteSegment(seg); err != nil {
		return err
	}
	if err := os.Remove(segmentPath(s.dir, seg)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	s.opt.Log.Info("the oldest part of the session was deleted", "segment", seg)
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
func (s *Store) size() (segs []uint32, size int64, err error) {
	segs, err = listSegments(s.dir)
	if err != nil {
		return nil, 0, err
	}
	for _, seg := range segs {
		if fi, err := os.Stat(segmentPath(s.dir, seg)); err == nil {
			size += fi.Size()
		}
	}
	for _, name := range []string{indexName, indexName + "-wal"} {
		if fi, err := os.Stat(filepath.Join(s.dir, name)); err == nil {
			size += fi.Size()
		}
	}
	return segs, size, nil
}
