package store

import (
	"encoding/binary"
	"errors"
	"io"
	"os"

	"rockxy/internal/flow"
)

// segmentFiles reads small parts of records: heads, without the bodies between them. It
// does not check their sums, for that needs all of a record.
type segmentFiles struct {
	dir  string
	seg  uint32
	f    *os.File
	buf  []byte
	at   int64 // of buf in f
	have int
}

const (
	// skimAtOnce is how much is read at a time: mostly two heads.
	skimAtOnce = 4 << 10
	// skimParts is how many records of an entry are looked at for its heads.
	skimParts = 64
)

func (s *segmentFiles) close() {
	if s.f != nil {
		s.f.Close()
	}
}

func (s *segmentFiles) open(seg uint32) error {
	if s.f != nil && s.seg == seg {
		return nil
	}
	s.close()
	f, err := os.Open(segmentPath(s.dir, seg))
	s.f, s.seg, s.have = f, seg, 0
	return err
}

// read returns n octets at off, which are valid until the next call.
func (s *segmentFiles) read(off int64, n int) ([]byte, error) {
	if i := off - s.at; i >= 0 && i+int64(n) <= int64(s.have) {
		return s.buf[i : i+int64(n)], nil
	}
	if size := max(n, skimAtOnce); cap(s.buf) < size {
		s.buf = make([]byte, size)
	}
	s.buf = s.buf[:cap(s.buf)]
	have, err := s.f.ReadAt(s.buf, off)
	s.at, s.have = off, have
	if have < n {
		if err == nil || errors.Is(err, io.EOF) {
			err = errTorn
		}
		return nil, err
	}
	return s.buf[:n], nil
}

// heads returns the heads of the request and of the final response of the entry whose last
// record is at p, nil for one that is not there.
func (s *segmentFiles) heads(p place) (heads [2]*flow.Head, err error) {
	for range skimParts {
		if err := s.open(p.Seg); err != nil {
			return heads, err
		}
		var l link
		var found [2]*flow.Head
		if l, found, err = s.record(p); err != nil {
			return heads, err
		}
		for dir, h := range found {
			if heads[dir] == nil {
				heads[dir] = h
			}
		}
		prev := mark{l.Prev.Seg, l.Prev.Off}
		if l.Prev.none() || !prev.before(mark{p.Seg, p.Off}) || heads[0] != nil && heads[1] != nil {
			break
		}
		p = l.Prev
	}
	return heads, nil
}

// record reads what heads wants of one record; of several heads of a direction the last,
// as before it are those of 1xx.
func (s *segmentFiles) record(p place) (l link, heads [2]*flow.Head, err error) {
	for off, end := p.Off+frameHeader, p.Off+p.Len; off < end; {
		b, err := s.read(off, itemHeader)
		if err != nil {
			return l, heads, err
		}
		tag, n := b[0], int64(binary.LittleEndian.Uint32(b[1:]))
		if off += itemHeader; n > end-off {
			return l, heads, errTorn
		}
		switch tag {
		case itemHead, itemHead + 1, itemLink:
			if n > maxHead+1<<16 {
				return l, heads, errTorn
			}
			data, err := s.read(off, int(n))
			if err != nil {
				return l, heads, err
			}
			if tag == itemLink {
				l, err = decodeLink(data)
			} else {
				heads[tag-itemHead], err = decodeHead(data, flow.Direction(tag-itemHead), false)
			}
			if err != nil {
				return l, heads, err
			}
		}
		off += n
	}
	return l, heads, nil
}
