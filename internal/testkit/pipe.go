package testkit

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// PipeBuffer is how many bytes each direction of a Pipe holds before Write
// blocks.
const PipeBuffer = 64 << 10

// Conn is one end of an in-memory connection that behaves as TCP does where a
// proxy cares: writes are buffered up to a limit, each direction can be closed
// on its own, and a connection can be reset. Every wait is one that
// testing/synctest knows (sync.Cond), and deadlines follow the bubble's clock.
type Conn struct {
	in, out       *half
	local, remote net.Addr
}

// half is one direction. All fields are guarded by mu.
type half struct {
	mu     sync.Mutex
	cond   sync.Cond
	buf    []byte
	limit  int
	eof    bool  // writer closed
	gone   bool  // reader closed: writing is EPIPE
	broken error // reset

	readDeadline, writeDeadline deadline
}

type deadline struct {
	at    time.Time
	timer *time.Timer
}

// Pipe returns two connected ends.
func Pipe() (a, b *Conn) { return pipe(PipeBuffer, memAddr("a"), memAddr("b")) }

// PipeSize is Pipe with a limit of n bytes in flight for each direction.
func PipeSize(n int) (a, b *Conn) { return pipe(n, memAddr("a"), memAddr("b")) }

func pipe(limit int, addrA, addrB net.Addr) (a, b *Conn) {
	ab, ba := newHalf(limit), newHalf(limit)
	return &Conn{in: ba, out: ab, local: addrA, remote: addrB}, &Conn{in: ab, out: ba, local: addrB, remote: addrA}
}

func newHalf(limit int) *half {
	h := &half{limit: limit}
	h.cond.L = &h.mu
	return h
}

// Read implements net.Conn.
func (c *Conn) Read(p []byte) (int, error) {
	h := c.in
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.gone:
			return 0, c.opError("read", net.ErrClosed)
		case h.readDeadline.passed():
			return 0, c.opError("read", os.ErrDeadlineExceeded)
		case h.broken != nil:
			return 0, c.opError("read", h.broken)
		case len(h.buf) > 0:
			n := copy(p, h.buf)
			h.buf = h.buf[n:]
			h.cond.Broadcast()
			return n, nil
		case h.eof:
			return 0, io.EOF
		case len(p) == 0:
			return 0, nil
		}
		h.cond.Wait()
	}
}

// Write implements net.Conn.
func (c *Conn) Write(p []byte) (n int, err error) {
	h := c.out
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.eof:
			return n, c.opError("write", net.ErrClosed)
		case h.writeDeadline.passed():
			return n, c.opError("write", os.ErrDeadlineExceeded)
		case h.broken != nil:
			return n, c.opError("write", h.broken)
		case h.gone:
			return n, c.opError("write", syscall.EPIPE)
		case len(p) == 0:
			return n, nil
		}
		if room := h.limit - len(h.buf); room > 0 {
			k := min(room, len(p))
			h.buf = append(h.buf, p[:k]...)
			p, n = p[k:], n+k
			h.cond.Broadcast()
			continue
		}
		h.cond.Wait()
	}
}

// CloseWrite ends the outgoing direction; the peer reads what is buffered and
// then io.EOF.
func (c *Conn) CloseWrite() error {
	c.out.set(func(h *half) { h.eof = true })
	return nil
}

// CloseRead makes the peer's writes fail with EPIPE.
func (c *Conn) CloseRead() error {
	c.in.set(func(h *half) { h.gone = true; h.buf = nil })
	return nil
}

// Close implements net.Conn. Closing with unread data resets the connection,
// as TCP does.
func (c *Conn) Close() error {
	c.in.mu.Lock()
	unread := len(c.in.buf) > 0 && !c.in.gone
	c.in.mu.Unlock()
	if unread {
		c.Reset()
	}
	c.out.set(func(h *half) { h.eof = true })
	c.in.set(func(h *half) { h.gone = true; h.buf = nil })
	c.in.stopTimers()
	c.out.stopTimers()
	return nil
}

// Reset ends the connection abruptly: both ends get ECONNRESET and buffered
// data is lost.
func (c *Conn) Reset() {
	for _, h := range []*half{c.in, c.out} {
		h.set(func(h *half) { h.broken = syscall.ECONNRESET; h.buf = nil })
	}
}

func (h *half) set(f func(*half)) {
	h.mu.Lock()
	f(h)
	h.cond.Broadcast()
	h.mu.Unlock()
}

func (h *half) stopTimers() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, d := range []*deadline{&h.readDeadline, &h.writeDeadline} {
		if d.timer != nil {
			d.timer.Stop()
		}
	}
}

// Buffered is how many bytes the peer has written that were not read yet.
func (c *Conn) Buffered() int {
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	return len(c.in.buf)
}

func (c *Conn) LocalAddr() net.Addr  { return c.local }
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline implements net.Conn.
func (c *Conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

// SetReadDeadline implements net.Conn.
func (c *Conn) SetReadDeadline(t time.Time) error {
	c.in.set(func(h *half) { h.readDeadline.set(h, t) })
	return nil
}

// SetWriteDeadline implements net.Conn.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	c.out.set(func(h *half) { h.writeDeadline.set(h, t) })
	return nil
}

func (c *Conn) opError(op string, err error) error {
	return &net.OpError{Op: op, Net: "mem", Source: c.local, Addr: c.remote, Err: err}
}

func (d *deadline) passed() bool { return !d.at.IsZero() && !time.Now().Before(d.at) }

func (d *deadline) set(h *half, t time.Time) {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	d.at = t
	if wait := time.Until(t); !t.IsZero() && wait > 0 {
		d.timer = time.AfterFunc(wait, func() { h.set(func(*half) {}) })
	}
}

type memAddr string

func (memAddr) Network() string  { return "mem" }
func (a memAddr) String() string { return string(a) }
