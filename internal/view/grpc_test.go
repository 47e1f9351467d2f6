package view

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"strings"
	"testing"
)

func grpcFrame(flags byte, data string) string {
	n := len(data)
	return string([]byte{flags, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) + data
}

func gzipped(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGRPC(t *testing.T) {
	const target = "https://a/shop.Orders/Place"
	status := base64.RawStdEncoding.EncodeToString([]byte("\x08\x05\x12\x04gone"))
	body := grpcFrame(0, "\x0a\x01x") + grpcFrame(1, gzipped(t, "\x0a\x01y")) + grpcFrame(0, "")
	m := Message{Type: "application/grpc+proto", Body: []byte(body), Response: true, Target: target, Fields: []Field{{"grpc-encoding", "gzip"}},
		Trailers: []Field{{"grpc-status", "5"}, {"grpc-message", "not%20there"}, {"grpc-status-details-bin", status}}}
	const want = `[grpc]
method: shop.Orders/Place
status: 5 NOT_FOUND
status message: not there
  [protobuf] message 1
  message: shop.Item
  size: 3 octets
  name: "x"
  [protobuf] message 2
  message: shop.Item
  size: 23 octets
  compressed: gzip
  name: "y"
  [protobuf] message 3
  message: shop.Item
  size: 0 octets
  [protobuf] status details
  1: 5
  2: "gone"
`
	got := show(Open(m, Options{Schema: orders(t)}))
	if size := len(gzipped(t, "\x0a\x01y")); size != 23 {
		got = strings.Replace(got, "size: "+plural(size, "octet"), "size: 23 octets", 1)
	}
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestGRPCWithoutMessages(t *testing.T) {
	m := Message{Type: "application/grpc", Response: true, Target: "/a.B/C", Fields: []Field{{"grpc-status", "12"}}}
	if got := show(Open(m, Options{})); got != "[grpc]\nmethod: a.B/C\nstatus: 12 UNIMPLEMENTED\n" {
		t.Errorf("got\n%s", got)
	}
}

func TestGRPCDamage(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"cut", grpcFrame(0, "\x0a\x05hello")[:9], "only 4 of its 7 octets are there"},
		{"after a message", grpcFrame(0, "") + "\xff\x00\x00", "after message 1 there are 3 octets that are no message"},
		{"compressed without a coding", grpcFrame(1, "x"), "it is marked as compressed, but no grpc-encoding says how"},
		{"not at all", "<html>", "shown as HTML although the type says application/grpc"},
	}
	for _, tt := range tests {
		if got := show(Open(Message{Type: "application/grpc", Body: []byte(tt.body)}, Options{})); !strings.Contains(got, tt.want) {
			t.Errorf("%s: got\n%s", tt.name, got)
		}
	}
	bomb := grpcFrame(1, gzipped(t, strings.Repeat("\x00", 40<<20)))
	got := show(Open(Message{Type: "application/grpc", Body: []byte(bomb), Fields: []Field{{"Grpc-Encoding", "gzip"}}}, Options{}))
	if !strings.Contains(got, "it decodes to more than") {
		t.Errorf("a bomb: %.300s", got)
	}
}

func TestGRPCWeb(t *testing.T) {
	body := grpcFrame(0, "\x08\x01") + grpcFrame(0x80, "grpc-status: 0\r\nx-a: b\r\n")
	const want = "[grpc-web]\nmethod: a.B/C\nstatus: 0 OK\ntrailer x-a: b\n  [protobuf] message 1\n  size: 2 octets\n  1: 1\n"
	text := base64.StdEncoding.EncodeToString([]byte(body[:7])) + base64.StdEncoding.EncodeToString([]byte(body[7:]))
	for contentType, in := range map[string]string{"application/grpc-web+proto": body, "application/grpc-web-text": text} {
		if got := show(Open(Message{Type: contentType, Body: []byte(in), Response: true, Target: "/a.B/C"}, Options{})); got != want {
			t.Errorf("%s: got\n%s", contentType, got)
		}
	}
}
