package har

import (
	"encoding/hex"
	"unicode/utf8"

	"rockxy/internal/flow"
)

// ours writes what HAR has no place for.
func (w *Writer) ours(e *Entry, bodies *[2]shape) error {
	o, x := &w.o, e.Exchange
	o.open("_rockxy", '{')
	o.some("clientProtocol", x.Proto.String())
	o.some("serverProtocol", x.UpstreamProto.String())
	o.some("state", string(x.State))
	o.some("verdict", string(x.Verdict))
	o.some("kind", x.Kind)
	w.names("rules", x.Rules)
	w.trace(x.Trace)
	w.fault(x.Fault)
	if !own(x.Imported) {
		o.some("imported", x.Imported)
	}
	if x.Origin != 0 {
		o.count("replays", int64(w.order.find(x.Origin)))
	}
	o.count("stream", int64(x.Stream))
	o.yes("reused", x.Reused)
	w.place(x)
	w.timing(&x.Timing)
	w.client(x.Client)
	w.server(x.Server)
	w.otherMessages(e)
	o.some("incomplete", e.Incomplete)
	for dir := range bodies {
		if err := w.side(e, flow.Direction(dir), &bodies[dir]); err != nil {
			return err
		}
	}
	o.end('}')
	return nil
}

func (w *Writer) names(key string, all []string) {
	if len(all) == 0 {
		return
	}
	w.o.open(key, '[')
	for _, s := range all {
		w.o.item()
		w.o.text(s)
	}
	w.o.end(']')
}

func (w *Writer) fault(f *flow.Fault) {
	if f == nil {
		return
	}
	o := &w.o
	o.open("fault", '{')
	o.string("code", f.Code)
	o.some("side", string(f.Side))
	o.some("message", f.Message)
	o.some("hint", f.Hint)
	o.end('}')
}

// place writes what the URL does not say.
func (w *Writer) place(x *flow.Exchange) {
	u := splitURL(x.URL)
	host, port := u.hostPort()
	if x.Scheme != u.scheme {
		w.o.string("scheme", x.Scheme)
	}
	if x.Host != host {
		w.o.string("host", x.Host)
	}
	if x.Port != port {
		w.o.int("port", int64(x.Port))
	}
}

func (w *Writer) timing(t *flow.Timing) {
	o := &w.o
	o.open("timing", '{')
	o.stamp("started", t.Started)
	o.stamp("requestHead", t.RequestHead)
	o.stamp("requestSent", t.RequestSent)
	o.stamp("responseFirst", t.ResponseFirst)
	o.stamp("responseHead", t.ResponseHead)
	o.stamp("ended", t.Ended)
	o.end('}')
}

// side writes what is left to say of one direction.
func (w *Writer) side(e *Entry, dir flow.Direction, s *shape) error {
	o, x := &w.o, e.Exchange
	if dir == flow.Request {
		o.open("request", '{')
	} else {
		o.open("response", '{')
	}
	h := e.Head(dir)
	o.yes("headless", h == nil)
	if h != nil {
		var fits bool
		p := partsOf(x, h, dir)
		if fits, w.head = p.fits(h, w.head); !fits || !utf8.Valid(h.Raw) {
			w.rawHead(h)
		}
		w.neverIndexed(h)
	}
	if dir == flow.Response {
		w.interim(e)
	}
	if t := e.Trailers(dir); t != nil {
		o.open("trailers", '{')
		w.wholeHead(t)
		o.end('}')
	}
	err := w.bodyFacts(e.body(dir), s, h == nil)
	o.end('}')
	return err
}

// partsOf are the parts of a head as Read will find them.
func partsOf(x *flow.Exchange, h *flow.Head, dir flow.Direction) headParts {
	p := headParts{dir: dir, fields: plain(h)}
	if dir == flow.Request {
		p.proto = form(version(h, x.Proto))
		p.method, p.url, p.absolute = x.Method, x.URL, absolute(x)
	} else {
		p.proto = form(version(h, x.UpstreamProto))
		p.status, p.reason = x.Status, string(h.Reason)
	}
	return p
}

// absolute reports whether requests have the absolute form (RFC 9112 §3.2.2).
func absolute(x *flow.Exchange) bool {
	return x.Client != nil && x.Client.Entry == flow.EntryForward && x.Scheme == "http"
}

func (w *Writer) interim(e *Entry) {
	o, any := &w.o, false
	e.interim(func(h *flow.Head) {
		if !any {
			o.open("interim", '[')
			any = true
		}
		o.item()
		o.begin('{')
		o.int("status", int64(h.Status))
		w.wholeHead(h)
		o.end('}')
	})
	if any {
		o.end(']')
	}
}

// wholeHead writes a head that stands nowhere else in the entry.
func (w *Writer) wholeHead(h *flow.Head) {
	w.o.some("protocol", h.Proto.String())
	w.rawHead(h)
	w.neverIndexed(h)
}

// rawHead writes the octets of a head.
func (w *Writer) rawHead(h *flow.Head) {
	if utf8.Valid(h.Raw) {
		w.o.string("raw", string(h.Raw))
		return
	}
	w.o.base64("rawBase64", h.Raw)
}

func (w *Writer) neverIndexed(h *flow.Head) {
	o, any := &w.o, false
	for i := range h.Fields {
		if !h.Fields[i].NeverIndex {
			continue
		}
		if !any {
			o.open("neverIndexed", '[')
			any = true
		}
		o.item()
		o.decimal(int64(i), 0)
	}
	if any {
		o.end(']')
	}
}

func (w *Writer) bodyFacts(b *flow.Body, s *shape, headless bool) error {
	o := &w.o
	o.open("body", '{')
	if headless {
		o.count("size", b.Size)
	}
	o.yes("truncated", b.Truncated)
	o.yes("chunked", b.Chunked)
	wire := s.coded(w.opt.Wire && !b.Recoded)
	if wire || s.codings == "" { // a layout needs its octets
		o.base64("chunks", b.Chunks)
	}
	if wire {
		o.key("wire")
		o.raw(`"`)
		s.wire.Seek(0, 0)
		if err := o.copyBase64(s.wire, w.buf); err != nil {
			return err
		}
		o.raw(`"`)
	}
	o.end('}')
	return nil
}

// fingerprint are the certificates that the archive has: each is written once.
type fingerprint map[[32]byte]struct{}

// maxCertificates bounds the memory; those after it are written each time.
const maxCertificates = 1 << 16

// first notes a certificate and reports whether it has to be written.
func (f fingerprint) first(c *flow.Certificate) bool {
	if _, there := f[c.SHA256]; there || len(c.DER) == 0 {
		return false
	}
	if len(f) < maxCertificates {
		f[c.SHA256] = struct{}{}
	}
	return true
}

func hexText(b []byte) string { return hex.EncodeToString(b) }
