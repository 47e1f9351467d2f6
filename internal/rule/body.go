package rule

import (
	"context"
	"errors"
	"io"

	"rockxy/internal/flow"
)

// Body is a body on its way: pieces of payload, without the framing of its HTTP
// version. It is read by one goroutine. The slices of a piece are valid until the next call.
type Body interface {
	// Next waits for the next piece. After one with End it is not called again.
	// Errors are those of the side that the body comes from.
	Next(ctx context.Context) (Piece, error)
}

// Piece is a part of a body. A piece may be empty.
type Piece struct {
	Data     []byte
	More     bool       // another piece is there without waiting
	End      bool       // this was the last one
	Trailers *flow.Head // with End, nil for none
}

// Stage changes a body while it passes. One of them belongs to one message.
type Stage interface {
	// Write appends what p becomes to dst. It may keep back what it cannot decide
	// about yet; end says that p is the last, so that nothing may be kept back. It does not keep p.
	Write(dst, p []byte, end bool) ([]byte, error)
}

// Bytes is a body that is all there.
func Bytes(b []byte, trailers *flow.Head) Body { return &held{data: b, trailers: trailers} }

type held struct {
	data     []byte
	trailers *flow.Head
}

func (h *held) Next(context.Context) (Piece, error) {
	return Piece{Data: h.data, End: true, Trailers: h.trailers}, nil
}

// FromReader is a body that is read from r, in pieces of 32 KiB at most. Who
// made it closes r.
func FromReader(r io.Reader) Body { return &readerBody{r: r} }

type readerBody struct {
	r   io.Reader
	buf []byte
}

func (b *readerBody) Next(ctx context.Context) (Piece, error) {
	if err := ctx.Err(); err != nil {
		return Piece{}, err
	}
	if b.buf == nil {
		b.buf = make([]byte, 32<<10)
	}
	n, err := b.r.Read(b.buf)
	if errors.Is(err, io.EOF) {
		return Piece{Data: b.buf[:n], End: true}, nil
	}
	return Piece{Data: b.buf[:n]}, err
}

// replay yields what was taken from a body and then the rest of it.
type replay struct {
	taken []byte
	rest  Body // nil when all was taken
	last  Piece
}

func (r *replay) Next(ctx context.Context) (Piece, error) {
	if r.taken != nil {
		p := Piece{Data: r.taken, More: r.rest == nil}
		r.taken = nil
		if r.rest == nil {
			p.More, p.End, p.Trailers = false, true, r.last.Trailers
		}
		return p, nil
	}
	return r.rest.Next(ctx)
}

// errTooLong says that a body is longer than may be held.
var errTooLong = errors.New("rule: body too long")

// hold takes a body up to limit octets. Whatever happens, the Body returned
// yields the same as b would have.
func hold(ctx context.Context, b Body, limit int64) (data []byte, trailers *flow.Head, again Body, err error) {
	for {
		p, err := b.Next(ctx)
		if err != nil {
			return nil, nil, &failing{data: data, err: err}, err
		}
		data = append(data, p.Data...)
		if p.End {
			return data, p.Trailers, &replay{taken: orEmpty(data), last: p}, nil
		}
		if int64(len(data)) > limit {
			return nil, nil, &replay{taken: data, rest: b}, errTooLong
		}
	}
}

func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// failing yields what came before an error, and the error.
type failing struct {
	data []byte
	err  error
}

func (f *failing) Next(context.Context) (Piece, error) {
	if f.data != nil {
		p := Piece{Data: f.data, More: true}
		f.data = nil
		return p, nil
	}
	return Piece{}, f.err
}
