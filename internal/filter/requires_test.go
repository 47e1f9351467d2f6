package filter

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRequires(t *testing.T) {
	for text, want := range map[string]string{
		"host:api.example.com":                 "host whole api.example.com",
		"host:API.example.com. method:GET":     "host whole api.example.com",
		"host:.example.com":                    "host below example.com",
		"host:*.example.com":                   "host below example.com",
		"host:stripe":                          "host label stripe",
		"host:a.b,c.d":                         "host whole a.b, host whole c.d",
		"host:api.*.example.com":               "host within .example.com",
		"host:[::1]:8080":                      "host whole ::1",
		"host:=a.b.":                           "host whole a.b",
		"host:~example":                        "",
		"-host:a.b":                            "",
		"-(-host:a.b)":                         "host whole a.b",
		"host:a.b or path:/v1/*":               "host whole a.b, url within /v1/",
		"host:a.b or status:500":               "",
		"host:a.b status:500":                  "host whole a.b",
		"path:/v1/*/refunds":                   "url within /refunds",
		"url:/x/":                              "url within /x/",
		"path:~/refunds/\\d+":                  "url within /refunds/",
		"method:post":                          "method whole post",
		"method:p*":                            "",
		"app:curl":                             "app within curl",
		"app:/usr/bin/curl":                    "apppath within /usr/bin/curl",
		"sni:.example.com":                     "sni below example.com",
		"req.header:x-id=forty":                "head within forty",
		"header:x-id=forty":                    "",
		"trailer:x-id":                         "",
		"req.body:needle":                      "",
		"word":                                 "",
		"port:8080":                            "",
		"":                                     "",
		"-(host:a.b or -host:c.d)":             "host whole c.d",
		"query:page=2":                         "url within page=2, url encoded ",
		"query:page=~2":                        "url within page, url encoded ",
		"query:pa*=2":                          "",
		"query:page>2":                         "url within page, url encoded ",
		"is:https host:a.b (path:/x or app:q)": "host whole a.b",
	} {
		var got []string
		for _, k := range mustCompile(t, text).Requires() {
			column := map[Column]string{Host: "host", SNI: "sni", URL: "url", Method: "method", App: "app", AppPath: "apppath", 0: "head"}[k.Column]
			got = append(got, fmt.Sprintf("%s %s %s", column, [...]string{"", "whole", "below", "label", "within", "encoded"}[k.How], k.Text))
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s requires %q, want %q", text, s, want)
		}
	}
}

// TestRequirementsAreNecessary: what matches in the end, or is certain to, had one of the
// keys when the request's head was there.
func TestRequirementsAreNecessary(t *testing.T) {
	held := 0
	rapid.Check(t, func(t *rapid.T) {
		term := func() string {
			if rapid.IntRange(0, 3).Draw(t, "any") == 0 {
				return "(" + drawExpr(t, 2) + ")"
			}
			field := rapid.SampledFrom([]string{"host", "sni", "app", "method", "path", "url", "-host", "req.header", "query"}).Draw(t, "field")
			value := rapid.SampledFrom([]string{"abc", ".b", "*.b", "a.b", "a*", "=a.b", "GET", "K*n", "a.b.", "/abc/d", "*.B", "[::1]", "A?b", "x.*.b", "/ab/*", "x-id=abc", "abc=42", "q=abc", "a*c=4*"}).Draw(t, "value")
			if _, err := Parse(field + ":" + value); err != nil {
				return "host:a.b"
			}
			return field + ":" + value
		}
		text := term()
		for range rapid.IntRange(0, 2).Draw(t, "more") {
			text += rapid.SampledFrom([]string{" ", " or ", " -"}).Draw(t, "op") + strings.TrimPrefix(term(), "-")
		}
		f, s := mustCompile(t, text), drawThing(t)
		for _, c := range []Column{Host, SNI, App, Method} {
			s.text[c] = rapid.SampledFrom([]string{"", "a.b", "A.B.", "x.a.b", "abc", "GET", "get", "b", "::1", "[::1]", "K\u212an", "x.y.b", "*.b"}).Draw(t, "text")
		}
		keys := f.Requires()
		early := s.at(AtRequestHead)
		if keys == nil || !f.Match(s) && f.Decide(early) != Yes {
			return
		}
		held++
		for _, k := range keys {
			if k.Holds(early) {
				return
			}
		}
		t.Fatalf("%s matches without any of %+v", text, keys)
	})
	if held == 0 {
		t.Error("nothing was ever required")
	}
}
