package store

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// FormatVersion is that of the segments that this program writes. The index
// beside them has its own, see indexVersion.
//
// 2 adds marks, entries that were copied or deleted, and bodies in files.
const FormatVersion = 2

// A segment file begins with: "RKXS", version uint16, zero uint16, number
// uint32, CRC-32C of these twelve octets; little endian. Records follow.
const segmentHeader = 16

func appendSegmentHeader(b []byte, seg uint32) []byte {
	return appendSegmentHeaderOf(b, FormatVersion, seg)
}

func appendSegmentHeaderOf(b []byte, version uint16, seg uint32) []byte {
	n := len(b)
	b = append(b, "RKXS"...)
	b = binary.LittleEndian.AppendUint16(b, version)
	b = binary.LittleEndian.AppendUint16(b, 0)
	b = binary.LittleEndian.AppendUint32(b, seg)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b[n:], castagnoli))
}

// checkSegmentHeader returns errTorn for what is not a header of segment seg,
// and a *VersionError for one of a newer format.
func checkSegmentHeader(b []byte, seg uint32, path string) error {
	if len(b) < segmentHeader || string(b[:4]) != "RKXS" ||
		crc32.Checksum(b[:12], castagnoli) != binary.LittleEndian.Uint32(b[12:]) {
		return errTorn
	}
	if v := int(binary.LittleEndian.Uint16(b[4:])); v > FormatVersion {
		return &VersionError{Path: path, Have: v, Know: FormatVersion}
	}
	if binary.LittleEndian.Uint32(b[8:]) != seg {
		return errTorn
	}
	return nil
}

// VersionError says that a session was written by a newer Rockxy.
type VersionError struct {
	Path string
	Have int // its format version
	Know int // the newest one that this program knows
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("%s was written by a newer Rockxy (session format %d, this one knows up to %d): use that Rockxy, or another session",
		e.Path, e.Have, e.Know)
}

func segmentPath(dir string, seg uint32) string {
	return filepath.Join(dir, fmt.Sprintf("seg-%06d.rkx", seg))
}

// listSegments returns the numbers of the segments in dir, ascending.
func listSegments(dir string) ([]uint32, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var segs []uint32
	for _, e := range entries {
		name, ok := strings.CutPrefix(e.Name(), "seg-")
		name, ok2 := strings.CutSuffix(name, ".rkx")
		n, err := strconv.ParseUint(name, 10, 32)
		if ok && ok2 && err == nil && n > 0 {
			segs = append(segs, uint32(n))
		}
	}
	slices.Sort(segs)
	return segs, nil
}

// scanSegment calls yield for every whole record of a segment from off on, and
// returns where the whole records end. The data given to yield is valid during
// the call. A record that is not whole is no error: end tells.
func scanSegment(f io.ReaderAt, size, off int64, yield func(kind recordKind, items []byte, off, length int64) error) (end int64, err error) {
	const window = 256 << 10
	r := bufio.NewReaderSize(io.NewSectionReader(f, off, size-off), window)
	var big []byte
	for off < size {
		b, err := r.Peek(frameHeader)
		if err != nil {
			return off, nil
		}
		n := int64(binary.LittleEndian.Uint32(b)) + 8
		if n < frameHeader || n > maxRecord || off+n > size {
			return off, nil
		}
		if n <= window {
			b, err = r.Peek(int(n))
		} else {
			big = slices.Grow(big[:0], int(n))[:n]
			b = big
			_, err = io.ReadFull(r, b)
		}
		if err != nil {
			return off, nil
		}
		kind, items, _, err := openRecord(b)
		if err != nil {
			return off, nil
		}
		if err := yield(kind, items, off, n); err != nil {
			return off, err
		}
		if n <= window {
			r.Discard(int(n))
		}
		off += n
	}
	return off, nil
}
