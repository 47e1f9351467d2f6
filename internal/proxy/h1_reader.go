package proxy

import (
	"io"
	"net"
	"sync"
)

// Sizes of the borrowed buffers. A head with a small body fits the small one; a
// large body is read a TLS record (16 KiB) or more at a time.
const (
	smallBuf = 8 << 10
	bigBuf   = 32 << 10
)

var (
	smallBufs = sync.Pool{New: func() any { return new([smallBuf]byte) }}
	bigBufs   = sync.Pool{New: func() any { return new([bigBuf]byte) }}
)

// putBuf gives a buffer back to the pool that it came from. A head that did
// not fit the pooled sizes has a buffer of its own, which is left to the
// collector.
func putBuf(b []byte) {
	switch cap(b) {
	case smallBuf:
		smallBufs.Put((*[smallBuf]byte)(b[:smallBuf]))
	case bigBuf:
		bigBufs.Put((*[bigBuf]byte)(b[:bigBuf]))
	}
}

// h1Reader reads one end of an HTTP/1 connection through borrowed buffers. An
// idle connection holds none. It belongs to one goroutine at a time.
type h1Reader struct {
	nc io.Reader

	buf  []byte // borrowed, nil while idle
	r, w int    // unread octets are buf[r:w]

	// While a message is handled its head must stay where it is: either
	// buf[:keep], or all of head when the body has moved on to another buffer.
	keep int
	head []byte

	one [1]byte // where the first octet of the next message is awaited
}

func (b *h1Reader) buffered() int { return b.w - b.r }

// await blocks until there is at least one octet, without holding a buffer
// while it waits.
func (b *h1Reader) await() error {
	if b.r < b.w {
		return nil
	}
	n, err := b.nc.Read(b.one[:])
	if n == 1 {
		b.got(b.one[0])
		return nil
	}
	if err == nil {
		err = io.ErrNoProgress
	}
	return err
}

// got takes an octet that was read by somebody else.
func (b *h1Reader) got(c byte) {
	if b.buf == nil {
		b.buf, b.r, b.w = smallBufs.Get().(*[smallBuf]byte)[:], 0, 0
	}
	b.buf[b.w] = c
	b.w++
}

// fill reads once, making room first. want is how much more is known to come
// (-1 unknown); it only chooses the size of the buffer.
func (b *h1Reader) fill(want int64) error {
	b.room(want)
	n, err := b.nc.Read(b.buf[b.w:])
	b.w += n
	if n > 0 {
		return nil
	}
	if err == nil {
		err = io.ErrNoProgress
	}
	return err
}

func (b *h1Reader) room(want int64) {
	if b.buf == nil {
		b.buf, b.r, b.w = smallBufs.Get().(*[smallBuf]byte)[:], 0, 0
		return
	}
	if b.r == b.w {
		b.r, b.w = b.keep, b.keep
	}
	free := len(b.buf) - b.w
	if b.keep == 0 && b.head == nil { // still in a head
		if free > 0 {
			return
		}
		if b.r > 0 {
			b.w = copy(b.buf, b.buf[b.r:b.w])
			b.r = 0
			return
		}
		b.move(make([]byte, 4*len(b.buf)))
		return
	}
	if len(b.buf) >= bigBuf && b.keep == 0 {
		if free < bigBuf/2 && b.r > 0 {
			b.w = copy(b.buf, b.buf[b.r:b.w])
			b.r = 0
		}
		if b.w == len(b.buf) { // an incomplete chunk line or trailer section larger than the buffer
			b.move(make([]byte, 2*len(b.buf)))
		}
		return
	}
	if int64(free) > want && want >= 0 || want < 0 && free >= smallBuf/2 {
		return
	}
	old := b.buf
	b.move(bigBufs.Get().(*[bigBuf]byte)[:])
	b.head = old
	b.keep = 0
}

// move continues in buf with the unread octets at its start.
func (b *h1Reader) move(buf []byte) {
	n := copy(buf, b.buf[b.r:b.w])
	old := b.buf
	b.buf, b.r, b.w = buf, 0, n
	if b.keep == 0 {
		putBuf(old)
	}
}

// hold says that the first n octets after r are a head that must stay valid
// until release. They count as read.
func (b *h1Reader) hold(n int) {
	b.r += n
	b.keep = b.r
}

// release ends the message: buffers go back, octets of the next message stay.
func (b *h1Reader) release() {
	if b.head != nil {
		putBuf(b.head)
		b.head = nil
	}
	b.keep = 0
	if b.buf == nil {
		return
	}
	if b.r == b.w {
		putBuf(b.buf)
		b.buf, b.r, b.w = nil, 0, 0
		return
	}
	b.w = copy(b.buf, b.buf[b.r:b.w])
	b.r = 0
}

// take returns a copy of the unread octets and forgets them.
func (b *h1Reader) take() []byte {
	p := append([]byte(nil), b.buf[b.r:b.w]...)
	b.r = b.w
	return p
}

// prefixConn is a connection of which some octets have been read already.
type prefixConn struct {
	net.Conn
	prefix []byte
}

func (c *prefixConn) Read(p []byte) (int, error) {
	if len(c.prefix) > 0 {
		n := copy(p, c.prefix)
		if c.prefix = c.prefix[n:]; len(c.prefix) == 0 {
			c.prefix = nil
		}
		return n, nil
	}
	return c.Conn.Read(p)
}

// CloseWrite passes half-close on to the connection underneath.
func (c *prefixConn) CloseWrite() error { return closeWrite(c.Conn) }

// closeWrite ends our direction of a connection (FIN, or close_notify).
func closeWrite(c net.Conn) error {
	if h, ok := c.(interface{ CloseWrite() error }); ok {
		return h.CloseWrite()
	}
	return c.Close()
}
