package local

import (
	"fmt"
	"strings"
	"testing"
)

func TestMessage(t *testing.T) {
	for name, c := range map[string]struct{ options, file, want string }{
		"LF":                {"", "HTTP/1.1 201 Made It\nContent-Type: text/x\nX-A: 1\nX-A: 2\n\nbody\n", "201 Made It|Content-Type: text/x|X-A: 1|X-A: 2|body\n"},
		"CRLF":              {"", "HTTP/1.1 201 Created\r\nX-A:1 \r\n\r\nbody\r\n", "201 Created|X-A: 1|body\r\n"},
		"both":              {"", "HTTP/1.1 200 OK\r\nX-A: 1\n\r\n\nbody", "200 OK|X-A: 1|\nbody"},
		"no reason":         {"", "HTTP/2 404\n\n", "404 |"},
		"no version":        {"", "HTTP/1.1  200 OK\n\nx", "200 OK|x"},
		"a byte-order mark": {"", "\ufeffHTTP/1.1 200 OK\n\nx", "200 OK|x"},
		"no body":           {"", "HTTP/1.1 200 OK\nX-A: 1\n\n", "200 OK|X-A: 1|"},
		"no empty line":     {"", "HTTP/1.1 200 OK\nX-A: 1", "200 OK|X-A: 1|"},
		"interim":           {"", "HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early\nLink: x\n\nHTTP/1.1 200 OK\n\nx", "200 OK|x"},
		"framing":           {"", "HTTP/1.1 200 OK\nContent-Length: 99\nTransfer-Encoding: chunked\nConnection: close, X-Hop\nX-Hop: 1\nKeep-Alive: x\nX-A: 1\n\nx", "200 OK|X-A: 1|x"},
		"edited":            {"", "HTTP/1.1 200 OK\nContent-Encoding: gzip\n\n{}", "200 OK|{}"},
		"encoded":           {"", "HTTP/1.1 200 OK\nContent-Encoding: gzip\n\n\x1f\x8b\x08", "200 OK|Content-Encoding: gzip|\x1f\x8b\x08"},
		"another status":    {"status: 500, ", "HTTP/1.1 200 OK\nX-A: 1\n\nx", "500 |X-A: 1|x"},
		"other fields":      {"headers: {x-a: 2, X-B: 3}, ", "HTTP/1.1 200 OK\nX-A: 1\nX-C: 4\n\nx", "200 OK|X-C: 4|x-a: 2|X-B: 3|x"},
		"never a body":      {"", "HTTP/1.1 204 No Content\n\nx", "204 No Content|"},
		"empty":             {"", "", "m.http is no HTTP message: line 1: there is no status line"},
		"no status line":    {"", "{}\n\n", `m.http is no HTTP message: line 1: "{}" is no status line; expected one such as HTTP/1.1 200 OK`},
		"a request":         {"", "GET / HTTP/1.1\n\n", `"GET / HTTP/1.1" is no status line`},
		"a wrong status":    {"", "HTTP/1.1 2000 OK\n\n", "is no status line"},
		"no field":          {"", "HTTP/1.1 200 OK\nX-A: 1\n{\"a\": 1}\n", `line 3: "{\"a\": 1}" is no header field; expected Name: value, or an empty line before the body`},
		"a folded line":     {"", "HTTP/1.1 200 OK\nX-A: 1\n  2\n\n", `line 3: "  2" is no header field`},
		"a blank":           {"", "HTTP/1.1 200 OK\nX-A : 1\n\n", "is no header field"},
		"a NUL":             {"", "HTTP/1.1 200 OK\nX-A: 1\x00\n\n", "line 2: the value of X-A has a carriage return or NUL"},
		"a return":          {"", "HTTP/1.1 200 OK\nX-A: 1\rSet-Cookie: x\n\n", "line 2: the value of X-A has a carriage return or NUL"},
		"interim only":      {"", "HTTP/1.1 100 Continue\n", "after 100 comes nothing; expected another status line"},
		"interim, end":      {"", "HTTP/1.1 100 Continue\n\n", "there is no status line"},
		"endless":           {"", "HTTP/1.1 200 OK\nX-A: " + strings.Repeat("a", 300<<10), "no empty line ends its head within 256 KiB"},
		"a large body":      {"", "HTTP/1.1 200 OK\n\n" + strings.Repeat("a", 300<<10), "200 OK|" + strings.Repeat("a", 300<<10)},
	} {
		t.Run(name, func(t *testing.T) {
			dir := tree(t, map[string]string{"m.http": c.file})
			g := ask(t, request("GET / HTTP/1.1", "Range: bytes=0-0"), parsed(t, dir, "{"+c.options+"message: m.http}"))
			text := g.why
			if g.answered {
				text = fmt.Sprintf("%d %s|", g.status, g.reason)
				for _, f := range g.fields {
					text += fmt.Sprintf("%s: %s|", f.Name, f.Value)
				}
				text += g.body
			}
			if text != c.want && (g.answered || !strings.Contains(text, c.want)) {
				t.Errorf("got %.300s", text)
			}
		})
	}
}
