package h1

import (
	"strings"
	"testing"

	"rockxy/internal/flow"
)

func b(s string) []byte { return []byte(s) }

func field(name, value string) flow.Field { return flow.Field{Name: b(name), Value: b(value)} }

func TestAppendRequest(t *testing.T) {
	for _, tt := range []struct {
		name     string
		rw       *Rewrite
		in, want string // "\n" stands for CRLF, and the empty line is left out
	}{
		{"unchanged", nil, "GET /a?b HTTP/1.1\nHOST:a\nx-B: \t c \nX-b:\nCookie: d\nCookie: e", "="},
		{"what is not hop-by-hop stays", &Rewrite{}, "GET / HTTP/1.1\nHost: a\nTrailer: x\nExpect: 100-continue\nVia: b\nTransfer-Encoding: Chunked", "="},
		{"a length of its own stays", nil, "PUT / HTTP/1.1\nHost: a\nContent-Length:  5", "="},

		{"hop-by-hop", nil,
			"GET / HTTP/1.1\nConnection: keep-alive\nHost:  a\nProxy-Connection: x\nKeep-Alive: y\nX: z \nProxy-Authorization: p\nUpgrade: u\nTE: gzip",
			"GET / HTTP/1.1\nHost:  a\nX: z "},
		{"nominated", nil,
			"GET / HTTP/1.1\nHost: a\nX-One: 1\nConnection: x-one, X-TWO,\nX-Two: 2\nX-Three: 3\nconnection: x-three\nx-one: 4",
			"GET / HTTP/1.1\nHost: a"},
		{"nominated but needed", nil,
			"PUT / HTTP/1.1\nConnection: host, content-length, transfer-encoding, trailer, date, authorization, cookie, content-type, via, cache-control, range, x-forwarded-for, expect\n" +
				"Host: a\nContent-Length: 5\nTrailer: t\nDate: d\nAuthorization: s\nCookie: c\nContent-Type: x\nVia: v\nCache-Control: n\nRange: r\nX-Forwarded-For: f\nExpect: e",
			"PUT / HTTP/1.1\nHost: a\nContent-Length: 5\nTrailer: t\nDate: d\nAuthorization: s\nCookie: c\nContent-Type: x\nVia: v\nCache-Control: n\nRange: r\nX-Forwarded-For: f\nExpect: e"},
		{"TE: trailers", nil, "GET / HTTP/1.1\nHost: a\nTE: trailers\nX: y", "GET / HTTP/1.1\nHost: a\nTE: trailers\nX: y\nConnection: TE"},
		{"TE: trailers as sent", nil, "GET / HTTP/1.1\nHost: a\nConnection:  te\nTE:trailers\nX: y", "="},
		{"TE among others", nil, "GET / HTTP/1.1\nHost: a\nte: gzip;q=1, Trailers\nConnection: TE, close\nTE: trailers", "GET / HTTP/1.1\nHost: a\nte: trailers\nConnection: TE"},
		{"TE with a weight on trailers", nil, "GET / HTTP/1.1\nHost: a\nTE: trailers;q=0.5", "GET / HTTP/1.1\nHost: a"},

		{"upgrade kept", &Rewrite{KeepUpgrade: true}, "GET / HTTP/1.1\nHost: a\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Key: k", "="},
		{"upgrade kept among options", &Rewrite{KeepUpgrade: true},
			"GET / HTTP/1.1\nHost: a\nUpgrade: websocket\nconnection: keep-alive, upgrade\nX: y",
			"GET / HTTP/1.1\nHost: a\nUpgrade: websocket\nconnection: Upgrade\nX: y"},
		{"upgrade dropped", nil,
			"GET / HTTP/1.1\nHost: a\nUpgrade: h2c\nConnection: Upgrade, HTTP2-Settings\nHTTP2-Settings: x", "GET / HTTP/1.1\nHost: a"},
		{"no upgrade to keep", &Rewrite{KeepUpgrade: true}, "GET / HTTP/1.1\nHost: a\nConnection: Upgrade", "GET / HTTP/1.1\nHost: a"},

		{"HTTP/1.0", nil, "GET / HTTP/1.0\nX: y", "GET / HTTP/1.1\nHost: \nX: y"},
		{"HTTP/1.0 with Host", nil, "GET / HTTP/1.0\nX: y\nHost:  a", "GET / HTTP/1.1\nX: y\nHost:  a"},
		{"HTTP/1.0 with a host given", &Rewrite{Host: b("b")}, "GET / HTTP/1.0\nX: y", "GET / HTTP/1.1\nHost: b\nX: y"},
		{"HTTP/1.0 in absolute-form", nil, "GET http://a/b HTTP/1.0\nX: y", "GET /b HTTP/1.1\nHost: a\nX: y"},

		{"absolute-form", nil, "GET http://a/b?c=http://d HTTP/1.1\nHost:A", "GET /b?c=http://d HTTP/1.1\nHost:A"},
		{"absolute-form without path", nil, "GET http://a HTTP/1.1\nHost: a", "GET / HTTP/1.1\nHost: a"},
		{"absolute-form with query alone", nil, "GET http://a?b/c HTTP/1.1\nHost: a", "GET /?b/c HTTP/1.1\nHost: a"},
		{"absolute-form, OPTIONS", nil, "OPTIONS http://a:1 HTTP/1.1\nHost: a:1", "OPTIONS * HTTP/1.1\nHost: a:1"},
		{"absolute-form, OPTIONS with slash", nil, "OPTIONS http://a/ HTTP/1.1\nHost: a", "OPTIONS / HTTP/1.1\nHost: a"},
		{"absolute-form, other host", nil, "GET http://a:80/ HTTP/1.1\nX: y\nhost: b\nZ: z", "GET / HTTP/1.1\nX: y\nhost: a:80\nZ: z"},
		{"absolute-form, empty host", nil, "GET http://a/ HTTP/1.1\nHost:", "GET / HTTP/1.1\nHost: a"},
		{"to a proxy", &Rewrite{ToProxy: true}, "GET http://a/b HTTP/1.1\nHost: a", "="},
		{"to a proxy, other host", &Rewrite{ToProxy: true}, "GET http://a/b HTTP/1.1\nHost: c", "GET http://a/b HTTP/1.1\nHost: a"},
		{"CONNECT", nil, "CONNECT a:1 HTTP/1.1\nHost: a:1\nProxy-Authorization: p", "CONNECT a:1 HTTP/1.1\nHost: a:1"},

		{"target and host given", &Rewrite{Target: b("/z"), Host: b("h")}, "GET http://a/b HTTP/1.1\nHost: a", "GET /z HTTP/1.1\nHost: h"},
		{"bad target given", &Rewrite{Target: b("/ HTTP/1.1\r\n")}, "GET / HTTP/1.1\nHost: a", ""},
		{"same host given", &Rewrite{Host: b("A")}, "GET / HTTP/1.1\nHost:  a", "="},
		{"close", &Rewrite{Close: true}, "GET / HTTP/1.1\nHost: a", "GET / HTTP/1.1\nHost: a\nConnection: close"},
		{"close in place", &Rewrite{Close: true, KeepUpgrade: true}, "GET / HTTP/1.1\nConnection: x\nHost: a\nUpgrade: u", "GET / HTTP/1.1\nConnection: Upgrade, close\nHost: a\nUpgrade: u"},
		{"keep-alive", &Rewrite{KeepAlive: true}, "GET / HTTP/1.1\nHost: a", "GET / HTTP/1.1\nHost: a\nConnection: keep-alive"},
		{"close wins", &Rewrite{KeepAlive: true, Close: true}, "GET / HTTP/1.1\nHost: a", "GET / HTTP/1.1\nHost: a\nConnection: close"},
		{"extra", &Rewrite{Extra: []flow.Field{field("A", "b"), field("C", "d\r\nE: f"), field("G H", "i"), field("J", " k ")}},
			"GET / HTTP/1.1\nHost: a", "GET / HTTP/1.1\nHost: a\nA: b\nJ: k"},
		{"other framing", &Rewrite{AddChunked: true}, "PUT / HTTP/1.1\nHost: a\nContent-Length: 5\nX: y", "PUT / HTTP/1.1\nHost: a\nX: y\nTransfer-Encoding: chunked"},
		{"chunked already", &Rewrite{AddChunked: true}, "PUT / HTTP/1.1\nHost: a\nTransfer-Encoding:chunked", "="},
		{"no length", &Rewrite{DropContentLength: true, Extra: []flow.Field{field("Content-Length", "7")}}, "PUT / HTTP/1.1\nHost: a\nContent-Length: 5\nX: y", "PUT / HTTP/1.1\nHost: a\nX: y\nContent-Length: 7"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want == "=" {
				tt.want = tt.in
			}
			h := mustRequest(t, crlf(tt.in))
			if got := string(AppendRequest(b("> "), h, tt.rw)); got != "> "+crlf(tt.want) {
				t.Errorf("\ngot  %q\nwant %q", got, "> "+crlf(tt.want))
			}
		})
	}
}

