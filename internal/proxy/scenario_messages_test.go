package proxy

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/gobwas/httphead"
	"github.com/gobwas/ws"

	"rockxy/internal/rule/breakpoint"
	"rockxy/internal/testkit"
)

// talk is a WebSocket with an origin that echoes: what the client says and is to get
// back. What begins with \x00 is binary.
type talk struct {
	name   string
	rules  []string
	says   []string
	gets   []string
	trace  []string
	decide []decide
	status int // of the answer, if it is not to be a WebSocket
}

func TestRulesOfWebSocketsEndToEnd(t *testing.T) {
	s := newStage(t)
	upper := "script: {source: 'function onMessage(c, m) { if (m.kind === \"text\") { if (m.text === \"drop\") m.drop(); else m.text = m.text.toUpperCase() } else m.bytes = new Uint8Array([0, ...m.bytes]) }'}"
	for _, c := range []talk{
		{name: "both ways", rules: []string{"message-body: {replace: {text: a, with: aa}}"}, says: []string{"a", "b"}, gets: []string{"aaaa", "b"},
			trace: []string{"message-body|", "message-body|"}},
		{name: "sent", rules: []string{"message-body: {on: sent, replace: {text: a, with: aa}}"}, says: []string{"a"}, gets: []string{"aa"}, trace: []string{"message-body|"}},
		{name: "received", rules: []string{"message-body: {on: received, json-set: {$.n: 2}}"}, says: []string{`{"n": 1}`}, gets: []string{`{"n": 2}`}, trace: []string{"message-body|"}},
		{name: "binary", rules: []string{"message-body: {on: sent, binary: true, replace: {text: a, with: b}}"}, says: []string{"\x00a"}, gets: []string{"\x00b"}, trace: []string{"message-body|"}},
		{name: "binary passes", rules: []string{"message-body: {on: sent, replace: {text: a, with: b}}"}, says: []string{"\x00a"}, gets: []string{"\x00a"}},
		{name: "of the response", rules: []string{"response-body: {messages: true, replace: {text: a, with: b}}"}, says: []string{"aa"}, gets: []string{"bb"}, trace: []string{"-response-body|101", "response-body|replaced twice"}},
		{name: "script", rules: []string{upper}, says: []string{"x", "drop", "\x00\x01"}, gets: []string{"X", "\x00\x00\x00\x01"}, trace: []string{"script|changed", "script|dropped", "script|changed", "script|changed"}},
		{name: "a match of messages", rules: []string{"match: message:needle\nactions: [{message-body: {on: sent, replace: {text: needle, with: pin}}}]"}, says: []string{"hay", "needle"}, gets: []string{"hay", "pin"}, trace: []string{"message-body|"}},
		{name: "paused", rules: []string{"breakpoint: messages"}, says: []string{"one"}, decide: []decide{editedBody("one", "two"), editedBody("two", "three")}, gets: []string{"three"}, trace: []string{"breakpoint|", "breakpoint|"}},
		{name: "dropped by a person", rules: []string{"match: message:one\nactions: [{breakpoint: messages}]"}, says: []string{"one", "two"},
			decide: []decide{func(*breakpoint.Message) breakpoint.Decision { return breakpoint.Decision{Verb: breakpoint.Drop} }}, gets: []string{"two"}, trace: []string{"breakpoint|dropped"}},
		{name: "map remote", rules: []string{"map-remote: {host: a.origin.test, port: OTHER}"}, says: []string{"a"}, gets: []string{"a"}, trace: []string{"map-remote|"}},
		{name: "headers", rules: []string{"request-headers: {set: {X-A: '1'}}", "response-headers: {set: {X-A: '1'}}"}, says: []string{"a"}, gets: []string{"a"}, trace: []string{"request-headers|", "response-headers|"}},
		{name: "throttle, messages", rules: []string{"throttle: {down: 50mbit, latency: 2ms}", "message-body: {on: sent, replace: {text: a, with: b}}"}, says: []string{"a"}, gets: []string{"b"}, trace: []string{"throttle|", "message-body|"}},
		{name: "block", rules: []string{"block: 403"}, status: 403, trace: []string{"block|403"}},
		{name: "map local", rules: []string{"map-local: {body: x}"}, status: 200, trace: []string{"map-local|"}},
	} {
		t.Run(c.name, func(t *testing.T) { s.talk(t, c) })
	}
}

