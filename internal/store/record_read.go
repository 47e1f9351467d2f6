package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"rockxy/internal/flow"
)

// entryRecord is one decoded record of an entry. Heads are copies; of bodies
// and messages only the places are known.
type entryRecord struct {
	link    link
	heads   []StoredHead
	body    [2][]extent
	chunks  [2][]byte
	file    [2]bodyFile
	message []extent
	extra   []byte
	note    string
	trace   []flow.RuleStep
	// badTrace says that there is a trace, which cannot be read.
	badTrace bool
}

// extent is a run of octets of a segment.
type extent struct {
	Seg uint32
	Off int64
	Len int64
	// path, if given, is a file that takes the segment's place.
	path string
}

// open opens the file that it is in, for e.Off. The rest of a body may have become
// a part of the whole since its record was read.
func (e *extent) open(dir string) (*os.File, error) {
	f, err := os.Open(e.in(dir))
	if whole, ok := strings.CutSuffix(e.path, restSuffix); ok && errors.Is(err, fs.ErrNotExist) {
		e.path, e.Off = whole, e.Off+bodyFileMin
		return os.Open(whole)
	}
	return f, err
}

// in is the file that it is in.
func (e *extent) in(dir string) string {
	if e.path != "" {
		return e.path
	}
	return segmentPath(dir, e.Seg)
}

// DamagedError says that a record is not what was written.
type DamagedError struct {
	Path   string
	Offset int64
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s is damaged at octet %d: what was recorded there cannot be shown", e.Path, e.Offset)
}

// readItems reads and checks the record at p.
func (r *Reader) readItems(p place, want recordKind) ([]byte, error) {
	path := segmentPath(r.dir, p.Seg)
	if p.Len < frameHeader || p.Len > maxRecord+8 {
		return nil, &DamagedError{path, p.Off}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b := make([]byte, p.Len)
	if _, err := f.ReadAt(b, p.Off); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	kind, items, size, err := openRecord(b)
	if kind == recordPart {
		kind = recordEntry
	}
	if err != nil || kind != want || int64(size) != p.Len {
		return nil, &DamagedError{path, p.Off}
	}
	return items, nil
}

func (r *Reader) readRecord(p place) (*entryRecord, error) {
	items, err := r.readItems(p, recordEntry)
	if err != nil {
		return nil, err
	}
	rec, err := decodeEntry(items, p)
	if err != nil {
		return nil, &DamagedError{segmentPath(r.dir, p.Seg), p.Off}
	}
	return rec, nil
}

// decodeEntry takes the record at p apart.
func decodeEntry(items []byte, p place) (*entryRecord, error) {
	rec := &entryRecord{}
	err := eachItem(items, func(tag byte, data []byte, off int) (err error) {
		at := extent{Seg: p.Seg, Off: p.Off + frameHeader + int64(off), Len: int64(len(data))}
		dir := flow.Direction(tag & 1)
		switch tag {
		case itemLink:
			rec.link, err = decodeLink(data)
		case itemHead, itemHead + 1, itemTrailers, itemTrailers + 1:
			h := StoredHead{Dir: dir, Trailers: tag >= itemTrailers}
			h.Head, err = decodeHead(data, dir, h.Trailers)
			rec.heads = append(rec.heads, h)
		case itemBody, itemBody + 1:
			rec.body[dir] = append(rec.body[dir], at)
		case itemChunks, itemChunks + 1:
			rec.chunks[dir] = append([]byte(nil), data...)
		case itemFile, itemFile + 1:
			rec.file[dir], err = decodeBodyFile(data)
		case itemMessage:
			rec.message = append(rec.message, at)
		case itemExtra:
			rec.extra = append([]byte(nil), data...)
		case itemNote:
			rec.note = string(data)
		case itemTrace:
			steps, bad := decodeTrace(data)
			rec.trace, rec.badTrace = steps, bad != nil
		}
		return err
	})
	return rec, err
}
