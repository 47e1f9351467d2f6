package proxy

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"rockxy/internal/flow"
)

// orderDown is the client's side of an order: it has the request, and takes a
// response that nobody reads. It implements downstream.
type orderDown struct {
	ctx      context.Context // ends when nobody wants the response any more
	head     *flow.Head
	body     *io.SectionReader
	trailers *flow.Head
	hasBody  bool

	buf     []byte // of ReadPiece
	stopped atomic.Bool

	mu    sync.Mutex
	watch func() (unwatched bool)
	done  chan struct{} // closed when the watching function has returned
}

// orderPiece is how much of a body is read at once; a body that is not larger is
// sent before the response is looked for.
const orderPiece = 32 << 10

func newOrderDown(ctx context.Context, o *Order, head *flow.Head) *orderDown {
	d := &orderDown{ctx: ctx, head: head, trailers: o.Trailers, body: &io.SectionReader{}}
	if o.Body != nil {
		d.body = io.NewSectionReader(o.Body, 0, o.Size)
	}
	d.hasBody = d.body.Size() > 0 || o.Trailers != nil || head.Proto != flow.HTTP2 && head.Has("transfer-encoding")
	return d
}

func (d *orderDown) Head() *flow.Head { return d.head }
func (d *orderDown) HasBody() bool    { return d.hasBody }

// BodyReady reports whether the whole request body is in memory, or as good as.
func (d *orderDown) BodyReady() bool { return d.body.Size() <= orderPiece }

func (d *orderDown) ReadPiece() (Piece, error) {
	if d.stopped.Load() {
		return Piece{}, &ResetError{Code: codeNone, Side: flow.SideClient}
	}
	if d.buf == nil {
		d.buf = make([]byte, min(orderPiece, d.body.Size()))
	}
	n, err := io.ReadFull(d.body, d.buf)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Piece{}, &flow.Fault{Code: flow.RockxyInternal, Side: flow.SideRockxy, Cause: err, Message: "the body to be sent could not be read",
			Hint: "It may have been deleted from the session meanwhile."}
	}
	at, _ := d.body.Seek(0, io.SeekCurrent)
	p := Piece{Data: d.buf[:n], End: at == d.body.Size()}
	if p.End {
		p.Trailers = d.trailers
	} else if n == 0 { // the file is shorter than it was
		return Piece{}, &flow.Fault{Code: flow.RockxyInternal, Side: flow.SideRockxy, Message: "the body to be sent ends too early"}
	}
	return p, nil
}

// StopReading makes ReadPiece return an error from now on.
func (d *orderDown) StopReading() { d.stopped.Store(true) }

func (d *orderDown) WriteHead(*flow.Head, bool) error { return nil }
func (d *orderDown) WritePiece(Piece) error           { return nil }
func (d *orderDown) Abort(uint32)                     { d.stopped.Store(true) }

// Watch implements downstream: who gave the order gives up.
func (d *orderDown) Watch(f func(*ResetError)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.watch != nil && !d.watch() {
		<-d.done
	}
	if d.watch = nil; f == nil {
		return
	}
	done := make(chan struct{})
	d.done = done
	d.watch = context.AfterFunc(d.ctx, func() {
		defer close(done)
		f(&ResetError{Code: codeCancel, Side: flow.SideClient})
	})
}
