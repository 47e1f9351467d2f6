package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// A record is a frame in a segment:
//
//	length  uint32, little endian: octets of kind and items
//	sum     uint32: CRC-32C over length, kind and items
//	kind    uint8
//	items   each: tag uint8, length uint32, data
//
// Items with unknown tags are skipped, and so are records of unknown kinds.

type recordKind byte

const (
	recordEntry recordKind = 1 // part of an exchange, tunnel or handshake failure
	recordConn  recordKind = 2 // a client or server connection
	recordCert  recordKind = 3 // a certificate
	recordPart  recordKind = 4 // part of an entry that is copied; its last record is of recordEntry
	recordGone  recordKind = 5 // entries that were deleted
)

const (
	frameHeader = 9 // length, sum, kind
	itemHeader  = 5
	// maxRecord bounds what a reader believes; a writer stays far below.
	maxRecord = 64 << 20
)

// Item tags. Those of a direction are the request's; the response's is one more.
const (
	itemSummary  = 1
	itemLink     = 2
	itemFields   = 3 // of a connection
	itemDER      = 4 // of a certificate
	itemRange    = 5 // of entries that were deleted
	itemHead     = 16
	itemTrailers = 18
	itemBody     = 20
	itemChunks   = 22
	itemMessage  = 24 // without a direction in its tag
	itemFile     = 26 // of a body: what of it is in a file
	itemExtra    = 28 // of an imported entry, see Record.Extra
	itemNote     = 29 // why a part of it is missing
	itemTrace    = 30 // what the rules did
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errTorn means that the bytes at a place are not a whole record.
var errTorn = errors.New("store: not a whole record")

// beginRecord starts a record in b, which it empties.
func beginRecord(b []byte, kind recordKind) []byte {
	return append(b[:0], 0, 0, 0, 0, 0, 0, 0, 0, byte(kind))
}

// sealRecord completes the frame of b.
func sealRecord(b []byte) {
	binary.LittleEndian.PutUint32(b, uint32(len(b)-8))
	sum := crc32.Update(0, castagnoli, b[:4])
	sum = crc32.Update(sum, castagnoli, b[8:])
	binary.LittleEndian.PutUint32(b[4:], sum)
}

// beginItem appends the header of an item; endItem fills in its length.
func beginItem(b []byte, tag byte) (_ []byte, start int) {
	b = append(b, tag, 0, 0, 0, 0)
	return b, len(b)
}

func endItem(b []byte, start int) {
	binary.LittleEndian.PutUint32(b[start-4:], uint32(len(b)-start))
}

// openRecord checks the record that b begins with and returns it without its
// frame, and its whole length in b.
func openRecord(b []byte) (kind recordKind, items []byte, size int, err error) {
	if len(b) < frameHeader {
		return 0, nil, 0, errTorn
	}
	n := binary.LittleEndian.Uint32(b)
	if n == 0 || n > maxRecord || int64(n)+8 > int64(len(b)) {
		return 0, nil, 0, errTorn
	}
	size = int(n) + 8
	sum := crc32.Update(0, castagnoli, b[:4])
	sum = crc32.Update(sum, castagnoli, b[8:size])
	if sum != binary.LittleEndian.Uint32(b[4:]) {
		return 0, nil, 0, errTorn
	}
	return recordKind(b[8]), b[frameHeader:size], size, nil
}

// eachItem calls yield for every item; off is where its data begins in items.
func eachItem(items []byte, yield func(tag byte, data []byte, off int) error) error {
	for off := 0; off < len(items); {
		rest := items[off:]
		if len(rest) < itemHeader {
			return fmt.Errorf("store: item header cut at %d of %d", off, len(items))
		}
		n := binary.LittleEndian.Uint32(rest[1:])
		if int64(n) > int64(len(rest)-itemHeader) {
			return fmt.Errorf("store: item at %d is longer than its record", off)
		}
		data := rest[itemHeader : itemHeader+int(n)]
		if err := yield(rest[0], data, off+itemHeader); err != nil {
			return err
		}
		off += itemHeader + int(n)
	}
	return nil
}

// place is where a record is. The zero place is none.
type place struct {
	Seg uint32
	Off int64
	Len int64
}

func (p place) none() bool { return p.Seg == 0 }

// mark is a position in the journal: everything before it.
type mark struct {
	Seg uint32
	Off int64
}

func (m mark) before(o mark) bool {
	return m.Seg < o.Seg || m.Seg == o.Seg && m.Off < o.Off
}

// link ties an entry's record to what belongs to it.
type link struct {
	Prev           place // the entry's record before this one
	Client, Server place // records of its connections
	Part           uint64
	Gap            bool // something between Prev and this one was not recorded
	// First is the oldest segment that this record or what it leads to is in, 0 if
	// that is the record's own (or, before there were marks, not known).
	First uint32
	Moved bool // the entry was copied from segments that are gone
	Lost  bool // something before could not be read when it was copied
}

// conns ties a record to connections. Their records are in the segment of the
// next one, or in that before.
func (l *link) conns(client, server place) {
	l.Client, l.Server = client, server
	for _, p := range []place{client, server} {
		if !p.none() && (l.First == 0 || p.Seg < l.First) {
			l.First = p.Seg
		}
	}
}

func appendPlace(b []byte, num int, p place) []byte {
	if p.none() {
		return b
	}
	b = appendUint(b, num, uint64(p.Seg))
	b = appendUint(b, num+1, uint64(p.Off))
	return appendUint(b, num+2, uint64(p.Len))
}

func (p *place) set(which int, v uint64) {
	switch which {
	case 0:
		p.Seg = uint32(v)
	case 1:
		p.Off = int64(v)
	case 2:
		p.Len = int64(v)
	}
}

func appendLink(b []byte, l *link) []byte {
	b, start := beginItem(b, itemLink)
	b = appendPlace(b, 1, l.Prev)
	b = appendPlace(b, 4, l.Client)
	b = appendPlace(b, 7, l.Server)
	b = appendUint(b, 10, l.Part)
	b = appendBool(b, 11, l.Gap)
	b = appendUint(b, 12, uint64(l.First))
	b = appendBool(b, 13, l.Moved)
	b = appendBool(b, 14, l.Lost)
	endItem(b, start)
	return b
}

func decodeLink(data []byte) (l link, err error) {
	err = eachField(string(data), func(f *field) error {
		switch n := f.Num; {
		case n >= 1 && n <= 3:
			l.Prev.set(n-1, f.Val)
		case n >= 4 && n <= 6:
			l.Client.set(n-4, f.Val)
		case n >= 7 && n <= 9:
			l.Server.set(n-7, f.Val)
		case n == 10:
			l.Part = f.Val
		case n == 11:
			l.Gap = f.Val != 0
		case n == 12:
			l.First = uint32(f.Val)
		case n == 13:
			l.Moved = f.Val != 0
		case n == 14:
			l.Lost = f.Val != 0
		}
		return nil
	})
	return l, err
}
