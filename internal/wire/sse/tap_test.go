package sse

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

// collect feeds in to a new tap in pieces of the sizes given in turn (the last
// one goes on), and returns the messages as lines.
func collect(limit int, in string, sizes ...int) string {
	var out strings.Builder
	emit := func(m *flow.Message) {
		fmt.Fprintf(&out, "%q", m.Data)
		if int64(len(m.Data)) != m.Size {
			fmt.Fprintf(&out, " of %d", m.Size)
		}
		fmt.Fprintf(&out, " wire=%d", m.Wire)
		if m.Note != "" {
			fmt.Fprintf(&out, " (%s)", m.Note)
		}
		out.WriteByte('\n')
	}
	tap := NewTap(limit)
	for rest := []byte(in); len(rest) > 0; {
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

const cut = " (cut off: the stream ended before the empty line)\n"

var streams = []struct {
	name  string
	limit int
	in    string
	want  string
}{
	{"LF", 0, "data: a\n\ndata: b\n\n", "\"data: a\" wire=9\n\"data: b\" wire=9\n"},
	{"CR LF", 0, "data: a\r\n\r\ndata: b\r\n\r\n", "\"data: a\" wire=10\n\"data: b\" wire=11\n"},
	{"CR", 0, "data: a\r\rdata: b\r\r", "\"data: a\" wire=9\n\"data: b\" wire=9\n"},
	{"mixed", 0, "data: a\r\ndata: b\rdata: c\n\r\n", "\"data: a\\r\\ndata: b\\rdata: c\" wire=26\n"},
	{"LF CR is two ends", 0, "data: a\n\rdata: b\n\n", "\"data: a\" wire=9\n\"data: b\" wire=9\n"},
	{"several lines", 0, "event: x\nid: 7\ndata: a\ndata:\n\n", "\"event: x\\nid: 7\\ndata: a\\ndata:\" wire=30\n"},
	{"comment", 0, ": ping\n\n", "\": ping\" wire=8\n"},
	{"empty lines", 0, "\n\r\n\rdata: a\n\n\n\n", "\"data: a\" wire=13\n"},
	{"byte order mark", 0, "\xef\xbb\xbfdata: a\n\n", "\"data: a\" wire=12\n"},
	{"byte order mark later", 0, "\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", "\"\\ufeffdata: a\" wire=15\n"},
	{"half a byte order mark", 0, "\xef\xbbdata: a\n\n", "\"\\xef\\xbbdata: a\" wire=11\n"},
	{"only half a byte order mark", 0, "\xef\xbb", "\"\\xef\\xbb\" wire=2" + cut},
	{"only a byte order mark", 0, "\xef\xbb\xbf", ""},
	{"cut in a line", 0, "data: a\n\ndata: b", "\"data: a\" wire=9\n\"data: b\" wire=7" + cut},
	{"cut after a line", 0, "data: b\r\n", "\"data: b\" wire=9" + cut},
	{"limit", 4, "data: a\n\n: b\n\n", "\"data\" of 7 wire=9 (only the first 4 bytes are kept)\n\": b\" wire=5\n"},
	{"limit and cut", 4, "data: a", "\"data\" of 7 wire=7 (cut off: the stream ended before the empty line; only the first 4 bytes are kept)\n"},
	{"nothing", 0, "", ""},
}

func TestStreams(t *testing.T) {
	for _, c := range streams {
		t.Run(c.name, func(t *testing.T) {
			for _, size := range []int{len(c.in), 1, 3} {
				if got := collect(c.limit, c.in, size); got != c.want {
					t.Errorf("in pieces of %d: got\n%swant\n%s", size, got, c.want)
				}
			}
		})
	}
}

// TestAtOnce checks that an event is there with the byte that completes it.
func TestAtOnce(t *testing.T) {
	for _, in := range []string{"data: a\n\n", "data: a\r\r", "data: a\r\n\r", "data: a\r\n\n"} {
		events := 0
		NewTap(0).Feed([]byte(in), 1, func(*flow.Message) { events++ })
		if events != 1 {
			t.Errorf("%q: %d events", in, events)
		}
	}
}

// TestAnyChunking builds streams and cuts them anywhere.
func TestAnyChunking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.StringMatching(`(data:[a-c ]{0,9}|id|:|\n|\r|\r\n|\n\n){0,40}`).Draw(t, "in")
		sizes := rapid.SliceOfN(rapid.IntRange(1, 9), 1, 20).Draw(t, "sizes")
		limit := rapid.IntRange(1, 30).Draw(t, "limit")
		if got, want := collect(limit, in, sizes...), collect(limit, in); got != want {
			t.Fatalf("got\n%swant\n%s", got, want)
		}
	})
}

func FuzzTap(f *testing.F) {
	for _, c := range streams {
		f.Add(c.in, uint16(2))
	}
	f.Fuzz(func(t *testing.T, in string, size uint16) {
		if got, want := collect(50, in, int(size)), collect(50, in); got != want {
			t.Fatalf("in pieces of %d: got\n%swant\n%s", size, got, want)
		}
		var wire int64
		tap := NewTap(0)
		emit := func(m *flow.Message) {
			wire += m.Wire
			if bytes.Contains(m.Data, []byte("\n\n")) || len(m.Data) == 0 {
				t.Fatalf("%q holds an empty line", m.Data)
			}
			Parse(m.Data)
		}
		tap.Feed([]byte(in), 1, emit)
		tap.Close(1, emit)
		if wire > int64(len(in)) {
			t.Fatalf("%d bytes on the wire, %d recorded", len(in), wire)
		}
	})
}

func BenchmarkFeed(b *testing.B) {
	in := []byte(strings.Repeat("data: {\"delta\":\"word\"}\n\n", 40))
	tap := NewTap(0)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		tap.Feed(in, 1, func(*flow.Message) {})
	}
}
