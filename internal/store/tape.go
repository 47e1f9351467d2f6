package store

import (
	"sync"

	"rockxy/internal/flow"
)

// Tape records one exchange. What it is given gathers in a buffer; small
// exchanges become one record when they are done, others are written in parts,
// each of which names the one before. Its methods may wait when the session's
// budget is full, and never fail.
type Tape struct {
	s *Store

	// Owned by the goroutine that owns the exchange, until Done.
	x *flow.Exchange

	// Owned by the active list.
	prev, next *Tape
	listed     flow.ID

	mu       sync.Mutex
	id       flow.ID // 0 once it is done
	sum      Summary // as of the last Open, Update or Done, with our counts
	client   *flow.ClientConn
	server   *flow.ServerConn
	buf      []byte
	body     int  // where the data of an open body item in buf begins, 0 if none
	bodyTag  byte // its tag
	stored   [2]int64
	written  [2]bool // octets of the body are in records
	file     [2]bodyFile
	link     link
	dirty    bool   // something changed since the last record
	age      uint32 // ticks since the last record
	mimeType string // the last one seen, to share its memory
}

// Head records a head: of the request, of each 1xx, of the final response.
func (t *Tape) Head(dir flow.Direction, h *flow.Head) {
	if !t.admit() {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.head(itemHead+byte(dir), h)
	if dir == flow.Response && h.Status >= 200 {
		t.contentType(h)
	}
	t.partLocked()
}

// Trailers records a trailer section.
func (t *Tape) Trailers(dir flow.Direction, h *flow.Head) {
	if !t.admit() {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.head(itemTrailers+byte(dir), h)
	t.partLocked()
}

func (t *Tape) head(tag byte, h *flow.Head) {
	t.body = 0
	var start int
	t.buf, start = beginItem(t.buf, tag)
	t.buf = appendHead(t.buf, h)
	endItem(t.buf, start)
	t.dirty = true
}

func (t *Tape) contentType(h *flow.Head) {
	v, _ := h.Get("content-type")
	if len(v) > 256 {
		v = v[:256]
	}
	if t.mimeType != string(v) {
		t.mimeType = string(v)
	}
	t.sum.ContentType = t.mimeType
}

// Body records payload octets in the order in which they were relayed.
func (t *Tape) Body(dir flow.Direction, p []byte) {
	for len(p) > 0 {
		if !t.admit() {
			return
		}
		n := min(len(p), partSize)
		if !t.bodyPart(dir, p[:n]) {
			return
		}
		p = p[n:]
	}
}

// bodyPart reports false when the limit of the body is reached.
func (t *Tape) bodyPart(dir flow.Direction, p []byte) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if room := t.s.opt.BodyLimit - t.stored[dir]; int64(len(p)) > room {
		p = p[:max(room, 0)]
	}
	if len(p) == 0 {
		return false
	}
	n := t.toFile(dir, p)
	t.bodyItem(dir, p[:n])
	if n < len(p) {
		t.appendFile(dir, p[n:])
	}
	t.stored[dir] += int64(len(p))
	t.dirty = true
	t.partLocked()
	return true
}

// bodyItem gathers octets of a body for the next record.
func (t *Tape) bodyItem(dir flow.Direction, p []byte) {
	if len(p) == 0 {
		return
	}
	if tag := itemBody + byte(dir); t.body == 0 || t.bodyTag != tag {
		t.buf, t.body = beginItem(t.buf, tag)
		t.bodyTag = tag
	}
	t.buf = append(t.buf, p...)
	endItem(t.buf, t.body)
}

// Message records a message seen inside a body or an upgraded connection.
func (t *Tape) Message(m *flow.Message) {
	if !t.admit() {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.body = 0
	var start int
	t.buf, start = beginItem(t.buf, itemMessage)
	t.buf = appendMessage(t.buf, m)
	endItem(t.buf, start)
	t.sum.Messages++
	t.dirty = true
	t.partLocked()
}

// Update says that the exchange changed in a way worth showing.
func (t *Tape) Update() {
	t.mu.Lock()
	t.snapshot()
	t.sum.State = flow.Active
	t.dirty = true
	t.s.live.changed(&t.sum)
	t.mu.Unlock()
}

// Done completes the record; the Tape must not be used any more.
func (t *Tape) Done() {
	admitted, nothing := t.admit(), false
	t.mu.Lock()
	t.snapshot()
	if t.sum.State == flow.Active {
		t.sum.State = flow.Complete
	}
	t.s.ruleMark(&t.sum.Mark, t.x.Mark)
	t.endFiles()
	switch {
	case admitted:
		t.layout(flow.Request, t.x.Request.Chunks)
		t.layout(flow.Response, t.x.Response.Chunks)
		t.body, t.buf = 0, appendTraceItem(t.buf, t.x.Trace)
		t.writeLocked()
	case t.link.Part > 0 || t.file[0].on || t.file[1].on: // close what has been begun, whatever the budget
		t.begin()
		t.writeLocked()
	default:
		t.s.journal.discarded.Add(1)
		nothing = true
	}
	t.s.live.changed(&t.sum)
	if nothing {
		t.s.live.gone([]Range{{t.id, t.id}})
	}
	t.s.active.remove(t) // not before: a reader finds it there or in the journal
	if t.file[0].on || t.file[1].on {
		t.s.bodies.poke()
	}
	t.reset()
	t.mu.Unlock()
	t.s.tapes.Put(t)
}

// ruleMark adds what rules marked an entry with to what a person did, who has the
// last word.
func (s *Store) ruleMark(m *flow.Mark, by flow.Mark) {
	if m.Colour == "" {
		m.Colour = by.Colour
	}
	if m.Comment == "" {
		m.Comment = by.Comment
	}
	if by.Pinned {
		m.Pinned = true
		s.indexer.keep.pins.Store(true)
	}
}

func (t *Tape) layout(dir flow.Direction, chunks []byte) {
	if len(chunks) == 0 || len(chunks) > maxLayout {
		return
	}
	var start int
	t.buf, start = beginItem(t.buf, itemChunks+byte(dir))
	t.buf = append(t.buf, chunks...)
	endItem(t.buf, start)
}

// snapshot reads the exchange.
func (t *Tape) snapshot() {
	t.sum.setExchange(t.x)
	t.client, t.server = t.x.Client, t.x.Server
	t.count(&t.sum.Request, flow.Request)
	t.count(&t.sum.Response, flow.Response)
}

func (t *Tape) count(b *flow.Body, dir flow.Direction) {
	b.Stored = t.stored[dir]
	if b.Recoded {
		return // they are other octets than those of the wire
	}
	b.Size = max(b.Size, b.Stored)
	b.Truncated = b.Truncated || b.Stored < b.Size
}

// admit waits while the budget is full; false means that capture is paused and
// what was to be recorded is left out.
func (t *Tape) admit() bool {
	if t.s.journal.admit() {
		return true
	}
	t.mu.Lock()
	t.link.Gap = true
	t.mu.Unlock()
	return false
}

// partLocked writes a part when the buffer has grown large.
func (t *Tape) partLocked() {
	if len(t.buf) >= t.s.active.partSize() {
		t.sum.State = flow.Active
		t.writeLocked()
	}
}

// writeLocked queues what was gathered as one record, and begins the next.
func (t *Tape) writeLocked() {
	t.link.conns(t.s.conns.refs(t.client, t.server))
	if t.client != nil {
		if p := t.client.Process.Load(); p != nil {
			t.sum.Process = *p
		}
	}
	r := row{id: uint64(t.id), active: t.sum.State == flow.Active, keep: keep{t.link.First, t.sum.Mark.Pinned, t.link.Moved}}
	for dir := range t.file {
		if f := &t.file[dir]; f.on {
			t.buf = appendBodyFile(t.buf, flow.Direction(dir), f)
		}
		t.written[dir] = t.written[dir] || t.stored[dir] > 0
	}
	t.buf = appendLink(t.buf, &t.link)
	t.buf, r.from = beginItem(t.buf, itemSummary)
	t.buf = appendSummary(t.buf, &t.sum)
	endItem(t.buf, r.from)
	r.to = len(t.buf)
	sealRecord(t.buf)
	at := t.s.journal.append(t.buf, r)
	if !r.active {
		t.s.late.add(&t.sum, t.client, t.server, t.link, at)
	}
	t.link = link{Prev: at, Part: t.link.Part + 1, First: t.link.oldest(at), Moved: t.link.Moved}
	t.begin()
}

func (t *Tape) begin() {
	t.buf = beginRecord(t.buf, recordEntry)
	t.body, t.dirty, t.age = 0, false, 0
}

// reset forgets the exchange, so that the Tape can serve the next one.
func (t *Tape) reset() {
	buf, mime := t.buf[:0], t.mimeType
	if cap(buf) > 32<<10 {
		buf = nil
	}
	t.x, t.id, t.sum, t.client, t.server = nil, 0, Summary{}, nil, nil
	t.buf, t.body, t.stored, t.link, t.mimeType = buf, 0, [2]int64{}, link{}, mime
	t.dirty, t.age = false, 0
	t.written, t.file = [2]bool{}, [2]bodyFile{}
}
