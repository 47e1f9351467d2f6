package grpc

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

// framed puts the prefix before a message.
func framed(flags byte, p []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{flags}, uint32(len(p))), p...)
}

func gzipped(p []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(p)
	w.Close()
	return b.Bytes()
}

// collect feeds in to a new tap in pieces of the sizes given in turn (the last
// one goes on), and returns the messages as lines.
func collect(c Config, in []byte, sizes ...int) string {
	var out strings.Builder
	emit := func(m *flow.Message) {
		fmt.Fprintf(&out, "%q", m.Data)
		if int64(len(m.Data)) != m.Size {
			fmt.Fprintf(&out, " of %d", m.Size)
		}
		fmt.Fprintf(&out, " wire=%d", m.Wire)
		if m.Encoded {
			out.WriteString(" encoded")
		}
		if m.Note != "" {
			fmt.Fprintf(&out, " (%s)", m.Note)
		}
		out.WriteByte('\n')
	}
	tap := NewTap(flow.Response, c)
	for rest := in; len(rest) > 0; {
		n := len(rest)
		if len(sizes) > 0 {
			n = min(n, max(sizes[0], 1))
			if len(sizes) > 1 {
				sizes = sizes[1:]
			}
		}
		tap.Feed(rest[:n], 1, emit)
		rest = rest[n:]
	}
	tap.Close(2, emit)
	return out.String()
}

var hello = gzipped([]byte("hello"))

var bodies = []struct {
	name string
	conf Config
	in   string
	want string
}{
	{"one", Config{}, "\x00\x00\x00\x00\x02hi", "\"hi\" wire=7\n"},
	{"two", Config{}, "\x00\x00\x00\x00\x02hi\x00\x00\x00\x00\x01x", "\"hi\" wire=7\n\"x\" wire=6\n"},
	{"empty", Config{}, "\x00\x00\x00\x00\x00", "\"\" wire=5\n"},
	{"gzip", Config{Encoding: "gzip"}, string(framed(1, hello)), fmt.Sprintf("\"hello\" wire=%d\n", 5+len(hello))},
	{"gzip announced and not used", Config{Encoding: "gzip"}, "\x00\x00\x00\x00\x02hi", "\"hi\" wire=7\n"},
	{
		"compressed without an encoding", Config{}, "\x01\x00\x00\x00\x02hi",
		"\"hi\" wire=7 encoded (not decoded: marked as compressed, without a grpc-encoding)\n",
	},
	{
		"compressed as identity", Config{Encoding: "identity"}, "\x01\x00\x00\x00\x02hi",
		"\"hi\" wire=7 encoded (not decoded: marked as compressed, without a grpc-encoding)\n",
	},
	{
		"another encoding", Config{Encoding: "snappy"}, "\x01\x00\x00\x00\x02hi\x00\x00\x00\x00\x02ok",
		"\"hi\" wire=7 encoded (not decoded: grpc-encoding \"snappy\" is not read here)\n\"ok\" wire=7\n",
	},
	{"damaged gzip", Config{Encoding: "gzip"}, "\x01\x00\x00\x00\x02hi", "\"hi\" wire=7 encoded (not decoded: the compressed data is damaged)\n"},
	{"trailers", Config{Web: true}, "\x80\x00\x00\x00\x0fgrpc-status:0\r\n", "\"grpc-status:0\\r\\n\" wire=20 (trailers of gRPC-Web)\n"},
	{"limit", Config{Limit: 1}, "\x00\x00\x00\x00\x02hi", "\"h\" of 2 wire=7 (only the first 1 bytes are kept)\n"},
	{"limit, decoded", Config{Limit: 3, Encoding: "GZIP"}, string(framed(1, hello)), fmt.Sprintf("\"hel\" of 5 wire=%d (only the first 3 bytes are kept)\n", 5+len(hello))},
	{"cut", Config{}, "\x00\x00\x00\x00\x05hi", "\"hi\" wire=7 (cut off: its end was not seen)\n"},
	{"cut after the prefix", Config{}, "\x00\x00\x00\x00\x05", "\"\" wire=5 (cut off: its end was not seen)\n"},
	{"cut in the prefix", Config{}, "\x00\x00", ""},
	{
		"trailers without gRPC-Web", Config{}, "\x80\x00\x00\x00\x00\x00\x00\x00\x00\x02hi",
		"\"\\x80\\x00\\x00\\x00\\x00\" wire=5 encoded (protocol error: message flags 0x80; nothing is decoded from here on)\n",
	},
}

