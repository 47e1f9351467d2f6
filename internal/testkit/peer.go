package testkit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Patience is how long a Peer waits for bytes before the test fails.
const Patience = time.Minute

// Peer is one side of a scripted dialogue in exact bytes. When something else
// than wanted arrives, it fails the test and ends its goroutine, so it may be
// used outside the test's own goroutine.
type Peer struct {
	net.Conn
	tb  testing.TB
	in  *bufio.Reader
	log bytes.Buffer // all bytes read
}

// NewPeer speaks over c and closes it when the test ends.
func NewPeer(tb testing.TB, c net.Conn) *Peer {
	tb.Cleanup(func() { _ = c.Close() })
	return newPeer(tb, c)
}

func newPeer(tb testing.TB, c net.Conn) *Peer {
	p := &Peer{Conn: c, tb: tb}
	p.in = bufio.NewReaderSize(io.TeeReader(c, &p.log), 32<<10)
	return p
}

// Read reads after what the Want methods have consumed.
func (p *Peer) Read(b []byte) (int, error) { return p.in.Read(b) }

// Log is everything that arrived so far, consumed or not.
func (p *Peer) Log() string { return p.log.String() }

// Send writes s.
func (p *Peer) Send(s string) {
	p.tb.Helper()
	_ = p.SetWriteDeadline(time.Now().Add(Patience))
	if _, err := io.WriteString(p.Conn, s); err != nil {
		p.failf("sending %s: %v", quote(s), err)
	}
}

// Sendf is Send with formatting.
func (p *Peer) Sendf(format string, args ...any) { p.tb.Helper(); p.Send(fmt.Sprintf(format, args...)) }

// SendIn writes s in pieces of the given sizes, the last size repeated, so that
// each piece is one write.
func (p *Peer) SendIn(s string, sizes ...int) {
	p.tb.Helper()
	for i := 0; len(s) > 0; i++ {
		n := max(1, min(len(s), sizes[min(i, len(sizes)-1)]))
		p.Send(s[:n])
		s = s[n:]
	}
}

// Want reads exactly len(s) bytes, which must be s.
func (p *Peer) Want(s string) {
	p.tb.Helper()
	if got := p.take(len(s), s); got != s {
		p.failf("received\n\t%s\nwant\n\t%s", quote(got), quote(s))
	}
}

// WantN reads exactly n bytes and returns them.
func (p *Peer) WantN(n int) string { p.tb.Helper(); return p.take(n, fmt.Sprintf("%d bytes", n)) }

// WantHead reads a head up to and with its empty line.
func (p *Peer) WantHead() string {
	p.tb.Helper()
	var sb strings.Builder
	for !strings.HasSuffix(sb.String(), "\r\n\r\n") && sb.String() != "\r\n" {
		sb.WriteString(p.WantLine())
	}
	return sb.String()
}

// WantLine reads up to and with the next LF.
func (p *Peer) WantLine() string {
	p.tb.Helper()
	p.arm()
	s, err := p.in.ReadString('\n')
	if err != nil {
		p.failf("reading a line: %v after %s", err, quote(s))
	}
	return s
}

// WantRest reads to the orderly end and returns what came.
func (p *Peer) WantRest() string {
	p.tb.Helper()
	p.arm()
	b, err := io.ReadAll(p.in)
	if err != nil {
		p.failf("reading to the end: %v after %s", err, quote(string(b)))
	}
	return string(b)
}

// WantEnd wants the orderly end, and nothing before it.
func (p *Peer) WantEnd() {
	p.tb.Helper()
	if rest := p.WantRest(); rest != "" {
		p.failf("received %s, want the end", quote(rest))
	}
}

// WantGone wants the connection to end in any way, orderly or by reset, and
// returns what came before.
func (p *Peer) WantGone() string {
	p.tb.Helper()
	p.arm()
	b, err := io.ReadAll(p.in)
	var ne net.Error
	if errors.As(err, &ne) && ne.Timeout() {
		p.failf("connection still open after %v; received %s", Patience, quote(string(b)))
	}
	return string(b)
}

// WantReset wants the connection to be reset, after any bytes.
func (p *Peer) WantReset() {
	p.tb.Helper()
	p.arm()
	b, err := io.ReadAll(p.in)
	if !errors.Is(err, syscall.ECONNRESET) {
		p.failf("got %v after %s, want a reset", err, quote(string(b)))
	}
}

// CloseWrite ends the outgoing direction only (for TLS: close_notify).
func (p *Peer) CloseWrite() {
	p.tb.Helper()
	c, ok := p.Conn.(interface{ CloseWrite() error })
	if !ok {
		p.failf("%T cannot close one direction", p.Conn)
	}
	if err := c.CloseWrite(); err != nil {
		p.failf("closing the outgoing direction: %v", err)
	}
}

// Reset ends the connection with RST.
func (p *Peer) Reset() { resetConn(p.Conn) }

// resetConn ends c with RST, beneath any TLS.
func resetConn(c net.Conn) {
	for {
		u, ok := c.(interface{ NetConn() net.Conn })
		if !ok {
			break
		}
		c = u.NetConn()
	}
	switch c := c.(type) {
	case *net.TCPConn:
		_ = c.SetLinger(0)
	case *Conn:
		c.Reset()
	}
	_ = c.Close()
}

func (p *Peer) take(n int, want string) string {
	p.tb.Helper()
	p.arm()
	b := make([]byte, n)
	k, err := io.ReadFull(p.in, b)
	if err != nil {
		p.failf("%v after\n\t%s\nwant\n\t%s", err, quote(string(b[:k])), quote(want))
	}
	return string(b)
}

func (p *Peer) arm() { _ = p.SetReadDeadline(time.Now().Add(Patience)) }

// failf reports and leaves the goroutine; on the test's own goroutine that is
// what Fatalf does.
func (p *Peer) failf(format string, args ...any) {
	p.tb.Helper()
	p.tb.Errorf(format, args...)
	_ = p.Conn.Close()
	runtime.Goexit()
}

// quote shows bytes with every control character visible, shortened.
func quote(s string) string {
	const most = 2000
	if len(s) > most {
		return fmt.Sprintf("%q… (%d bytes)", s[:most], len(s))
	}
	return fmt.Sprintf("%q", s)
}
