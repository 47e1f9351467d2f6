package reenact

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"rockxy/internal/export/pcapng"
	"rockxy/internal/flow"
	"rockxy/internal/har"
)

// maxFrame is SETTINGS_MAX_FRAME_SIZE when nothing was said (RFC 9113 §6.5.2).
const maxFrame = 16384

// beginH2 sends the preface and the settings that each side had sent, but for
// those that limit how the file itself is written.
func (c *conn) beginH2(x *flow.Exchange) error {
	c.framer = http2.NewFramer(&c.frames, nil)
	for i := range c.encoders {
		c.encoders[i] = hpack.NewEncoder(&c.block)
	}
	var said [2]*flow.Settings
	if x.Client != nil {
		said[0] = x.Client.HTTP2
	}
	if x.Server != nil {
		said[1] = x.Server.HTTP2.Load()
	}
	c.frames.WriteString(http2.ClientPreface)
	for from, s := range said {
		if err := c.framer.WriteSettings(settings(s)...); err != nil {
			return err
		}
		if err := c.flush(pcapng.Side(from), 0, ""); err != nil {
			return err
		}
	}
	for from := range said {
		if err := c.framer.WriteSettingsAck(); err != nil {
			return err
		}
		if err := c.flush(pcapng.Side(from), 0, ""); err != nil {
			return err
		}
	}
	return nil
}

func settings(s *flow.Settings) (all []http2.Setting) {
	if s == nil {
		return nil
	}
	for _, v := range s.Values {
		switch id := http2.SettingID(v.ID); id {
		case http2.SettingHeaderTableSize, http2.SettingMaxFrameSize, http2.SettingMaxHeaderListSize:
		default:
			all = append(all, http2.Setting{ID: id, Val: v.Value})
		}
	}
	return all
}

func (c *conn) flush(from pcapng.Side, nanos int64, comment string) error {
	err := c.send(from, nanos, c.frames.Bytes(), comment)
	c.frames.Reset()
	return err
}

// exchangeH2 sends an exchange as one stream, with its own number where that
// can still be used.
func (c *conn) exchangeH2(e *har.Entry) error {
	id := e.Exchange.Stream
	if id%2 == 0 || id <= c.lastStream || id >= 1<<31 {
		id = c.lastStream + 2 - (c.lastStream+1)%2
	}
	c.lastStream = id
	for _, dir := range []flow.Direction{flow.Request, flow.Response} {
		if e.Head(dir) == nil {
			return c.reset(id, e)
		}
		if err := c.streamSide(id, e, dir); err != nil {
			return err
		}
	}
	return nil
}

// reset ends a stream that was never answered.
func (c *conn) reset(id uint32, e *har.Entry) error {
	if err := c.framer.WriteRSTStream(id, http2.ErrCodeCancel); err != nil {
		return err
	}
	return c.flush(pcapng.Client, int64(e.Exchange.Timing.Ended), "")
}

// streamSide sends heads, body and trailers of one direction.
func (c *conn) streamSide(id uint32, e *har.Entry, dir flow.Direction) error {
	w := c.timed(e, dir)
	final, trailers := e.Head(dir), e.Trailers(dir)
	body := e.Body[dir]
	if body == nil {
		body = io.NewSectionReader(bytes.NewReader(nil), 0, 0)
	}
	for _, h := range e.Heads {
		if h.Dir != dir || h.Trailers {
			continue
		}
		last := h.Head == final && body.Size() == 0 && trailers == nil
		if err := c.headers(id, w, fieldsH2(h.Head, e.Exchange), last); err != nil {
			return err
		}
	}
	if err := c.data(id, w, body, trailers == nil); err != nil {
		return err
	}
	if trailers == nil {
		return nil
	}
	return c.headers(id, w, fieldsH2(trailers, nil), true)
}

// headers sends a field section, in as many frames as it takes.
func (c *conn) headers(id uint32, w *timed, fields []hpack.HeaderField, end bool) error {
	c.block.Reset()
	for _, f := range fields {
		if err := c.encoders[w.from].WriteField(f); err != nil {
			return err
		}
	}
	first, rest := split(c.block.Bytes())
	err := c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: first, EndStream: end, EndHeaders: len(rest) == 0})
	for len(rest) > 0 && err == nil {
		first, rest = split(rest)
		err = c.framer.WriteContinuation(id, len(rest) == 0, first)
	}
	if err != nil {
		return err
	}
	comment := w.comment
	w.comment = ""
	return c.flush(w.from, w.now(), comment)
}

func split(b []byte) (first, rest []byte) {
	return b[:min(len(b), maxFrame)], b[min(len(b), maxFrame):]
}

func (c *conn) data(id uint32, w *timed, body *io.SectionReader, last bool) error {
	buf := make([]byte, min(maxFrame, body.Size()))
	for off := int64(0); off < body.Size(); {
		n, err := body.ReadAt(buf[:min(maxFrame, body.Size()-off)], off)
		if n == 0 && err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		off += int64(n)
		if err := c.framer.WriteData(id, last && off >= body.Size(), buf[:n]); err != nil {
			return err
		}
		if err := c.flush(w.from, w.now(), ""); err != nil {
			return err
		}
		w.sent += int64(n)
	}
	return nil
}

// fieldsH2 are the fields of a head as HTTP/2 has them (RFC 9113 §8.2, §8.3);
// x is nil for trailers.
func fieldsH2(h *flow.Head, x *flow.Exchange) (all []hpack.HeaderField) {
	if h.Proto != flow.HTTP2 && h.Proto != flow.HTTP3 && x != nil {
		all = pseudo(h, x)
	}
	for _, f := range h.Fields {
		name := string(bytes.ToLower(f.Name))
		switch name {
		case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade", "host":
			if h.Proto != flow.HTTP2 {
				continue
			}
		}
		all = append(all, hpack.HeaderField{Name: name, Value: string(f.Value), Sensitive: f.NeverIndex})
	}
	return all
}

func pseudo(h *flow.Head, x *flow.Exchange) []hpack.HeaderField {
	if h.Status != 0 {
		return []hpack.HeaderField{{Name: ":status", Value: strconv.Itoa(h.Status)}}
	}
	host, _ := h.Get("Host")
	return []hpack.HeaderField{{Name: ":method", Value: string(h.Method)}, {Name: ":scheme", Value: x.Scheme},
		{Name: ":authority", Value: string(host)}, {Name: ":path", Value: string(h.Target)}}
}
