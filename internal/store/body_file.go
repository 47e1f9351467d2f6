package store

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"rockxy/internal/flow"
)

// bodyFile is what a record says of a body that has a file.
type bodyFile struct {
	id   flow.ID // that the file is named after
	on   bool
	rest bool   // the file begins bodyFileMin octets into the body
	size int64  // octets in the file that belong to the record
	sum  uint32 // their CRC-32C
}

func appendBodyFile(b []byte, dir flow.Direction, f *bodyFile) []byte {
	b, start := beginItem(b, itemFile+byte(dir))
	b = appendUint(b, 1, uint64(f.size))
	b = appendUint(b, 2, uint64(f.sum))
	b = appendBool(b, 3, f.rest)
	b = appendUint(b, 4, uint64(f.id))
	endItem(b, start)
	return b
}

func decodeBodyFile(data []byte) (b bodyFile, err error) {
	b.on = true
	err = eachField(string(data), func(f *field) error {
		switch f.Num {
		case 1:
			b.size = int64(f.Val)
		case 2:
			b.sum = uint32(f.Val)
		case 3:
			b.rest = f.Val != 0
		case 4:
			b.id = flow.ID(f.Val)
		}
		return nil
	})
	return b, err
}

// toFile reports how many octets of p go where they went before; the rest of
// them go to the body's file, which begins with this call if need be.
func (t *Tape) toFile(dir flow.Direction, p []byte) (before int) {
	f := &t.file[dir]
	if f.on {
		return 0
	}
	if t.stored[dir]+int64(len(p)) <= bodyFileMin {
		return len(p)
	}
	f.on, f.id = true, t.id
	if t.written[dir] {
		f.rest = true
		return bodyFileMin - int(t.stored[dir])
	}
	var begun []byte
	t.buf, begun = takeItems(t.buf, itemBody+byte(dir))
	t.body = 0
	t.appendFile(dir, begun)
	return 0
}

func (t *Tape) appendFile(dir flow.Direction, p []byte) {
	f := &t.file[dir]
	f.sum = crc32.Update(f.sum, castagnoli, p)
	t.s.journal.appendFile(bodyKey{t.id, dir, f.rest}, f.size, p)
	f.size += int64(len(p))
}

// takeItems takes the data of the items with a tag out of a record that has no
// link or summary yet.
func takeItems(rec []byte, tag byte) (rest, data []byte) {
	rest = append(rest, rec[:frameHeader]...)
	_ = eachItem(rec[frameHeader:], func(tg byte, d []byte, off int) error {
		if tg == tag {
			data = append(data, d...)
		} else {
			rest = append(rest, rec[frameHeader+off-itemHeader:frameHeader+off+len(d)]...)
		}
		return nil
	})
	return append(rec[:0], rest...), data
}

// endFiles says that no more is to come.
func (t *Tape) endFiles() {
	for dir := range t.file {
		if f := &t.file[dir]; f.on {
			t.s.journal.endFile(bodyKey{t.id, flow.Direction(dir), f.rest})
		}
	}
}

// addFile takes over what the last record of an entry says of a body's file.
func (rec *Record) addFile(dir flow.Direction, f bodyFile) {
	if !f.on || f.size == 0 {
		return
	}
	key := bodyKey{f.id, dir, f.rest}
	path, base := key.path(rec.r.dir), int64(0)
	if f.rest {
		whole := bodyKey{id: key.id, dir: dir}.path(rec.r.dir)
		if fileSize(whole) >= bodyFileMin+f.size {
			path, base = whole, bodyFileMin
		}
	}
	if have := fileSize(path) - base; have < f.size {
		rec.Incomplete = fmt.Sprintf("of its %s body %d octets are missing: %s is gone or was cut", dir, f.size-max(have, 0), path)
		if f.size = have; have <= 0 {
			return
		}
	}
	rec.body[dir] = append(rec.body[dir], extent{Off: base, Len: f.size, path: path})
}

// checkFiles compares files with what was written.
func (rec *Record) checkFiles() error {
	for dir, f := range rec.files {
		for _, e := range rec.body[dir] {
			if e.path == "" || e.Len != f.size {
				continue
			}
			sum, err := sumOf(e)
			if err != nil {
				return err
			}
			if sum != f.sum {
				return &DamagedError{e.path, e.Off}
			}
		}
	}
	return nil
}

func sumOf(e extent) (sum uint32, err error) {
	f, err := e.open("")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	r := io.NewSectionReader(f, e.Off, e.Len)
	buf := make([]byte, 64<<10)
	for {
		n, err := r.Read(buf)
		sum = crc32.Update(sum, castagnoli, buf[:n])
		if errors.Is(err, io.EOF) {
			return sum, nil
		}
		if err != nil {
			return sum, err
		}
	}
}
