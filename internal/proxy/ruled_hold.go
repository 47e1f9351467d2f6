package proxy

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"time"

	"rockxy/internal/flow"
)

// holding notices that a client leaves an upgraded connection while a rule holds
// a message of it. The direction that is held is not read meanwhile, so nobody would
// see the end.
type holding struct {
	ended    atomic.Bool // the client has ended its direction
	response atomic.Bool // a message of the origin is held
}

// Most messages pass at once, so nothing is done until one has been held for
// watchEvery. What a client sends meanwhile is read, to see whether an end follows, up
// to a limit.
const readAhead = 256 << 10

// clientEnded is called when the client's direction is over.
func (h *holding) clientEnded(gone func()) {
	if h.ended.Store(true); h.response.Load() {
		gone()
	}
}

// during calls f, in which a message may be held, and gone if the client leaves. in
// reads the client's connection nc when the message is the client's.
func (h *holding) during(dir flow.Direction, nc net.Conn, in *h1Reader, gone func(), f func() error) error {
	if dir == flow.Response {
		late := make(chan struct{})
		t := time.AfterFunc(watchEvery, func() {
			defer close(late)
			if h.response.Store(true); h.ended.Load() {
				gone()
			}
		})
		err := f()
		if !t.Stop() {
			<-late // or it would say afterwards that the message is held
		}
		h.response.Store(false)
		return err
	}
	a := &ahead{from: in.nc, gone: gone, done: make(chan struct{})}
	t := time.AfterFunc(watchEvery, a.read)
	err := f()
	if !t.Stop() {
		nc.SetReadDeadline(aLongTimeAgo)
		<-a.done
		nc.SetReadDeadline(time.Time{})
		in.nc = a.again()
	}
	return err
}

// heldBody is a body of which messages may be held.
type heldBody struct {
	e    *exchange
	from source
}

func (b *heldBody) ReadPiece() (Piece, error) {
	defer b.e.held()()
	return b.from.ReadPiece()
}

// ahead reads what a client sends while nobody wants it.
type ahead struct {
	from io.Reader
	gone func()
	done chan struct{}
	data []byte // after done
}

func (a *ahead) read() {
	defer close(a.done)
	buf := make([]byte, 4<<10)
	for len(a.data) < readAhead {
		n, err := a.from.Read(buf)
		a.data = append(a.data, buf[:n]...)
		var timeout net.Error
		switch {
		case err == nil:
		case errors.As(err, &timeout) && timeout.Timeout():
			return // nobody waits any more
		default:
			a.gone()
			return
		}
	}
}

// again is a reader that begins with what was read.
func (a *ahead) again() io.Reader {
	switch from := a.from.(type) {
	case *prefixed:
		from.data = append(a.data, from.data...)
		return from
	default:
		return &prefixed{a.data, from}
	}
}

// prefixed is a reader of which some octets have been read already.
type prefixed struct {
	data []byte
	rest io.Reader
}

func (p *prefixed) Read(b []byte) (int, error) {
	if len(p.data) > 0 {
		n := copy(b, p.data)
		p.data = p.data[n:]
		return n, nil
	}
	return p.rest.Read(b)
}
