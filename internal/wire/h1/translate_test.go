package h1

import (
	"strings"
	"testing"

	"rockxy/internal/flow"
)

// h2Request builds a head as HTTP/2 brings it: ":method GET; host: a".
func h2Head(list string) *flow.Head {
	h := &flow.Head{Proto: flow.HTTP2}
	for f := range strings.SplitSeq(list, "\n") {
		i := strings.Index(f[1:], ":") + 1
		name, value := f[:i], strings.TrimPrefix(f[i+1:], " ")
		switch name {
		case ":method":
			h.Method = b(value)
		case ":path":
			h.Target = b(value)
		case ":scheme":
			h.Scheme = b(value)
		case ":authority":
			h.Authority = b(value)
		case ":status":
			h.Status = int(value[0]-'0')*100 + int(value[1]-'0')*10 + int(value[2]-'0')
		}
		h.Fields = append(h.Fields, field(name, value))
		h.Raw = append(h.Raw, f+"\r\n"...)
	}
	h.Raw = append(h.Raw, "\r\n"...)
	return h
}

const pseudo = ":method: GET\n:scheme: https\n:authority: a:8443\n:path: /b?c\n"

func TestRequestFromHTTP2(t *testing.T) {
	for _, tt := range []struct {
		name     string
		rw       *Rewrite
		in, want string
	}{
		{"plain", nil, pseudo + "accept: */*\nx-y: z", "GET /b?c HTTP/1.1\nHost: a:8443\naccept: */*\nx-y: z"},
		{"host agrees", nil, pseudo + "x: y\nhost: a:8443", "GET /b?c HTTP/1.1\nx: y\nhost: a:8443"},
		{"host differs", nil, pseudo + "host: evil", "GET /b?c HTTP/1.1\nhost: a:8443"},
		{"two hosts", nil, pseudo + "host: evil\nhost: a:8443", "GET /b?c HTTP/1.1\nhost: a:8443"},
		{"host without authority", nil, ":method: GET\n:path: /\nhost: h", "GET / HTTP/1.1\nhost: h"},
		{"crumbs", nil, pseudo + "cookie: a=1\nx: y\ncookie: b=2\ncookie: c=3", "GET /b?c HTTP/1.1\nHost: a:8443\ncookie: a=1; b=2; c=3\nx: y"},
		{"connection fields", nil, pseudo + "connection: x\nkeep-alive: 5\nproxy-connection: y\ntransfer-encoding: chunked\nupgrade: websocket\nte: trailers\nx: y",
			"GET /b?c HTTP/1.1\nHost: a:8443\nte: trailers\nx: y\nConnection: TE"},
		{"chunked", &Rewrite{AddChunked: true}, ":method: POST\n:authority: a\n:path: /\ncontent-length: 5\nx: y", "POST / HTTP/1.1\nHost: a\nx: y\nTransfer-Encoding: chunked"},
		{"length", nil, ":method: POST\n:authority: a\n:path: /\ncontent-length: 5\ncontent-length: 6", "POST / HTTP/1.1\nHost: a\ncontent-length: 5"},
		{"bad length", nil, ":method: POST\n:authority: a\n:path: /\ncontent-length: 5x", "POST / HTTP/1.1\nHost: a"},
		{"CONNECT", nil, ":method: CONNECT\n:authority: a:443", "CONNECT a:443 HTTP/1.1\nHost: a:443"},
		{"OPTIONS", nil, ":method: OPTIONS\n:authority: a\n:path: *", "OPTIONS * HTTP/1.1\nHost: a"},
		{"host given", &Rewrite{Host: b("h")}, pseudo + "x: y", "GET /b?c HTTP/1.1\nHost: h\nx: y"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := h2Head(tt.in)
			if err := Writable(h); err != nil {
				t.Errorf("Writable: %v", err)
			}
			got := AppendRequest(b("> "), h, tt.rw)
			if string(got) != "> "+crlf(tt.want) {
				t.Errorf("\ngot  %q\nwant %q", got, "> "+crlf(tt.want))
			}
			mustRequest(t, string(got[2:]))
		})
	}
}

