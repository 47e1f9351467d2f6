package h2

import (
	"golang.org/x/net/http2"

	"rockxy/internal/flow"
)

// The Framer's errors tell of arguments that are wrong or of its writer; the
// arguments are ours and the writer is a slice.

func (c *Conn) writeSettings() {
	settings := make([]http2.Setting, 0, len(c.cfg.Settings))
	for _, s := range c.cfg.Settings {
		settings = append(settings, http2.Setting{ID: http2.SettingID(s.ID), Val: s.Value})
	}
	_ = c.framer.WriteSettings(settings...)
	c.unacked++
}

// countControl notes what has been appended since the output had n octets.
func (c *Conn) countControl(n int) { c.control += len(c.out) - n }

func (c *Conn) writeSettingsAck() {
	defer c.countControl(len(c.out))
	_ = c.framer.WriteSettingsAck()
}

func (c *Conn) writePing(ack bool, data [8]byte) {
	defer c.countControl(len(c.out))
	_ = c.framer.WritePing(ack, data)
}

func (c *Conn) writeReset(id uint32, code http2.ErrCode) {
	defer c.countControl(len(c.out))
	_ = c.framer.WriteRSTStream(id, code)
}

func (c *Conn) writeGoAway(last uint32, code http2.ErrCode, debug string) {
	_ = c.framer.WriteGoAway(last, code, []byte(debug))
}

// writeWindowUpdate is not counted as control output: it is in proportion to
// the DATA received.
func (c *Conn) writeWindowUpdate(id uint32, n int) {
	_ = c.framer.WriteWindowUpdate(id, uint32(n))
}

// writeData appends a DATA frame without the Framer's copy.
func (c *Conn) writeData(id uint32, p []byte, end bool) {
	var flags http2.Flags
	if end {
		flags = http2.FlagDataEndStream
	}
	n := len(p)
	c.out = append(c.out,
		byte(n>>16), byte(n>>8), byte(n), byte(http2.FrameData), byte(flags),
		byte(id>>24), byte(id>>16), byte(id>>8), byte(id))
	c.out = append(c.out, p...)
}

// writeSection appends the encoded section as HEADERS and CONTINUATION.
func (c *Conn) writeSection(id uint32, end bool) {
	p := c.encBlock
	k := min(len(p), c.peerMaxFrame, maxFrame)
	_ = c.framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID: id, BlockFragment: p[:k], EndStream: end, EndHeaders: k == len(p),
	})
	for p = p[k:]; len(p) > 0; p = p[k:] {
		k = min(len(p), c.peerMaxFrame, maxFrame)
		_ = c.framer.WriteContinuation(id, k == len(p), p[:k])
	}
}

// Mirror returns our settings in the order of theirs: what both have stands
// where they have it, what only we have follows.
func Mirror(theirs, ours []flow.Setting) []flow.Setting {
	out := make([]flow.Setting, 0, len(ours))
	has := func(list []flow.Setting, id uint16) bool {
		for _, s := range list {
			if s.ID == id {
				return true
			}
		}
		return false
	}
	for _, t := range theirs {
		if has(out, t.ID) {
			continue
		}
		for _, o := range ours {
			if o.ID == t.ID {
				out = append(out, o)
			}
		}
	}
	for _, o := range ours {
		if !has(out, o.ID) {
			out = append(out, o)
		}
	}
	return out
}
