package ws

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

var (
	up   = flow.Request
	down = flow.Response

	deflated = Params{Deflate: true, ServerMaxWindowBits: 15, ClientMaxWindowBits: 15}
)

const notMasked = " (not masked, which a client must do)"

var transcripts = []struct {
	name string
	dir  flow.Direction
	conf Config
	in   string
	want string
}{
	// RFC 6455 §5.7.
	{"text", down, Config{}, "\x81\x05Hello", "text \"Hello\" wire=7\n"},
	{"masked text", up, Config{}, "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", "text \"Hello\" wire=11\n"},
	{"fragments", down, Config{}, "\x01\x03Hel\x80\x02lo", "text \"Hello\" wire=9 fragments=2\n"},
	{"ping and masked pong", down, Config{}, "\x89\x05Hello", "ping \"Hello\" wire=7\n"},
	{"masked pong", up, Config{}, "\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", "pong \"Hello\" wire=11\n"},
	{
		"length of two bytes", down, Config{Limit: 3}, "\x82\x7e\x01\x00" + strings.Repeat("a", 256),
		"binary \"aaa\" of 256 wire=260 (only the first 3 bytes are kept)\n",
	},
	{
		"length of eight bytes", down, Config{Limit: 1}, "\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00" + strings.Repeat("a", 65536),
		"binary \"a\" of 65536 wire=65546 (only the first 1 bytes are kept)\n",
	},
	// RFC 7692 §7.2.3.
	{"deflate", down, Config{Params: deflated}, "\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00", "text \"Hello\" wire=9\n"},
	{"deflate, fragments", down, Config{Params: deflated}, "\x41\x03\xf2\x48\xcd\x80\x04\xc9\xc9\x07\x00", "text \"Hello\" wire=11 fragments=2\n"},
	{
		"deflate, context takeover", down, Config{Params: deflated}, "\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00\xc1\x05\xf2\x00\x11\x00\x00",
		"text \"Hello\" wire=9\ntext \"Hello\" wire=7\n",
	},
	{"deflate, stored block", down, Config{Params: deflated}, "\xc1\x0b\x00\x05\x00\xfa\xffHello\x00", "text \"Hello\" wire=13\n"},
	{
		"deflate, final block", down, Config{Params: deflated}, "\xc1\x08\xf3\x48\xcd\xc9\xc9\x07\x00\x00\xc1\x05\xf2\x00\x11\x00\x00",
		"text \"Hello\" wire=10\ntext \"Hello\" wire=7\n",
	},
	{"deflate, two blocks", down, Config{Params: deflated}, "\xc1\x0d\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00", "text \"Hello\" wire=15\n"},
	{"deflate, empty", down, Config{Params: deflated}, "\xc1\x01\x00", "text \"\" wire=3\n"},
	{"deflate, not used", down, Config{Params: deflated}, "\x81\x02hi", "text \"hi\" wire=4\n"},
	{
		"deflate, window lost", down, Config{Params: deflated}, "\xc1\x02\xff\xff\xc1\x05\xf2\x00\x11\x00\x00\x81\x02hi",
		"text \"\\xff\\xff\" wire=4 encoded (not decoded: the compressed data is damaged)\n" +
			"text \"\\xf2\\x00\\x11\\x00\\x00\" wire=7 encoded (not decoded: it builds on an earlier message that was not)\n" +
			"text \"hi\" wire=4\n",
	},
	{
		"deflate without takeover", down,
		Config{Params: Params{Deflate: true, ServerMaxWindowBits: 8, ServerNoContextTakeover: true, ClientMaxWindowBits: 15}},
		"\xc1\x02\xff\xff\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00\xc1\x05\xf2\x00\x11\x00\x00",
		"text \"\\xff\\xff\" wire=4 encoded (not decoded: the compressed data is damaged)\n" +
			"text \"Hello\" wire=9\n" +
			"text \"\\xf2\\x00\\x11\\x00\\x00\" wire=7 encoded (not decoded: the compressed data is damaged)\n",
	},
	{
		"deflate with another extension", down, Config{Params: deflated}, "\xe1\x07\xf2\x48\xcd\xc9\xc9\x07\x00",
		"text \"\\xf2H\\xcd\\xc9\\xc9\\a\\x00\" wire=9 encoded (reserved bits of an extension that is not read here)\n",
	},
	{
		"deflate cut", down, Config{Params: deflated}, "\xc1\x07\xf2\x48\xcd\xc9\xc9",
		"text \"Hell\" wire=7 (cut off: its end was not seen)\n",
	},

	{"control frame inside", down, Config{}, "\x01\x03Hel\x89\x00\x80\x02lo", "ping \"\" wire=2\ntext \"Hello\" wire=9 fragments=2\n"},
	{"empty fragments", down, Config{}, "\x01\x00\x00\x00\x80\x00", "text \"\" wire=6 fragments=3\n"},
	{"close", down, Config{}, "\x88\x05\x03\xe8bye", "close \"\\x03\\xe8bye\" wire=7\n"},
	{"close without a code", down, Config{}, "\x88\x00", "close \"\" wire=2\n"},
	{"close with half a code", down, Config{}, "\x88\x01\x03", "close \"\\x03\" wire=3 (half a status code)\n"},
	{"close with bad text", down, Config{}, "\x88\x03\x03\xe8\xff", "close \"\\x03\\xe8\\xff\" wire=5 (not valid UTF-8)\n"},
	{"bad text", down, Config{}, "\x81\x02\xc3\x28", "text \"\\xc3(\" wire=4 (not valid UTF-8)\n"},
	{"rune at the limit", down, Config{Limit: 2}, "\x81\x03a\xc3\xa4", "text \"a\\xc3\" of 3 wire=5 (only the first 2 bytes are kept)\n"},
	{"client without a mask", up, Config{}, "\x81\x02hi", "text \"hi\" wire=4" + notMasked + "\n"},
	{"server with a mask", down, Config{}, "\x81\x82\x00\x00\x00\x00hi", "text \"hi\" wire=8 (masked, which a server must not do)\n"},
	{"long length", down, Config{}, "\x81\x7e\x00\x02hi", "text \"hi\" wire=6 (a length that is not encoded in the fewest bytes)\n"},
	{
		"reserved bit without an extension", down, Config{}, "\xc1\x02hi\x81\x02hi",
		"text \"hi\" wire=4 encoded (reserved bits of an extension that is not read here)\ntext \"hi\" wire=4\n",
	},
	{"cut", down, Config{}, "\x01\x03Hel\x80\x05lo", "text \"Hello\" wire=9 fragments=2 (cut off: its end was not seen)\n"},
	{"cut between frames", down, Config{}, "\x01\x03Hel", "text \"Hel\" wire=5 (cut off: its end was not seen)\n"},
	{"cut in a ping", down, Config{}, "\x89\x05He", "ping \"He\" wire=4 (cut off: its end was not seen)\n"},
	{"cut in a header", down, Config{}, "\x81\x7e\x00", ""},

	{"reserved opcode", down, Config{}, "\x83\x00\x81\x02hi", failure("\x83\x00", "a frame with a reserved opcode")},
	{"fragmented ping", down, Config{}, "\x09\x00\x81\x02hi", failure("\x09\x00", "a fragmented control frame")},
	{"long ping", down, Config{}, "\x89\x7e\x00\x7e", failure("\x89\x7e\x00\x7e", "a control frame of more than 125 bytes")},
	{"nothing to continue", down, Config{}, "\x80\x00", failure("\x80\x00", "a continuation frame without a message to continue")},
	{
		"message inside a message", down, Config{}, "\x01\x02hi\x81\x00",
		"text \"hi\" wire=4 (cut off: its end was not seen)\n" + failure("\x81\x00", "a new message inside a fragmented one"),
	},
	{"negative length", down, Config{}, "\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff", failure("\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff", "a frame of more than 2^63 bytes")},
	{
		"compressed continuation", down, Config{Params: deflated}, "\x41\x02\xf2\x48\xc0\x00",
		"text \"H\" wire=4 (cut off: its end was not seen)\n" + failure("\xc0\x00", "a continuation frame that is marked as compressed"),
	},
}

