package proxy

import (
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
)

// holdFor is a message of the client that is held until release is closed.
func holdFor(h *holding, nc net.Conn, in *h1Reader, gone func(), release chan struct{}) (done chan error) {
	done = make(chan error, 1)
	go func() {
		done <- h.during(flow.Request, nc, in, gone, func() error {
			<-release
			return nil
		})
	}()
	time.Sleep(2 * watchEvery) // of a synctest bubble
	return done
}

func TestWhatIsSentWhileAMessageIsHeldIsNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, nc := net.Pipe()
		in := &h1Reader{nc: nc}
		h := &holding{}
		for range 2 {
			release := make(chan struct{})
			done := holdFor(h, nc, in, func() { t.Error("it has gone") }, release)
			for _, text := range []string{"abc", "de"} {
				if _, err := io.WriteString(client, text); err != nil {
					t.Fatal(err)
				}
			}
			close(release)
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		go func() { _, _ = io.WriteString(client, "f") }() // ReadFull tells
		buf := make([]byte, 11)
		if _, err := io.ReadFull(in.nc, buf); err != nil || string(buf) != "abcdeabcdef" {
			t.Errorf("%q, %v", buf, err)
		}
	})
}

func TestAClientThatLeavesWhileItsMessageIsHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, nc := net.Pipe()
		in := &h1Reader{nc: nc}
		h := &holding{}
		release := make(chan struct{})
		done := holdFor(h, nc, in, func() { close(release) }, release)
		client.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if _, err := in.nc.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("then it reads on: %v", err)
		}
	})
}

func TestAClientThatSendsAlotWhileItsMessageIsHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, nc := net.Pipe()
		in := &h1Reader{nc: nc}
		release := make(chan struct{})
		done := holdFor(&holding{}, nc, in, func() {}, release)
		sent := make(chan int)
		go func() {
			n, _ := client.Write(make([]byte, 2*readAhead)) // it blocks until the reader is closed
			sent <- n
		}()
		synctest.Wait()
		close(release)
		<-done
		nc.Close()
		if n := <-sent; n < readAhead || n > readAhead+4<<10 {
			t.Errorf("%d octets were read ahead", n)
		}
	})
}

func TestAMessageOfTheOriginThatIsHeld(t *testing.T) {
	for _, before := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			h := &holding{}
			release := make(chan struct{})
			gone := func() { close(release) }
			if before {
				h.clientEnded(gone)
			} else {
				time.AfterFunc(time.Hour, func() { h.clientEnded(gone) })
			}
			err := h.during(flow.Response, nil, nil, gone, func() error {
				<-release
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) { // one that is not held is of no interest
		h := &holding{}
		if err := h.during(flow.Response, nil, nil, func() { t.Error("it has gone") }, func() error { return nil }); err != nil {
			t.Error(err)
		}
		h.clientEnded(func() { t.Error("it has gone") })
	})
}
