package view

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/vmihailenco/msgpack/v5"
)

// text is what a body looks like as kind k, notes apart.
func textOf(t *testing.T, k Kind, body []byte) (string, []string) {
	t.Helper()
	v := Open(Message{Body: body}, Options{As: k})
	if v.Kind != k {
		t.Fatalf("shown as %s: %q", v.Kind, v.Notes)
	}
	var b strings.Builder
	p := NewPrinter(&b, PlainStyle{}, 0)
	v.Text(p)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n"), v.Notes
}

func TestCBOR(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		value any
		want  string
	}{
		{0, "0"}, {-1, "-1"}, {uint64(math.MaxUint64), "18446744073709551615"}, {"a\n\"", `"a\n\""`}, {[]byte{1, 0xff}, "<01ff>"},
		{[]byte("text"), `<74657874> /"text"/`}, {1.5, "1.5"}, {float32(2), "2.0"}, {math.Inf(-1), "-Infinity"}, {math.NaN(), "NaN"},
		{nil, "null"}, {true, "true"}, {[]int{}, "[]"}, {map[string]any{}, "{}"}, {[]any{1, []int{2}}, "[\n  1,\n  [\n    2\n  ]\n]"},
		{map[int]string{1: "x"}, "{\n  1: \"x\"\n}"}, {cbor.Tag{Number: 32, Content: "http://a"}, `32("http://a")`}, {now, `"2026-03-01T12:00:00Z"`},
		{cbor.SimpleValue(99), "simple(99)"},
	} {
		mode, err := cbor.EncOptions{Time: cbor.TimeRFC3339}.EncMode()
		if err != nil {
			t.Fatal(err)
		}
		body, err := mode.Marshal(tt.value)
		if err != nil {
			t.Fatal(err)
		}
		if got, notes := textOf(t, CBOR, body); got != tt.want || notes != nil {
			t.Errorf("%v: %s %q, want %s", tt.value, got, notes, tt.want)
		}
	}
}

// RFC 8949 appendix A has what the encoder does not write.
func TestCBORByHand(t *testing.T) {
	for in, want := range map[string]string{
		"\x3b\xff\xff\xff\xff\xff\xff\xff\xff": "-18446744073709551616",
		"\xf9\x00\x01":                         "5.9604645e-08",
		"\xf9\x7b\xff":                         "65504.0",
		"\xf9\xc4\x00":                         "-4.0",
		"\x5f\x42\x01\x02\x43\x03\x04\x05\xff": "(_ <0102>, <030405>)",
		"\x9f\x01\x82\x02\x03\xff":             "[_\n  1,\n  [\n    2,\n    3\n  ]\n]",
		"\xbf\x61a\x01\x61a\x02\xff":           "{_\n  \"a\": 1,\n  \"a\": 2\n}",
		"\xf7":                                 "undefined",
		"\x01\x02":                             "1\n2",
		"\xd9\xd9\xf7\x80":                     "55799([])",
		"\x62\xc3\x28":                         `"\xc3("`,
		"\x9f" + strings.Repeat("\x80", 2) + "\xff\xf6": "[_\n  [],\n  []\n]\nnull",
	} {
		if got, _ := textOf(t, CBOR, []byte(in)); got != want {
			t.Errorf("% x: %s, want %s", in, got, want)
		}
	}
	got, notes := textOf(t, CBOR, []byte("\x83\x01\x61a\xff"))
	if got != "[\n  1,\n  \"a\",\n<ff>" || len(notes) != 1 || !strings.Contains(notes[0], "after 4 of its 5 octets") {
		t.Errorf("damaged: %q %q", got, notes)
	}
	if v := Open(Message{Type: "application/cbor", Body: []byte("\xff\xff")}, Options{}); v.Kind != Hex || len(v.Notes) != 1 {
		t.Errorf("no CBOR: %s %q", v.Kind, v.Notes)
	}
}

func TestMsgPack(t *testing.T) {
	for _, tt := range []struct {
		value any
		want  string
	}{
		{0, "0"}, {int8(-1), "-1"}, {int16(-300), "-300"}, {int32(math.MinInt32), "-2147483648"}, {int64(math.MinInt64), "-9223372036854775808"},
		{uint64(math.MaxUint64), "18446744073709551615"}, {"grüß", `"grüß"`}, {strings.Repeat("x", 300), `"` + strings.Repeat("x", 300) + `"`},
		{[]byte{0, 1}, "<0001>"}, {1.25, "1.25"}, {float32(-3), "-3.0"}, {nil, "null"}, {false, "false"}, {[]any{}, "[]"},
		{map[string]any{"a": []int{1}}, "{\n  \"a\": [\n    1\n  ]\n}"},
		{time.Unix(1e9, 5).UTC(), "2001-09-09T01:46:40.000000005Z"},
		{&msgpack.RawMessage{0xd4, 0x05, 0x2a}, "ext(5, <2a>)"},
	} {
		body, err := msgpack.Marshal(tt.value)
		if err != nil {
			t.Fatal(err)
		}
		if got, notes := textOf(t, MsgPack, body); got != tt.want || notes != nil {
			t.Errorf("%v: %s %q, want %s", tt.value, got, notes, tt.want)
		}
	}
	long := make([]int, 70_000)
	body, err := msgpack.Marshal(long)
	if err != nil {
		t.Fatal(err)
	}
	if got, notes := textOf(t, MsgPack, body); strings.Count(got, "\n") != len(long)+1 || notes != nil {
		t.Errorf("a long array: %d lines, %q", strings.Count(got, "\n"), notes)
	}
}

func TestBinaryOfAPartialBody(t *testing.T) {
	v := Open(Message{Type: "application/msgpack", Body: []byte("\x93\x01\x02"), Partial: true}, Options{})
	if got := show(v); got != "[msgpack]\n[\n  1,\n  2,\n<>\n" {
		t.Errorf("%q", got)
	}
	if v := Open(Message{Body: []byte(strings.Repeat("\x91", 1000))}, Options{As: MsgPack}); len(v.Notes) != 1 || !strings.Contains(v.Notes[0], "nested too deeply") {
		t.Errorf("deep: %q", v.Notes)
	}
}
