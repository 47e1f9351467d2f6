package h1

import "encoding/binary"

// The layout of a chunked body is what its wire form has besides the payload.
// It is a sequence of records, each a uvarint n<<2|tag:
//
//	tag 0  a chunk of n octets whose line is n in lower-case hexadecimal
//	tag 1  a chunk whose line is the n octets that follow, without CRLF
//	tag 2  the chunk record before, n times more
//	tag 3  the trailer section: the n octets that follow, without the final CRLF
//
// The last chunk is a record of size 0, and the tag 3 record ends the layout.
const (
	tagSize = iota
	tagLine
	tagRepeat
	tagTrailers
)

// layout records. buf is only valid while on.
type layout struct {
	on   bool
	max  int
	buf  []byte
	last uint64 // the size of the tagSize record that can be repeated; 0 for none
	rep  uint64 // how often it is repeated
	mark int    // where the repeat record stands or would stand
}

// RecordLayout turns on recording, for this message, of how the body was
// chunked, in at most limit octets. Call it after Reset and before Next.
func (b *Body) RecordLayout(limit int) {
	b.layout.on, b.layout.max = b.framing.Kind == Chunked, limit
}

// Layout returns what was recorded so far, in the encoding that Rebuild reads;
// nil when the body is not chunked, recording is off, or the layout was larger
// than allowed. It is valid until the next call to Next or Reset.
func (b *Body) Layout() []byte {
	if !b.layout.on {
		return nil
	}
	return b.layout.buf
}

func (l *layout) line(text []byte, size int64) {
	if !l.on {
		return
	}
	n := uint64(size)
	var hex [16]byte
	switch canonical := n>>61 == 0 && string(appendHex(hex[:0], n)) == string(text); {
	case canonical && n > 0 && n == l.last:
		l.rep++
		l.buf = binary.AppendUvarint(l.buf[:l.mark], l.rep<<2|tagRepeat)
	case canonical:
		l.buf = binary.AppendUvarint(l.buf, n<<2) // tagSize is 0
		l.last, l.rep, l.mark = n, 0, len(l.buf)
	default:
		l.buf = binary.AppendUvarint(l.buf, uint64(len(text))<<2|tagLine)
		l.buf = append(l.buf, text...)
		l.last = 0
	}
	l.bound()
}

func (l *layout) end(section []byte) {
	if !l.on {
		return
	}
	l.buf = binary.AppendUvarint(l.buf, uint64(len(section))<<2|tagTrailers)
	l.buf = append(l.buf, section...)
	l.bound()
}

func (l *layout) bound() {
	if len(l.buf) > l.max {
		l.on, l.buf = false, l.buf[:0]
	}
}
