package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"

	"rockxy/internal/flow"
)

// StoredHead is a head or trailer section of an exchange.
type StoredHead struct {
	Dir      flow.Direction
	Trailers bool
	Head     *flow.Head
}

// Record is all that the session has of one entry.
type Record struct {
	Summary Summary
	// Client and Server are the connections, nil if there was none (or its
	// record is gone).
	Client *flow.ClientConn
	Server *flow.ServerConn
	// Heads are in the order in which they passed.
	Heads []StoredHead
	// Chunks is the chunk layout of each body, see flow.Body.
	Chunks [2][]byte
	// Incomplete says why a part is missing, empty if none is.
	Incomplete string
	// Extra is what the file that it was imported from says besides, see Tape.Extra.
	Extra []byte
	// Trace is what the rules did, in order.
	Trace []flow.RuleStep

	r        *Reader
	client   place // records of the connections
	server   place
	body     [2][]extent
	files    [2]bodyFile
	messages []extent
	note     string
}

// Get returns an entry. The error is ErrNotFound when the session does not have
// it (any more). Damage to a part of it is no error: see Record.Incomplete.
func (r *Reader) Get(ctx context.Context, id flow.ID) (*Record, error) {
	rec, err := r.Look(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := rec.checkFiles(); err != nil {
		rec.missing(err)
	}
	return rec, nil
}

// Look is Get for who looks often: large bodies are not read to see whether they are
// what was written.
func (r *Reader) Look(ctx context.Context, id flow.ID) (*Record, error) {
	at, sum, err := r.lookup(ctx, id)
	if err != nil {
		return nil, err
	}
	rec := &Record{Summary: sum, r: r}
	if err := rec.read(ctx, at); err != nil {
		return nil, err
	}
	rec.conns(rec.client, rec.server)
	return rec, nil
}

// read reads the entry's records, of which the last is at a place. The error is
// that of ctx.
func (rec *Record) read(ctx context.Context, at place) error {
	var parts []*entryRecord // last first
	for !at.none() {
		if err := ctx.Err(); err != nil {
			return err
		}
		p, err := rec.r.readRecord(at)
		if err != nil {
			rec.missing(err)
			break
		}
		if len(parts) == 0 {
			rec.client, rec.server = p.link.Client, p.link.Server
		}
		if p.link.Gap {
			rec.Incomplete = "capture was paused while it went on"
		}
		if p.link.Lost {
			rec.Incomplete = "a part of it was deleted, or could not be read"
		}
		parts = append(parts, p)
		if !p.link.Prev.none() && !(mark{p.link.Prev.Seg, p.link.Prev.Off}).before(mark{at.Seg, at.Off}) {
			rec.missing(&DamagedError{segmentPath(rec.r.dir, at.Seg), at.Off})
			break
		}
		at = p.link.Prev
	}
	for _, p := range slices.Backward(parts) {
		rec.add(p)
	}
	for dir, f := range rec.files {
		rec.addFile(flow.Direction(dir), f)
	}
	if rec.Incomplete == "" {
		rec.Incomplete = rec.note
	}
	return nil
}

// missing notes that reading the parts stopped.
func (rec *Record) missing(err error) {
	if errors.Is(err, fs.ErrNotExist) {
		rec.Incomplete = "its beginning was deleted to keep the session within its size"
		return
	}
	rec.Incomplete = err.Error()
}

func (rec *Record) add(p *entryRecord) {
	rec.Heads = append(rec.Heads, p.heads...)
	for dir := range rec.body {
		rec.body[dir] = append(rec.body[dir], p.body[dir]...)
		if p.file[dir].on {
			rec.files[dir] = p.file[dir]
		}
		if p.chunks[dir] != nil {
			rec.Chunks[dir] = p.chunks[dir]
		}
	}
	rec.messages = append(rec.messages, p.message...)
	if p.extra != nil {
		rec.Extra = p.extra
	}
	if p.note != "" {
		rec.note = p.note
	}
	if p.trace != nil {
		rec.Trace = p.trace
	}
	if p.badTrace {
		rec.note = "what the rules did to it cannot be read"
	}
}

func (rec *Record) conns(client, server place) {
	if c := rec.r.readConn(client); c != nil {
		rec.Client = c.Client
	}
	if c := rec.r.readConn(server); c != nil {
		rec.Server = c.Server
	}
}

// readConn returns nil for what cannot be read: the summary has the essentials.
func (r *Reader) readConn(p place) *conn {
	if p.none() {
		return nil
	}
	items, err := r.readItems(p, recordConn)
	if err != nil {
		return nil
	}
	var c *conn
	err = eachItem(items, func(tag byte, data []byte, _ int) (err error) {
		if tag == itemFields {
			c, err = decodeConn(data)
		}
		return err
	})
	if err != nil || c == nil {
		return nil
	}
	for i, ref := range c.chain {
		items, err := r.readItems(ref.at, recordCert)
		if err != nil {
			continue
		}
		_ = eachItem(items, func(tag byte, data []byte, _ int) error {
			if tag == itemDER {
				c.TLS.Chain[i].DER = data
			}
			return nil
		})
	}
	return c
}

// Head returns the request's head, or the final response's, nil if there is
// none.
func (rec *Record) Head(dir flow.Direction) *flow.Head {
	for _, h := range slices.Backward(rec.Heads) {
		if h.Dir == dir && !h.Trailers {
			return h.Head
		}
	}
	return nil
}

// Trailers returns the trailer section of a direction, nil if there is none.
func (rec *Record) Trailers(dir flow.Direction) *flow.Head {
	for _, h := range slices.Backward(rec.Heads) {
		if h.Dir == dir && h.Trailers {
			return h.Head
		}
	}
	return nil
}

// Body reads the stored part of a body as on the wire: content codings still
// applied, chunked framing taken off. It stays valid while the Reader is open.
func (rec *Record) Body(dir flow.Direction) *io.SectionReader {
	b := &storedBody{r: rec.r, extents: rec.body[dir]}
	for _, e := range rec.body[dir] {
		b.starts = append(b.starts, b.size)
		b.size += e.Len
	}
	return io.NewSectionReader(b, 0, b.size)
}

// storedBody reads extents as one run of octets.
type storedBody struct {
	r       *Reader
	extents []extent
	starts  []int64 // where each extent begins in the body
	size    int64
}

func (b *storedBody) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 || off >= b.size {
		return 0, io.EOF
	}
	i, found := slices.BinarySearch(b.starts, off)
	if !found {
		i--
	}
	var f *os.File
	var path string
	defer func() {
		if f != nil {
			f.Close()
		}
	}()
	for ; n < len(p) && i < len(b.extents); i++ {
		e := b.extents[i]
		if in := e.in(b.r.dir); f == nil || path != in {
			if f != nil {
				f.Close()
			}
			if f, err = e.open(b.r.dir); err != nil {
				return n, err
			}
			path = in
		}
		skip := off + int64(n) - b.starts[i]
		want := min(int64(len(p)-n), e.Len-skip)
		m, err := f.ReadAt(p[n:n+int(want)], e.Off+skip)
		n += m
		if int64(m) < want {
			return n, errors.Join(err, io.ErrUnexpectedEOF)
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Messages yields the messages in the order in which they passed.
func (rec *Record) Messages() iter.Seq2[*flow.Message, error] {
	return rec.LastMessages(len(rec.messages))
}

// MessageCount is how many messages there are.
func (rec *Record) MessageCount() int { return len(rec.messages) }

// LastMessages yields the last n messages; only they are read.
func (rec *Record) LastMessages(n int) iter.Seq2[*flow.Message, error] {
	return func(yield func(*flow.Message, error) bool) {
		for _, e := range rec.messages[max(0, len(rec.messages)-n):] {
			b := &storedBody{r: rec.r, extents: []extent{e}, starts: []int64{0}, size: e.Len}
			data := make([]byte, e.Len)
			_, err := b.ReadAt(data, 0)
			var m *flow.Message
			if err == nil {
				m, err = decodeMessage(data)
			}
			if !yield(m, err) {
				return
			}
		}
	}
}