func TestHTTP2ThatHTTP1CannotSay(t *testing.T) {
	edit := func(f func(h *flow.Head)) *flow.Head {
		h := h2Head(strings.TrimSuffix(pseudo, "\n"))
		f(h)
		return h
	}
	for name, h := range map[string]*flow.Head{
		"space in the method":        edit(func(h *flow.Head) { h.Method = b("GET / HTTP/1.1\r\nHost: b\r\n\r\nGET") }),
		"empty method":               edit(func(h *flow.Head) { h.Method = nil }),
		"line end in the path":       edit(func(h *flow.Head) { h.Target = b("/\r\nX: y") }),
		"space in the path":          edit(func(h *flow.Head) { h.Target = b("/ HTTP/1.1") }),
		"fragment":                   edit(func(h *flow.Head) { h.Target = b("/#a") }),
		"absolute path":              edit(func(h *flow.Head) { h.Target = b("http://evil/") }),
		"path without slash":         edit(func(h *flow.Head) { h.Target = b("evil") }),
		"empty path":                 edit(func(h *flow.Head) { h.Target = nil }),
		"star with GET":              edit(func(h *flow.Head) { h.Target = b("*") }),
		"authority with user":        edit(func(h *flow.Head) { h.Authority = b("u@a") }),
		"authority with path":        edit(func(h *flow.Head) { h.Authority = b("a/b") }),
		"authority with a line end":  edit(func(h *flow.Head) { h.Authority = b("a\r\nX: y") }),
		"CONNECT without a port":     edit(func(h *flow.Head) { h.Method, h.Authority = b("CONNECT"), b("a") }),
		"bad host without authority": edit(func(h *flow.Head) { h.Authority = nil; h.Fields = append(h.Fields, field("host", "a, b")) }),
	} {
		if got := AppendRequest(nil, h, nil); len(got) != 0 {
			t.Errorf("%s: %q", name, got)
		}
		if k := kindOf(t, Writable(h)); k != BadHead {
			t.Errorf("%s: Writable says %v", name, k)
		}
	}
	for _, f := range []flow.Field{field("x", "a\r\nb: c"), field("x", "a\nb"), field("x", "a\x00"), field("x\r\ny", "a"), field("x y", "a"), field("", "a"), field("cookie", "a\r\nb: c")} {
		h := edit(func(h *flow.Head) { h.Fields = append(h.Fields, f) })
		if got, want := string(AppendRequest(nil, h, nil)), crlf("GET /b?c HTTP/1.1\nHost: a:8443"); got != want {
			t.Errorf("%q %q: %q, want %q", f.Name, f.Value, got, want)
		}
		if k := kindOf(t, Writable(h)); k != BadHead {
			t.Errorf("%q %q: Writable says %v", f.Name, f.Value, k)
		}
	}
}

func TestResponseFromHTTP2(t *testing.T) {
	for _, tt := range []struct {
		rw       *Rewrite
		in, want string
	}{
		{nil, ":status: 200\ncontent-type: a/b\nset-cookie: c\nset-cookie: d\ncookie: e\ncookie: f", "HTTP/1.1 200 OK\ncontent-type: a/b\nset-cookie: c\nset-cookie: d\ncookie: e\ncookie: f"},
		{nil, ":status: 418", "HTTP/1.1 418 "},
		{nil, ":status: 103\nlink: l", "HTTP/1.1 103 Early Hints\nlink: l"},
		{&Rewrite{AddChunked: true, Close: true}, ":status: 200\nconnection: x\nx: y", "HTTP/1.1 200 OK\nx: y\nConnection: close\nTransfer-Encoding: chunked"},
	} {
		h := h2Head(tt.in)
		got := string(AppendResponse(nil, h, tt.rw))
		if got != crlf(tt.want) {
			t.Errorf("\ngot  %q\nwant %q", got, crlf(tt.want))
		}
		mustResponse(t, got)
	}
}

func TestTrailersFromHTTP2(t *testing.T) {
	h := &flow.Head{Fields: []flow.Field{field("grpc-status", "0"), field(":x", "y"), field("content-length", "5"), field("a", "b\r\n"), field("z", "")}}
	if got, want := string(AppendLastChunk(nil, h)), "0\r\ngrpc-status: 0\r\nz: \r\n\r\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
