package local

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

func response(raw string) *flow.Head {
	p := flow.HTTP11
	if strings.HasPrefix(raw, ":") {
		p = flow.HTTP2
	}
	return flow.ParseHead(p, []byte(strings.ReplaceAll(raw, "\n", "\r\n")+"\r\n"), flow.Response, false)
}

func TestFromExchange(t *testing.T) {
	for name, c := range map[string]struct {
		r                             Recorded
		body, name, match, file, head string
	}{
		"plain": {
			Recorded{Method: "GET", URL: "https://api.example.com/v1/me",
				Head: response("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 2\nConnection: close, x-hop\nX-Hop: 1\nSet-Cookie: a=1\nSet-Cookie: b=2\n")},
			"{}", "GET api.example.com/v1/me", "method:GET host:api.example.com path:/v1/me", "api.example.com-v1-me.http",
			"HTTP/1.1 200 OK\nContent-Type: application/json\nSet-Cookie: a=1\nSet-Cookie: b=2\n\n"},
		"h2, decoded": {
			Recorded{Method: "POST", URL: "http://localhost:3000/a%20b/*?q=x%26y&z&*=1",
				Head: response(":status: 404\ncontent-encoding: gzip\ndigest: x\netag: \"a\"\n"), Decoded: true},
			"no", "POST localhost:3000/a%20b/*", `method:POST host:localhost port:3000 path:"/a%20b/*" query:q=x&y query:z="" query:*=1`, "localhost-a-20b.http",
			"HTTP/1.1 404\netag: \"a\"\n\n"},
		"still coded": {
			Recorded{Method: "GET", URL: "https://a.example",
				Head: response("HTTP/1.1 200 OK\ncontent-encoding: x-own\n")},
			"\x01", "GET a.example/", "method:GET host:a.example path:/", "a.example.http",
			"HTTP/1.1 200 OK\ncontent-encoding: x-own\n\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := FromExchange(c.r)
			if err != nil {
				t.Fatal(err)
			}
			if got.Name != c.name || got.File != c.file || string(got.Head) != c.head {
				t.Errorf("got %q, %q, %q", got.Name, got.File, got.Head)
			}
			e, err := filter.Parse(got.Match)
			if err != nil || got.Match != c.match || e.String() != got.Match {
				t.Errorf("got match %s, %v", got.Match, err)
			}
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, got.File), append(got.Head, c.body...), 0o600); err != nil {
				t.Fatal(err)
			}
			if g := ask(t, request("GET / HTTP/1.1"), parsed(t, dir, "message: "+got.File)); g.status != c.r.Head.Status || g.body != c.body {
				t.Errorf("given again: %+v", g)
			}
		})
	}
	for _, r := range []Recorded{{URL: "http://a/"}, {Head: response("HTTP/1.1 101 Switching Protocols\n"), URL: "http://a/"}, {Head: response("HTTP/1.1 200 OK\n"), URL: "http://[a"}} {
		if got, err := FromExchange(r); err == nil {
			t.Errorf("%+v", got)
		}
	}
}
