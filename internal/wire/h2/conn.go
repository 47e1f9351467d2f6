package h2

import (
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"rockxy/internal/flow"
)

// Conn is one end of a connection. Its methods are not safe for concurrent use.
type Conn struct {
	cfg Config
	now time.Time // as given with the last input
	err *ConnError
	// failTold: the ConnFailed event has been returned.
	failTold bool

	// Input: in[r:w] has arrived and was not yet taken.
	in      []byte
	r, w    int
	preface int // octets of the client preface still expected (server)
	framer  *http2.Framer
	queue   []Event // further events of the frame just taken
	ev      Event   // the event last returned

	// Field sections that arrive.
	dec      *hpack.Decoder
	block    block
	heads    []*flow.Head // spare
	settings []flow.Setting

	// Output.
	out      []byte
	control  int // octets of control frames in out
	enc      *hpack.Encoder
	encBlock []byte
	interned map[string]string

	// Streams.
	streams  map[uint32]*stream
	spare    []*stream
	closed   graveyard
	lastPeer uint32 // highest stream opened by the peer
	nextID   uint32 // next stream that we open

	// Windows and settings.
	recvInitial, sendInitial int
	graced                   bool // the client may not know recvInitial yet, which is less than the default
	recvWindow, recvCredit   int
	sendWindow               int
	peerMaxFrame             int
	peerStreams              uint32
	sawSettings              bool
	unacked                  int // our SETTINGS without acknowledgement
	pingData                 [8]byte

	// Ending.
	goAwaySent     bool
	goAwayLast     uint32 // highest stream that we process
	goAwayReceived bool
	goAwayDebug    []byte

	noise, resets bucket
}

// inputSize holds a frame of the largest size, and a quarter more.
const inputSize = 32 << 10

// New returns a connection whose output begins with our preface.
func New(cfg Config) *Conn {
	c := &Conn{
		cfg:          cfg,
		in:           make([]byte, inputSize),
		interned:     make(map[string]string),
		streams:      make(map[uint32]*stream),
		nextID:       2,
		recvInitial:  int(setting(cfg.Settings, http2.SettingInitialWindowSize, defaultWindow)),
		sendInitial:  defaultWindow,
		recvWindow:   defaultWindow,
		sendWindow:   defaultWindow,
		peerMaxFrame: maxFrame,
		peerStreams:  1<<32 - 1,
		goAwayLast:   maxWindow,
		noise:        newBucket(cfg.Limits.Noise, cfg.Limits.NoiseRate),
		resets:       newBucket(cfg.Limits.Resets, cfg.Limits.ResetRate),
	}
	c.framer = http2.NewFramer((*output)(c), (*input)(c))
	c.framer.SetMaxReadFrameSize(maxFrame)
	c.framer.SetReuseFrames()
	c.dec = hpack.NewDecoder(setting(cfg.Settings, http2.SettingHeaderTableSize, 4096), c.block.field)
	// Above the largest string that a block of the permitted size can hold.
	c.dec.SetMaxStringLength(2 * cfg.Limits.BlockBytes)
	c.enc = hpack.NewEncoder((*encoded)(c))
	if cfg.Role == Server {
		c.graced = c.recvInitial < defaultWindow
		c.preface = len(http2.ClientPreface)
	} else {
		c.nextID = 1
		c.out = append(c.out, http2.ClientPreface...)
	}
	c.writeSettings()
	if more := cfg.ConnWindow - defaultWindow; more > 0 {
		c.recvWindow += more
		c.writeWindowUpdate(0, more)
	}
	c.control = 0
	return c
}

// Err returns why the connection failed, or nil.
func (c *Conn) Err() *ConnError { return c.err }

// InputBuffer returns free space, 8 KiB at least, for what is read next.
func (c *Conn) InputBuffer() []byte {
	if c.r == c.w || len(c.in)-c.w < inputSize/4 {
		c.w = copy(c.in, c.in[c.r:c.w])
		c.r = 0
	}
	return c.in[c.w:]
}

// Received says that n octets were put into the InputBuffer at time now. Next
// must then be called until it returns nil.
func (c *Conn) Received(n int, now time.Time) {
	c.w += n
	c.now = now
}

// Next takes frames until one means something to the caller and returns what,
// or nil when more input is needed.
func (c *Conn) Next() *Event {
	if len(c.queue) > 0 {
		c.ev = c.queue[0]
		c.queue = c.queue[1:]
		return &c.ev
	}
	for c.err == nil && c.takePreface() && c.frameComplete() {
		ev := c.takeFrame()
		if c.err == nil && c.control > c.cfg.Limits.ControlOut {
			c.flood("control frames are not being read")
		}
		if c.err != nil {
			break
		}
		if ev != nil {
			return ev
		}
	}
	if c.err != nil && !c.failed() {
		return c.event(ConnFailed, nil)
	}
	return nil
}

// takePreface checks the client connection preface (RFC 9113 §3.4).
func (c *Conn) takePreface() bool {
	if c.preface == 0 {
		return true
	}
	want := http2.ClientPreface[len(http2.ClientPreface)-c.preface:]
	n := min(len(want), c.w-c.r)
	if string(c.in[c.r:c.r+n]) != want[:n] {
		c.fail(http2.ErrCodeProtocol, "the connection does not begin with the HTTP/2 preface")
		return false
	}
	c.r += n
	c.preface -= n
	return c.preface == 0
}

// frameComplete reports whether a whole frame is in the input, or the header
// of one that is too large.
func (c *Conn) frameComplete() bool {
	in := c.in[c.r:c.w]
	if len(in) < frameHeader {
		return false
	}
	n := int(in[0])<<16 | int(in[1])<<8 | int(in[2])
	return n > maxFrame || len(in) >= frameHeader+n
}

func (c *Conn) event(k Kind, s *stream) *Event {
	c.ev = Event{Kind: k}
	if s != nil {
		c.ev.Stream, c.ev.Value = s.id, s.value
	}
	return &c.ev
}

// fail ends the connection for the peer's fault.
func (c *Conn) fail(code http2.ErrCode, reason string) *Event {
	if c.err == nil {
		c.err = &ConnError{Code: code, Reason: reason}
		c.writeGoAway(c.lastPeer, code, reason)
	}
	return nil
}

func (c *Conn) flood(reason string) {
	if c.err == nil {
		c.fail(http2.ErrCodeEnhanceYourCalm, reason)
		c.err.Flood = true
	}
}

// charge takes tokens for a frame that carries nothing, and reports false when
// that was the end of the connection.
func (c *Conn) charge(n int, what string) bool {
	if !c.noise.take(c.now, n) {
		c.flood("too many " + what + " frames")
		return false
	}
	return true
}

// failed reports whether ConnFailed has been told, and marks it so.
func (c *Conn) failed() bool {
	told := c.failTold
	c.failTold = true
	return told
}

// input is the Framer's view of the input.
type input Conn

func (in *input) Read(p []byte) (int, error) {
	n := copy(p, in.in[in.r:in.w])
	in.r += n
	return n, nil
}

// output is the Framer's view of the output.
type output Conn

func (o *output) Write(p []byte) (int, error) {
	o.out = append(o.out, p...)
	return len(p), nil
}

// encoded is the hpack encoder's view of the section being encoded.
type encoded Conn

func (e *encoded) Write(p []byte) (int, error) {
	e.encBlock = append(e.encBlock, p...)
	return len(p), nil
}
