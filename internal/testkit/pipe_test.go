package testkit

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/nettest"
)

func TestPipeIsAConn(t *testing.T) {
	nettest.TestConn(t, func() (net.Conn, net.Conn, func(), error) {
		a, b := Pipe()
		return a, b, func() { a.Close(); b.Close() }, nil
	})
}

func TestPipeHalfClose(t *testing.T) {
	a, b := Pipe()
	mustWrite(t, a, "question")
	if err := a.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(b); string(got) != "question" || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	mustWrite(t, b, "answer")
	b.Close()
	if got, err := io.ReadAll(a); string(got) != "answer" || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	if _, err := a.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
		t.Errorf("write after CloseWrite: %v", err)
	}
}

func TestPipeReset(t *testing.T) {
	for name, reset := range map[string]func(*Conn){
		"asked":           (*Conn).Reset,
		"close with data": func(c *Conn) { c.Close() },
	} {
		a, b := Pipe()
		mustWrite(t, b, "unread")
		reset(a)
		if _, err := b.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%s: read %v", name, err)
		}
		if _, err := b.Write([]byte("x")); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%s: write %v", name, err)
		}
	}
}

func TestPipeBlocksWhenFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := PipeSize(10)
		var wg sync.WaitGroup
		sent := 0
		wg.Go(func() { sent, _ = a.Write(bytes.Repeat([]byte("x"), 25)) })
		synctest.Wait()
		if b.Buffered() != 10 || sent != 0 {
			t.Errorf("%d buffered, write returned %d", b.Buffered(), sent)
		}
		if _, err := io.ReadFull(b, make([]byte, 25)); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		if sent != 25 {
			t.Errorf("sent %d", sent)
		}
	})
}

func TestPipeDeadlineFollowsTheBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _ := Pipe()
		start := time.Now()
		a.SetReadDeadline(start.Add(time.Hour))
		_, err := a.Read(make([]byte, 1))
		if !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(start) != time.Hour {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestNetwork(t *testing.T) {
	NoLeaks(t)
	n := NewNetwork()
	ln, err := n.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if _, err := n.Listen(ln.Addr().String()); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("second listener: %v", err)
	}
	if _, err := n.Dial(t.Context(), "tcp", "127.0.0.1:1"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dial of nobody: %v", err)
	}
	NewRawOrigin(t, RawOptions{Listener: ln}, func(p *Peer) { p.Play("< ping\n> pong\n* end") })
	c, err := n.Dial(t.Context(), "tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	NewPeer(t, c).Play("> ping\n< pong\n* half-close")
}

func mustWrite(t *testing.T, c net.Conn, s string) {
	t.Helper()
	if _, err := io.WriteString(c, s); err != nil {
		t.Fatal(err)
	}
}
