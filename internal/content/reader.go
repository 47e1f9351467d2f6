package content

import (
	"errors"
	"io"
)

// NewReader is Decode for a body that is not to be held: it yields the decoded
// octets as they come, and the same errors, a *LimitError where a limit is
// passed. Close frees the decoders, not encoded.
func NewReader(encoded io.Reader, codings string, l Limits) (io.ReadCloser, error) {
	all := Codings(codings)
	if len(all) > maxCodings {
		return nil, &UnknownCodingError{codings}
	}
	d := &decoding{in: counter{r: encoded}, limits: l.orDefaults()}
	d.r = &d.in
	for i := len(all) - 1; i >= 0; i-- {
		r, closeIt, err := decoder(all[i], d.r)
		if err != nil {
			_ = d.Close()
			return nil, err
		}
		d.r, d.closers = r, append(d.closers, closeIt)
	}
	return d, nil
}

// decoding counts what goes in and what comes out.
type decoding struct {
	in      counter
	r       io.Reader
	out     int64
	limits  Limits
	closers []func()
	err     error
}

func (d *decoding) Read(p []byte) (int, error) {
	if d.err != nil {
		return 0, d.err
	}
	n, err := d.r.Read(p)
	d.out += int64(n)
	if limit := d.limits.passed(d.out, d.in.n); limit != nil {
		d.err = limit
		return 0, limit
	}
	if err != nil && !errors.Is(err, io.EOF) {
		d.err = err
	}
	return n, err
}

func (d *decoding) Close() error {
	for _, closeIt := range d.closers {
		closeIt()
	}
	d.closers = nil
	return nil
}

func (l Limits) orDefaults() Limits {
	if l.Bytes == 0 {
		l.Bytes = defaultBytes
	}
	if l.Ratio == 0 {
		l.Ratio = defaultRatio
	}
	return l
}

// passed returns the error for a body that has become out octets from in.
func (l Limits) passed(out, in int64) error {
	switch {
	case out > l.Bytes:
		return &LimitError{Bytes: l.Bytes}
	case out > ratioFrom && out/max(in, 1) > l.Ratio:
		return &LimitError{Bytes: out, Ratio: l.Ratio}
	}
	return nil
}
