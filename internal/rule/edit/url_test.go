package edit

import (
	"testing"

	"rockxy/internal/rule"
)

func TestURLs(t *testing.T) {
	const proxied = "GET https://a.example/a?b=1 HTTP/1.1\nHost: a.example"
	for _, c := range []struct{ actions, request, want, did string }{
		{"url: {part: path, text: /a, with: /b c}", get1, "GET /a?b=1 HTTP/1.1 → GET /b%20c?b=1 HTTP/1.1", "asked for https://a.example/b%20c?b=1"},
		{"url: {part: path, regex: '^/(\\w)', with: '/x/$1'}", get2, ":path: /a?b=1 → :path: /x/a?b=1", "asked for https://a.example/x/a?b=1"},
		{"url: {part: query, text: b, with: c}", get1, "GET /a?b=1 HTTP/1.1 → GET /a?c=1 HTTP/1.1", "asked for https://a.example/a?c=1"},
		{"url: {set: /c?d}", get1, "GET /a?b=1 HTTP/1.1 → GET /c?d HTTP/1.1", "asked for https://a.example/c?d"},
		{"url: {set: /c?d}", proxied, "GET https://a.example/a?b=1 HTTP/1.1 → GET https://a.example/c?d HTTP/1.1", "asked for https://a.example/c?d"},
		{"url: {text: a, with: a}", get1, " → ", "(nothing in the URL is to be replaced)"},
		{"url: {text: 'https:', with: 'ftp:'}", get1, " → ", `("ftp://a.example/a?b=1" would not be a URL of http or https)`},
		{"url: {replace: [{part: host, text: a.example, with: 'a b'}, {part: path, text: a, with: b}]}", get1, " → ", ""},
		{"url: {part: host, text: a., with: b.}", get2, ":authority: a.example → :authority: b.example", "sent it to https://b.example/a?b=1"},
		{"url: {text: 'https://a.example/a', with: 'http://b.example:81/$c'}", get1, "GET /a?b=1 HTTP/1.1\nHost: a.example → GET /$c?b=1 HTTP/1.1\nHost: b.example:81",
			"sent it to http://b.example:81/$c?b=1"},
	} {
		got := do(t, c.actions, message{head: c.request}, message{})
		if d := diff(c.request, got.request.head); d != c.want || c.did != "" && got.did() != c.did {
			t.Errorf("%s\n%s\nwant %s\n%s", c.actions, d, c.want, got.did())
		}
	}
	got := do(t, "url: {text: 'https://a.example/a', with: 'http://b.example:81/'}", message{head: get2}, message{})
	if got.route == nil || *got.route != (rule.Route{Scheme: "http", Host: "b.example", Port: 81}) {
		t.Errorf("route %+v", got.route)
	}
}
