package har

import (
	"bufio"
	"io"

	"rockxy/internal/flow"
)

// Options of a Writer.
type Options struct {
	Creator, Version string // of log.creator; "Rockxy" and "" when empty
	// Comment is log.comment: what was left out or replaced, and how.
	Comment string
	// Pages is a JSON array for log.pages, as in Report.Pages; nil for none.
	Pages []byte
	// Redact changes an entry before anything of it is written: heads (with
	// their Raw, or Raw nil to have it built from the fields), bodies, URL. It
	// gets a copy whose Exchange is a copy too, with what they point to shared,
	// so it replaces and does not edit. An error ends the archive.
	Redact func(*Entry) error
	// Wire adds the octets of encoded bodies as they were on the wire.
	Wire bool
}

// Creator is log.creator of our own archives.
const Creator = "Rockxy"

// Writer writes one archive. Its methods are for one goroutine.
type Writer struct {
	o     out
	opt   Options
	n     int         // entries written
	order ids         // where each exchange stands in the file
	certs fingerprint // of the certificates written
	buf   []byte      // for copying
	keep  [2][]byte   // small decoded bodies
	head  []byte      // for building heads
}

// NewWriter begins an archive. What w reports as an error, WriteEntry or Close
// returns.
func NewWriter(w io.Writer, opt Options) *Writer {
	if opt.Creator == "" {
		opt.Creator = Creator
	}
	hw := &Writer{o: out{w: bufio.NewWriterSize(w, 64<<10), fresh: true}, opt: opt, buf: make([]byte, 32<<10), certs: fingerprint{}}
	o := &hw.o
	o.begin('{')
	o.open("log", '{')
	o.string("version", "1.2")
	o.open("creator", '{')
	o.string("name", opt.Creator)
	o.string("version", opt.Version)
	o.end('}')
	o.some("comment", opt.Comment)
	if pages, err := parseValue(opt.Pages); err == nil && pages.kind == array {
		o.key("pages")
		pages.appendTo(o)
	} else {
		hw.opt.Pages = nil
	}
	o.open("entries", '[')
	return hw
}

// WriteEntry adds an exchange. Errors are those of writing, of Redact, and of
// reading a body; after one the archive cannot be continued.
func (w *Writer) WriteEntry(e *Entry) error {
	c, x := *e, *e.Exchange
	c.Exchange = &x
	if e = &c; w.opt.Redact != nil {
		if err := w.opt.Redact(e); err != nil {
			return err
		}
	}
	e.spell()
	var bodies [2]shape
	for dir := range bodies {
		var err error
		if bodies[dir], err = w.look(e, flow.Direction(dir)); err != nil {
			return err
		}
	}
	w.o.item()
	w.o.raw("\n")
	if err := w.entry(e, &bodies); err != nil {
		return err
	}
	w.order.add(e.Exchange.ID)
	w.n++
	return w.o.err()
}

// Close ends the archive; it does not close what it was written to.
func (w *Writer) Close() error {
	w.o.raw("\n]}}\n")
	return w.o.w.Flush()
}

func (w *Writer) entry(e *Entry, bodies *[2]shape) error {
	o, x := &w.o, e.Exchange
	p := measure(x)
	extra := parseExtra(e.Extra)
	o.begin('{')
	o.moment("startedDateTime", p.start)
	o.millis("time", p.time())
	if err := w.request(e, &bodies[flow.Request], &extra); err != nil {
		return err
	}
	if err := w.response(e, &bodies[flow.Response], &extra); err != nil {
		return err
	}
	if extra.get("cache").kind == absent {
		o.key("cache")
		o.raw("{}")
	}
	o.open("timings", '{')
	o.millis("blocked", p.blocked)
	o.millis("dns", p.dns)
	o.millis("connect", p.connect)
	o.millis("ssl", p.ssl)
	o.millis("send", p.send)
	o.millis("wait", p.wait)
	o.millis("receive", p.receive)
	w.extraTo(&extra, "timings")
	o.end('}')
	w.peer(x)
	if err := w.messages(e, extra.get("_resourceType").kind == absent); err != nil {
		return err
	}
	w.extra(&extra)
	if err := w.ours(e, bodies); err != nil {
		return err
	}
	o.end('}')
	return nil
}

// ids finds exchanges by the order in which they were written, in little
// memory: numbers mostly follow each other.
type ids struct {
	runs []run
	n    int
}

type run struct {
	first flow.ID
	at, n int
}

// maxRuns bounds the memory; exchanges after it are not found.
const maxRuns = 1 << 20

func (d *ids) add(id flow.ID) {
	if k := len(d.runs); k > 0 && d.runs[k-1].first+flow.ID(d.runs[k-1].n) == id {
		d.runs[k-1].n++
	} else if k < maxRuns {
		d.runs = append(d.runs, run{id, d.n, 1})
	}
	d.n++
}

// find returns the place of an exchange, counted from 1, or 0.
func (d *ids) find(id flow.ID) int {
	for _, r := range d.runs {
		if id >= r.first && id-r.first < flow.ID(r.n) {
			return r.at + int(id-r.first) + 1
		}
	}
	return 0
}
