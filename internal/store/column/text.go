package column

import (
	"encoding/binary"
	"errors"

	"github.com/klauspost/compress/zstd"
)

// ErrDamaged means that octets are not a column.
var ErrDamaged = errors.New("column: damaged")

// Max is how many entries a block may have.
const Max = 1 << 16

// Texts is a column of text: each different value once, and for each entry
// which one it has.
type Texts struct {
	values []string
	codes  []uint16
}

// Len is the number of entries.
func (t *Texts) Len() int { return len(t.codes) }

// At is the value of entry i.
func (t *Texts) At(i int) string { return t.values[t.codes[i]] }

// Values are the different values, and Code says which one entry i has.
func (t *Texts) Values() []string { return t.values }
func (t *Texts) Code(i int) int   { return int(t.codes[i]) }

// Select returns the entries whose values pass.
func (t *Texts) Select(test func(string) bool) Set {
	s := NewSet(len(t.codes))
	pass := make([]bool, len(t.values))
	some, all := false, true
	for i, v := range t.values {
		pass[i] = test(v)
		some = some || pass[i]
		all = all && pass[i]
	}
	switch {
	case all:
		return All(len(t.codes))
	case some:
		for i, c := range t.codes {
			if pass[c] {
				s.Add(i)
			}
		}
	}
	return s
}

// TextBuilder gathers a column of text.
type TextBuilder struct {
	codes  map[string]uint16
	values []string
	column []uint16
	size   int // of the values
	buf    []byte
}

// Add appends the value of the next entry.
func (b *TextBuilder) Add(v string) {
	if n := len(b.column); n > 0 {
		if last := b.column[n-1]; b.values[last] == v {
			b.column = append(b.column, last)
			return
		}
	}
	c, ok := b.codes[v]
	if !ok {
		if b.codes == nil {
			b.codes = map[string]uint16{}
		}
		c = uint16(len(b.values))
		b.codes[v] = c
		b.values = append(b.values, v)
		b.size += len(v)
	}
	b.column = append(b.column, c)
}

// Reset makes the builder ready for another column.
func (b *TextBuilder) Reset() {
	clear(b.codes)
	clear(b.values)
	b.values, b.column, b.size = b.values[:0], b.column[:0], 0
}

// compressFrom is how many octets of values are compressed.
const compressFrom = 512

// The encoding: number of entries, number of values, size of the values, all
// varints; one octet that says whether the values are compressed; their
// lengths and octets; the codes, one octet each when there are at most 256
// values, none when there is one, else two.

// AppendTo appends the column's encoding; z may be nil.
func (b *TextBuilder) AppendTo(dst []byte, z *zstd.Encoder) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(b.column)))
	dst = binary.AppendUvarint(dst, uint64(len(b.values)))
	b.buf = b.buf[:0]
	for _, v := range b.values {
		b.buf = binary.AppendUvarint(b.buf, uint64(len(v)))
	}
	for _, v := range b.values {
		b.buf = append(b.buf, v...)
	}
	dst = binary.AppendUvarint(dst, uint64(len(b.buf)))
	if z != nil && len(b.buf) >= compressFrom {
		packed := z.EncodeAll(b.buf, nil)
		dst = append(dst, 1)
		dst = binary.AppendUvarint(dst, uint64(len(packed)))
		dst = append(dst, packed...)
	} else {
		dst = append(dst, 0)
		dst = append(dst, b.buf...)
	}
	for _, c := range b.column {
		switch {
		case len(b.values) <= 1:
		case len(b.values) <= 256:
			dst = append(dst, byte(c))
		default:
			dst = binary.LittleEndian.AppendUint16(dst, c)
		}
	}
	return dst
}

const maxValues = 256 << 20 // octets of the values of a column, uncompressed

// DecodeTexts reads what AppendTo wrote. z may be nil when nothing is
// compressed.
func DecodeTexts(data []byte, z *zstd.Decoder) (*Texts, error) {
	r := reader{data}
	n, values, size := r.uvarint(Max), r.uvarint(Max), r.uvarint(maxValues)
	raw, err := r.values(size, z)
	if err != nil {
		return nil, err
	}
	t := &Texts{values: make([]string, values), codes: make([]uint16, n)}
	if !cutValues(t.values, string(raw)) {
		return nil, ErrDamaged
	}
	width := 0
	switch {
	case values == 0 && n > 0:
		return nil, ErrDamaged
	case values > 256:
		width = 2
	case values > 1:
		width = 1
	}
	if len(r.rest) != n*width {
		return nil, ErrDamaged
	}
	for i := range t.codes {
		switch width {
		case 1:
			t.codes[i] = uint16(r.rest[i])
		case 2:
			t.codes[i] = binary.LittleEndian.Uint16(r.rest[2*i:])
		}
		if int(t.codes[i]) >= values {
			return nil, ErrDamaged
		}
	}
	return t, nil
}

// cutValues splits lengths and octets.
func cutValues(values []string, raw string) bool {
	lengths, text := raw, raw
	for range values {
		_, n := uvarint(text)
		if n <= 0 {
			return false
		}
		text = text[n:]
	}
	for i := range values {
		n, k := uvarint(lengths)
		if n > uint64(len(text)) {
			return false
		}
		values[i], text, lengths = text[:n], text[n:], lengths[k:]
	}
	return text == ""
}

func uvarint(s string) (x uint64, n int) {
	for i := 0; i < len(s) && i < 5; i++ {
		x |= uint64(s[i]&0x7f) << (7 * i)
		if s[i] < 0x80 {
			return x, i + 1
		}
	}
	return 0, 0
}

type reader struct{ rest []byte }

// uvarint returns 0 and no rest for what is damaged or above the limit.
func (r *reader) uvarint(limit uint64) int {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || v > limit {
		r.rest = nil
		return 0
	}
	r.rest = r.rest[n:]
	return int(v)
}

func (r *reader) values(size int, z *zstd.Decoder) ([]byte, error) {
	if len(r.rest) == 0 {
		return nil, ErrDamaged
	}
	packed := r.rest[0]
	r.rest = r.rest[1:]
	if packed == 1 {
		n := r.uvarint(maxValues)
		if n > len(r.rest) || z == nil {
			return nil, ErrDamaged
		}
		raw, err := z.DecodeAll(r.rest[:n], make([]byte, 0, min(size, n*64)))
		if err != nil || len(raw) != size {
			return nil, ErrDamaged
		}
		r.rest = r.rest[n:]
		return raw, nil
	}
	if packed != 0 || size > len(r.rest) {
		return nil, ErrDamaged
	}
	raw := r.rest[:size]
	r.rest = r.rest[size:]
	return raw, nil
}
