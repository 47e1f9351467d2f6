package content

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
)

// Limits bound what decoding may produce. The zero value of a field means its
// default.
type Limits struct {
	Bytes int64 // octets in all; 128 MiB
	Ratio int64 // decoded to encoded octets; 1,000. It counts from 1 MiB on: less does no harm
}

const (
	defaultBytes  = 128 << 20
	defaultRatio  = 1000
	ratioFrom     = 1 << 20
	maxCodings    = 4
	maxZstdWindow = 8 << 20 // RFC 8878 §3.1.1.1.2 asks decoders for 8 MiB
)

// UnknownCodingError is a coding that is not known here.
type UnknownCodingError struct{ Coding string }

func (e *UnknownCodingError) Error() string {
	return fmt.Sprintf("the content coding %q is not known", e.Coding)
}

// LimitError is a body that decodes to more than it may.
type LimitError struct {
	Bytes int64 // what it had become when it was given up
	Ratio int64 // the ratio at that point, 0 when it was the size that counted
}

func (e *LimitError) Error() string {
	if e.Ratio > 0 {
		return fmt.Sprintf("it decodes to more than %d times its size", e.Ratio)
	}
	return fmt.Sprintf("it decodes to more than %d MiB", e.Bytes>>20)
}

// DamagedError is a body that its coding does not allow. What could be decoded
// comes with it.
type DamagedError struct {
	Coding string
	Err    error
}

func (e *DamagedError) Error() string {
	if errors.Is(e.Err, io.ErrUnexpectedEOF) {
		return "the " + e.Coding + " data ends too early"
	}
	return "the " + e.Coding + " data is damaged"
}

func (e *DamagedError) Unwrap() error { return e.Err }

// Codings splits the value of Content-Encoding, in the order in which they were
// applied; identity is left out.
func Codings(value string) []string {
	var all []string
	for c := range strings.SplitSeq(value, ",") {
		if c = strings.ToLower(strings.TrimSpace(c)); c != "" && c != "identity" {
			all = append(all, c)
		}
	}
	return all
}

// Decode undoes the codings of a Content-Encoding value. Errors are an
// *UnknownCodingError, a *LimitError (both without octets), a *DamagedError
// (with the octets before the damage), or come from reading.
func Decode(encoded io.Reader, codings string, l Limits) ([]byte, error) {
	r, err := NewReader(encoded, codings, l)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var out bytes.Buffer
	_, err = io.Copy(&out, r)
	if limit := (*LimitError)(nil); errors.As(err, &limit) {
		return nil, err
	}
	return out.Bytes(), err
}

// decoder returns a reader that undoes one coding; its errors are
// *DamagedErrors, or those of r.
func decoder(coding string, r io.Reader) (_ io.Reader, closeIt func(), err error) {
	lazy := func(open func(io.Reader) (io.Reader, func(), error)) (io.Reader, func(), error) {
		d := &lazyDecoder{coding: coding, src: &source{r: r}, open: open, closeIt: func() {}}
		return d, func() { d.closeIt() }, nil
	}
	switch coding {
	case "gzip", "x-gzip":
		return lazy(func(r io.Reader) (io.Reader, func(), error) {
			m, err := openMembers(r)
			return m, func() {}, err
		})
	case "deflate":
		return lazy(openDeflate)
	case "br":
		return lazy(func(r io.Reader) (io.Reader, func(), error) { return brotli.NewReader(r), func() {}, nil })
	case "zstd":
		return lazy(func(r io.Reader) (io.Reader, func(), error) {
			z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxZstdWindow))
			if err != nil {
				return nil, func() {}, err
			}
			return z, z.Close, nil
		})
	}
	return nil, nil, &UnknownCodingError{coding}
}

// openDeflate reads what is called deflate: zlib's format (RFC 9110 §8.4.1.2),
// or the bare one that some servers send in its place.
func openDeflate(r io.Reader) (io.Reader, func(), error) {
	b := bufio.NewReader(r)
	h, err := b.Peek(2)
	if err == nil && h[0]&0x0f == 8 && (uint(h[0])<<8|uint(h[1]))%31 == 0 {
		z, err := zlib.NewReader(b)
		return z, func() {}, err
	}
	return flate.NewReader(b), func() {}, nil
}

// lazyDecoder opens a decoder at the first read: an empty body is empty under
// any coding.
type lazyDecoder struct {
	coding  string
	src     *source
	open    func(io.Reader) (io.Reader, func(), error)
	r       io.Reader
	closeIt func()
}

func (d *lazyDecoder) Read(p []byte) (int, error) {
	if d.r == nil {
		b := bufio.NewReader(d.src)
		if _, err := b.Peek(1); err != nil {
			return 0, err
		}
		r, closeIt, err := d.open(b)
		if err != nil {
			return 0, d.fault(err)
		}
		d.r, d.closeIt = r, closeIt
	}
	n, err := d.r.Read(p)
	return n, d.fault(err)
}

// fault tells damage from what the source itself said.
func (d *lazyDecoder) fault(err error) error {
	switch {
	case err == nil || errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case d.src.err != nil && !errors.Is(d.src.err, io.EOF):
		return d.src.err
	}
	return &DamagedError{d.coding, err}
}

// source remembers how reading ended.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil {
		s.err = err
	}
	return n, err
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
