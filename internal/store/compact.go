package store

import (
	"context"
)

// Progress is told how much of the work is done: octets of segments.
type Progress func(done, total int64)

// Compact writes what there is anew and deletes what there was, a segment at a
// time: deleted entries and records that others took the place of give their
// space back. Capture can go on meanwhile. Ended early, it has done a part.
func (s *Store) Compact(ctx context.Context, progress Progress) error {
	last := s.nextSegment()
	if err := s.drop(ctx, last, progress); err != nil {
		return err
	}
	return s.sweepBodies(ctx)
}

// nextSegment begins the next segment, and returns the one before. Something has to be in
// it: who waits for what was recorded waits for its beginning.
func (s *Store) nextSegment() (last uint32) {
	last = s.journal.rotate()
	b := beginRecord(nil, recordGone) // of nobody
	sealRecord(b)
	s.journal.append(b)
	return last
}

// drop copies what is left in segments up to last, and deletes them.
func (s *Store) drop(ctx context.Context, last uint32, progress Progress) error {
	s.reorganising.Lock()
	defer s.reorganising.Unlock()
	if err := s.Sync(ctx); err != nil {
		return err
	}
	segs, err := listSegments(s.dir)
	if err != nil {
		return err
	}
	var done, total int64
	oneByOne := true // the first format does not say which entries reach over several
	for _, seg := range segs {
		if seg <= last {
			total += fileSize(segmentPath(s.dir, seg))
			oneByOne = oneByOne && segmentVersion(s.dir, seg) >= 2
		}
	}
	for _, seg := range segs {
		if seg > last {
			break
		}
		size := fileSize(segmentPath(s.dir, seg))
		ids, err := s.ids(ctx, "SELECT id FROM entry WHERE seg <= ? OR kept < ? ORDER BY id", int64(seg), (int64(seg)+1)<<keptShift)
		if err == nil {
			err = s.move(ctx, ids)
		}
		if err == nil && oneByOne {
			err = s.release(ctx, seg)
		}
		if err != nil {
			return err
		}
		if done += size; progress != nil {
			progress(done, total)
		}
	}
	return s.release(ctx, last)
}

// release has the indexer delete segments up to last, and waits until it has.
func (s *Store) release(ctx context.Context, last uint32) error {
	if err := s.Sync(ctx); err != nil {
		return err
	}
	s.indexer.keep.through.Store(last)
	for {
		changed := s.moved.next()
		s.indexer.poke()
		segs, err := listSegments(s.dir)
		if err != nil || len(segs) == 0 || segs[0] > last || segs[0] >= s.indexer.coveredSegment() {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// coveredSegment is the newest segment that the index covers.
func (ix *indexer) coveredSegment() uint32 {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return ix.indexed.Seg
}
