package proxy

import (
	"errors"
	"io"
	"net"
	"strconv"

	"rockxy/internal/flow"
	"rockxy/internal/wire/h1"
)

// h1Down is the client's side of an HTTP/1 connection. One goroutine serves its
// exchanges one after the other, so that pipelined requests wait in the buffer
// for their turn; it is the downstream of each of them.
type h1Down struct {
	nc  net.Conn
	in  h1Reader
	out h1Writer
	lim h1.Limits

	watch watcher

	// of the exchange being served
	req     flow.Head
	reqErr  error
	framing h1.Framing
	body    h1.Body
	rest    int64 // of a body with a length
	gotBody bool  // the request has been read to its end

	plan      responsePlan
	sentFinal bool
	sentEnd   bool
	upgraded  bool
	mustClose bool // no further request on this connection
}

// responsePlan is how the final response is framed towards the client.
type responsePlan struct {
	chunk   bool // we frame chunks ourselves
	forward bool // chunked, and its wire octets go on unchanged
	none    bool // the head is all
}

func newH1Down(nc net.Conn, initial []byte, lim h1.Limits) *h1Down {
	d := &h1Down{nc: nc, lim: lim}
	if len(initial) > 0 {
		nc = &prefixConn{Conn: nc, prefix: initial}
	}
	d.in.nc, d.out.nc = nc, nc
	d.watch.d = d
	return d
}

// await blocks until the first octet of a request.
func (d *h1Down) await() error {
	if c, err, ok := d.watch.collect(); ok {
		if err != nil {
			return err
		}
		d.in.got(c)
		return nil
	}
	return d.in.await()
}

// readRequest reads a request head. A *h1.Error means that it cannot be served;
// what was read of it is then raw.
func (d *h1Down) readRequest() (raw []byte, err error) {
	d.reqErr, d.gotBody, d.sentFinal, d.sentEnd, d.upgraded = nil, false, false, false, false
	d.plan = responsePlan{}
	scanned := 0
	for {
		b := d.in.buf[d.in.r:d.in.w]
		n, err := h1.ParseRequest(b, scanned, &d.req, d.lim)
		if err != nil {
			return b, err
		}
		if n > 0 {
			d.in.hold(n)
			if d.framing, err = h1.RequestFraming(&d.req); err != nil {
				return b[:n], err
			}
			break
		}
		scanned = len(b)
		if err := d.in.fill(-1); err != nil {
			return d.in.buf[d.in.r:d.in.w], err
		}
	}
	d.body.Reset(d.framing, d.lim)
	d.rest = bodyRest(d.framing)
	if d.rest == restChunked {
		d.body.RecordLayout(layoutLimit)
	}
	d.setGotBody(!d.HasBody())
	return nil, nil
}

func (d *h1Down) Head() *flow.Head { return &d.req }

func (d *h1Down) HasBody() bool {
	return d.framing.Kind == h1.Chunked || d.framing.Kind == h1.Length && d.framing.Length > 0
}

// BodyReady reports whether the whole request body is in memory.
func (d *h1Down) BodyReady() bool {
	return d.framing.Kind == h1.Length && int64(d.in.buffered()) >= d.framing.Length
}

func (d *h1Down) ReadPiece() (Piece, error) {
	p, err := readPiece(&d.in, &d.body, &d.rest)
	if err != nil {
		return p, d.readFault(err)
	}
	d.setGotBody(p.End)
	return p, nil
}

// setGotBody notes whether the request has been read to its end; from then on
// the client may be watched.
func (d *h1Down) setGotBody(got bool) {
	d.gotBody = got
	if got && d.in.buffered() == 0 {
		d.watch.allow(true)
	}
}

func (d *h1Down) readFault(err error) error {
	d.mustClose = true
	var pe *h1.Error
	switch {
	case errors.As(err, &pe):
		return &flow.Fault{Code: flow.ClientFraming, Side: flow.SideClient, Message: pe.Msg, Cause: err,
			Hint: "The client sent a body whose framing cannot be trusted; it is the client that has to be mended."}
	case isReset(err):
		return &ResetError{Code: codeCancel, Side: flow.SideClient}
	default:
		return &flow.Fault{Code: flow.ClientClosed, Side: flow.SideClient, Cause: err,
			Message: "the client closed the connection in the middle of its request"}
	}
}

// WriteHead implements downstream.
func (d *h1Down) WriteHead(h *flow.Head, end bool) error {
	interim := h.Status < 200 && h.Status != 101
	if interim && d.req.Proto == flow.HTTP10 {
		return nil // RFC 9110 §15.2: never to an HTTP/1.0 client
	}
	if interim {
		d.out.set(h1.AppendResponse(d.out.space(), h, &h1.Rewrite{}))
		return d.Flush()
	}
	rw, err := d.planResponse(h, end)
	if err != nil {
		return err
	}
	d.out.set(h1.AppendResponse(d.out.space(), h, &rw))
	d.sentFinal = true
	if end || d.plan.none {
		d.sentEnd = true
		return d.Flush()
	}
	return d.out.err
}

