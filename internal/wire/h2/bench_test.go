package h2

import (
	"testing"
	"time"

	"rockxy/internal/flow"
)

var benchRequest = &flow.Head{
	Proto: flow.HTTP2, Method: []byte("GET"), Scheme: []byte("https"), Authority: []byte("origin.test"), Target: []byte("/some/path?x=1"),
	Fields: []flow.Field{
		{Name: []byte(":method"), Value: []byte("GET")}, {Name: []byte(":scheme"), Value: []byte("https")},
		{Name: []byte(":authority"), Value: []byte("origin.test")}, {Name: []byte(":path"), Value: []byte("/some/path?x=1")},
		{Name: []byte("user-agent"), Value: []byte("bench/1.0")}, {Name: []byte("accept"), Value: []byte("*/*")},
		{Name: []byte("accept-encoding"), Value: []byte("gzip")}, {Name: []byte("cookie"), Value: []byte("session=0123456789abcdef")},
	},
}

var benchResponse = &flow.Head{
	Proto: flow.HTTP2, Status: 200,
	Fields: []flow.Field{
		{Name: []byte(":status"), Value: []byte("200")}, {Name: []byte("content-type"), Value: []byte("text/html")},
		{Name: []byte("content-length"), Value: []byte("1024")}, {Name: []byte("date"), Value: []byte("Mon, 01 Jan 2029 00:00:00 GMT")},
	},
}

// BenchmarkExchange is a request and a response of 1 KiB between two
// connections.
func BenchmarkExchange(b *testing.B) {
	client, server := newPair(b)
	body := make([]byte, 1024)
	buf, now := make([]byte, 0, 64<<10), time.Unix(1e9, 0)
	pass := func(from, to *end, react func(*Event)) {
		buf = from.c.TakeOutput(buf)
		for p := buf; len(p) > 0; {
			n := copy(to.c.InputBuffer(), p)
			p = p[n:]
			to.c.Received(n, now)
			for ev := to.c.Next(); ev != nil; ev = to.c.Next() {
				react(ev)
				to.c.FreeHead(ev.Head)
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.c.SendRequest(benchRequest, "https", true, nil); err != nil {
			b.Fatal(err)
		}
		pass(client, server, func(ev *Event) {
			if ev.Kind == HeadReceived {
				server.c.SendResponse(ev.Stream, benchResponse, false)
				server.c.SendData(ev.Stream, body, true)
			}
		})
		pass(server, client, func(ev *Event) {
			if ev.Kind == DataReceived {
				client.c.Consume(ev.Stream, len(ev.Data))
			}
		})
	}
}

// BenchmarkData is bulk DATA between two connections.
func BenchmarkData(b *testing.B) {
	client, server := newPair(b)
	id, err := client.c.SendRequest(benchRequest, "https", false, nil)
	if err != nil {
		b.Fatal(err)
	}
	server.want(client, HeadReceived)
	chunk := make([]byte, 32<<10)
	buf, now := make([]byte, 0, 64<<10), time.Unix(1e9, 0)
	b.SetBytes(int64(len(chunk)))
	b.ReportAllocs()
	for b.Loop() {
		if n, err := client.c.SendData(id, chunk, false); n != len(chunk) || err != nil {
			b.Fatal(n, err)
		}
		for _, dir := range [][2]*end{{client, server}, {server, client}} {
			buf = dir[0].c.TakeOutput(buf)
			for p := buf; len(p) > 0; {
				n := copy(dir[1].c.InputBuffer(), p)
				p = p[n:]
				dir[1].c.Received(n, now)
				for ev := dir[1].c.Next(); ev != nil; ev = dir[1].c.Next() {
					dir[1].c.Consume(ev.Stream, len(ev.Data))
				}
			}
		}
	}
}
