package view

import (
	"encoding/binary"
	"errors"
	"math"
	"strconv"
	"time"
)

// openMsgPack shows MessagePack in the manner of JSON. Maps keep their order and
// duplicates; several values may stand in a row.
func openMsgPack(m *Message, _ *Options, _ int) (*View, string) {
	return openBinary(m, MsgPack, func(w *binaryText) error { return w.msgpack(0) })
}

func (w *binaryText) msgpack(depth int) error {
	if err := w.enter(depth); err != nil {
		return err
	}
	if len(w.rest) == 0 {
		return errEarly
	}
	c := w.rest[0]
	switch {
	case c <= 0x7f:
		w.skip(1)
		w.span(Number, strconv.Itoa(int(c)))
	case c <= 0x8f:
		w.skip(1)
		return w.msgpackItems(uint64(c&0x0f), '{', depth)
	case c <= 0x9f:
		w.skip(1)
		return w.msgpackItems(uint64(c&0x0f), '[', depth)
	case c <= 0xbf:
		w.skip(1)
		return w.str(uint64(c&0x1f), true)
	case c >= 0xe0:
		w.skip(1)
		w.span(Number, strconv.Itoa(int(int8(c))))
	default:
		return w.msgpackLong(c, depth)
	}
	return nil
}

// msgpackLong reads what has its kind in its first octet and its value or
// length after it.
func (w *binaryText) msgpackLong(c byte, depth int) error {
	n, ok := msgpackArg(c)
	if !ok {
		return errors.New("the octet 0xc1, which is never used")
	}
	if len(w.rest) < 1+n {
		return errEarly
	}
	raw := w.rest[1 : 1+n]
	arg := be(raw)
	w.skip(1 + n)
	switch {
	case c == 0xc0:
		w.span(Literal, "null")
	case c == 0xc2 || c == 0xc3:
		w.span(Literal, strconv.FormatBool(c == 0xc3))
	case c >= 0xc4 && c <= 0xc6:
		return w.str(arg, false)
	case c >= 0xc7 && c <= 0xc9:
		return w.extension(arg)
	case c == 0xca:
		w.float(float64(math.Float32frombits(uint32(arg))), 32)
	case c == 0xcb:
		w.float(math.Float64frombits(arg), 64)
	case c >= 0xcc && c <= 0xcf:
		w.span(Number, strconv.FormatUint(arg, 10))
	case c >= 0xd0 && c <= 0xd3:
		shift := 64 - 8*n
		w.span(Number, strconv.FormatInt(int64(arg<<shift)>>shift, 10))
	case c >= 0xd4 && c <= 0xd8:
		return w.extension(1 << (c - 0xd4))
	case c >= 0xd9 && c <= 0xdb:
		return w.str(arg, true)
	case c == 0xdc || c == 0xdd:
		return w.msgpackItems(arg, '[', depth)
	default:
		return w.msgpackItems(arg, '{', depth)
	}
	return nil
}

// msgpackArg is how many octets of argument follow the octet c.
func msgpackArg(c byte) (n int, ok bool) {
	switch c {
	case 0xc0, 0xc2, 0xc3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8:
		return 0, true
	case 0xc4, 0xc7, 0xcc, 0xd0, 0xd9:
		return 1, true
	case 0xc5, 0xc8, 0xcd, 0xd1, 0xda, 0xdc, 0xde:
		return 2, true
	case 0xc6, 0xc9, 0xca, 0xce, 0xd2, 0xdb, 0xdd, 0xdf:
		return 4, true
	case 0xcb, 0xcf, 0xd3:
		return 8, true
	}
	return 0, false
}

func (w *binaryText) msgpackItems(n uint64, open byte, depth int) error {
	list := w.begin(open)
	for range n {
		list.item()
		if err := w.msgpack(depth + 1); err != nil {
			return err
		}
		if open == '[' {
			continue
		}
		w.span(Mark, ": ")
		if err := w.msgpack(depth + 1); err != nil {
			return err
		}
	}
	list.end()
	return nil
}

// extension reads a value of an application's own type, or a time.
func (w *binaryText) extension(n uint64) error {
	b, err := w.bytes(n + 1)
	if err != nil {
		return err
	}
	kind, data := int8(b[0]), b[1:]
	if t, ok := msgpackTime(kind, data); ok {
		w.span(Literal, t.UTC().Format(time.RFC3339Nano))
		return nil
	}
	w.span(Tag, "ext("+strconv.Itoa(int(kind))+", ")
	if w.p != nil {
		w.octets(data)
	}
	w.span(Tag, ")")
	return nil
}

// msgpackTime reads the timestamp extension type, -1.
func msgpackTime(kind int8, b []byte) (time.Time, bool) {
	if kind != -1 {
		return time.Time{}, false
	}
	switch len(b) {
	case 4:
		return time.Unix(int64(be(b)), 0), true
	case 8:
		n := be(b)
		return time.Unix(int64(n&(1<<34-1)), int64(n>>34)), true
	case 12:
		sec := int64(be(b[4:]))
		t := time.Unix(sec, int64(binary.BigEndian.Uint32(b)))
		return t, t.Year() >= 0 && t.Year() <= 9999
	}
	return time.Time{}, false
}
