package ws

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"testing"

	"rockxy/internal/flow"
)

// frame builds a frame. A key that is not nil masks it.
func frame(first byte, payload []byte, key []byte) []byte {
	out := []byte{first, 0}
	switch n := len(payload); {
	case n < 126:
		out[1] = byte(n)
	case n <= 0xffff:
		out[1] = 126
		out = binary.BigEndian.AppendUint16(out, uint16(n))
	default:
		out[1] = 127
		out = binary.BigEndian.AppendUint64(out, uint64(n))
	}
	if key == nil {
		return append(out, payload...)
	}
	out[1] |= 0x80
	out = append(out, key...)
	for i, c := range payload {
		out = append(out, c^key[i%4])
	}
	return out
}

// deflater compresses messages as a sender does (RFC 7692 §7.2.1).
type deflater struct {
	w     *flate.Writer
	b     bytes.Buffer
	keeps bool
}

func newDeflater(keeps bool) *deflater {
	d := &deflater{keeps: keeps}
	d.w, _ = flate.NewWriter(&d.b, flate.BestCompression)
	return d
}

func (d *deflater) message(p []byte) []byte {
	d.b.Reset()
	if !d.keeps {
		d.w.Reset(&d.b)
	}
	d.w.Write(p)
	d.w.Flush()
	return bytes.TrimSuffix(bytes.Clone(d.b.Bytes()), []byte("\x00\x00\xff\xff"))
}

// collect feeds in to t in pieces of the sizes given in turn (the last one
// goes on), and returns copies of the messages.
func collect(t *Tap, in []byte, sizes ...int) []flow.Message {
	var got []flow.Message
	emit := func(m *flow.Message) {
		c := *m
		c.Data = bytes.Clone(m.Data)
		got = append(got, c)
	}
	before := bytes.Clone(in)
	for rest := in; len(rest) > 0; {
		n := len(rest)
		if len(sizes) > 0 {
			n = min(n, max(sizes[0], 1))
			if len(sizes) > 1 {
				sizes = sizes[1:]
			}
		}
		t.Feed(rest[:n], 1, emit)
		rest = rest[n:]
	}
	if !bytes.Equal(before, in) {
		panic("the tap changed what it was shown")
	}
	t.Close(2, emit)
	return got
}

var names = map[flow.MessageKind]string{
	flow.MessageText: "text", flow.MessageBinary: "binary", flow.MessagePing: "ping",
	flow.MessagePong: "pong", flow.MessageClose: "close",
}

// say writes messages as lines.
func say(messages []flow.Message) string {
	var b bytes.Buffer
	for _, m := range messages {
		fmt.Fprintf(&b, "%s %q", names[m.Kind], m.Data)
		if int64(len(m.Data)) != m.Size {
			fmt.Fprintf(&b, " of %d", m.Size)
		}
		fmt.Fprintf(&b, " wire=%d", m.Wire)
		if m.Fragments != 1 {
			fmt.Fprintf(&b, " fragments=%d", m.Fragments)
		}
		if m.Encoded {
			b.WriteString(" encoded")
		}
		if m.Note != "" {
			fmt.Fprintf(&b, " (%s)", m.Note)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func check(t *testing.T, got []flow.Message, want string) {
	t.Helper()
	if s := say(got); s != want {
		t.Errorf("got\n%swant\n%s", s, want)
	}
}