func failure(header, reason string) string {
	return fmt.Sprintf("binary %q wire=%d encoded (protocol error: %s; nothing is decoded from here on)\n", header, len(header), reason)
}

// TestTranscripts feeds each transcript whole, bytewise and in threes.
func TestTranscripts(t *testing.T) {
	for _, c := range transcripts {
		t.Run(c.name, func(t *testing.T) {
			for _, size := range []int{len(c.in), 1, 3} {
				check(t, collect(NewTap(c.dir, c.conf), []byte(c.in), size), c.want)
			}
		})
	}
}

func TestTime(t *testing.T) {
	tap := NewTap(down, Config{})
	var at []flow.Nanos
	emit := func(m *flow.Message) { at = append(at, m.Time) }
	tap.Feed([]byte("\x81\x02h"), 10, emit)
	tap.Feed([]byte("i\x81"), 20, emit)
	tap.Feed([]byte("\x00"), 30, emit)
	if fmt.Sprint(at) != "[20 30]" {
		t.Errorf("messages at %v, want [20 30]", at)
	}
}

// TestAnyMessages builds connections of all kinds and feeds them in any
// chunks: what comes out is what was put in.
func TestAnyMessages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir := rapid.SampledFrom([]flow.Direction{up, down}).Draw(t, "dir")
		p := Params{ServerMaxWindowBits: 15, ClientMaxWindowBits: 15}
		p.Deflate = rapid.Bool().Draw(t, "deflate")
		keeps := rapid.Bool().Draw(t, "takeover")
		p.ServerNoContextTakeover, p.ClientNoContextTakeover = !keeps, !keeps
		d := newDeflater(keeps)

		var in []byte
		var want []flow.Message
		for range rapid.IntRange(1, 6).Draw(t, "messages") {
			in, want = appendMessage(t, in, want, dir, p, d)
		}
		sizes := rapid.SliceOfN(rapid.IntRange(1, 2000), 1, 30).Draw(t, "sizes")
		got := collect(NewTap(dir, Config{Params: p}), in, sizes...)
		if say(got) != say(want) {
			t.Fatalf("got\n%swant\n%s", say(got), say(want))
		}
	})
}

