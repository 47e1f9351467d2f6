package ranked

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// ints is a run of integers, each kept as what it is more than the base, in as many
// octets as the greatest needs.
type ints struct {
	base  int64
	width int // octets each, 0 to 8
	n     int
	data  []byte // n times width, and slack
}

// slack is so much that eight octets can be read wherever a number begins.
const slack = 8

func (p *ints) at(i int) int64 {
	if p.width == 0 {
		return p.base
	}
	v := binary.LittleEndian.Uint64(p.data[i*p.width:])
	return p.base + int64(v&p.mask())
}

// mask is the greatest difference that there is room for.
func (p *ints) mask() uint64 { return 1<<(8*p.width) - 1 } // a shift by 64 gives 0

func (p *ints) fits(v int64) bool { return v >= p.base && uint64(v)-uint64(p.base) <= p.mask() }

// pack returns values as ints.
func pack(values []int64) ints {
	if len(values) == 0 {
		return ints{data: make([]byte, slack)}
	}
	lo, hi := slices.Min(values), slices.Max(values)
	p := ints{base: lo, width: (bits.Len64(uint64(hi)-uint64(lo)) + 7) / 8, n: len(values)}
	p.data = make([]byte, p.n*p.width+slack)
	for i, v := range values {
		p.set(i, v)
	}
	return p
}

// set writes number i, which fits.
func (p *ints) set(i int, v int64) {
	d := uint64(v) - uint64(p.base)
	at := p.data[i*p.width:]
	for k := range p.width {
		at[k] = byte(d >> (8 * k))
	}
}

// all appends the integers to dst.
func (p *ints) all(dst []int64) []int64 {
	for i := range p.n {
		dst = append(dst, p.at(i))
	}
	return dst
}

func (p *ints) insert(i int, v int64) {
	if !p.fits(v) {
		*p = pack(slices.Insert(p.all(make([]int64, 0, p.n+1)), i, v))
		return
	}
	p.n++
	if p.width == 0 {
		return
	}
	if need := len(p.data) + p.width; need > cap(p.data) { // little at a time: there are many such runs
		p.data = append(make([]byte, 0, need+need/8), p.data...)
	}
	p.data = p.data[:len(p.data)+p.width]
	copy(p.data[(i+1)*p.width:], p.data[i*p.width:(p.n-1)*p.width])
	p.set(i, v)
}

func (p *ints) remove(i int) {
	p.data = slices.Delete(p.data, i*p.width, (i+1)*p.width)
	p.n--
}

// cut takes what is from i on out of p and returns it.
func (p *ints) cut(i int) ints {
	values := p.all(make([]int64, 0, p.n))
	*p = pack(values[:i])
	return pack(values[i:])
}

func (p *ints) octets() int { return cap(p.data) }
