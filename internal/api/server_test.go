package api

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
)

// pipes is a listener in memory: connections have time of their own.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9091} }

func (p *pipes) dial() net.Conn {
	near, far := net.Pipe()
	p.conns <- far
	return near
}

// serving runs f with an instance that is served on the socket's handler, and a dialler.
func serving(t *testing.T, f func(t *testing.T, inst *fake, dial func() net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		inst := newFake()
		l := &pipes{make(chan net.Conn), make(chan struct{})}
		s := NewServer(NewSocketHandler(&remembering{fake: inst}), nil)
		served := make(chan error, 1)
		go func() { served <- s.Serve(l) }()
		f(t, inst, l.dial)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		<-served
	})
}

const socketHead = " HTTP/1.1\r\nHost: " + Host + "\r\n"

// ended returns how long it took until the server ended the connection.
func ended(t *testing.T, c net.Conn) time.Duration {
	t.Helper()
	start := time.Now()
	if _, err := io.Copy(io.Discard, c); err != nil && !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
	return time.Since(start)
}

// trickle writes text once a second; wait returns when it cannot any more.
func trickle(c net.Conn, text string) (wait func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			if _, err := io.WriteString(c, text); err != nil {
				return
			}
			time.Sleep(time.Second)
		}
	}()
	return func() { c.Close(); <-done }
}

func TestSlowHeads(t *testing.T) {
	serving(t, func(t *testing.T, _ *fake, dial func() net.Conn) {
		c := dial()
		if _, err := io.WriteString(c, "GET /v1/status"+socketHead); err != nil {
			t.Fatal(err)
		}
		defer trickle(c, "X: y\r\n")() // never the empty line
		if took := ended(t, c); took > headTime {
			t.Errorf("it took %v", took)
		}
	})
}

func TestSilentConnections(t *testing.T) {
	serving(t, func(t *testing.T, _ *fake, dial func() net.Conn) {
		if took := ended(t, dial()); took > headTime {
			t.Errorf("it took %v", took)
		}
	})
}

func TestSlowBodies(t *testing.T) {
	serving(t, func(t *testing.T, inst *fake, dial func() net.Conn) {
		c := dial()
		fmt.Fprintf(c, "PUT /v1/preferences%sContent-Length: 1000\r\n\r\n{", socketHead)
		start := time.Now()
		defer trickle(c, " ")()
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if took := time.Since(start); err == nil && resp.StatusCode < 400 || took > bodyTime+restTime {
			t.Errorf("%v after %v", resp, took)
		}
		c.Close()
	})
}

// An archive may take as long as it wants while it comes.
func TestSlowArchives(t *testing.T) {
	serving(t, func(t *testing.T, _ *fake, dial func() net.Conn) {
		c := dial()
		fmt.Fprintf(c, "POST /v1/import%sContent-Length: 5\r\n\r\n", socketHead)
		go func() {
			for range 5 {
				time.Sleep(writeTime - time.Second)
				if _, err := io.WriteString(c, "x"); err != nil {
					t.Error(err)
				}
			}
		}()
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || resp.StatusCode != 200 {
			t.Errorf("%v, %v", resp, err)
		}
		c.Close()
	})
}

func TestArchivesThatStop(t *testing.T) {
	serving(t, func(t *testing.T, _ *fake, dial func() net.Conn) {
		c := dial()
		fmt.Fprintf(c, "POST /v1/import%sContent-Length: 5\r\n\r\nxx", socketHead)
		if took := ended(t, c); took > writeTime+2*restTime {
			t.Errorf("it took %v", took)
		}
	})
}

// A stream that nobody reads ends, and with it what follows the changes for it.
func TestStreamsThatAreNotRead(t *testing.T) {
	serving(t, func(t *testing.T, inst *fake, dial func() net.Conn) {
		c := dial()
		fmt.Fprintf(c, "GET /v1/flows/stream%s\r\n", socketHead)
		if _, err := http.ReadResponse(bufio.NewReader(c), nil); err != nil {
			t.Fatal(err)
		}
		inst.events <- []Event{{Flow: &Flow{URL: strings.Repeat("x", 1<<16)}}}
		time.Sleep(writeTime + time.Second)
		select {
		case inst.events <- nil:
			t.Error("the stream goes on")
		default:
		}
		c.Close()
	})
}

// A stream that is read lasts, however long nothing happens, and the connection is good
// for more after an answer of before.
func TestConnectionsThatAreRead(t *testing.T) {
	serving(t, func(t *testing.T, inst *fake, dial func() net.Conn) {
		c := dial()
		in := bufio.NewReader(c)
		for range 3 {
			fmt.Fprintf(c, "POST /v1/sync%s\r\n", socketHead)
			resp, err := http.ReadResponse(in, nil)
			if err != nil || resp.StatusCode != http.StatusNoContent {
				t.Fatalf("%v, %v", resp, err)
			}
			time.Sleep(idleTime - time.Second)
		}
		fmt.Fprintf(c, "GET /v1/flows/stream%s\r\n", socketHead)
		go func() {
			for n := range flow.ID(3) {
				time.Sleep(10 * writeTime)
				inst.events <- []Event{{Flow: &Flow{ID: n}}}
			}
			close(inst.events)
		}()
		resp, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		if err != nil || strings.Count(string(text), "\n") != 3 {
			t.Errorf("%s, %v", text, err)
		}
		c.Close()
	})
}

// Work that takes longer than its request is not ended by the deadline of the request.
func TestLongWork(t *testing.T) {
	serving(t, func(t *testing.T, _ *fake, dial func() net.Conn) {
		l := &pipes{make(chan net.Conn), make(chan struct{})}
		mux := http.NewServeMux()
		answer(newAPI(mux), "POST /v1/work", "", func(ctx context.Context, in *bodyOf[echoed]) (echoed, error) {
			select {
			case <-ctx.Done():
				return echoed{}, ctx.Err()
			case <-time.After(20 * bodyTime):
				return in.Body, nil
			}
		})
		s := NewServer(mux, nil)
		served := make(chan error, 1)
		go func() { served <- s.Serve(l) }()
		c := l.dial()
		fmt.Fprint(c, "POST /v1/work HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n{\"name\":\"a\"}")
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || resp.StatusCode != 200 {
			t.Errorf("%v, %v", resp, err)
		}
		c.Close()
		s.Close()
		<-served
	})
}
