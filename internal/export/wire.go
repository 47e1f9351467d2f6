package export

import (
	"bytes"
	"io"

	"rockxy/internal/flow"
	"rockxy/internal/har"
	"rockxy/internal/wire/h1"
)

// maxLayout is how large a body may be whose chunks are written as they were;
// it is in memory meanwhile. Larger ones get chunks of our own.
const maxLayout = 8 << 20

// MissingError says what an exchange lacks, so that it cannot be written.
type MissingError struct{ What string }

func (e *MissingError) Error() string { return e.What + " is not in the session" }

// chunk is how much of a body is in memory at a time.
const chunk = 64 << 10

// Wire writes what passed in one direction: interim heads, the head, the body
// and trailers. On HTTP/1 these are the octets of the wire, chunked framing
// included as it was where that was kept; HTTP/2 is written as HTTP/1.1 would
// be. The error is a *MissingError when there is no head, or comes from writing
// or from reading the body.
func Wire(w io.Writer, e *har.Entry, dir flow.Direction) error {
	if err := Heads(w, e, dir); err != nil {
		return err
	}
	return Body(w, e, dir)
}

// Heads writes what Wire does before the body.
func Heads(w io.Writer, e *har.Entry, dir flow.Direction) error {
	final := e.Head(dir)
	if final == nil {
		return &MissingError{"the head of the " + dir.String()}
	}
	for _, h := range e.Heads {
		if h.Dir != dir || h.Trailers {
			continue
		}
		if _, err := w.Write(headText(h.Head, dir, e, h.Head == final)); err != nil {
			return err
		}
	}
	return nil
}

func isH2(h *flow.Head) bool { return h.Proto == flow.HTTP2 || h.Proto == flow.HTTP3 }

// headText is a head as HTTP/1 has it.
func headText(h *flow.Head, dir flow.Direction, e *har.Entry, final bool) []byte {
	if !isH2(h) {
		return h.Raw
	}
	c := *h
	c.Proto = flow.HTTP2
	var text []byte
	if dir == flow.Request {
		text = h1.AppendRequest(nil, &c, nil)
	} else {
		text = h1.AppendResponse(nil, &c, nil)
	}
	if final && chunked(e, dir, h) {
		text = append(bytes.TrimSuffix(text, []byte("\r\n")), "Transfer-Encoding: chunked\r\n\r\n"...)
	}
	return text
}

// chunked reports whether the body is written in chunks.
func chunked(e *har.Entry, dir flow.Direction, h *flow.Head) bool {
	if !isH2(h) {
		return facts(e, dir).Chunked
	}
	return !h.Has("Content-Length") && e.Body[dir] != nil && e.Body[dir].Size() > 0
}

func facts(e *har.Entry, dir flow.Direction) *flow.Body {
	if dir == flow.Request {
		return &e.Exchange.Request
	}
	return &e.Exchange.Response
}

// Body writes what Wire does after the heads.
func Body(w io.Writer, e *har.Entry, dir flow.Direction) error {
	h, src := e.Head(dir), e.Body[dir]
	if h == nil {
		return &MissingError{"the head of the " + dir.String()}
	}
	if src == nil {
		src = io.NewSectionReader(bytes.NewReader(nil), 0, 0)
	}
	src = io.NewSectionReader(src, 0, src.Size())
	if !chunked(e, dir, h) {
		_, err := io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{src}, make([]byte, chunk))
		return err
	}
	if layout := facts(e, dir).Chunks; len(layout) > 0 && src.Size() <= maxLayout {
		payload, err := io.ReadAll(src)
		if err != nil {
			return err
		}
		if wire, err := h1.Rebuild(nil, payload, layout); err == nil {
			_, err := w.Write(wire)
			return err
		}
		src = io.NewSectionReader(bytes.NewReader(payload), 0, int64(len(payload)))
	}
	return writeChunks(w, src, e.Trailers(dir))
}

func writeChunks(w io.Writer, src io.Reader, trailers *flow.Head) error {
	data, out := make([]byte, chunk), []byte(nil)
	for {
		n, err := io.ReadFull(src, data)
		out = h1.AppendChunk(out[:0], data[:n])
		if _, werr := w.Write(out); werr != nil {
			return werr
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			_, err = w.Write(h1.AppendLastChunk(out[:0], trailers))
			return err
		}
		if err != nil {
			return err
		}
	}
}
