package h1

import (
	"bytes"
	"testing"

	"rockxy/internal/flow"
)

// typical is what a browser sends: eight fields.
var typical = []byte("GET /assets/app.3f9c1b.js?v=20 HTTP/1.1\r\n" +
	"Host: www.example.com\r\n" +
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n" +
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n" +
	"Accept-Language: en-GB,en;q=0.5\r\n" +
	"Accept-Encoding: gzip, deflate, br, zstd\r\n" +
	"Referer: https://www.example.com/\r\n" +
	"Cookie: session=0123456789abcdef0123456789abcdef; theme=dark\r\n" +
	"Cache-Control: no-cache\r\n\r\n")

var typicalResponse = []byte("HTTP/1.1 200 OK\r\n" +
	"Date: Mon, 23 Nov 2026 05:17:45 GMT\r\n" +
	"Server: nginx\r\n" +
	"Content-Type: application/javascript; charset=utf-8\r\n" +
	"Content-Length: 18231\r\n" +
	"ETag: \"5f9c1b-4737\"\r\n" +
	"Cache-Control: public, max-age=31536000, immutable\r\n" +
	"Vary: Accept-Encoding\r\n" +
	"Accept-Ranges: bytes\r\n\r\n")

func BenchmarkParseRequest(b *testing.B) {
	var h flow.Head
	b.ReportAllocs()
	b.SetBytes(int64(len(typical)))
	for b.Loop() {
		if n, err := ParseRequest(typical, 0, &h, DefaultLimits); n != len(typical) || err != nil {
			b.Fatal(n, err)
		}
	}
}

func BenchmarkParseResponse(b *testing.B) {
	var h flow.Head
	b.ReportAllocs()
	b.SetBytes(int64(len(typicalResponse)))
	for b.Loop() {
		if n, err := ParseResponse(typicalResponse, 0, &h, DefaultLimits); n != len(typicalResponse) || err != nil {
			b.Fatal(n, err)
		}
	}
}

func BenchmarkRequestFraming(b *testing.B) {
	h := mustRequest(b, string(typical))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := RequestFraming(h); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendRequest(b *testing.B) {
	hop := bytes.Replace(typical, []byte("Referer"), []byte("Connection: keep-alive\r\nProxy-Connection: keep-alive\r\nReferer"), 1)
	absolute := bytes.Replace(typical, []byte("/assets"), []byte("http://www.example.com/assets"), 1)
	for _, bb := range []struct {
		name string
		head []byte
	}{{"unchanged", typical}, {"hop-by-hop", hop}, {"absolute", absolute}} {
		b.Run(bb.name, func(b *testing.B) {
			h := mustRequest(b, string(bb.head))
			var dst []byte
			b.ReportAllocs()
			for b.Loop() {
				dst = AppendRequest(dst[:0], h, nil)
			}
		})
	}
}

func BenchmarkAppendResponse(b *testing.B) {
	h := mustResponse(b, string(typicalResponse))
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		dst = AppendResponse(dst[:0], h, &Rewrite{})
	}
}

func BenchmarkBody(b *testing.B) {
	var wire []byte
	payload := bytes.Repeat([]byte("x"), 16<<10)
	for range 64 {
		wire = AppendChunk(wire, payload)
	}
	wire = AppendLastChunk(wire, nil)
	var body Body
	b.ReportAllocs()
	b.SetBytes(int64(len(wire)))
	for b.Loop() {
		body.Reset(Framing{Kind: Chunked}, DefaultLimits)
		for p, done := wire, false; !done; {
			var n int
			var err error
			if _, n, done, err = body.Next(p); err != nil {
				b.Fatal(err)
			}
			p = p[n:]
		}
	}
}
