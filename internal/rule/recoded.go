package rule

import (
	"context"
	"errors"
	"io"
	"math"

	"rockxy/internal/content"
	"rockxy/internal/flow"
)

// maxRatio is how many octets one octet of a coded stream may become. It is a little more
// than deflate can reach (1,032), so that gzip passes whatever is in it, in
// constant memory; what goes beyond costs its sender nothing and the one who decodes it everything.
const maxRatio = 1100

// recoded sends a coded body through stages: it is decoded as it comes, and coded again
// as it goes. All that a piece decodes to goes on at once.
//
// A body that its decoder does not take at all passes unchanged. One that is damaged further on, or
// decodes to too much, ends there with an error, after what was good; one that ends too early
// ends too early again.
type recoded struct {
	src    *fed
	dec    io.ReadCloser
	enc    content.Writer
	passes []*pass
	what   string // "request" or "response"

	buf   []byte // decoded
	bufs  [2][]byte
	out   sink
	as    Body  // as it came, after all
	err   error // after what has gone on
	began bool
}

// sink is what a coder writes into.
type sink []byte

func (s *sink) Write(p []byte) (int, error) {
	*s = append(*s, p...)
	return len(p), nil
}

func newRecoded(from Body, codings string, passes []*pass, dir flow.Direction) (Body, error) {
	r := &recoded{src: &fed{from: from, keeps: true}, passes: passes, what: dir.String(), buf: make([]byte, 32<<10)}
	var err error
	if r.dec, err = content.NewReader(r.src, codings, content.Limits{Bytes: math.MaxInt64, Ratio: maxRatio}); err != nil {
		return nil, err
	}
	r.enc, err = content.NewWriter(&r.out, codings)
	return r, err
}

func (r *recoded) Next(ctx context.Context) (Piece, error) {
	switch {
	case r.err != nil:
		return Piece{}, r.err
	case r.as != nil:
		return r.as.Next(ctx)
	}
	r.src.ctx = ctx
	n, err := 0, error(nil)
	for n == 0 && err == nil {
		n, err = r.dec.Read(r.buf)
	}
	r.out = r.out[:0]
	if n > 0 {
		r.began = true
		r.src.forget()
		if err := r.pass(ctx, r.buf[:n], false); err != nil {
			return Piece{}, err
		}
	}
	switch {
	case err == nil:
		return r.piece()
	case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return r.end(ctx)
	}
	return r.broken(ctx, err)
}

// pass sends decoded octets through the stages, and codes them.
func (r *recoded) pass(ctx context.Context, data []byte, end bool) error {
	data, err := through(ctx, r.passes, &r.bufs, data, end)
	if err != nil {
		return err
	}
	_, err = r.enc.Write(data)
	return err
}

// piece is what was coded by now, and all of it unless the rest of the body is here.
func (r *recoded) piece() (Piece, error) {
	if !r.src.ended {
		if err := r.enc.Flush(); err != nil {
			return Piece{}, err
		}
	}
	return Piece{Data: r.out, More: r.src.ended}, nil
}

func (r *recoded) end(ctx context.Context) (Piece, error) {
	if err := r.src.drain(); err != nil {
		return r.broken(ctx, err)
	}
	if err := r.pass(ctx, nil, true); err != nil {
		return Piece{}, err
	}
	if err := r.enc.Close(); err != nil {
		return Piece{}, err
	}
	r.dec.Close()
	return Piece{Data: r.out, End: true, Trailers: r.src.last.Trailers}, nil
}

// broken goes on after the body could not be decoded, or did not come.
func (r *recoded) broken(ctx context.Context, cause error) (Piece, error) {
	var bad *content.DamagedError
	damaged := errors.As(cause, &bad)
	if damaged && !r.began {
		if body, ok := r.src.again(); ok {
			r.tell("the body passed unchanged: " + cause.Error())
			r.as = body
			return body.Next(ctx)
		}
	}
	if err := r.pass(ctx, nil, true); err != nil {
		return Piece{}, err
	}
	if err := r.enc.Flush(); err != nil {
		return Piece{}, err
	}
	if damaged && errors.Is(cause, io.ErrUnexpectedEOF) && r.src.ended {
		r.tell(cause.Error() + ", and does so still")
		return Piece{Data: r.out, End: true, Trailers: r.src.last.Trailers}, nil
	}
	r.err = cause
	if limit := (*content.LimitError)(nil); damaged || errors.As(cause, &limit) {
		r.tell("the body was cut: " + cause.Error())
		r.err = &flow.Fault{Code: flow.RuleBroken, Side: flow.SideRule, Cause: cause,
			Message: "the " + r.what + " body could not be edited to its end: " + cause.Error(),
			Hint:    "Take this exchange out of the match of the rule: a body that no rule edits passes as it is."}
	}
	return Piece{Data: r.out}, nil
}

func (r *recoded) tell(why string) {
	for _, p := range r.passes {
		p.fail(why)
	}
}
