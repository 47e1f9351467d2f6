package view

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func flatText(v *View, limit int64) (text string, left int64) {
	var b strings.Builder
	p := NewPrinter(&b, PlainStyle{}, limit)
	p.Flat()
	v.Text(p)
	_ = p.Close() // a Builder has no errors
	left, _ = p.Left()
	return b.String(), left
}

func TestFlat(t *testing.T) {
	for _, tt := range []struct {
		kind       Kind
		body, want string
	}{
		{JSON, `{"a":[1,{"b":{}},[]],"c":"] ["}`, `{"a": [1, {"b": {}}, []], "c": "] ["}`},
		{NDJSON, "{\"a\":1}\n[2]", `{"a": 1} [2]`},
		{Protobuf, "\x08\x96\x01\x12\x07testing\x1a\x02\x08\x07", `1: 150 2: "testing" 3 {1: 7}`},
		{CBOR, "\xa1\x61a\x82\x01\x02", `{"a": [1, 2]}`},
		{Events, "event: a\ndata: {\"b\":1}\n", `event: a data: {"b": 1}`},
		{Hex, "\xca\xfe\x00", "ca fe 00  |...|"},
		{Hex, "12345678\x01", "31 32 33 34 35 36 37 38  01  |12345678.|"},
	} {
		if got, _ := flatText(Open(Message{Body: []byte(tt.body)}, Options{As: tt.kind}), 0); got != tt.want {
			t.Errorf("%s %q is %q, want %q", tt.kind, tt.body, got, tt.want)
		}
	}
}

func TestFlatKeepsToItsLimit(t *testing.T) {
	got, left := flatText(Open(Message{Body: []byte(`{"a":[1,2,3]}`)}, Options{As: JSON}), 6)
	if got != `{"a": ` || left == 0 {
		t.Errorf("%q, %d are left", got, left)
	}
}

// A flat JSON text is one line of the same JSON.
func TestFlatJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, err := json.Marshal(rapid.MapOf(rapid.String(), rapid.SliceOf(rapid.OneOf(rapid.String().AsAny(), rapid.Int().AsAny(), rapid.Just(any(nil))))).Draw(t, "value"))
		if err != nil {
			t.Fatal(err)
		}
		got, _ := flatText(Open(Message{Body: in}, Options{As: JSON}), 0)
		var out bytes.Buffer
		if err := json.Compact(&out, []byte(got)); err != nil || out.String() != string(in) || strings.Contains(got, "\n") {
			t.Fatalf("%s became %s, %v", in, got, err)
		}
	})
}

func TestBinaryThatHasNoType(t *testing.T) {
	for body, want := range map[string]Kind{
		"\x82\xa4name\xa5Alice\xa3age\x1e":     MsgPack,
		"\xde\x00\x01\xa1a\xc0":                MsgPack,
		"\xa2\x64name\x65Alice\x63age\x01":     CBOR,
		"\xbf\x61a\xf5\xff":                    CBOR,
		"\xd9\xd9\xf7\x82\x01\x02":             CBOR,
		"\x12\x07testing\x1a\x02\x08\x07":      Protobuf,
		"\x82\x01\x04\xc3\xa4bc":               Protobuf, // field 16, whose tag is a map's octet in MessagePack
		"\x82\xa4name\xa5Alice":                Hex,      // half a map
		"\x82\xa4name\xa5Alice\xa3age\x1e\x00": Hex,      // and something after it
		"\x81\x01\x02":                         Hex,      // a key that is no text
		"\xa1\x61\x00\x01":                     Hex,
		"\x81":                                 Hex,
		"\xa1\x61":                             Hex,
		"\xde\x00\x01":                         Hex,
	} {
		v := Open(Message{Body: []byte(body)}, Options{Untyped: true})
		if v.Kind != want || len(v.Notes) > 0 {
			t.Errorf("% x is %s, %v, want %s", body, v.Kind, v.Notes, want)
		}
	}
	if v := Open(Message{Body: []byte(`{"a":1}`)}, Options{}); len(v.Notes) != 1 {
		t.Errorf("of a body without a type is said %v", v.Notes)
	}
}