// appendMessage draws a message, fragments with control frames between.
func appendMessage(t *rapid.T, in []byte, want []flow.Message, dir flow.Direction, p Params, d *deflater) ([]byte, []flow.Message) {
	var key []byte
	if dir == up {
		key = rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "key")
	}
	text := []byte(strings.Repeat(rapid.StringMatching(`[a-d]{0,40}`).Draw(t, "text"), rapid.IntRange(1, 2000).Draw(t, "times")))
	m := flow.Message{Kind: flow.MessageBinary, Dir: dir, Size: int64(len(text)), Data: text}
	payload, first := text, byte(opBinary)
	if p.Deflate && rapid.Bool().Draw(t, "compressed") {
		payload, first = d.message(text), opBinary|rsv1
	}
	for op := first; ; op = opContinuation {
		n := rapid.IntRange(0, len(payload)).Draw(t, "fragment")
		last := n == len(payload)
		f := op
		if last {
			f |= 0x80
		}
		b := frame(f, payload[:n], key)
		m.Fragments++
		m.Wire += int64(len(b))
		in = append(in, b...)
		payload = payload[n:]
		if last {
			return in, append(want, m)
		}
		if rapid.IntRange(0, 3).Draw(t, "ping") == 0 {
			b := frame(0x80|opPing, []byte("now"), key)
			in = append(in, b...)
			want = append(want, flow.Message{Kind: flow.MessagePing, Dir: dir, Size: 3, Wire: int64(len(b)), Fragments: 1, Data: []byte("now")})
		}
	}
}

func TestInflateLimit(t *testing.T) {
	bomb := bytes.Repeat([]byte("bomb"), 1<<20)
	for _, keeps := range []bool{true, false} {
		d := newDeflater(keeps)
		in := frame(0x80|opText|rsv1, d.message(bomb), nil)
		in = append(in, frame(0x80|opText|rsv1, d.message([]byte("after")), nil)...)
		p := deflated
		p.ServerNoContextTakeover = !keeps
		got := collect(NewTap(down, Config{Params: p, Limit: 8, InflateLimit: 1 << 20}), in)
		if len(got) != 2 {
			t.Fatalf("%d messages", len(got))
		}
		m := got[0]
		if string(m.Data) != "bombbomb" || m.Size < 1<<20 || m.Size > 1<<20+16<<10 || m.Encoded ||
			!strings.Contains(m.Note, "decoding stopped after 1048576 bytes") {
			t.Errorf("bomb: %.50q of %d, encoded %v, %s", m.Data, m.Size, m.Encoded, m.Note)
		}
		if m := got[1]; m.Encoded != keeps || !keeps && string(m.Data) != "after" {
			t.Errorf("takeover %v: after the bomb: %q, encoded %v, %s", keeps, m.Data, m.Encoded, m.Note)
		}
	}
}

