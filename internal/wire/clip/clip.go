// Package clip bounds what is kept of a message that passes by: the first bytes
// up to a limit, and the length of all of it. The taps of the message
// protocols (ws, sse, grpc) share it.
package clip

// DefaultLimit is how many bytes of one message a tap keeps unless told
// otherwise.
const DefaultLimit = 1 << 20

// keepCap is the capacity that Reset keeps for the next message, so that one
// large message does not cost a long connection its memory for ever.
const keepCap = 32 << 10

// Buffer keeps the first Limit bytes of what is written to it and counts the
// rest. The zero value keeps nothing.
type Buffer struct {
	Limit int

	kept []byte
	size int64
}

// Write takes all of p; it never fails.
func (b *Buffer) Write(p []byte) (int, error) {
	b.size += int64(len(p))
	b.kept = append(b.kept, p[:min(len(p), b.room())]...)
	return len(p), nil
}

// Grow lengthens the kept bytes by up to n, as far as the limit allows, and
// returns the new part to be filled in. What does not fit is counted.
func (b *Buffer) Grow(n int) []byte {
	b.size += int64(n)
	from, n := len(b.kept), min(n, b.room())
	if cap(b.kept)-from >= n {
		b.kept = b.kept[:from+n]
	} else {
		b.kept = append(b.kept, make([]byte, n)...)
	}
	return b.kept[from:]
}

func (b *Buffer) room() int { return max(b.Limit-len(b.kept), 0) }

// Bytes returns what was kept. It is valid until the next call.
func (b *Buffer) Bytes() []byte { return b.kept }

// Size is the length of everything written.
func (b *Buffer) Size() int64 { return b.size }

// Clipped reports whether less was kept than was written.
func (b *Buffer) Clipped() bool { return b.size > int64(len(b.kept)) }

// Reset empties the buffer for the next message.
func (b *Buffer) Reset() {
	if cap(b.kept) > keepCap {
		b.kept = nil
	}
	b.kept, b.size = b.kept[:0], 0
}
