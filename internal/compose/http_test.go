package compose

import (
	"errors"
	"strings"
	"testing"
)

func TestHTTP(t *testing.T) {
	for name, c := range map[string]struct{ in, want, note string }{
		"whole": {"POST /x?y HTTP/1.1\r\nHost: a.test\r\nX-A:  b \r\nx-a: c\r\nContent-Length: 3\r\n\r\nabc",
			"POST https://a.test/x?y http/1.1\nHost: a.test\nX-A: b\nx-a: c\nContent-Length: 3\n\nabc", "https is taken"},
		"line feeds":       {"GET / HTTP/1.1\nHost: a.test:8080\n\n", "GET http://a.test:8080/ http/1.1\nHost: a.test:8080\n", "http is taken"},
		"absolute":         {"GET http://a.test/b HTTP/1.1\nHost: c.test\n", "GET http://a.test/b http/1.1\nHost: c.test\n", ""},
		"no version":       {"DELETE https://a.test/b c\n", "DELETE https://a.test/b%20c\n", ""},
		"HTTP/2":           {"GET https://a.test/ HTTP/2\nx: y\n\n", "GET https://a.test/ h2\nx: y\n", ""},
		"HTTP/3":           {"GET https://a.test/ HTTP/3\n", "GET https://a.test/\n", "HTTP/3"},
		"header list":      {":method: PUT\n:authority: a.test:444\n:path: /x\n:scheme: https\nx: y\n\nbody", "PUT https://a.test:444/x h2\nx: y\n\nbody", ""},
		"curl -v":          {"> GET /a HTTP/1.1\r\n> Host: a.test\r\n> Accept: */*\r\n>\r\n* nothing\r\n< HTTP/1.1 200 OK\r\n", "GET https://a.test/a http/1.1\nHost: a.test\nAccept: */*\n", "https is taken"},
		"editor's end":     {"PUT https://a.test/ HTTP/1.1\nContent-Length: 3\n\nabc\n", "PUT https://a.test/ http/1.1\nContent-Length: 3\n\nabc", ""},
		"longer than said": {"PUT https://a.test/ HTTP/1.1\nContent-Length: 3\n\nabcd\n", "PUT https://a.test/ http/1.1\nContent-Length: 3\n\nabcd\n", ""},
		"lines in a body":  {"PUT https://a.test/\n\na\n\nb: c\n", "PUT https://a.test/\n\na\n\nb: c\n", ""},
		"URL":              {" https://a.test ", "GET https://a.test/\n", ""},
		"path with a URL":  {"GET /go?to=https://b.test/ HTTP/1.1\nHost: a.test\n", "GET https://a.test/go?to=https://b.test/ http/1.1\nHost: a.test\n", "https is taken"},
		"BOM":              {"\ufeffGET https://a.test/", "GET https://a.test/\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Parse(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if got := text(r); got != c.want {
				t.Errorf("got\n%q\nwant\n%q", got, c.want)
			}
			if all := strings.Join(r.Notes, " "); c.note == "" && all != "" || !strings.Contains(all, c.note) {
				t.Errorf("notes %q, want %q", all, c.note)
			}
		})
	}
}

func TestHTTPRefused(t *testing.T) {
	for in, want := range map[string]string{
		"":                                  "nothing here",
		" \n ":                              "nothing here",
		"hello world, this is text":         "neither",
		"just":                              "neither a cURL command nor a request",
		"HTTP/1.1 200 OK\n":                 "neither a cURL command nor a request",
		"wget https://a.test/":              "neither",
		"Invoke-WebRequest -Uri \"https://": "neither",
		"GET / HTTP/1.1\n\n":                "which host",
		"GET / HTTP/1.1\nHost a\n\n":        "no colon",
		"OPTIONS * HTTP/1.1\nHost: a\n\n":   "cannot be composed",
		"GET HTTP/1.1\nHost: a\n\n":         "no target",
		"GET mailto:x HTTP/1.1\nHost: a\n":  "neither a URL nor a path",
		":path: /\n:authority: a\n\n":       "method",
		"GET https://a b.test/":             "not the name of a host",
		strings.Repeat("x", MaxText+1):      "too long",
	} {
		r, err := Parse(in)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.What, want) {
			t.Errorf("%.60q: %+v, %v; want %q", in, r, err, want)
		}
	}
}