// crlf writes out a head: every line with its CRLF, and the empty line.
func crlf(s string) string {
	if s == "" {
		return ""
	}
	return strings.ReplaceAll(s, "\n", "\r\n") + "\r\n\r\n"
}

func TestAppendResponse(t *testing.T) {
	for _, tt := range []struct {
		name     string
		rw       *Rewrite
		in, want string
	}{
		{"unchanged", nil, "HTTP/1.1 200 Very  fine \nA:b \na:  c\nTrailer: x\nWWW-Authenticate: y\nProxy-Authenticate: z", "="},
		{"no reason", nil, "HTTP/1.1 200\nA: b", "="},
		{"HTTP/1.0", nil, "HTTP/1.0 200 \nA:b", "HTTP/1.1 200 \nA:b"},
		{"hop-by-hop", &Rewrite{}, "HTTP/1.1 200 OK\nConnection: x-a, Upgrade\nX-A: b\nKeep-Alive: timeout=5\nUpgrade: h2c\nTE: trailers\nProxy-Connection: c\nD: e", "HTTP/1.1 200 OK\nD: e"},
		{"Proxy-Authorization is of requests", nil, "HTTP/1.1 200 OK\nProxy-Authorization: x", "="},
		{"101", &Rewrite{KeepUpgrade: true}, "HTTP/1.1 101 Switching\nUpgrade: websocket\nConnection: upgrade\nSec-WebSocket-Accept: a", "="},
		{"426 names its protocols", nil, "HTTP/1.1 426 No\nUpgrade: TLS/1.0, HTTP/1.1\nConnection: close, Upgrade", "HTTP/1.1 426 No\nUpgrade: TLS/1.0, HTTP/1.1\nConnection: Upgrade"},
		{"lengths repeated", nil, "HTTP/1.1 200 OK\nContent-Length:  5\nA: b\ncontent-length: 5", "HTTP/1.1 200 OK\nContent-Length:  5\nA: b"},
		{"length as a list", nil, "HTTP/1.1 200 OK\nContent-length: 5, 5", "HTTP/1.1 200 OK\nContent-length: 5"},
		{"length with zeros", nil, "HTTP/1.1 200 OK\nContent-Length: 0005", "HTTP/1.1 200 OK\nContent-Length: 5"},
		{"for HTTP/1.0, dechunked", &Rewrite{DropTransferEncoding: true, Close: true}, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nA: b", "HTTP/1.1 200 OK\nA: b\nConnection: close"},
		{"dechunked", &Rewrite{DropTransferEncoding: true}, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nA: b", "HTTP/1.1 200 OK\nA: b"},
		{"for HTTP/1.0, kept alive", &Rewrite{KeepAlive: true}, "HTTP/1.1 200 OK\nConnection: keep-alive\nA: b", "="},
		{"Host means nothing", nil, "HTTP/1.1 200 OK\nHost: a\nHost: b", "="},
		{"Content_Length means nothing", nil, "HTTP/1.1 200 OK\nContent_Length: 5", "="},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want == "=" {
				tt.want = tt.in
			}
			h := mustResponse(t, crlf(tt.in))
			if got := string(AppendResponse(b("> "), h, tt.rw)); got != "> "+crlf(tt.want) {
				t.Errorf("\ngot  %q\nwant %q", got, "> "+crlf(tt.want))
			}
		})
	}
}

