package view

import (
	"encoding/binary"
	"errors"
	"math"
	"strconv"
)

// openCBOR shows CBOR (RFC 8949) in its diagnostic notation, laid out. Items
// keep their order and duplicates; several may stand in a row (RFC 8742).
func openCBOR(m *Message, _ *Options, _ int) (*View, string) {
	return openBinary(m, CBOR, func(w *binaryText) error { return w.cbor(0) })
}

// cborHead is the start of an item.
type cborHead struct {
	major, info byte
	arg         uint64
	size        int  // octets of the head
	indefinite  bool // the length comes later
}

func (w *binaryText) cborHead() (h cborHead, err error) {
	b := w.rest
	if len(b) == 0 {
		return h, errEarly
	}
	h = cborHead{major: b[0] >> 5, info: b[0] & 0x1f, size: 1}
	switch {
	case h.info < 24:
		h.arg = uint64(h.info)
	case h.info < 28:
		n := 1 << (h.info - 24)
		if len(b) < 1+n {
			return h, errEarly
		}
		for _, c := range b[1 : 1+n] {
			h.arg = h.arg<<8 | uint64(c)
		}
		h.size += n
	case h.info == 31 && h.major != 0 && h.major != 1 && h.major != 6:
		h.indefinite = true
	default:
		return h, errors.New("a head that is reserved")
	}
	return h, nil
}

func (w *binaryText) cbor(depth int) error {
	h, err := w.cborHead()
	if err != nil {
		return err
	}
	if err := w.enter(depth); err != nil {
		return err
	}
	if h.major == 7 && h.indefinite {
		return errors.New("a break that ends nothing")
	}
	w.skip(h.size)
	switch h.major {
	case 0:
		w.span(Number, strconv.FormatUint(h.arg, 10))
	case 1:
		w.span(Number, negative(h.arg))
	case 2, 3:
		return w.cborText(h)
	case 4:
		return w.cborItems(h, '[', depth)
	case 5:
		return w.cborItems(h, '{', depth)
	case 6:
		w.span(Tag, strconv.FormatUint(h.arg, 10)+"(")
		if err := w.cbor(depth + 1); err != nil {
			return err
		}
		w.span(Tag, ")")
	default:
		return w.cborSimple(h)
	}
	return nil
}

// negative is -1-n.
func negative(n uint64) string {
	if n == math.MaxUint64 {
		return "-18446744073709551616"
	}
	return "-" + strconv.FormatUint(n+1, 10)
}

// cborText reads a string of octets or of text.
func (w *binaryText) cborText(h cborHead) error {
	if !h.indefinite {
		return w.str(h.arg, h.major == 3)
	}
	w.span(Mark, "(_")
	for first := true; ; first = false {
		c, err := w.cborHead()
		if err != nil {
			return err
		}
		if c.major == 7 && c.indefinite {
			w.skip(1)
			w.span(Mark, ")")
			return nil
		}
		if c.major != h.major || c.indefinite {
			return errors.New("a piece of another kind in a string")
		}
		if !first {
			w.span(Mark, ",")
		}
		w.span(Mark, " ")
		w.skip(c.size)
		if err := w.enter(0); err != nil {
			return err
		}
		if err := w.str(c.arg, h.major == 3); err != nil {
			return err
		}
	}
}

// cborItems reads an array or a map.
func (w *binaryText) cborItems(h cborHead, open byte, depth int) error {
	if h.indefinite {
		h.arg = math.MaxUint64
	}
	list := w.begin(open)
	if h.indefinite {
		w.span(Comment, "_")
	}
	for i := uint64(0); i < h.arg; i++ {
		if h.indefinite && len(w.rest) > 0 && w.rest[0] == 0xff {
			w.skip(1)
			break
		}
		list.item()
		if err := w.cbor(depth + 1); err != nil {
			return err
		}
		if open == '[' {
			continue
		}
		w.span(Mark, ": ")
		if err := w.cbor(depth + 1); err != nil {
			return err
		}
	}
	list.end()
	return nil
}

func (w *binaryText) cborSimple(h cborHead) error {
	switch h.info {
	case 20, 21:
		w.span(Literal, strconv.FormatBool(h.info == 21))
	case 22:
		w.span(Literal, "null")
	case 23:
		w.span(Literal, "undefined")
	case 25:
		w.float(float64(half(uint16(h.arg))), 32)
	case 26:
		w.float(float64(math.Float32frombits(uint32(h.arg))), 32)
	case 27:
		w.float(math.Float64frombits(h.arg), 64)
	default:
		if h.info == 24 && h.arg < 32 {
			return errors.New("a simple value in two octets that has one")
		}
		w.span(Literal, "simple("+strconv.FormatUint(h.arg, 10)+")")
	}
	return nil
}

// half decodes a number of 16 bits (RFC 8949 appendix D).
func half(h uint16) float32 {
	exp, mant := int(h>>10&0x1f), float64(h&0x3ff)
	var x float64
	switch exp {
	case 0:
		x = math.Ldexp(mant, -24)
	case 31:
		x = math.Inf(1)
		if mant != 0 {
			x = math.NaN()
		}
	default:
		x = math.Ldexp(mant+1024, exp-25)
	}
	if h&0x8000 != 0 {
		x = -x
	}
	return float32(x)
}

func be(b []byte) uint64 {
	var buf [8]byte
	copy(buf[8-len(b):], b)
	return binary.BigEndian.Uint64(buf[:])
}
