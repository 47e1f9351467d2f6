package h1

import (
	"encoding/binary"
	"errors"
)

// ErrLayout is returned by Rebuild for octets that are no layout.
var ErrLayout = errors.New("h1: not a chunk layout")

// Rebuild appends to dst the wire form of a chunked body, from its payload and
// its layout. When there is less payload than the layout speaks of, because the
// message or its recording was cut, the wire form is cut there too.
func Rebuild(dst, payload, layout []byte) ([]byte, error) {
	r := rebuilder{dst: dst, payload: payload}
	for len(layout) > 0 && !r.cut {
		v, k := binary.Uvarint(layout)
		if k <= 0 {
			return r.dst, ErrLayout
		}
		layout = layout[k:]
		n, ok := v>>2, true
		switch v & 3 {
		case tagSize:
			r.line, r.size = appendHex(r.hex[:0], n), int64(n)
			r.chunk()
		case tagRepeat:
			ok = r.size > 0
			for ; ok && n > 0 && !r.cut; n-- {
				r.chunk()
			}
		case tagLine:
			if ok = n <= uint64(len(layout)) && n <= MaxChunkLine-2 && r.setLine(layout[:n]); ok {
				layout = layout[n:]
				r.chunk()
			}
		case tagTrailers:
			if ok = n <= uint64(len(layout)); ok {
				return append(append(r.dst, layout[:n]...), '\r', '\n'), nil
			}
		}
		if !ok {
			return r.dst, ErrLayout
		}
	}
	return r.dst, nil
}

type rebuilder struct {
	dst, payload []byte
	cut          bool // the payload has ended inside a chunk

	line []byte // of the chunk record at hand
	size int64
	hex  [16]byte
}

// setLine takes a chunk-size line as recorded, and reports whether it is one.
func (r *rebuilder) setLine(text []byte) bool {
	var buf [MaxChunkLine]byte
	size, n, _, err := parseChunkLine(append(append(buf[:0], text...), '\r', '\n'))
	r.line, r.size = text, size
	return err == nil && n == len(text)+2
}

// chunk writes one chunk, of the last the line alone.
func (r *rebuilder) chunk() {
	r.dst = append(append(r.dst, r.line...), '\r', '\n')
	part := r.payload[:min(int64(len(r.payload)), r.size)]
	r.payload = r.payload[len(part):]
	r.dst = append(r.dst, part...)
	if r.cut = int64(len(part)) < r.size; !r.cut && r.size > 0 {
		r.dst = append(r.dst, '\r', '\n')
	}
}