// TestPastTheLimitKeepsTheWindow has a message that is longer than what is
// kept, and than the window, before one that refers to its end.
func TestPastTheLimitKeepsTheWindow(t *testing.T) {
	d := newDeflater(true)
	const end = "the very end of a long message that another one refers to"
	long := []byte(strings.Repeat("x", 100_000) + end)
	in := frame(0x80|opText|rsv1, d.message(long), nil)
	second := d.message([]byte(end))
	if len(second) > 12 {
		t.Fatalf("the second message does not refer to the first: %d bytes", len(second))
	}
	in = append(in, frame(0x80|opText|rsv1, second, nil)...)
	got := collect(NewTap(down, Config{Params: deflated, Limit: 20}), in, 1000)
	if len(got) != 2 || string(got[1].Data) != end[:20] || got[0].Size != int64(len(long)) {
		t.Error(say(got))
	}
}

func TestTooMuchCompressed(t *testing.T) {
	noise := bytes.Repeat([]byte{0x55}, MaxCompressed+1)
	in := frame(0x80|opText|rsv1, noise, nil)
	got := collect(NewTap(down, Config{Params: deflated, Limit: 2}), in, 1<<16)
	check(t, got, fmt.Sprintf("text \"UU\" of %d wire=%d encoded (not decoded: more than %d compressed bytes; only the first 2 bytes are kept)\n",
		len(noise), len(in), MaxCompressed))
}

// TestMemory checks what a quiet connection holds on to.
func TestMemory(t *testing.T) {
	d := newDeflater(true)
	tap := NewTap(down, Config{Params: deflated})
	tap.Feed(frame(0x80|opText|rsv1, d.message(bytes.Repeat([]byte("0123456789"), 200_000)), nil), 1, func(*flow.Message) {})
	if n := cap(tap.message.data.Bytes()) + cap(tap.decoded.Bytes()) + cap(tap.window.text); n > 100<<10 {
		t.Errorf("%d bytes held between messages", n)
	}
}

func FuzzTap(f *testing.F) {
	for _, c := range transcripts {
		if len(c.in) < 1000 {
			f.Add([]byte(c.in), c.dir == up, c.conf.Params.Deflate, uint16(3))
		}
	}
	f.Fuzz(func(t *testing.T, in []byte, client, deflate bool, size uint16) {
		dir, conf := down, Config{Limit: 100, InflateLimit: 4096}
		if client {
			dir = up
		}
		if deflate {
			conf.Params = deflated
		}
		whole := collect(NewTap(dir, conf), in)
		if parts := collect(NewTap(dir, conf), in, int(size)); say(parts) != say(whole) {
			t.Fatalf("in pieces of %d\n%swhole\n%s", size, say(parts), say(whole))
		}
		var wire int64
		for _, m := range whole {
			wire += m.Wire
			if len(m.Data) > 100+maxControl || m.Fragments == 0 || int64(len(m.Data)) > m.Size || m.Dir != dir {
				t.Fatalf("%+v", m)
			}
		}
		if wire > int64(len(in)) {
			t.Fatalf("%d bytes on the wire, %d recorded", len(in), wire)
		}
	})
}

func benchmark(b *testing.B, dir flow.Direction, p Params, in []byte) {
	tap := NewTap(dir, Config{Params: p})
	n := 0
	emit := func(m *flow.Message) { n++ }
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		tap.Feed(in, 1, emit)
	}
	if n == 0 {
		b.Fatal("no messages")
	}
}

func BenchmarkText(b *testing.B) {
	benchmark(b, down, Params{}, frame(0x80|opText, bytes.Repeat([]byte("a"), 1000), nil))
}

func BenchmarkMaskedText(b *testing.B) {
	benchmark(b, up, Params{}, frame(0x80|opText, bytes.Repeat([]byte("a"), 1000), []byte{1, 2, 3, 4}))
}

func BenchmarkDeflated(b *testing.B) {
	text := []byte(strings.Repeat(`{"id":17,"name":"something","price":12.5},`, 24))
	p := deflated
	p.ServerNoContextTakeover = true
	benchmark(b, down, p, frame(0x80|opText|rsv1, newDeflater(false).message(text), nil))
}
