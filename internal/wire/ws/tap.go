package ws

import (
	"rockxy/internal/flow"
	"rockxy/internal/wire/clip"
)

// Defaults of Config.
const (
	DefaultInflateLimit = 32 << 20
	// MaxCompressed is how long a compressed message may be to be decoded.
	MaxCompressed = 4 << 20
)

// Config says how to read one direction.
type Config struct {
	Params Params
	// Limit is how many bytes of a message are kept; 0 is clip.DefaultLimit.
	Limit int
	// InflateLimit is how many bytes a compressed message may have decoded;
	// 0 is DefaultInflateLimit.
	InflateLimit int64
}

// Tap reads the frames of one direction. It is used by one goroutine.
type Tap struct {
	dir  flow.Direction
	conf Config

	// The frame being read.
	head   [maxHeader]byte
	have   int // bytes in head
	frame  header
	inside bool  // the header is complete, the payload not
	pos    int64 // payload bytes seen

	message message // the data message being read
	control message // the control frame being read
	dead    bool    // nothing more is read
	out     flow.Message

	// permessage-deflate.
	window  window
	decoded clip.Buffer
	keeps   bool // the window passes from message to message (context takeover)
	lost    bool // the window is not known any more
}

// NewTap returns a tap for one direction of a connection.
func NewTap(dir flow.Direction, c Config) *Tap {
	if c.Limit == 0 {
		c.Limit = clip.DefaultLimit
	}
	if c.InflateLimit == 0 {
		c.InflateLimit = DefaultInflateLimit
	}
	bits, keeps := c.Params.ServerMaxWindowBits, !c.Params.ServerNoContextTakeover
	if dir == flow.Request {
		bits, keeps = c.Params.ClientMaxWindowBits, !c.Params.ClientNoContextTakeover
	}
	return &Tap{
		dir: dir, conf: c,
		window: window{size: 1 << bits}, keeps: keeps, decoded: clip.Buffer{Limit: c.Limit},
	}
}

// Feed takes the next bytes that passed, at the time now, and calls emit for
// each message that they complete, in the order of their last frames. A
// message and its Data are valid during the call. p is not changed.
//
// After bytes that are not WebSocket, one last message says so in its Note,
// and nothing more is read.
func (t *Tap) Feed(p []byte, now flow.Nanos, emit func(*flow.Message)) {
	for len(p) > 0 && !t.dead {
		if !t.inside {
			n, complete := t.readHeader(p)
			p = p[n:]
			if !complete {
				return
			}
			if reason := t.frame.check(t.message.open); reason != "" {
				t.fail(reason, now, emit)
				return
			}
			t.begin()
		}
		n := int(min(int64(len(p)), t.frame.length-t.pos))
		t.payload(p[:n])
		p = p[n:]
		t.pos += int64(n)
		if t.pos == t.frame.length {
			t.end(now, emit)
		}
	}
}

// Close says that the connection has ended. A message that was not complete is
// given to emit with a Note.
func (t *Tap) Close(now flow.Nanos, emit func(*flow.Message)) {
	if t.dead {
		return
	}
	t.dead = true
	for _, m := range []*message{&t.message, &t.control} {
		if m.open {
			t.cut(m, now, emit)
		}
	}
}

// readHeader collects a frame header that may come in pieces.
func (t *Tap) readHeader(p []byte) (n int, complete bool) {
	n = copy(t.head[t.have:], p)
	h, ok := parseHeader(t.head[:t.have+n])
	if !ok {
		t.have += n
		return n, false
	}
	n = h.size - t.have
	t.frame, t.pos, t.inside, t.have = h, 0, true, 0
	return n, true
}

// current is the message that the frame belongs to.
func (t *Tap) current() *message {
	if t.frame.control() {
		return &t.control
	}
	return &t.message
}

// begin opens the frame, and its message if it is the first.
func (t *Tap) begin() {
	m := t.current()
	if !m.open {
		m.start(t.frame, t.conf)
	}
	m.fragments++
	m.wire += int64(t.frame.size)
	switch {
	case t.frame.masked && t.dir == flow.Response:
		m.note("masked, which a server must not do")
	case !t.frame.masked && t.dir == flow.Request:
		m.note("not masked, which a client must do")
	case t.frame.long:
		m.note("a length that is not encoded in the fewest bytes")
	}
	if rsv := t.frame.rsv; rsv&^rsv1 != 0 || rsv == rsv1 && !m.compressed {
		m.encoded = true
		m.note("reserved bits of an extension that is not read here")
	}
}

func (t *Tap) payload(p []byte) {
	m := t.current()
	m.wire += int64(len(p))
	if !t.frame.masked {
		m.data.Write(p)
		return
	}
	dst := m.data.Grow(len(p))
	unmask(dst, p[:len(dst)], t.frame.mask, t.pos)
}

// end closes the frame, and its message if it is the last.
func (t *Tap) end(now flow.Nanos, emit func(*flow.Message)) {
	t.inside = false
	if t.frame.fin {
		t.finish(t.current(), now, emit)
	}
}

// cut reports a message whose end will not be seen.
func (t *Tap) cut(m *message, now flow.Nanos, emit func(*flow.Message)) {
	m.cut = true
	m.note("cut off: its end was not seen")
	t.finish(m, now, emit)
}

// fail reports bytes that cannot be read on, with the header of their frame.
func (t *Tap) fail(reason string, now flow.Nanos, emit func(*flow.Message)) {
	t.dead = true
	if t.message.open {
		t.cut(&t.message, now, emit)
	}
	n := t.frame.size
	emit(&flow.Message{
		Kind: flow.MessageBinary, Dir: t.dir, Time: now, Size: int64(n), Wire: int64(n), Fragments: 1,
		Encoded: true, Data: t.head[:n], Note: "protocol error: " + reason + "; nothing is decoded from here on",
	})
}