func (s *stage) talk(t *testing.T, c talk) {
	s.load(t, c.rules)
	k := s.book.count() + 1
	decided := make(chan error, 1)
	go func() { decided <- s.decideAll(t.Context(), c.decide) }()
	status, compressed, nc := s.socket(t)
	if c.status != 0 {
		if status != c.status {
			t.Errorf("status %d, want %d", status, c.status)
		}
	} else if nc != nil {
		s.say(t, nc, c, compressed)
	}
	if nc != nil {
		nc.Close()
	}
	if err := <-decided; err != nil {
		t.Error(err)
	}
	checkTrace(t, s.book.wait(t, k).x.Trace, c.trace)
}

func (s *stage) say(t *testing.T, nc net.Conn, c talk, compressed bool) {
	if compressed && slices.ContainsFunc(c.rules, func(r string) bool { return strings.Contains(r, "message") || strings.Contains(r, "onMessage") }) {
		t.Error("compression was agreed on, and messages are to be edited")
	}
	for _, text := range c.says {
		f := ws.NewTextFrame([]byte(text))
		if text[0] == 0 {
			f = ws.NewBinaryFrame([]byte(text))
		}
		if err := ws.WriteFrame(nc, ws.MaskFrame(f)); err != nil {
			t.Error(err)
		}
	}
	for _, want := range c.gets {
		f, err := testkit.ReadFrame(nc)
		if err != nil || string(f.Payload) != want || (f.Header.OpCode == ws.OpBinary) != (want[0] == 0) {
			t.Errorf("got %q (%v), %v; want %q", f.Payload, f.Header.OpCode, err, want)
		}
	}
	_ = ws.WriteFrame(nc, ws.MaskFrame(ws.NewCloseFrame(ws.NewCloseFrameBody(1000, "bye"))))
	if f, err := testkit.ReadFrame(nc); err != nil || f.Header.OpCode != ws.OpClose {
		t.Errorf("got %q, %v; want a close", f.Payload, err)
	}
}

// socket opens a WebSocket that offers to compress; the connection is nil when the answer is another one.
func (s *stage) socket(t *testing.T) (status int, compressed bool, nc net.Conn) {
	d := ws.Dialer{
		NetDial: func(context.Context, string, string) (net.Conn, error) {
			return s.connect("origin.test:" + s.origin.Port()).Conn, nil
		},
		TLSConfig:  &tls.Config{RootCAs: s.pool(), ServerName: "origin.test", NextProtos: []string{"http/1.1"}},
		Extensions: []httphead.Option{httphead.NewOption("permessage-deflate", nil)},
		OnStatusError: func(code int, _ []byte, _ io.Reader) {
			status = code
		},
	}
	nc, br, hs, err := d.Dial(t.Context(), "wss://origin.test:"+s.origin.Port()+"/ws")
	if err != nil && status == 0 {
		t.Error(err)
	}
	if br != nil {
		t.Errorf("%d octets came before the first message", br.Buffered())
	}
	if err != nil {
		return status, false, nil
	}
	return 101, len(hs.Extensions) > 0, nc
}

