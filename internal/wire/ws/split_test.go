package ws

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

// Whatever the chunks, the units are the same, and what they were cut of is what
// they are together.
func TestSplitAnyChunking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var wire []byte
		var want []string
		for range rapid.IntRange(0, 8).Draw(t, "messages") {
			data := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "data")
			kind := rapid.SampledFrom([]flow.MessageKind{flow.MessageText, flow.MessageBinary, flow.MessagePing}).Draw(t, "kind")
			if kind == flow.MessagePing {
				data = data[:min(len(data), maxControl)]
			}
			var key *[4]byte
			if rapid.Bool().Draw(t, "masked") {
				key = &[4]byte{1, 2, 3, 4}
			}
			frame := AppendMessage(nil, kind, data, key)
			if kind != flow.MessagePing && len(data) > 200 { // in two frames, with a ping between
				a := AppendMessage(nil, kind, data[:100], key)
				a[0] &^= 0x80
				b := AppendMessage(nil, kind, data[100:], key)
				b[0] = 0x80
				want = append(want, "ping!")
				frame = append(append(a, AppendMessage(nil, flow.MessagePing, []byte("ping!"), key)...), b...)
			}
			if len(data) <= 250 {
				want = append(want, string(data))
			}
			wire = append(wire, frame...)
		}
		if rapid.Bool().Draw(t, "garbage") {
			wire = append(wire, 0x83, 0x00, 'x')
		}
		s := Splitter{Limit: 250}
		var got []string
		var raw []byte
		emit := func(u Unit) error {
			raw = append(raw, u.Raw...)
			if u.Whole {
				got = append(got, string(u.Data))
			}
			return nil
		}
		for rest := wire; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "chunk")
			if err := s.Feed(rest[:n], emit); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		raw = append(raw, s.Rest()...)
		if len(raw) != len(wire) {
			t.Fatalf("%d octets became %d", len(wire), len(raw))
		}
		if len(got) != len(want) {
			t.Fatalf("%d units, want %d: %q, %q", len(got), len(want), got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("unit %d is %q, want %q", i, got[i], want[i])
			}
		}
	})
}

func TestSplitPassesWhatItCannotRead(t *testing.T) {
	wire := []byte{0xc1, 1, 'x'} // a frame with RSV1
	wire = append(wire, AppendMessage(nil, flow.MessageText, bytes.Repeat([]byte("long"), 100), nil)...)
	wire = append(wire, AppendMessage(nil, flow.MessageText, []byte("short"), nil)...)
	s := Splitter{Limit: 10}
	var whole []string
	var all []byte
	s.Feed(wire, func(u Unit) error {
		all = append(all, u.Raw...)
		if u.Whole {
			whole = append(whole, string(u.Data))
		}
		return nil
	})
	if !bytes.Equal(all, wire) || len(whole) != 1 || whole[0] != "short" {
		t.Errorf("%d of %d octets, whole %q", len(all), len(wire), whole)
	}
}
