package har

import (
	"net/netip"
	"strconv"
	"strings"

	"rockxy/internal/flow"
)

func (w *Writer) request(e *Entry, body *shape, extra *value) error {
	o, x := &w.o, e.Exchange
	h := e.Head(flow.Request)
	o.open("request", '{')
	o.string("method", x.Method)
	o.string("url", shownURL(x))
	o.string("httpVersion", versionName(version(h, x.Proto)))
	o.open("cookies", '[')
	if h != nil {
		for v := range h.Values("cookie") {
			w.cookies(string(v))
		}
	}
	o.end(']')
	w.fields(h)
	o.open("queryString", '[')
	u := splitURL(x.URL)
	_, query, _ := strings.Cut(u.path, "?")
	w.pairs(query)
	o.end(']')
	if err := w.postData(body); err != nil {
		return err
	}
	w.sizes(h, x.Request.Size)
	w.extraTo(extra, "request")
	o.end('}')
	return nil
}

func (w *Writer) response(e *Entry, body *shape, extra *value) error {
	o, x := &w.o, e.Exchange
	h := e.Head(flow.Response)
	o.open("response", '{')
	o.int("status", int64(x.Status))
	reason, size := "", int64(-1)
	var proto flow.Proto
	if h != nil {
		reason, size, proto = string(h.Reason), x.Response.Size, version(h, x.UpstreamProto)
	}
	o.string("statusText", reason)
	o.string("httpVersion", versionName(proto))
	o.open("cookies", '[')
	if h != nil {
		for v := range h.Values("set-cookie") {
			w.setCookie(string(v), x.Timing.ResponseHead)
		}
	}
	o.end(']')
	w.fields(h)
	if err := w.content(body, x.Response.Size); err != nil {
		return err
	}
	o.string("redirectURL", first(h, "location"))
	w.sizes(h, size)
	if f := x.Fault; f != nil && h == nil {
		o.string("_error", f.Error())
	}
	w.extraTo(extra, "response")
	o.end('}')
	return nil
}

// version is that of a head as received; of a head in the form of HTTP/2 it may
// be HTTP/3.
func version(h *flow.Head, said flow.Proto) flow.Proto {
	if h == nil || h.Proto == flow.HTTP2 && said == flow.HTTP3 {
		return said
	}
	return h.Proto
}

// shownURL has the scheme that people know for a WebSocket.
func shownURL(x *flow.Exchange) string {
	if x.Kind == "websocket" && strings.HasPrefix(x.URL, "http") {
		return "ws" + strings.TrimPrefix(x.URL, "http")
	}
	return x.URL
}

// fields writes the header fields in their order, with their case, each as
// often as it was there. Pseudo-header fields are none (RFC 9113 §8.3).
func (w *Writer) fields(h *flow.Head) {
	o := &w.o
	o.open("headers", '[')
	for _, f := range plain(h) {
		w.pair(string(f.Name), string(f.Value))
		o.end('}')
	}
	o.end(']')
}

func (w *Writer) pair(name, value string) {
	w.o.item()
	w.o.begin('{')
	w.o.string("name", name)
	w.o.string("value", value)
}

// sizes writes the octets of a head (known of HTTP/1 alone) and of a body as on
// the wire.
func (w *Writer) sizes(h *flow.Head, body int64) {
	head := int64(-1)
	if h != nil && h.Proto != flow.HTTP2 && len(h.Raw) > 0 {
		head = int64(len(h.Raw))
	}
	w.o.int("headersSize", head)
	w.o.int("bodySize", body)
}

// peer writes the address and number of the origin's connection.
func (w *Writer) peer(x *flow.Exchange) {
	s := x.Server
	if s == nil {
		return
	}
	if a, err := netip.ParseAddrPort(s.Addr); err == nil {
		w.o.string("serverIPAddress", a.Addr().Unmap().String())
	} else if a, err := netip.ParseAddr(s.Addr); err == nil {
		w.o.string("serverIPAddress", a.String())
	}
	if s.ID != 0 {
		w.o.string("connection", strconv.FormatUint(uint64(s.ID), 10))
	}
}

// postData has both the text and, of a form, its parameters: HAR wants one of
// them, and all browsers write both.
func (w *Writer) postData(s *shape) error {
	if s.wire == nil || s.opaque {
		return nil
	}
	o := &w.o
	o.open("postData", '{')
	o.string("mimeType", s.mime)
	w.params(s)
	if err := w.text(s); err != nil {
		return err
	}
	o.end('}')
	return nil
}

func (w *Writer) content(s *shape, wireSize int64) error {
	o := &w.o
	o.open("content", '{')
	o.int("size", s.size)
	if s.codings != "" && s.fault == nil && s.wire != nil {
		o.int("compression", s.size-wireSize)
	}
	mime := s.mime
	if mime == "" {
		mime = "x-unknown"
	}
	o.string("mimeType", mime)
	if s.wire != nil && !s.opaque {
		if err := w.text(s); err != nil {
			return err
		}
	}
	o.end('}')
	return nil
}

// text makes the second pass over a body.
func (w *Writer) text(s *shape) error {
	o := &w.o
	switch {
	case s.fault != nil:
		o.string("comment", faultSentence(s))
	case s.cut:
		o.string("comment", "this is not all of the body")
	}
	if s.size == 0 && s.fault != nil {
		return nil
	}
	r, err := s.open()
	if err != nil {
		return err
	}
	defer r.Close()
	o.key("text")
	o.raw(`"`)
	switch {
	case !s.text:
		err = o.copyBase64(r, w.buf)
	case s.charset != nil:
		err = o.copyText(s.charset.NewDecoder().Reader(r), w.buf)
	default:
		err = o.copyText(r, w.buf)
	}
	o.raw(`"`)
	if err == nil && !s.text {
		o.string("encoding", "base64")
	}
	return err
}

func faultSentence(s *shape) string {
	const rest = "; its octets as on the wire are in _rockxy"
	if s.size == 0 {
		return "this body could not be decoded: " + s.fault.Error() + rest
	}
	return "this body could be decoded in part only: " + s.fault.Error() + rest
}

// coded reports whether the octets on the wire have to be told beside the
// decoded content.
func (s *shape) coded(always bool) bool {
	empty := s.codings != "" && s.size == 0 // a coded nothing is not nothing
	return s.wire != nil && (s.opaque || s.fault != nil || empty || always && s.codings != "")
}