// Messages of event streams and gRPC calls.
func TestRulesOfEventsAndCalls(t *testing.T) {
	s := newStage(t)
	event := func(n, data string) string { return "id: " + n + "\nevent: tick\ndata: " + data + "\n\n" }
	grpc := []string{"Content-Type: application/grpc", "Te: trailers"}
	echo := "POST /rockxy.test.Echo/"
	swap := "message-body: {binary: true, replace: {text: ada, with: bob}}"
	play(t, s, []scenario{
		{name: "events dropped", rules: []string{"script: {source: 'function onMessage(c, m) { if (m.json.n === 1) m.drop(); else m.json.n += 10 }'}"}, ask: ask{line: "GET /sse?n=3"},
			client: got{body: event("0", `{"n":10}`) + event("2", `{"n":12}`)}, trace: []string{"script|", "script|", "script|"}},
		{name: "the stream as it is", rules: []string{"response-body: {replace: {regex: '(?m)^event: tick', with: 'event: tock'}}"}, ask: ask{line: "GET /sse?n=1"},
			client: got{body: strings.ReplaceAll(event("0", `{"n":0}`), "tick", "tock")}, trace: []string{"response-body|once"}},
		{name: "an event paused", rules: []string{"breakpoint: messages"}, ask: ask{line: "GET /sse?n=1"}, decide: []decide{editedBody("0", "5")},
			client: got{body: event("0", `{"n":5}`)}, trace: []string{"breakpoint|sent as edited"}},
		{name: "gRPC unary", only: "h2", rules: []string{swap}, ask: ask{line: echo + "Unary", fields: grpc, body: calls("ada")},
			origin: seen{body: calls("bob")}, client: got{body: calls("bob"), trailers: []string{"Grpc-Status: 0"}}, trace: []string{"message-body|"}},
		{name: "gRPC unary, received", only: "h2", rules: []string{"message-body: {on: received, binary: true, replace: {text: ada, with: bob}}"}, ask: ask{line: echo + "Unary", fields: grpc, body: calls("ada")},
			origin: seen{body: calls("ada")}, client: got{body: calls("bob"), trailers: []string{"Grpc-Status: 0"}}, trace: []string{"message-body|"}},
		{name: "gRPC server stream", only: "h2", rules: []string{"message-body: {on: received, binary: true, replace: {text: 'x 1', with: 'y 2'}}"}, ask: ask{line: echo + "Server", fields: grpc, body: calls("x")},
			client: got{body: calls("x 0", "y 2", "x 2"), trailers: []string{"Grpc-Status: 0"}}, trace: []string{"message-body|"}},
		{name: "gRPC client stream, one dropped", only: "h2", rules: []string{"script: {source: 'function onMessage(c, m) { if (m.fromClient && m.bytes[2] === 98) m.drop() }'}"},
			ask: ask{line: echo + "Client", fields: grpc, body: calls("a", "b", "c")}, client: got{body: calls("a c"), trailers: []string{"Grpc-Status: 0"}},
			trace: []string{"script|dropped"}},
		{name: "gRPC both at once", only: "h2", rules: []string{swap}, ask: ask{line: echo + "Bidi", fields: grpc, up: true, pieces: []piece{{calls("ada"), calls("bob")}, {calls("eve"), calls("eve")}}},
			client: got{trailers: []string{"Grpc-Status: 0"}}, trace: []string{"message-body|"}},
		{name: "gRPC blocked", only: "h2", rules: []string{"block"}, ask: ask{line: echo + "Unary", fields: grpc, body: calls("ada")}, origin: seen{nothing: true}, client: got{status: 503, any: true}, fault: "rule.blocked", trace: []string{"block|"}},
		{name: "gRPC trailers", only: "h2", rules: []string{"response-trailers: {set: {Grpc-Status: '14', Grpc-Message: busy}}"}, ask: ask{line: echo + "Unary", fields: grpc, body: calls("ada")},
			client: got{body: calls("ada"), trailers: []string{"Grpc-Status: 14", "Grpc-Message: busy"}}, trace: []string{"response-trailers|"}},
		{name: "gRPC and texts", only: "h2", rules: []string{"response-body: " + toStaging, "request-body: " + toStaging}, ask: ask{line: echo + "Unary", fields: grpc, body: calls("prod")},
			client: got{body: calls("prod"), trailers: []string{"Grpc-Status: 0"}}, trace: []string{"-request-body|", "-response-body|"}},
	})
}

// calls are messages of a gRPC body, each a StringValue.
func calls(texts ...string) string {
	var b []byte
	for _, s := range texts {
		b = append(b, 0)
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)+2))
		b = append(b, 0x0a, byte(len(s)))
		b = append(b, s...)
	}
	return string(b)
}
