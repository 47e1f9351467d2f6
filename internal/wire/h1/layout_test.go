package h1

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// record reads wire with a recorded layout and returns it with the payload.
func record(t testing.TB, wire string, limit int, sizes ...int) (payload, layout []byte) {
	t.Helper()
	b := chunkedBody()
	b.RecordLayout(limit)
	pieces, _, _, err := drive(b, []byte(wire), sizes...)
	if err != nil {
		t.Fatalf("%q: %v", wire, err)
	}
	for _, p := range pieces {
		payload = append(payload, p.data...)
	}
	return payload, b.Layout()
}

func TestRebuild(t *testing.T) {
	for _, wire := range []string{
		"0\r\n\r\n",
		"5\r\nhello\r\n0\r\n\r\n",
		"5\r\nhello\r\n5\r\nworld\r\n5\r\n.....\r\n1\r\nx\r\n5\r\nhello\r\n0\r\n\r\n",
		"A\r\n0123456789\r\na\r\n0123456789\r\n0a\r\n0123456789\r\n000\r\n\r\n",
		"5;a=\"b c\"\r\nhello\r\n5\r\nhello\r\n5\r\nhello\r\n0;end\r\nA:b\r\nC:\t d \r\n\r\n",
		"1;" + strings.Repeat("a", MaxChunkLine-4) + "\r\nx\r\n0\r\n\r\n",
		strings.Repeat("1\r\nx\r\n", 1000) + "0\r\nA: b\r\n\r\n",
	} {
		for _, size := range []int{1, 7, 4096} {
			payload, layout := record(t, wire, 8<<10, size)
			got, err := Rebuild([]byte("> "), payload, layout)
			if string(got) != "> "+wire || err != nil {
				t.Errorf("%.60q in parts of %d: %q, %v", wire, size, got, err)
			}
		}
	}
	// A thousand equal chunks take little more than one.
	if _, layout := record(t, strings.Repeat("1\r\nx\r\n", 1000)+"0\r\n\r\n", 64); len(layout) > 8 {
		t.Errorf("the layout of equal chunks has %d octets", len(layout))
	}
}

func TestRebuildWhatWasCut(t *testing.T) {
	const wire = "5\r\nhello\r\n5\r\nworld\r\n0\r\nA: b\r\n\r\n"
	payload, layout := record(t, wire, 100)
	for n := range payload {
		got, err := Rebuild(nil, payload[:n], layout)
		if err != nil || !strings.HasPrefix(wire, string(got)) || len(got) < n {
			t.Errorf("%d octets of payload: %q, %v", n, got, err)
		}
	}
	payload, layout = record(t, wire[:14], 100)
	if got, err := Rebuild(nil, payload, layout); string(got) != wire[:14] || err != nil {
		t.Errorf("a message that was cut: %q, %v", got, err)
	}
}

func TestLayoutIsBounded(t *testing.T) {
	var wire strings.Builder
	for i := range 500 {
		fmt.Fprintf(&wire, "%x;n=%d\r\n%s\r\n", i%7+1, i, strings.Repeat("x", i%7+1))
	}
	b := chunkedBody()
	b.RecordLayout(100)
	if _, _, _, err := drive(b, []byte(wire.String())); err != nil || b.Layout() != nil {
		t.Errorf("%v, layout of %d octets", err, len(b.Layout()))
	}
	if _, layout := record(t, "0\r\nA: "+strings.Repeat("x", 200)+"\r\n\r\n", 100); layout != nil {
		t.Errorf("trailers past the limit: %q", layout)
	}
	b.Reset(Framing{Kind: Chunked}, DefaultLimits)
	if b.Next([]byte("0\r\n\r\n")); b.Layout() != nil {
		t.Error("Reset leaves recording on")
	}
	b.Reset(Framing{Kind: Length, Length: 1}, DefaultLimits)
	if b.RecordLayout(100); b.Layout() != nil {
		t.Error("a body with a length has a layout")
	}
}

func TestRebuildRefusesWhatIsNoLayout(t *testing.T) {
	for _, layout := range [][]byte{
		{0x80},             // an unfinished number
		{1<<2 | tagRepeat}, // nothing to repeat
		{0, 1<<2 | tagRepeat},
		{5<<2 | tagLine, '5'},                 // too short
		{1<<2 | tagLine, 'x'},                 // not a size
		{3<<2 | tagLine, '5', '\r', '\n'},     // more than a line
		{9<<2 | tagTrailers, 'a'},             // too short
		bytes.Repeat([]byte{0xff}, 11),        // a number past 64 bits
		{0x81, 0x80, 0x04 /* 16385>>2, "" */}, // a line longer than any
	} {
		if got, err := Rebuild(nil, []byte("payload"), layout); !errors.Is(err, ErrLayout) {
			t.Errorf("Rebuild(% x) = %q, %v", layout, got, err)
		}
	}
	if got, err := Rebuild(nil, []byte("x"), nil); len(got) != 0 || err != nil {
		t.Errorf("an empty layout: %q, %v", got, err)
	}
	huge := append([]byte{1 << 2}, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)
	if got, err := Rebuild(nil, []byte("xyz"), huge); len(got) > 100 || err != nil {
		t.Errorf("a layout that repeats for ever: %d octets, %v", len(got), err)
	}
}
