package proxy

// h2ChunkSizes are the sizes of the chunks that DATA waits in: for small
// messages, for a window that could not grow, and for bulk.
var h2ChunkSizes = [...]int{2 << 10, h2FirstWindow, h2PieceMax}

// h2PieceMax is the largest Piece that ReadPiece returns.
const h2PieceMax = 32 << 10

// h2chunk is a part of a body that waits for its reader: buf[r:w].
type h2chunk struct {
	buf   []byte
	r, w  int
	next  *h2chunk
	class int // index in h2ChunkSizes
}

func (sh *h2Shared) chunk(class int) *h2chunk {
	if k, ok := sh.chunks[class].Get().(*h2chunk); ok {
		return k
	}
	return &h2chunk{buf: make([]byte, h2ChunkSizes[class]), class: class}
}

func (sh *h2Shared) freeChunk(k *h2chunk) {
	k.r, k.w, k.next = 0, 0, nil
	sh.chunks[k.class].Put(k)
}

// h2body is the part of a body that has arrived and waits for its reader. Its
// size is bounded by the window that the peer was granted.
type h2body struct {
	first, last *h2chunk
	size        int
	lent        int // of the first chunk, handed to the reader before r
}

// add copies p to the end.
func (b *h2body) add(sh *h2Shared, p []byte) {
	b.size += len(p)
	if b.last != nil {
		n := copy(b.last.buf[b.last.w:], p)
		b.last.w += n
		p = p[n:]
	}
	for len(p) > 0 {
		class := len(h2ChunkSizes) - 1
		for b.last == nil && class > 0 && len(p) <= h2ChunkSizes[class-1] {
			class--
		}
		k := sh.chunk(class)
		if b.last == nil {
			b.first = k
		} else {
			b.last.next = k
		}
		b.last = k
		k.w = copy(k.buf, p)
		p = p[k.w:]
	}
}

// take lends what can be had in one piece. It is valid until give.
func (b *h2body) take() []byte {
	k := b.first
	if k == nil {
		return nil
	}
	p := k.buf[k.r:k.w]
	k.r = k.w
	b.lent = len(p)
	b.size -= len(p)
	return p
}

// give takes back what was lent and returns its length.
func (b *h2body) give(sh *h2Shared) int {
	n := b.lent
	b.lent = 0
	if k := b.first; k != nil && k.r == k.w {
		b.first = k.next
		if b.first == nil {
			b.last = nil
		}
		sh.freeChunk(k)
	}
	return n
}

// drop throws all of it away and returns how much that was, what is lent
// included; what is lent stays intact until the pool hands it out again, so it
// is for use when nobody reads any more.
func (b *h2body) drop(sh *h2Shared) int {
	n := b.size + b.lent
	for k := b.first; k != nil; {
		next := k.next
		sh.freeChunk(k)
		k = next
	}
	*b = h2body{}
	return n
}
