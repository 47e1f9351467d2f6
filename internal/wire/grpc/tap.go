package grpc

import (
	"encoding/binary"
	"strconv"

	"rockxy/internal/flow"
	"rockxy/internal/wire/clip"
)

// Limits and defaults of Config.
const (
	DefaultInflateLimit = 32 << 20
	// MaxCompressed is how long a compressed message may be to be decoded.
	MaxCompressed = 4 << 20
)

// Config says how to read one direction.
type Config struct {
	Encoding string // value of grpc-encoding; empty is identity
	Web      bool   // gRPC-Web: trailers come as a last message
	// Limit is how many bytes of a message are kept; 0 is clip.DefaultLimit.
	Limit int
	// InflateLimit is how many bytes a compressed message may have decoded;
	// 0 is DefaultInflateLimit.
	InflateLimit int64
}

// prefix is a flags byte and the length of the message, big-endian.
const prefix = 5

const (
	flagCompressed = 0x01
	flagTrailers   = 0x80 // gRPC-Web only
)

// Tap reads one direction of one call. It is used by one goroutine.
type Tap struct {
	dir  flow.Direction
	conf Config

	head   [prefix]byte
	have   int   // bytes in head
	length int64 // of the message
	data   clip.Buffer
	dead   bool // nothing more is read

	decoded clip.Buffer
	out     flow.Message
}

// NewTap returns a tap for one direction of a call.
func NewTap(dir flow.Direction, c Config) *Tap {
	if c.Limit == 0 {
		c.Limit = clip.DefaultLimit
	}
	if c.InflateLimit == 0 {
		c.InflateLimit = DefaultInflateLimit
	}
	return &Tap{dir: dir, conf: c, decoded: clip.Buffer{Limit: c.Limit}}
}

// Feed takes the next bytes that passed, at the time now, and calls emit for
// each message that they complete. A message and its Data are valid during the
// call.
//
// After bytes that are not gRPC, one last message says so in its Note, and
// nothing more is read.
func (t *Tap) Feed(p []byte, now flow.Nanos, emit func(*flow.Message)) {
	for len(p) > 0 && !t.dead {
		if t.have < prefix {
			n := copy(t.head[t.have:], p)
			t.have += n
			p = p[n:]
			if t.have < prefix {
				return
			}
			if !t.begin(now, emit) {
				return
			}
		}
		n := int(min(int64(len(p)), t.length-t.data.Size()))
		t.data.Write(p[:n])
		p = p[n:]
		if t.data.Size() == t.length {
			t.finish("", now, emit)
		}
	}
}

// Close says that the body has ended. A message that was not complete is given
// to emit with a Note.
func (t *Tap) Close(now flow.Nanos, emit func(*flow.Message)) {
	if !t.dead && t.have == prefix {
		t.finish("cut off: its end was not seen", now, emit)
	}
	t.dead = true
}

// begin reads the prefix, and reports whether it is one.
func (t *Tap) begin(now flow.Nanos, emit func(*flow.Message)) bool {
	t.length = int64(binary.BigEndian.Uint32(t.head[1:]))
	t.data.Limit = t.conf.Limit
	if t.compressed() {
		t.data.Limit = MaxCompressed
	}
	known := byte(flagCompressed)
	if t.conf.Web {
		known |= flagTrailers
	}
	if t.head[0]&^known == 0 {
		return true
	}
	t.dead = true
	t.out = flow.Message{
		Kind: flow.MessageGRPC, Dir: t.dir, Time: now, Size: prefix, Wire: prefix, Fragments: 1, Encoded: true, Data: t.head[:],
		Note: "protocol error: message flags 0x" + strconv.FormatUint(uint64(t.head[0]), 16) + "; nothing is decoded from here on",
	}
	emit(&t.out)
	return false
}

func (t *Tap) compressed() bool { return t.head[0]&flagCompressed != 0 }

// finish gives the message to emit. cut says why its end is missing.
func (t *Tap) finish(cut string, now flow.Nanos, emit func(*flow.Message)) {
	out := &t.out
	*out = flow.Message{
		Kind: flow.MessageGRPC, Dir: t.dir, Time: now, Fragments: 1,
		Size: t.data.Size(), Wire: prefix + t.data.Size(), Data: t.data.Bytes(),
	}
	n := notes{cut}
	if t.head[0]&flagTrailers != 0 {
		n.add("trailers of gRPC-Web")
	}
	if t.compressed() {
		t.decode(out, cut != "", &n)
	}
	out.Data = out.Data[:min(len(out.Data), t.conf.Limit)]
	if int64(len(out.Data)) < out.Size {
		n.add("only the first " + strconv.Itoa(len(out.Data)) + " bytes are kept")
	}
	out.Note = n.text
	emit(out)
	out.Data = nil
	t.have = 0
	t.data.Reset()
	t.decoded.Reset()
}

// notes is a list of phrases.
type notes struct{ text string }

func (n *notes) add(s string) {
	if n.text != "" {
		n.text += "; "
	}
	n.text += s
}