func TestBodies(t *testing.T) {
	for _, c := range bodies {
		t.Run(c.name, func(t *testing.T) {
			for _, size := range []int{len(c.in), 1, 3} {
				if got := collect(c.conf, []byte(c.in), size); got != c.want {
					t.Errorf("in pieces of %d: got\n%swant\n%s", size, got, c.want)
				}
			}
		})
	}
}

func TestCutGzip(t *testing.T) {
	text := []byte(strings.Repeat("0123456789", 1000))
	whole := framed(1, gzipped(text))
	got := collect(Config{Encoding: "gzip", Limit: 5}, whole[:len(whole)-9])
	if !strings.HasPrefix(got, `"01234" of `) || !strings.Contains(got, "cut off") || strings.Contains(got, "encoded") {
		t.Error(got)
	}
}

func TestBomb(t *testing.T) {
	in := framed(1, gzipped(bytes.Repeat([]byte{'a'}, 8<<20)))
	in = append(in, framed(1, hello)...)
	got := collect(Config{Encoding: "gzip", Limit: 2, InflateLimit: 1 << 20}, in, 1000)
	var size, wire int64
	if n, err := fmt.Sscanf(got, "\"aa\" of %d wire=%d (decoding stopped after 1048576 bytes;", &size, &wire); n != 2 {
		t.Fatalf("%v: %s", err, got)
	}
	if size < 1<<20 || size > 1<<20+16<<10 {
		t.Errorf("decoded %d bytes", size)
	}
	if !strings.Contains(got, "\"he\" of 5") {
		t.Errorf("after the bomb: %s", got)
	}
}

func TestTooMuchCompressed(t *testing.T) {
	in := framed(1, make([]byte, MaxCompressed+1))
	want := fmt.Sprintf("\"\\x00\" of %d wire=%d encoded (not decoded: more than %d compressed bytes; only the first 1 bytes are kept)\n",
		MaxCompressed+1, len(in), MaxCompressed)
	if got := collect(Config{Encoding: "gzip", Limit: 1}, in, 1<<16); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestAnyMessages builds bodies and cuts them anywhere.
func TestAnyMessages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var in []byte
		var want strings.Builder
		for range rapid.IntRange(1, 8).Draw(t, "messages") {
			text := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "text")
			m := framed(0, text)
			if rapid.Bool().Draw(t, "gzip") {
				m = framed(1, gzipped(text))
			}
			in = append(in, m...)
			fmt.Fprintf(&want, "%q wire=%d\n", text, len(m))
		}
		sizes := rapid.SliceOfN(rapid.IntRange(1, 400), 1, 20).Draw(t, "sizes")
		if got := collect(Config{Encoding: "gzip"}, in, sizes...); got != want.String() {
			t.Fatalf("got\n%swant\n%s", got, want.String())
		}
	})
}

func FuzzTap(f *testing.F) {
	for _, c := range bodies {
		f.Add([]byte(c.in), c.conf.Encoding, c.conf.Web, uint16(2))
	}
	f.Fuzz(func(t *testing.T, in []byte, encoding string, web bool, size uint16) {
		c := Config{Encoding: encoding, Web: web, Limit: 50, InflateLimit: 4096}
		if got, want := collect(c, in, int(size)), collect(c, in); got != want {
			t.Fatalf("in pieces of %d: got\n%swant\n%s", size, got, want)
		}
		var wire int64
		tap := NewTap(flow.Request, c)
		emit := func(m *flow.Message) {
			wire += m.Wire
			if len(m.Data) > 50 || int64(len(m.Data)) > m.Size || m.Dir != flow.Request || m.Kind != flow.MessageGRPC {
				t.Fatalf("%+v", m)
			}
		}
		tap.Feed(in, 1, emit)
		tap.Close(1, emit)
		if wire > int64(len(in)) {
			t.Fatalf("%d bytes on the wire, %d recorded", len(in), wire)
		}
	})
}

func BenchmarkFeed(b *testing.B) {
	in := bytes.Repeat(framed(0, make([]byte, 100)), 20)
	tap := NewTap(flow.Response, Config{})
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		tap.Feed(in, 1, func(*flow.Message) {})
	}
}

func BenchmarkGzip(b *testing.B) {
	in := framed(1, gzipped([]byte(strings.Repeat(`{"id":17,"name":"something","price":12.5},`, 24))))
	tap := NewTap(flow.Response, Config{Encoding: "gzip"})
	b.ReportAllocs()
	for b.Loop() {
		tap.Feed(in, 1, func(*flow.Message) {})
	}
}
