package column

import (
	"encoding/binary"
	"math"
)

// Numbers is a column of numbers, some of which may be missing.
type Numbers struct {
	n        int
	width    int // octets a number
	min, max int64
	data     []byte
	missing  []byte // a bit for each entry, nil when none is missing
}

// Len is the number of entries.
func (c *Numbers) Len() int { return c.n }

// At is the number of entry i.
func (c *Numbers) At(i int) (int64, bool) {
	if c.missing != nil && c.missing[i/8]&(1<<(i%8)) != 0 {
		return 0, false
	}
	return c.min + int64(c.offset(i)), true
}

func (c *Numbers) offset(i int) uint64 {
	switch p := c.data[i*c.width:]; c.width {
	case 0:
		return 0
	case 1:
		return uint64(p[0])
	case 2:
		return uint64(binary.LittleEndian.Uint16(p))
	case 4:
		return uint64(binary.LittleEndian.Uint32(p))
	default:
		var v uint64
		for k := c.width - 1; k >= 0; k-- {
			v = v<<8 | uint64(p[k])
		}
		return v
	}
}

// Range is the smallest and the greatest number; ok is false when there is none.
func (c *Numbers) Range() (lowest, greatest int64, ok bool) {
	return c.min, c.max, c.min <= c.max
}

// Select returns the entries whose numbers pass; there is is false for those
// without one.
func (c *Numbers) Select(test func(v int64, there bool) bool) Set {
	s := NewSet(c.n)
	last, pass, known := int64(0), false, false
	for i := range c.n {
		v, ok := c.At(i)
		if !ok {
			if test(0, false) {
				s.Add(i)
			}
			continue
		}
		if !known || v != last {
			last, pass, known = v, test(v, true), true
		}
		if pass {
			s.Add(i)
		}
	}
	return s
}

// NumberBuilder gathers a column of numbers.
type NumberBuilder struct {
	values  []int64
	missing []bool
	some    bool // is missing
}

// Add appends the number of the next entry.
func (b *NumberBuilder) Add(v int64, there bool) {
	b.values = append(b.values, v)
	b.missing = append(b.missing, !there)
	b.some = b.some || !there
}

// Reset makes the builder ready for another column.
func (b *NumberBuilder) Reset() {
	b.values, b.missing, b.some = b.values[:0], b.missing[:0], false
}

// The encoding: number of entries, the smallest number (zigzag), how much
// greater the greatest is, all varints; one octet that says whether some are
// missing; those, a bit each; the numbers less the smallest, all of the width
// that the greatest needs.

// AppendTo appends the column's encoding.
func (b *NumberBuilder) AppendTo(dst []byte) []byte {
	lo, hi := int64(math.MaxInt64), int64(math.MinInt64)
	for i, v := range b.values {
		if !b.missing[i] {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	dst = binary.AppendUvarint(dst, uint64(len(b.values)))
	if lo > hi { // none is there
		lo, hi = 0, 0
	}
	dst = binary.AppendVarint(dst, lo)
	dst = binary.AppendUvarint(dst, uint64(hi)-uint64(lo))
	if b.some {
		dst = append(dst, 1)
		at := len(dst)
		dst = append(dst, make([]byte, (len(b.values)+7)/8)...)
		for i, m := range b.missing {
			if m {
				dst[at+i/8] |= 1 << (i % 8)
			}
		}
	} else {
		dst = append(dst, 0)
	}
	width := widthOf(uint64(hi) - uint64(lo))
	for i, v := range b.values {
		d := uint64(v) - uint64(lo)
		if b.missing[i] {
			d = 0
		}
		for range width {
			dst = append(dst, byte(d))
			d >>= 8
		}
	}
	return dst
}

func widthOf(v uint64) (n int) {
	for ; v > 0; v >>= 8 {
		n++
	}
	return n
}

// DecodeNumbers reads what AppendTo wrote. The result shares data.
func DecodeNumbers(data []byte) (*Numbers, error) {
	n, k := binary.Uvarint(data)
	if k <= 0 || n > Max {
		return nil, ErrDamaged
	}
	data = data[k:]
	lo, k := binary.Varint(data)
	if k <= 0 {
		return nil, ErrDamaged
	}
	data = data[k:]
	span, k := binary.Uvarint(data)
	if k <= 0 || len(data) == k {
		return nil, ErrDamaged
	}
	c := &Numbers{n: int(n), width: widthOf(span), min: lo, max: int64(uint64(lo) + span)}
	some := data[k] != 0
	data = data[k+1:]
	if bits := (c.n + 7) / 8; some {
		if len(data) < bits {
			return nil, ErrDamaged
		}
		c.missing, data = data[:bits], data[bits:]
	}
	if len(data) != c.n*c.width {
		return nil, ErrDamaged
	}
	c.data = data
	if some && c.none() {
		c.min, c.max = 1, 0
	}
	return c, nil
}

func (c *Numbers) none() bool {
	for i := range c.n {
		if c.missing[i/8]&(1<<(i%8)) == 0 {
			return false
		}
	}
	return true
}

// Find returns the position of v in a column that ascends and misses nothing.
func (c *Numbers) Find(v int64) (int, bool) {
	lo, hi := 0, c.n
	for lo < hi {
		mid := (lo + hi) / 2
		if m, _ := c.At(mid); m < v {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == c.n {
		return lo, false
	}
	m, _ := c.At(lo)
	return lo, m == v
}
