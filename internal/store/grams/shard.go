package grams

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// Version is that of shards; those of another are of no use.
const Version = 1

// ErrDamaged means that something is not a shard, or not what was written.
var ErrDamaged = errors.New("grams: not a whole shard")

// Shard is what its header says.
type Shard struct {
	// Note is what the one who made it wrote in it.
	Note [NoteSize]byte
	// Cells, Entries and Octets (of text) count what is in it.
	Cells, Entries int
	Octets         int64
	// First and Last are its smallest and greatest entry.
	First, Last uint64

	width    int
	fiveBits int
	ids      int64 // length of each section
	three    int64
	five     int64
	sum      uint32 // of the sections
}

const (
	// NoteSize is how many octets a note has.
	NoteSize   = 32
	headerSize = 128
	magic      = "RKXG"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// AppendTo appends a shard of what is in b, which may be added to and written
// again.
func (b *Builder) AppendTo(dst []byte, note [NoteSize]byte) []byte {
	cells, octets := b.withOpen()
	s := Shard{Note: note, Cells: len(cells), Octets: octets, width: (len(cells) + 7) / 8}
	if len(cells) > 0 {
		s.First = ^uint64(0)
	}
	head := len(dst)
	dst = append(dst, make([]byte, headerSize)...)
	start := len(dst)
	for _, ids := range cells {
		dst = appendIDs(dst, ids)
		s.Entries += len(ids)
		s.First, s.Last = min(s.First, ids[0]), max(s.Last, ids[len(ids)-1])
	}
	s.ids = int64(len(dst) - start)
	dst = appendTable(dst, b.three, s.width)
	s.three = int64(len(dst)-start) - s.ids
	five, bits := folded(b.five, s.Cells)
	s.fiveBits = bits
	dst = appendTable(dst, five, s.width)
	s.five = int64(len(dst)-start) - s.ids - s.three
	s.sum = crc32.Checksum(dst[start:], castagnoli)
	s.put(dst[head:start])
	return dst
}

func (s *Shard) put(b []byte) {
	le := binary.LittleEndian
	copy(b, magic)
	le.PutUint16(b[4:], Version)
	b[6], b[7] = byte(s.Cells), byte(s.fiveBits)
	copy(b[8:], s.Note[:])
	for i, v := range []uint64{uint64(s.Entries), uint64(s.Octets), s.First, s.Last, uint64(s.ids), uint64(s.three), uint64(s.five)} {
		le.PutUint64(b[8+NoteSize+8*i:], v)
	}
	le.PutUint32(b[headerSize-8:], s.sum)
	le.PutUint32(b[headerSize-4:], crc32.Checksum(b[:headerSize-4], castagnoli))
}

// Open reads the header of a shard of size octets. The error is ErrDamaged for
// what is none, or of another version, or comes from reading.
func Open(r io.ReaderAt, size int64) (*Shard, error) {
	b := make([]byte, headerSize)
	if size < headerSize {
		return nil, ErrDamaged
	}
	if _, err := r.ReadAt(b, 0); err != nil {
		return nil, err
	}
	le := binary.LittleEndian
	if string(b[:4]) != magic || le.Uint16(b[4:]) != Version || crc32.Checksum(b[:headerSize-4], castagnoli) != le.Uint32(b[headerSize-4:]) {
		return nil, ErrDamaged
	}
	var v [7]int64
	for i := range v {
		v[i] = int64(le.Uint64(b[8+NoteSize+8*i:]))
		if v[i] < 0 {
			return nil, ErrDamaged
		}
	}
	s := &Shard{
		Cells: int(b[6]), fiveBits: int(b[7]), Entries: int(v[0]), Octets: v[1],
		First: uint64(v[2]), Last: uint64(v[3]), ids: v[4], three: v[5], five: v[6], sum: le.Uint32(b[headerSize-8:]),
	}
	copy(s.Note[:], b[8:])
	s.width = (s.Cells + 7) / 8
	if s.Cells > Cells || s.fiveBits > fiveBits || s.fiveBits < fewestBits || size-headerSize != s.ids+s.three+s.five ||
		s.ids > size || s.three > size || s.five > size {
		return nil, ErrDamaged
	}
	return s, nil
}

// Check reads all of it and returns ErrDamaged when it is not what was written.
func (s *Shard) Check(r io.ReaderAt) error {
	h := crc32.New(castagnoli)
	if _, err := io.CopyBuffer(h, io.NewSectionReader(r, headerSize, s.ids+s.three+s.five), make([]byte, 64<<10)); err != nil {
		return err
	}
	if h.Sum32() != s.sum {
		return ErrDamaged
	}
	return nil
}

// Find returns the cells that a text may be in, a bit each.
func (s *Shard) Find(r io.ReaderAt, n *Needle) (uint64, error) {
	cells := ^uint64(0)
	if s.Cells < Cells {
		cells = 1<<s.Cells - 1
	}
	five := table{r: r, at: headerSize + s.ids + s.three, size: s.five, places: 1 << s.fiveBits, width: s.width}
	three := table{r: r, at: headerSize + s.ids, size: s.three, places: 1 << threeBits, width: s.width}
	for _, step := range []struct {
		t     *table
		grams []uint32
	}{{&five, n.five}, {&three, n.three}} {
		for _, g := range step.grams {
			if cells == 0 {
				return 0, nil
			}
			w, err := step.t.word(g)
			if err != nil {
				return 0, err
			}
			cells &= w
		}
	}
	return cells, nil
}

// Each calls yield with the entries of the cells.
func (s *Shard) Each(r io.ReaderAt, cells uint64, yield func(id uint64)) error {
	b := make([]byte, s.ids)
	if _, err := r.ReadAt(b, headerSize); err != nil {
		return err
	}
	for cell := range s.Cells {
		count, k := binary.Uvarint(b)
		if k <= 0 {
			return ErrDamaged
		}
		b = b[k:]
		id := uint64(0)
		for range count {
			d, k := binary.Uvarint(b)
			if k <= 0 {
				return ErrDamaged
			}
			b = b[k:]
			id += d
			if cells&(1<<cell) != 0 {
				yield(id)
			}
		}
	}
	return nil
}

// appendIDs writes how many there are and how much greater each is than the one
// before.
func appendIDs(dst []byte, ids []uint64) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(ids)))
	last := uint64(0)
	for _, id := range ids {
		dst = binary.AppendUvarint(dst, id-last)
		last = id
	}
	return dst
}
