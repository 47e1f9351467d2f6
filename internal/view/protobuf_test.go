package view

import (
	"context"
	"io"
	"io/fs"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"
	"google.golang.org/protobuf/types/known/structpb"

	"rockxy/internal/view/schema"
)

const ordersProto = `syntax = "proto3";
package shop;
import "google/protobuf/any.proto";
import "google/protobuf/timestamp.proto";
enum Level { NONE = 0; GOLD = 7; }
message Item { string name = 1; double price = 2; }
message Order {
  int64 id = 1;
  sint32 delta = 2;
  repeated int32 packed = 3;
  map<string, Item> items = 4;
  Level level = 5;
  bytes blob = 6;
  google.protobuf.Timestamp at = 7;
  google.protobuf.Any any = 8;
  float ratio = 9;
  fixed64 big = 10;
  sfixed32 small = 11;
  bool paid = 12;
  repeated float floats = 13;
  oneof who { string name = 14; Item item = 15; }
}
service Orders { rpc Place(Order) returns (Item); }
`

func orders(t testing.TB) *schema.Set {
	t.Helper()
	s, err := schema.Load(context.Background(), schema.Source{
		Files: []string{"orders.proto"},
		Open: func(name string) (io.ReadCloser, error) {
			if name != "orders.proto" {
				return nil, fs.ErrNotExist
			}
			return io.NopCloser(strings.NewReader(ordersProto)), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// encodedOrder is a message of the schema, by the library's own encoder.
func encodedOrder(t testing.TB, s *schema.Set) []byte {
	t.Helper()
	m := dynamicpb.NewMessage(s.Message("shop.Order"))
	const text = `{"id":"-5","delta":-3,"packed":[1,-2,300],"items":{"a":{"name":"x","price":1.5}},"level":"GOLD","blob":"AP8=",
		"at":"2026-03-01T12:00:00.5Z","ratio":0.5,"big":"9","small":-9,"paid":true,"floats":[1,2.5],"name":"grüß"}`
	if err := protojson.Unmarshal([]byte(text), m); err != nil {
		t.Fatal(err)
	}
	body, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	inner := protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), "y")
	packed := protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), "type.googleapis.com/shop.Item")
	packed = protowire.AppendBytes(protowire.AppendTag(packed, 2, protowire.BytesType), inner)
	body = protowire.AppendBytes(protowire.AppendTag(body, 8, protowire.BytesType), packed)
	return protowire.AppendVarint(protowire.AppendTag(body, 99, protowire.VarintType), 1) // unknown
}

func TestProtobufWithASchema(t *testing.T) {
	s := orders(t)
	const want = `[protobuf]
message: shop.Order
id: -5
delta: -3
packed: [1, -2, 300]
items {
  key: "a"
  value {
    name: "x"
    price: 1.5
  }
}
level: GOLD
blob: <00ff>
at { # 2026-03-01T12:00:00.5Z
  seconds: 1772366400
  nanos: 500000000
}
ratio: 0.5
big: 9
small: -9
paid: true
floats: [1, 2.5]
name: "grüß"
any {
  type_url: "type.googleapis.com/shop.Item"
  value {
    name: "y"
  }
}
99: 1
`
	body := encodedOrder(t, s)
	for _, m := range []Message{
		{Type: "application/x-protobuf; messageType=shop.Order", Body: body},
		{Type: "application/proto", Body: body, Target: "https://a/prefix/shop.Orders/Place"}, // Connect
	} {
		if got := show(Open(m, Options{Schema: s})); got != want {
			t.Errorf("%s: got\n%s", m.Type, got)
		}
	}
	v := Open(Message{Body: body}, Options{As: Protobuf, Message: "shop.Nothing", Schema: s})
	if len(v.Notes) != 1 || v.Notes[0] != "the schema has no message shop.Nothing" {
		t.Errorf("%q", v.Notes)
	}
}

// A body that is not of the schema's type is shown as it is on the wire.
func TestProtobufOfAnotherType(t *testing.T) {
	s := orders(t)
	got := show(Open(Message{Body: []byte("\x0a\x01a\x25\x00\x00\x80\x3f")}, Options{As: Protobuf, Message: "shop.Order", Schema: s}))
	if want := "[protobuf]\nmessage: shop.Order\n1: \"a\"\n4: 0x3f800000 # 1065353216, or 1\n"; got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestProtobufWithoutASchema(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"varint", "\x08\x96\x01", "1: 150"},
		{"negative", "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "1: 18446744073709551615 # -1 if signed"},
		{"text", "\x12\x07testing", `2: "testing"`},
		{"text that could be a message", "\x12\x02\x30\x31", `2: "01"`},
		{"message", "\x1a\x03\x08\x96\x01", "3 {\n  1: 150\n}"},
		{"message that could be text", "\x1a\x0a\x0a\x08textabcd", "3 {\n  1: \"textabcd\"\n}"},
		{"text of two lines", "\x12\x03a\nb", `2: "a\nb"`},
		{"octets", "\x12\x02\xff\x00", "2: <ff00>"},
		{"nothing", "\x12\x00", `2: ""`},
		{"fixed32", "\x0d\x00\x00\x80\x3f", "1: 0x3f800000 # 1065353216, or 1"},
		{"fixed64", "\x09\x00\x00\x00\x00\x00\x00\xf0\xbf", "1: 0xbff0000000000000 # -4616189618054758400, or -1"},
		{"group", "\x0b\x10\x01\x0c", "1 {\n  2: 1\n}"},
		{"twice", "\x08\x01\x08\x02", "1: 1\n1: 2"},
		{"damaged", "\x08\x01\x12\x09abc", "1: 1\n<1209616263>"},
	}
	for _, tt := range tests {
		if got, _ := textOf(t, Protobuf, []byte(tt.in)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	v := Open(Message{Type: "application/protobuf", Body: []byte("\x08\x01\x12\x09abc")}, Options{})
	if len(v.Notes) != 1 || !strings.Contains(v.Notes[0], "damaged after 2 of its 7 octets") {
		t.Errorf("%q", v.Notes)
	}
	deep := []byte{}
	for range 1000 {
		deep = protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), deep)
	}
	swallow(t, Open(Message{Type: "application/protobuf", Body: deep}, Options{}), 0)
}

func TestProtobufIsRecognised(t *testing.T) {
	value, err := structpb.NewValue(map[string]any{"name": "some text", "n": 1})
	if err != nil {
		t.Fatal(err)
	}
	body, err := proto.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	if v := Open(Message{Type: "application/octet-stream", Body: body}, Options{}); v.Kind != Protobuf || len(v.Notes) != 1 {
		t.Errorf("%s %q", v.Kind, v.Notes)
	}
	for _, no := range []string{"\x00\x01\x02\x03\x04", "\x08\x01\x10\x02", "\x1f\x8b\x08\x00\x00\x00\x00\x00", "plain text"} {
		if v := Open(Message{Body: []byte(no)}, Options{}); v.Kind == Protobuf {
			t.Errorf("%q", no)
		}
	}
}
