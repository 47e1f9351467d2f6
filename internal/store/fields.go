package store

import (
	"encoding/binary"
	"errors"
)

// Tagged fields are the extensible inside of records: a key (field number and
// kind), then the value, in the wire format of Protocol Buffers. A reader skips
// numbers that it does not know, so that fields can be added without a new
// format version. Zero and empty values are left out.

const (
	kindVarint = 0
	kindBytes  = 2
)

var errFields = errors.New("store: malformed fields")

func appendKey(b []byte, num int, kind byte) []byte {
	return binary.AppendUvarint(b, uint64(num)<<3|uint64(kind))
}

func appendUint(b []byte, num int, v uint64) []byte {
	if v == 0 {
		return b
	}
	return binary.AppendUvarint(appendKey(b, num, kindVarint), v)
}

// appendInt keeps negative numbers short (zigzag).
func appendInt(b []byte, num int, v int64) []byte {
	return appendUint(b, num, uint64(v<<1)^uint64(v>>63))
}

func appendBool(b []byte, num int, v bool) []byte {
	if !v {
		return b
	}
	return appendUint(b, num, 1)
}

func appendString(b []byte, num int, s string) []byte {
	if s == "" {
		return b
	}
	b = binary.AppendUvarint(appendKey(b, num, kindBytes), uint64(len(s)))
	return append(b, s...)
}

func appendBytes(b []byte, num int, p []byte) []byte {
	if len(p) == 0 {
		return b
	}
	b = binary.AppendUvarint(appendKey(b, num, kindBytes), uint64(len(p)))
	return append(b, p...)
}

// field is one decoded field. Str is a part of the string that was decoded.
type field struct {
	Num int
	Val uint64 // kindVarint
	Str string // kindBytes
}

func (f *field) Int() int64 { return int64(f.Val>>1) ^ -int64(f.Val&1) }

// eachField calls yield for every field of s, in order.
func eachField(s string, yield func(f *field) error) error {
	var f field
	for len(s) > 0 {
		key, n := uvarint(s)
		if n <= 0 || key>>3 == 0 || key>>3 > 1<<20 {
			return errFields
		}
		s = s[n:]
		v, n := uvarint(s)
		if n <= 0 {
			return errFields
		}
		s = s[n:]
		f = field{Num: int(key >> 3), Val: v}
		switch key & 7 {
		case kindVarint:
		case kindBytes:
			if v > uint64(len(s)) {
				return errFields
			}
			f.Val, f.Str, s = 0, s[:v], s[v:]
		default:
			return errFields
		}
		if err := yield(&f); err != nil {
			return err
		}
	}
	return nil
}

// uvarint is binary.Uvarint for strings.
func uvarint(s string) (uint64, int) {
	var x uint64
	for i := 0; i < len(s) && i < binary.MaxVarintLen64; i++ {
		b := s[i]
		if b < 0x80 {
			if i == binary.MaxVarintLen64-1 && b > 1 {
				return 0, -1
			}
			return x | uint64(b)<<(7*i), i + 1
		}
		x |= uint64(b&0x7f) << (7 * i)
	}
	return 0, 0
}
