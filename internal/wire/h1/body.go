package h1

import (
	"rockxy/internal/flow"
)

// Body finds the payload of one message in its octets. The zero value is a
// message without a body; Reset starts one.
//
// Octets are given to Next from the start of a buffer that the caller owns. What
// Next has not consumed must be given again, with more behind it.
type Body struct {
	framing Framing
	lim     Limits
	state   bodyState
	err     error

	left     int64 // octets to come: of the body, or of this chunk
	payload  int64 // octets of payload so far, chunked only
	extended int64 // octets of chunk extensions so far
	scanned  int   // octets of an unfinished trailer section already searched

	trailers flow.Head
	layout   layout
}

type bodyState uint8

const (
	stateDone   bodyState = iota // nothing follows
	stateData                    // left octets of payload
	stateLine                    // a chunk-size line
	stateCRLF                    // the line end after a chunk's data
	stateFailed                  // err says why
)

// Reset starts a message with the given framing. Recording of the layout is off
// until RecordLayout.
func (b *Body) Reset(f Framing, lim Limits) {
	fields := b.trailers.Fields[:0]
	record := b.layout.buf[:0]
	*b = Body{framing: f, lim: lim, left: f.Length}
	b.trailers.Fields = fields
	b.layout.buf = record
	switch f.Kind {
	case Length:
		if f.Length > 0 {
			b.state = stateData
		}
	case Chunked:
		b.state = stateLine
	case UntilClose:
		b.state = stateData
	}
}

// Next consumes octets from the start of p. data is payload, perhaps empty;
// p[:n] is what stands for it on the wire: for chunked bodies the size line
// before the data and the line end after it, as far as they are in p. One call
// returns at most one contiguous span. done comes with the last octet of the
// message, and for a body that is empty with the first call.
//
// n == 0 with neither done nor err means that more octets are needed: of a
// chunk-size line, or of the last chunk and the trailer section after it, which
// are consumed together and whole, apart from any data. MaxNeeded says how far
// that can go.
//
// Errors are *Error with BadFraming, BadHead (in trailers) or TooLarge, and
// stay.
func (b *Body) Next(p []byte) (data []byte, n int, done bool, err error) {
	switch {
	case b.state == stateFailed:
		return nil, 0, false, b.err
	case b.state == stateDone:
		return nil, 0, true, nil
	case b.framing.Kind == Chunked:
		data, n, err = b.nextChunked(p)
		if err != nil {
			b.state, b.err = stateFailed, err
			return nil, 0, false, err
		}
		return data, n, b.state == stateDone, nil
	case b.framing.Kind == UntilClose:
		return p, len(p), false, nil
	}
	data = p[:min(int64(len(p)), b.left)]
	if b.left -= int64(len(data)); b.left == 0 {
		b.state = stateDone
	}
	return data, len(data), b.state == stateDone, nil
}

// nextChunked consumes at most: a line end, a chunk-size line, data, a line end;
// or the last chunk with its trailer section.
func (b *Body) nextChunked(p []byte) (data []byte, n int, err error) {
	if b.state == stateCRLF {
		if n, err = b.lineEnd(p); n == 0 || err != nil {
			return nil, 0, err
		}
	}
	if b.state == stateLine {
		k, err := b.chunkLine(p[n:], n)
		if err != nil || k == 0 || b.state == stateDone {
			return nil, n + k, err
		}
		n += k
	}
	start := n
	n += int(min(int64(len(p)-n), b.left))
	data = p[start:n:n]
	b.left -= int64(len(data))
	b.payload += int64(len(data))
	if b.left > 0 {
		return data, n, nil
	}
	b.state = stateCRLF
	k, err := b.lineEnd(p[n:])
	if err != nil {
		return data, n, nil // the data was sound; the next call fails
	}
	return data, n + k, nil
}

// lineEnd consumes the CRLF after a chunk's data, or nothing while it is not
// there.
func (b *Body) lineEnd(p []byte) (int, error) {
	if len(p) > 0 && p[0] != '\r' || len(p) > 1 && p[1] != '\n' {
		return 0, fail(BadFraming, 0, "The data of a chunk is not followed by CRLF.")
	}
	if len(p) < 2 {
		return 0, nil
	}
	b.state = stateLine
	return 2, nil
}

// chunkLine consumes a chunk-size line; for the last chunk, provided that
// nothing precedes it in this call, the trailer section too.
func (b *Body) chunkLine(p []byte, before int) (int, error) {
	size, n, ext, err := parseChunkLine(p)
	if err != nil {
		return 0, err
	}
	if n == 0 || size == 0 && before > 0 {
		return 0, nil
	}
	if size == 0 {
		end, err := b.trailerSection(p, n)
		if err != nil || end == 0 {
			return 0, err
		}
		b.layout.line(p[:n-2], 0)
		b.layout.end(p[n : end-2])
		b.state = stateDone
		return end, nil
	}
	if b.extended += int64(ext); b.extended > maxExtensions+b.payload {
		return 0, fail(TooLarge, 0, "The chunk extensions are larger than the data that they come with.")
	}
	b.layout.line(p[:n-2], size)
	b.left = size
	b.state = stateData
	return n, nil
}

// Trailers returns the trailer section once the body is done, nil when it was
// empty. Raw is the section with its final empty line. It points into the p of
// the call to Next that returned done.
func (b *Body) Trailers() *flow.Head {
	if b.state != stateDone || len(b.trailers.Fields) == 0 {
		return nil
	}
	return &b.trailers
}

// EOF says what it means that the sender has closed: nil when the body may end
// so, because it is done or lasts until the connection ends, else a Truncated
// error.
func (b *Body) EOF() error {
	switch {
	case b.state == stateDone:
		return nil
	case b.state == stateFailed:
		return b.err
	case b.framing.Kind == UntilClose:
		b.state = stateDone
		return nil
	case b.framing.Kind == Length:
		return fail(Truncated, 0, "The connection ended %d octets before the end of the body (of %d).", b.left, b.framing.Length)
	}
	return fail(Truncated, 0, "The connection ended inside a chunked body, after %d octets of data.", b.payload)
}

// MaxNeeded is the length of p with which Next never returns n == 0 without
// done or an error: a buffer that can grow that far suffices.
func (b *Body) MaxNeeded() int {
	if b.framing.Kind != Chunked {
		return 1
	}
	return MaxChunkLine + b.lim.HeadBytes
}
