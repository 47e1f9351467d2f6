package store

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
)

// Recovery is what opening a session found and did.
type Recovery struct {
	// Indexed counts entries that were read from the segments because the
	// index did not have them yet.
	Indexed int
	// Cut is how many octets of a torn tail were removed.
	Cut int64
	// Damaged names segments with records that are not whole, other than a
	// torn tail, and where reading them stopped.
	Damaged []string
	// Interrupted counts entries that were going on when Rockxy stopped.
	Interrupted int
}

// checkSegments refuses a session with segments of a newer format, before
// anything is changed.
func checkSegments(dir string) error {
	segs, err := listSegments(dir)
	if err != nil {
		return err
	}
	for _, seg := range segs {
		var e *VersionError
		if err := readSegmentHeader(dir, seg); errors.As(err, &e) {
			return err
		}
	}
	return nil
}

func readSegmentHeader(dir string, seg uint32) error {
	path := segmentPath(dir, seg)
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	b := make([]byte, segmentHeader)
	n, _ := f.ReadAt(b, 0)
	return checkSegmentHeader(b[:n], seg, path)
}

// recoverIndex brings the index up to what the segments hold, cuts a torn
// tail, and returns where recording goes on.
func recoverIndex(dir string, x *index, log *slog.Logger, rec *Recovery) (progress, error) {
	at, err := x.progress()
	if err != nil {
		return at, err
	}
	segs, err := listSegments(dir)
	if err != nil {
		return at, err
	}
	from := at.indexed
	if at.synced.before(from) {
		from = at.synced // a power cut may have taken what was indexed since
	}
	end := mark{max(from.Seg, 1), 0}
	var b rowBatch
	for i, seg := range segs {
		if seg < from.Seg {
			continue
		}
		off := int64(0)
		if seg == from.Seg {
			off = from.Off
		}
		end, err = recoverSegment(dir, x, mark{seg, off}, i == len(segs)-1, rec, &b)
		if err != nil {
			return at, fmt.Errorf("read segment %d of the session: %w", seg, err)
		}
	}
	if end.before(at.indexed) {
		if err := x.cut(end); err != nil {
			return at, err
		}
	}
	at.indexed, at.synced = end, end
	at.nextID, at.nextConn = max(at.nextID, b.last+1), max(at.nextConn, b.conn+1)
	if rec.Cut > 0 || rec.Indexed > 0 || len(rec.Damaged) > 0 {
		log.Info("the session was not closed", "indexed", rec.Indexed, "cut", rec.Cut, "damaged", rec.Damaged)
	}
	return at, x.tx(func() error { return x.setProgress(at) })
}

// recoverSegment indexes the whole records of one segment from a mark on and
// returns where recording may go on after it.
func recoverSegment(dir string, x *index, from mark, last bool, rec *Recovery, b *rowBatch) (mark, error) {
	f, err := os.OpenFile(segmentPath(dir, from.Seg), os.O_RDWR, 0)
	if err != nil {
		return from, err
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return from, err
	}
	size, end := fi.Size(), int64(0)
	if readSegmentHeader(dir, from.Seg) == nil {
		flush := func() error {
			rec.Indexed += len(b.rows)
			defer b.reset()
			return x.tx(func() error { return x.putBatch(b) })
		}
		end, err = scanSegment(f, size, max(from.Off, segmentHeader), func(kind recordKind, items []byte, off, n int64) error {
			b.add(kind, items, place{from.Seg, off, n})
			if len(b.rows) >= 4096 {
				return flush()
			}
			return nil
		})
		if err == nil {
			err = flush()
		}
		if err != nil {
			return from, err
		}
	}
	if end >= size {
		return mark{from.Seg, end}, nil
	}
	if !last {
		rec.Damaged = append(rec.Damaged, fmt.Sprintf("%s at octet %d of %d", segmentPath(dir, from.Seg), end, size))
		return mark{from.Seg, end}, nil
	}
	rec.Cut += size - end
	return mark{from.Seg, end}, f.Truncate(end)
}
