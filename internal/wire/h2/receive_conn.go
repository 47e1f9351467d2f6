package h2

import (
	"maps"
	"slices"

	"golang.org/x/net/http2"

	"rockxy/internal/flow"
)

// onSettings handles SETTINGS (RFC 9113 §6.5).
func (c *Conn) onSettings(f *http2.SettingsFrame) *Event {
	if !c.charge(10, "SETTINGS") {
		return nil
	}
	if f.IsAck() {
		if c.unacked == 0 {
			return c.fail(http2.ErrCodeProtocol, "SETTINGS acknowledged that were not sent")
		}
		c.unacked--
		c.endGrace()
		return nil
	}
	if f.NumSettings() > 100 {
		c.flood("too many settings in a frame")
		return nil
	}
	c.settings = c.settings[:0]
	for i := range f.NumSettings() {
		s := f.Setting(i)
		c.settings = append(c.settings, flow.Setting{ID: uint16(s.ID), Value: s.Val})
		if !c.applySetting(s) {
			return nil
		}
	}
	c.sawSettings = true
	c.writeSettingsAck()
	ev := c.event(SettingsReceived, nil)
	ev.Settings = c.settings
	return ev
}

// endGrace makes the windows of the streams that were opened before the client
// knew of our initial window as small as it now holds them to be; they may
// become negative (RFC 9113 §6.9.2).
func (c *Conn) endGrace() {
	if !c.graced {
		return
	}
	c.graced = false
	for _, id := range slices.Sorted(maps.Keys(c.streams)) {
		s := c.streams[id]
		s.recvWindow -= defaultWindow - c.recvInitial
		s.recvSize -= defaultWindow - c.recvInitial
		if s.recv != ended {
			c.grant(s)
		}
	}
}

// applySetting reports false when the connection failed.
func (c *Conn) applySetting(s http2.Setting) bool {
	switch err := s.Valid(); {
	case err == nil:
	case s.ID == http2.SettingInitialWindowSize:
		c.fail(http2.ErrCodeFlowControl, "invalid SETTINGS_INITIAL_WINDOW_SIZE")
		return false
	default:
		c.fail(http2.ErrCodeProtocol, "invalid value of "+s.ID.String())
		return false
	}
	switch s.ID {
	case http2.SettingHeaderTableSize:
		c.enc.SetMaxDynamicTableSize(s.Val)
	case http2.SettingEnablePush:
		if c.cfg.Role == Client && s.Val != 0 {
			c.fail(http2.ErrCodeProtocol, "a server enables push")
			return false
		}
	case http2.SettingMaxConcurrentStreams:
		c.peerStreams = s.Val
	case http2.SettingInitialWindowSize:
		return c.resizeSendWindows(int(s.Val))
	case http2.SettingMaxFrameSize:
		c.peerMaxFrame = int(s.Val)
	}
	return true
}

// resizeSendWindows applies a new initial window to the open streams too (RFC
// 9113 §6.9.2).
func (c *Conn) resizeSendWindows(size int) bool {
	delta := size - c.sendInitial
	c.sendInitial = size
	for _, s := range c.streams {
		s.sendWindow += delta
		if s.sendWindow > maxWindow {
			c.fail(http2.ErrCodeFlowControl, "SETTINGS make a window overflow")
			return false
		}
	}
	return true
}

// onPing handles PING (RFC 9113 §6.7).
func (c *Conn) onPing(f *http2.PingFrame) *Event {
	if !c.charge(1, "PING") {
		return nil
	}
	if !f.IsAck() {
		c.writePing(true, f.Data)
		return nil
	}
	ev := c.event(PingAcked, nil)
	ev.Data = c.pingData[:]
	c.pingData = f.Data
	return ev
}

// onWindowUpdate handles WINDOW_UPDATE (RFC 9113 §6.9).
func (c *Conn) onWindowUpdate(f *http2.WindowUpdateFrame) *Event {
	if !c.charge(1, "WINDOW_UPDATE") {
		return nil
	}
	if f.StreamID == 0 {
		c.sendWindow += int(f.Increment)
		if c.sendWindow > maxWindow {
			return c.fail(http2.ErrCodeFlowControl, "the connection's window overflows")
		}
		return c.event(WindowOpened, nil)
	}
	if c.idle(f.StreamID) {
		return c.fail(http2.ErrCodeProtocol, "WINDOW_UPDATE on an idle stream")
	}
	s := c.streams[f.StreamID]
	if s == nil {
		return nil
	}
	s.sendWindow += int(f.Increment)
	if s.sendWindow > maxWindow {
		return c.failStream(s, http2.ErrCodeFlowControl, "the stream's window overflows")
	}
	return c.event(WindowOpened, s)
}

// onGoAway handles GOAWAY (RFC 9113 §6.8): the streams above its last one were
// not processed.
func (c *Conn) onGoAway(f *http2.GoAwayFrame) *Event {
	if !c.charge(1, "GOAWAY") {
		return nil
	}
	c.goAwayReceived = true
	c.goAwayDebug = append(c.goAwayDebug[:0], f.DebugData()[:min(len(f.DebugData()), 256)]...)
	ev := Event{Kind: GoAwayReceived, Code: f.ErrCode, LastStream: f.LastStreamID, Data: c.goAwayDebug}
	c.queue = c.queue[:0]
	if c.cfg.Role == Client {
		for id, s := range c.streams {
			if id > f.LastStreamID {
				c.queue = append(c.queue, Event{
					Kind: StreamReset, Stream: id, Value: s.value,
					Code: http2.ErrCodeRefusedStream, NotProcessed: true,
				})
				c.remove(s, closedByUs)
			}
		}
		slices.SortFunc(c.queue, func(a, b Event) int { return int(a.Stream) - int(b.Stream) })
	}
	c.ev = ev
	return &c.ev
}
