package rule

import (
	"context"
	"io"
)

// staged sends a body through stages. What they keep back is no reason for its
// receiver to wait: a piece that says that more is there is followed by what is there, or by
// an empty piece that says that there is nothing.
type staged struct {
	from   Body
	passes []*pass
	bufs   [2][]byte
	owed   bool  // the piece before said that more is there
	err    error // after what was kept back
}

func (s *staged) Next(ctx context.Context) (Piece, error) {
	for s.err == nil {
		p, err := s.from.Next(ctx)
		if err != nil {
			s.err = err
			if data, _ := through(ctx, s.passes, &s.bufs, nil, true); len(data) > 0 {
				return Piece{Data: data}, nil
			}
			break
		}
		if p.Data, err = through(ctx, s.passes, &s.bufs, p.Data, p.End); err != nil {
			return Piece{}, err
		}
		if len(p.Data) > 0 || p.End || s.owed && !p.More {
			s.owed = p.More
			return p, nil
		}
	}
	return Piece{}, s.err
}

// through sends data through stages; what it returns is in data or one of bufs.
func through(ctx context.Context, passes []*pass, bufs *[2][]byte, data []byte, end bool) ([]byte, error) {
	for i, p := range passes {
		buf, err := p.write(ctx, bufs[i&1][:0], data, end)
		if err != nil {
			return nil, err
		}
		bufs[i&1], data = buf, buf
	}
	return data, nil
}

// fed is a Body as an io.Reader, for decoders. It is read within one call of Next
// at a time, whose context it is given.
type fed struct {
	from     Body
	ctx      context.Context
	rest     []byte // of the piece that is being read
	ended    bool
	last     Piece
	err      error
	kept     []byte // all that was read, while keeps
	keeps    bool
	overflow bool // kept is not all
}

// maxKept is how much of a body is kept until its decoder has yielded something.
const maxKept = 64 << 10

func (f *fed) Read(p []byte) (int, error) {
	for len(f.rest) == 0 {
		if err := f.fetch(); err != nil {
			return 0, err
		}
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// fetch waits for the next piece; the error is io.EOF after the last.
func (f *fed) fetch() error {
	switch {
	case f.err != nil:
		return f.err
	case f.ended:
		return io.EOF
	}
	p, err := f.from.Next(f.ctx)
	if err != nil {
		f.err = err
		return err
	}
	f.rest, f.ended = p.Data, p.End
	if p.End {
		f.last = p
	}
	if f.keeps && len(f.kept)+len(p.Data) <= maxKept {
		f.kept = append(f.kept, p.Data...)
	} else if f.keeps {
		f.keeps, f.kept, f.overflow = false, nil, true
	}
	return nil
}

// drain reads to the end.
func (f *fed) drain() error {
	for !f.ended {
		if err := f.fetch(); err != nil {
			return err
		}
	}
	return nil
}

// again is the body as it came, if all of it was kept.
func (f *fed) again() (Body, bool) {
	if f.overflow || !f.keeps {
		return nil, false
	}
	r := &replay{taken: orEmpty(f.kept), last: f.last}
	if !f.ended {
		r.rest = f.from
	}
	return r, f.err == nil
}

// forget stops keeping: something of the body has gone on.
func (f *fed) forget() { f.keeps, f.kept = false, nil }
