package content

import (
	"io"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// Writer applies codings to what is written to it, as it passes. After Flush, all
// that was written can be decoded by who has what came out. After Close, the Writer is not
// used again. What was not written to is closed without an octet: an empty body is
// empty under any coding.
type Writer interface {
	io.WriteCloser
	Flush() error
}

// NewWriter returns a Writer for the codings of a Content-Encoding value, fast rather
// than small. The error is an *UnknownCodingError.
func NewWriter(w io.Writer, codings string) (Writer, error) {
	all := Codings(codings)
	if err := Known(codings); err != nil {
		return nil, err
	}
	chain := &coder{last: w}
	for i := len(all) - 1; i >= 0; i-- {
		chain = &coder{coding: all[i], last: w, next: chain}
	}
	return chain, nil
}

// Known returns an *UnknownCodingError when the codings of a Content-Encoding value
// cannot be undone and applied here.
func Known(codings string) error {
	all := Codings(codings)
	if len(all) > maxCodings {
		return &UnknownCodingError{codings}
	}
	for _, c := range all {
		switch c {
		case "gzip", "x-gzip", "deflate", "br", "zstd":
		default:
			return &UnknownCodingError{c}
		}
	}
	return nil
}

// coder applies one coding and hands on to the next one; the one without a coding
// hands on to the writer itself.
type coder struct {
	coding string
	next   *coder
	last   io.Writer
	enc    pooled
}

// pooled is what all encoders can do.
type pooled interface {
	Writer
	Reset(w io.Writer)
}

func (c *coder) Write(p []byte) (int, error) {
	if c.coding == "" {
		return c.last.Write(p)
	}
	if len(p) == 0 {
		return 0, nil
	}
	if c.enc == nil {
		c.enc = takeEncoder(c.coding)
		c.enc.Reset(c.next)
	}
	return c.enc.Write(p)
}

func (c *coder) Flush() error {
	if c.enc == nil {
		return nil
	}
	if err := c.enc.Flush(); err != nil {
		return err
	}
	return c.next.Flush()
}

func (c *coder) Close() error {
	if c.enc == nil {
		return nil
	}
	err := c.enc.Close()
	if err == nil {
		err = c.next.Close()
		c.enc.Reset(io.Discard)
		encoders[poolOf(c.coding)].Put(c.enc)
	}
	c.enc = nil
	return err
}

// encoders are costly to make: up to a megabyte of tables each.
var encoders [4]sync.Pool

func poolOf(coding string) int {
	switch coding {
	case "deflate":
		return 1
	case "br":
		return 2
	case "zstd":
		return 3
	}
	return 0
}

// takeEncoder returns one for a coding that is known.
func takeEncoder(coding string) pooled {
	if e, ok := encoders[poolOf(coding)].Get().(pooled); ok {
		return e
	}
	switch coding {
	case "deflate":
		z, _ := zlib.NewWriterLevel(io.Discard, zlib.BestSpeed) // the level is one
		return z
	case "br":
		return brotli.NewWriterLevel(io.Discard, brotli.BestSpeed)
	case "zstd":
		z, _ := zstd.NewWriter(io.Discard, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest),
			zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(128<<10)) // the options are good ones
		return z
	}
	z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	return z
}
