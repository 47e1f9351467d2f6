package layout

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"rockxy/internal/content"
	"rockxy/internal/filter"
	"rockxy/internal/view"
)

// Input is a body and how it is to be shown.
type Input struct {
	Message view.Message // without its body
	Options view.Options
	Inside  *view.Inside // of a message inside an exchange, nil for a body
	Coding  string       // content codings that are to be taken off
	Notes   []string     // what else is to be said of it
	// Path, when it is set, leads to what is shown of a body that is JSON.
	Path []filter.PathStep
	All  bool // Path is set
	// Open opens the body, as it is stored. It may be called more than once, from any
	// goroutine.
	Open func(context.Context) (Source, error)
}

// Source is a stored body.
type Source interface {
	io.Reader
	io.ReaderAt
	io.Closer
	Size() int64
}

// Limits of one body. What is decoded is as large as the store's own largest bodies can be.
const (
	maxDecoded = 1 << 30
	maxRows    = 1 << 30 // octets of a layout
	heldSmall  = 2 << 20 // what is looked at as a whole
	heldMost   = 16 << 20
)

// body is a body as it is decoded. What is wrong with it is noted, and is its end for who reads.
type body struct {
	r     io.Reader
	close func()
	note  string
	cut   bool // something is missing
	n     int64
	size  int64 // octets that are stored
	err   error // of reading them
}

// open opens the body without its codings; encoded says that they cannot be taken off.
func (in *Input) open(ctx context.Context) (b *body, encoded bool, err error) {
	src, err := in.Open(ctx)
	if err != nil {
		return nil, false, err
	}
	b = &body{r: src, size: src.Size(), close: func() { src.Close() }}
	if len(content.Codings(in.Coding)) == 0 {
		return b, false, nil
	}
	r, err := content.NewReader(src, in.Coding, content.Limits{Bytes: maxDecoded})
	if err != nil {
		b.note = "shown as on the wire: " + err.Error()
		return b, true, nil
	}
	b.r, b.close = r, func() { r.Close(); src.Close() }
	return b, false, nil
}

func (b *body) Close() error {
	b.close()
	return nil
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.n += int64(n)
	var damaged *content.DamagedError
	var limit *content.LimitError
	switch {
	case err == nil, errors.Is(err, io.EOF) && !errors.As(err, &damaged):
		return n, err
	case errors.As(err, &damaged):
		b.note = damaged.Error()
	case errors.As(err, &limit):
		b.note = "only its beginning is shown: " + limit.Error()
	default:
		b.err = err
		b.note = "it cannot be read on: " + err.Error()
	}
	b.cut = true
	return n, io.EOF
}

// begin reads at most n octets; whole says that there are no more.
func (b *body) begin(had []byte, n int) (head []byte, whole bool, err error) {
	buf := bytes.NewBuffer(had)
	read, err := io.Copy(buf, io.LimitReader(b, int64(n-len(had))))
	return buf.Bytes(), int(read) < n-len(had), err
}

// view opens a body of which nothing more is to come.
func (in *Input) view(octets []byte, partial bool, as view.Kind) *view.View {
	m, o := in.Message, in.Options
	m.Body, m.Partial, o.As = octets, m.Partial || partial, as
	if in.Inside != nil {
		return view.OpenInside(m, *in.Inside, o)
	}
	if as == view.JWT {
		if v := tokens(&m, o); v != nil {
			return v
		}
	}
	return view.Open(m, o)
}

// tooLong says of a body that only its beginning is shown.
func tooLong(k view.Kind, shown int) string {
	return fmt.Sprintf("only the first %d MiB are looked at as %s: text and hex show all of it", shown>>20, k)
}
