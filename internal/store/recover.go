package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Recovery is what opening a session found and did.
type Recovery struct {
	// Indexed counts records that were indexed from the segments because the
	// index did not have them yet.
	Indexed int
	// Cut is how many octets of a torn tail were removed.
	Cut int64
	// Damaged names places in segments that are not what was written, other
	// than a torn tail. Entries without a readable record are gone, Lost many.
	Damaged []string
	Lost    int
	// Rebuilt says that the index was unusable and was made anew.
	Rebuilt bool
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

// segmentVersion is that of a segment's format, 0 when its header cannot be read.
func segmentVersion(dir string, seg uint32) int {
	b := make([]byte, segmentHeader)
	f, err := os.Open(segmentPath(dir, seg))
	if err != nil {
		return 0
	}
	defer f.Close()
	if _, err := f.ReadAt(b, 0); err != nil || checkSegmentHeader(b, seg, "") != nil {
		return 0
	}
	return int(binary.LittleEndian.Uint16(b[4:]))
}

// recovered is an index that has all that the segments hold.
type recovered struct {
	x           *index
	at          progress // where recording goes on
	interrupted []interrupted
}

// rebuildName marks an index that SQLite found damaged while it was written.
const rebuildName = "index.rebuild"

// openAndRecover opens the index and brings it up to what the segments hold.
// An index that SQLite finds damaged, now or earlier, is set aside and made anew.
func openAndRecover(dir string, log *slog.Logger, rec *Recovery) (*recovered, error) {
	marker := filepath.Join(dir, rebuildName)
	var err error
	if _, stat := os.Stat(marker); stat != nil {
		var r *recovered
		if r, err = tryOpenAndRecover(dir, log, rec); !corrupt(err) {
			return r, err
		}
	}
	log.Error("the index is damaged and is made anew", "error", err)
	path := filepath.Join(dir, indexName)
	if err := os.Rename(path, path+".damaged"); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for _, name := range []string{path + "-wal", path + "-shm", marker} {
		if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
	}
	*rec = Recovery{Rebuilt: true}
	return tryOpenAndRecover(dir, log, rec)
}

func corrupt(err error) bool {
	code := resultCode(err)
	return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
}

// resultCode is SQLite's primary result code, 0 for other errors.
func resultCode(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return sqlite3.SQLITE_OK
	}
	return e.Code() & 0xff
}

func tryOpenAndRecover(dir string, log *slog.Logger, rec *Recovery) (*recovered, error) {
	x, err := openIndex(dir)
	if err != nil {
		return nil, err
	}
	rc := recoverer{dir: dir, x: x, rec: rec}
	err = rc.run()
	r := &recovered{x: x, at: rc.at}
	if err == nil {
		r.interrupted, err = findInterrupted(dir, x)
	}
	if err != nil {
		x.close()
		return nil, err
	}
	if rec.Cut > 0 || rec.Indexed > 0 || len(rec.Damaged) > 0 {
		log.Info("the session had not been closed", "indexed", rec.Indexed, "cut", rec.Cut, "damaged", rec.Damaged, "lost", rec.Lost)
	}
	return r, nil
}

// recoverer reads what the index may not know of the segments.
type recoverer struct {
	dir   string
	x     *index
	rec   *Recovery
	at    progress
	batch rowBatch
}

// run leaves in rc.at where recording goes on.
func (rc *recoverer) run() (err error) {
	if rc.at, err = rc.x.progress(); err != nil {
		return err
	}
	made := rc.at == progress{nextID: 1, nextConn: 1} // a new index, of whatever there is
	segs, err := listSegments(rc.dir)
	if err != nil {
		return err
	}
	from := rc.at.indexed
	if rc.at.synced.before(from) {
		from = rc.at.synced // a power cut may have taken what was indexed since
	}
	next := mark{max(from.Seg, 1), 0}
	for i, seg := range segs {
		if seg < from.Seg {
			continue
		}
		off := int64(0)
		if seg == from.Seg {
			off = from.Off
		}
		if next, err = rc.segment(mark{seg, off}, i == len(segs)-1); err != nil {
			return fmt.Errorf("read segment %d of the session: %w", seg, err)
		}
	}
	if next.before(rc.at.indexed) {
		if err := rc.dropUnreadable(next); err != nil {
			return err
		}
	}
	if last := len(segs); last > 0 && segs[last-1] == next.Seg && segmentVersion(rc.dir, next.Seg) < FormatVersion {
		next = mark{next.Seg + 1, 0} // what an older Rockxy began is not added to
	}
	rc.at.indexed, rc.at.synced = next, next
	rc.at.nextID, rc.at.nextConn = max(rc.at.nextID, rc.batch.last+1), max(rc.at.nextConn, rc.batch.conn+1)
	return rc.x.tx(func() error {
		if err := rc.x.setProgress(rc.at); err != nil || !made {
			return err
		}
		return rc.x.recount()
	})
}

// segment indexes the whole records of one segment from a mark on and returns
// where recording may go on if no other segment follows.
func (rc *recoverer) segment(from mark, last bool) (mark, error) {
	path := segmentPath(rc.dir, from.Seg)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return from, err
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return from, err
	}
	size, end := fi.Size(), from.Off
	if end == 0 && readSegmentHeader(rc.dir, from.Seg) == nil {
		end = segmentHeader
	}
	if end > 0 {
		if end, err = rc.scan(f, mark{from.Seg, end}, size); err != nil {
			return from, err
		}
	}
	known := mark{from.Seg, end}.before(rc.at.indexed) // the index has what follows
	switch {
	case end == size:
		return mark{from.Seg, end}, nil
	case last && !known && end < size:
		rc.rec.Cut += size - end
		return mark{from.Seg, end}, f.Truncate(end)
	}
	end = min(end, size)
	rc.rec.Damaged = append(rc.rec.Damaged, fmt.Sprintf("%s at octet %d of %d", path, end, size))
	if err := rc.dropUnreadable(mark{from.Seg, end}); err != nil {
		return from, err
	}
	return mark{from.Seg + 1, 0}, nil // what follows the damage may still be of use
}

func (rc *recoverer) scan(f *os.File, from mark, size int64) (end int64, err error) {
	b := &rc.batch
	flush := func() error {
		for i := range b.rows {
			if at := b.rows[i].at; !(mark{at.Seg, at.Off}).before(rc.at.indexed) {
				rc.rec.Indexed++
			}
		}
		defer b.reset()
		return rc.x.tx(func() error { return rc.x.putBatch(b) })
	}
	end, err = scanSegment(f, size, from.Off, func(kind recordKind, items []byte, off, n int64) error {
		b.add(kind, items, place{from.Seg, off, n})
		if len(b.rows) >= 4096 {
			return flush()
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	return end, err
}

// dropUnreadable removes the rows whose last record ends after m in its segment
// and cannot be read.
func (rc *recoverer) dropUnreadable(m mark) error {
	r := Reader{dir: rc.dir}
	var bad []int64
	err := rc.x.rowsAfter(m, func(id int64, at place) error {
		if _, err := r.readItems(at, recordEntry); err != nil {
			bad = append(bad, id)
		}
		return nil
	})
	if err != nil {
		return err
	}
	rc.rec.Lost += len(bad)
	return rc.x.tx(func() error {
		for _, id := range bad {
			if err := rc.x.deleteRow(uint64(id)); err != nil {
				return err
			}
		}
		return nil
	})
}