// planResponse decides the framing and the persistence of the final response.
func (d *h1Down) planResponse(h *flow.Head, end bool) (h1.Rewrite, error) {
	var rw h1.Rewrite
	if h.Status == 101 || connected(&d.req, h) {
		rw.KeepUpgrade = h.Status == 101
		d.upgraded, d.mustClose = true, true
		return rw, nil
	}
	f, err := h1.ResponseFraming(h, d.req.Method)
	if err != nil {
		return rw, err
	}
	old := d.req.Proto == flow.HTTP10
	if h.Proto == flow.HTTP2 && f.Kind == h1.UntilClose {
		// HTTP/2 ends a body by END_STREAM; here it needs a frame of its own.
		switch {
		case end:
			rw.Extra = noContent
			f = h1.Framing{Kind: h1.None}
		case !old:
			rw.AddChunked = true
			d.plan.chunk = true
		}
	}
	switch f.Kind {
	case h1.Chunked:
		if old {
			rw.DropTransferEncoding = true
			d.mustClose = true
		} else {
			d.plan.forward = true
		}
	case h1.UntilClose:
		if !d.plan.chunk {
			d.mustClose = true
		}
	case h1.None:
		d.plan.none = true
	}
	if !h1.KeepAlive(&d.req) {
		d.mustClose = true
	}
	if d.mustClose {
		rw.Close = true
	} else if old {
		rw.KeepAlive = true
	}
	return rw, nil
}

// WritePiece implements downstream.
func (d *h1Down) WritePiece(p Piece) error {
	if d.sentEnd {
		return d.out.err
	}
	writeFramed(&d.out, p, d.plan.forward || d.plan.chunk)
	if p.End {
		d.sentEnd = true
	}
	if p.More && !p.End {
		return d.out.err
	}
	return d.Flush()
}

// writeFramed writes a piece: chunked as it was, chunked by us, or bare.
func writeFramed(out *h1Writer, p Piece, chunked bool) {
	if !chunked {
		out.write(p.Data)
		return
	}
	if p.Wire != nil {
		out.write(p.Wire)
		return
	}
	if len(p.Data) > 0 {
		out.set(append(strconv.AppendInt(out.space(), int64(len(p.Data)), 16), crlf...))
		out.write(p.Data)
		out.write(crlf)
	}
	if p.End {
		out.set(h1.AppendLastChunk(out.space(), p.Trailers))
	}
}

var (
	crlf      = []byte("\r\n")
	noContent = []flow.Field{{Name: []byte("Content-Length"), Value: []byte("0")}}
)

// Flush sends what is pending.
func (d *h1Down) Flush() error {
	err := d.out.flush()
	if err != nil {
		d.mustClose = true
	}
	return err
}

// Abort cuts the connection so that what was sent cannot pass for whole.
func (d *h1Down) Abort(uint32) {
	d.mustClose = true
	cut(d.nc)
}

func (d *h1Down) Watch(f func(*ResetError)) { d.watch.set(f) }

// StopReading makes a blocked ReadPiece return; no request follows.
func (d *h1Down) StopReading() {
	d.mustClose = true
	d.nc.SetReadDeadline(aLongTimeAgo)
}

// next ends an exchange and reports whether another may follow.
func (d *h1Down) next() bool {
	if !d.gotBody || !d.sentEnd || d.mustClose || d.out.err != nil {
		return false
	}
	d.in.release()
	return true
}

// readPiece reads the next piece of a body of either side. An end of input in
// the middle is io.ErrUnexpectedEOF.
//
// rest is how much is still to come, and is kept up to date: the octets of a
// body with a length, or one of the two values below.
func readPiece(in *h1Reader, body *h1.Body, rest *int64) (Piece, error) {
	for {
		if in.r < in.w {
			b := in.buf[in.r:in.w]
			data, n, done, err := body.Next(b)
			if err != nil {
				return Piece{}, err
			}
			if n > 0 || done {
				in.r += n
				p := Piece{Data: data, End: done, More: in.r < in.w && !done}
				switch {
				case *rest >= 0:
					*rest -= int64(n)
				case *rest == restChunked:
					p.Wire = b[:n]
					if done {
						p.Trailers = body.Trailers()
					}
				}
				return p, nil
			}
		}
		if err := in.fill(*rest); err != nil {
			if isEOF(err) {
				if body.EOF() == nil && errors.Is(err, io.EOF) {
					return Piece{End: true}, nil
				}
				err = io.ErrUnexpectedEOF
			}
			return Piece{}, err
		}
	}
}

// layoutLimit is how much is kept of how a body was cut into chunks.
const layoutLimit = 64 << 10

// Chunks returns the chunked framing of the request body as received, nil when
// it was not chunked; see h1.Rebuild.
func (d *h1Down) Chunks() []byte { return chunks(&d.body, d.rest) }

func chunks(b *h1.Body, rest int64) []byte {
	if rest != restChunked {
		return nil
	}
	return append([]byte{}, b.Layout()...)
}

// What bodyRest says of bodies whose length is not known beforehand.
const (
	restUntilClose = -1
	restChunked    = -2
)

func bodyRest(f h1.Framing) int64 {
	switch f.Kind {
	case h1.Length:
		return f.Length
	case h1.Chunked:
		return restChunked
	case h1.UntilClose:
		return restUntilClose
	}
	return 0
}
