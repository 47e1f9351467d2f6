// Package sse reads the events out of a text/event-stream body (WHATWG HTML,
// "Server-sent events") for the record, as the bytes pass. It changes nothing
// and never holds anything back.
//
// The body must be without a content coding. Memory is bounded by the limit
// for one event; what is longer is counted and noted.
package sse

import (
	"bytes"
	"strconv"

	"rockxy/internal/flow"
	"rockxy/internal/wire/clip"
)

const bom = "\xef\xbb\xbf"

// Tap reads one stream. It is used by one goroutine.
type Tap struct {
	block   clip.Buffer // the lines of the event so far, without the last line's end
	end     string      // the last line's end
	inLine  bool        // the current line has bytes
	cr      bool        // the last byte was a CR
	bom     int         // bytes of a byte order mark seen, -1 when past the place for one
	wire    int64       // bytes since the last event
	message flow.Message
}

// NewTap returns a tap that keeps limit bytes of an event; 0 is
// clip.DefaultLimit.
func NewTap(limit int) *Tap {
	if limit == 0 {
		limit = clip.DefaultLimit
	}
	return &Tap{block: clip.Buffer{Limit: limit}}
}

// Feed takes the next bytes that passed, at the time now, and calls emit for
// each event that they complete. Comments count as events, because heartbeats
// are worth seeing. A message's Data is the block of lines as received,
// without the empty line that ends it; see Parse. It is valid during the call,
// like the message. Wire counts the line ends too; the LF of the CR LF that
// ends an event counts with the next one, so that an event never waits for it.
func (t *Tap) Feed(p []byte, now flow.Nanos, emit func(*flow.Message)) {
	t.wire += int64(len(p))
	p = t.skipBOM(p)
	for len(p) > 0 {
		if t.cr && p[0] == '\n' {
			t.cr = false
			if t.end == "\r" {
				t.end = "\r\n"
			}
			p = p[1:]
			continue
		}
		t.cr = false
		line, rest, ended := cutLine(p)
		t.text(line)
		if !ended {
			return
		}
		t.cr = p[len(line)] == '\r'
		p = rest
		t.endLine(int64(len(p)), now, emit)
	}
}

// Close says that the body has ended. An event without its empty line, which
// clients throw away, is given to emit with a Note.
func (t *Tap) Close(now flow.Nanos, emit func(*flow.Message)) {
	if t.bom > 0 {
		t.text([]byte(bom[:t.bom]))
	}
	if t.block.Size() > 0 {
		t.finish(t.wire, "cut off: the stream ended before the empty line", now, emit)
	}
}

// skipBOM takes a byte order mark off the start of the stream.
func (t *Tap) skipBOM(p []byte) []byte {
	for t.bom >= 0 && len(p) > 0 {
		switch {
		case p[0] != bom[t.bom]:
			t.text([]byte(bom[:t.bom]))
			t.bom = -1
		case t.bom == len(bom)-1:
			t.bom = -1
			return p[1:]
		default:
			t.bom++
			p = p[1:]
		}
	}
	return p
}

// cutLine splits p after its first line end, which is one byte here.
func cutLine(p []byte) (line, rest []byte, ended bool) {
	i := bytes.IndexAny(p, "\r\n")
	if i < 0 {
		return p, nil, false
	}
	return p[:i], p[i+1:], true
}

// text takes bytes of a line.
func (t *Tap) text(p []byte) {
	if len(p) == 0 {
		return
	}
	if t.end != "" {
		t.block.Write([]byte(t.end))
		t.end = ""
	}
	t.block.Write(p)
	t.inLine = true
}

// endLine takes the end of a line; left is how many bytes of what was fed come
// after it.
func (t *Tap) endLine(left int64, now flow.Nanos, emit func(*flow.Message)) {
	switch {
	case t.inLine:
		t.inLine = false
		t.end = "\n"
		if t.cr {
			t.end = "\r"
		}
	case t.block.Size() > 0:
		t.finish(t.wire-left, "", now, emit)
		t.wire = left
	}
}

func (t *Tap) finish(wire int64, note string, now flow.Nanos, emit func(*flow.Message)) {
	data := t.block.Bytes()
	if t.block.Clipped() {
		if note != "" {
			note += "; "
		}
		note += "only the first " + strconv.Itoa(len(data)) + " bytes are kept"
	}
	t.message = flow.Message{
		Kind: flow.MessageEvent, Dir: flow.Response, Time: now,
		Size: t.block.Size(), Wire: wire, Fragments: 1, Data: data, Note: note,
	}
	emit(&t.message)
	t.message.Data = nil
	t.end, t.inLine = "", false
	t.block.Reset()
}