// A rule edits a head by its parts. What it left alone is written as received.
func TestAppendEditedHead(t *testing.T) {
	const raw = "GET /a HTTP/1.1\r\nHost:a\r\nX:  1 \r\nY:2\r\nZ:  3\r\n\r\n"
	for _, tt := range []struct {
		name, want string
		edit       func(h *flow.Head)
	}{
		{"removed", "GET /a HTTP/1.1\nHost:a\nY:2\nZ:  3", func(h *flow.Head) { h.Fields = append(h.Fields[:1:1], h.Fields[2:]...) }},
		{"last removed", "GET /a HTTP/1.1\nHost:a\nX:  1 \nY:2", func(h *flow.Head) { h.Fields = h.Fields[:3] }},
		{"value", "GET /a HTTP/1.1\nHost:a\nX: new\nY:2\nZ:  3", func(h *flow.Head) { h.Fields[1].Value = b("new") }},
		{"added in front", "GET /a HTTP/1.1\nN: m\nHost:a\nX:  1 \nY:2\nZ:  3", func(h *flow.Head) {
			h.Fields = append([]flow.Field{field("N", "m")}, h.Fields...)
		}},
		{"method", "PUT /a HTTP/1.1\nHost:a\nX:  1 \nY:2\nZ:  3", func(h *flow.Head) { h.Method = b("PUT") }},
		{"target", "GET /b HTTP/1.1\nHost:a\nX:  1 \nY:2\nZ:  3", func(h *flow.Head) { h.Target = b("/b") }},
		{"no Raw", "GET /a HTTP/1.1\nHost: a\nX: 1\nY: 2\nZ: 3", func(h *flow.Head) { h.Raw = nil }},
		{"Host removed", "GET /a HTTP/1.1\nHost: \nX:  1 \nY:2\nZ:  3", func(h *flow.Head) { h.Fields = h.Fields[1:] }},
		{"line end in a value", "GET /a HTTP/1.1\nHost:a\nY:2\nZ:  3", func(h *flow.Head) { h.Fields[1].Value = b("1\r\nEvil: 1") }},
		{"line end in a name", "GET /a HTTP/1.1\nHost:a\nY:2\nZ:  3", func(h *flow.Head) { h.Fields[1].Name = b("X: 1\r\nEvil") }},
		{"line end in the method", "", func(h *flow.Head) { h.Method = b("GET / HTTP/1.1\r\nX:") }},
		{"space in the target", "", func(h *flow.Head) { h.Target = b("/a b") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := mustRequest(t, raw).Clone()
			tt.edit(h)
			if got := string(AppendRequest(nil, h, nil)); got != crlf(tt.want) {
				t.Errorf("\ngot  %q\nwant %q", got, crlf(tt.want))
			}
			bad := strings.Contains(tt.name, "line end") || strings.Contains(tt.name, "space")
			if err := Writable(h); (err != nil) != bad {
				t.Errorf("Writable: %v", err)
			}
		})
	}
	h := mustResponse(t, "HTTP/1.1 200 Fine\r\nA:  b\r\n\r\n").Clone()
	h.Status = 404
	if got, want := string(AppendResponse(nil, h, nil)), crlf("HTTP/1.1 404 Fine\nA:  b"); got != want {
		t.Errorf("edited status: %q, want %q", got, want)
	}
	h.Reason = b("a\r\nb: c")
	if got, want := string(AppendResponse(nil, h, nil)), crlf("HTTP/1.1 404 Not Found\nA:  b"); got != want {
		t.Errorf("bad reason: %q, want %q", got, want)
	}
	h.Status = 1000
	if got := AppendResponse(nil, h, nil); len(got) != 0 || Writable(h) == nil {
		t.Errorf("bad status: %q, %v", got, Writable(h))
	}
}

func TestForwardingDoesNotAllocate(t *testing.T) {
	h := mustRequest(t, "GET http://a/b HTTP/1.1\r\nHost: c\r\nConnection: keep-alive, x\r\nX: y\r\nTE: trailers\r\nZ: z\r\n\r\n")
	r := mustResponse(t, "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5, 5\r\n\r\n")
	dst := make([]byte, 0, 1024)
	rw := &Rewrite{Close: true}
	if n := testing.AllocsPerRun(100, func() {
		AppendRequest(dst, h, rw)
		AppendResponse(dst, r, rw)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
