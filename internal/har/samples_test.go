package har

import (
	"io"

	"rockxy/internal/content"
	"rockxy/internal/flow"
)

const t0 = flow.Nanos(1_750_000_000_000_000_000)

const ms = flow.Nanos(1_000_000)

func head(p flow.Proto, dir flow.Direction, raw string) Head {
	return Head{Dir: dir, Head: flow.ParseHead(p, []byte(raw), dir, false)}
}

// samples are an HTTP/1.1 exchange on a new connection with a compressed
// response, an HTTP/2 form on the same one, a WebSocket, and a failure.
func samples() []*Entry {
	client := &flow.ClientConn{ID: 1, Addr: "127.0.0.1:50000", Entry: flow.EntryConnect, Target: "api.example.test:443", Accepted: t0 - 90*ms}
	client.Process.Store(&flow.Process{PID: 42, Name: "curl", Path: "/usr/bin/curl"})
	server := &flow.ServerConn{
		ID: 2, Target: "api.example.test:443", Addr: "192.0.2.7:443", Local: "192.0.2.1:40000",
		DNSStart: t0 - 80*ms, DNSEnd: t0 - 70*ms, ConnectStart: t0 - 70*ms, ConnectEnd: t0 - 50*ms, TLSStart: t0 - 50*ms, TLSEnd: t0 - 20*ms,
		TLS: &flow.TLS{Version: 0x304, Cipher: 0x1301, ALPN: "http/1.1", ServerName: "api.example.test", Verified: true},
	}
	return []*Entry{first1(client, server), second(client, server), socket(client, server), failure(client)}
}

func exchange(id flow.ID, c *flow.ClientConn, s *flow.ServerConn, method, path string, from flow.Nanos) *flow.Exchange {
	return &flow.Exchange{
		ID: id, Client: c, Server: s, Proto: flow.HTTP11, UpstreamProto: flow.HTTP11, Method: method, Scheme: "https",
		Host: "api.example.test", Port: 443, URL: "https://api.example.test" + path, State: flow.Complete, Verdict: flow.VerdictIntercept,
		Timing: flow.Timing{Started: from, RequestHead: from + ms, RequestSent: from + 2*ms, ResponseFirst: from + 12*ms, ResponseHead: from + 13*ms, Ended: from + 20*ms},
	}
}

func first1(c *flow.ClientConn, s *flow.ServerConn) *Entry {
	x := exchange(1, c, s, "GET", "/users?page=2&q=a+b&empty=", t0)
	x.Status = 302
	plain := []byte(`{"name":"grüß","n":1}`)
	coded, _ := content.Encode(plain, "gzip")
	x.Response = flow.Body{Size: 30, Stored: int64(len(coded)), Chunked: true, Recoded: true}
	return &Entry{
		Exchange: x, Body: [2]*io.SectionReader{nil, section(coded)},
		Heads: []Head{
			head(flow.HTTP11, flow.Request, "GET /users?page=2&q=a+b&empty= HTTP/1.1\r\nHost: api.example.test\r\nX-Id: 7\r\naccept: */*\r\nCookie: a=1; b=two=2\r\n\r\n"),
			head(flow.HTTP11, flow.Response, "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"),
			head(flow.HTTP11, flow.Response, "HTTP/1.1 302 Found It\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nLocation: /login\r\n"+
				"Set-Cookie: sid=x; Path=/; Domain=example.test; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly; Secure; SameSite=Lax\r\nset-cookie: b=2; Max-Age=60\r\n\r\n"),
			{Dir: flow.Response, Trailers: true, Head: flow.ParseHead(flow.HTTP11, []byte("Digest: abc\r\n\r\n"), flow.Response, true)},
		},
	}
}

func second(c *flow.ClientConn, s *flow.ServerConn) *Entry {
	x := exchange(2, c, s, "POST", "/form", t0+100*ms)
	x.Reused, x.Proto, x.UpstreamProto, x.Stream, x.Status = true, flow.HTTP2, flow.HTTP2, 3, 200
	form, image := []byte("name=J%C3%BCrgen&note=a+b"), []byte("\x89PNG\r\n\x1a\n\x00\x01")
	x.Request = flow.Body{Size: int64(len(form)), Stored: int64(len(form))}
	x.Response = flow.Body{Size: int64(len(image)), Stored: int64(len(image))}
	return &Entry{
		Exchange: x, Body: [2]*io.SectionReader{section(form), section(image)},
		Heads: []Head{
			head(flow.HTTP2, flow.Request, ":method: POST\r\n:scheme: https\r\n:authority: api.example.test\r\n:path: /form\r\nx-id: 7\r\ncontent-type: application/x-www-form-urlencoded\r\n\r\n"),
			head(flow.HTTP2, flow.Response, ":status: 200\r\ncontent-type: image/png\r\n\r\n"),
		},
	}
}

func socket(c *flow.ClientConn, s *flow.ServerConn) *Entry {
	x := exchange(3, c, s, "GET", "/ws", t0+200*ms)
	x.Reused, x.Status, x.Kind = true, 101, "websocket"
	frames := []*flow.Message{
		{Kind: flow.MessageText, Dir: flow.Request, Time: t0 + 215*ms, Size: 5, Wire: 11, Fragments: 1, Data: []byte("hello")},
		{Kind: flow.MessageBinary, Dir: flow.Response, Time: t0 + 216*ms + 7, Size: 3, Wire: 5, Fragments: 2, Data: []byte{0, 1, 2}},
		{Kind: flow.MessageClose, Dir: flow.Response, Time: t0 + 219*ms, Size: 2, Wire: 4, Fragments: 1, Data: []byte{3, 232}},
	}
	return &Entry{
		Exchange: x,
		Heads: []Head{
			head(flow.HTTP11, flow.Request, "GET /ws HTTP/1.1\r\nHost: api.example.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
			head(flow.HTTP11, flow.Response, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
		},
		Messages: func(yield func(*flow.Message, error) bool) {
			for _, m := range frames {
				if !yield(m, nil) {
					return
				}
			}
		},
	}
}

func failure(c *flow.ClientConn) *Entry {
	x := exchange(4, c, nil, "GET", "/gone", t0+300*ms)
	x.State, x.UpstreamProto, x.Origin = flow.Failed, flow.ProtoUnknown, 1
	x.Timing = flow.Timing{Started: t0 + 300*ms, RequestHead: t0 + 301*ms, Ended: t0 + 330*ms}
	x.Fault = &flow.Fault{Code: flow.UpstreamDNS, Side: flow.SideOrigin, Message: "the name api.example.test is not known", Hint: "check it"}
	return &Entry{Exchange: x, Heads: []Head{head(flow.HTTP11, flow.Request, "GET /gone HTTP/1.1\r\nHost: api.example.test\r\nX-Id: 7\r\n\r\n")}}
}
