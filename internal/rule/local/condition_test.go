package local

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestConditions(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "0123456789"})
	info, err := os.Stat(filepath.Join(dir, "a.txt"))
	if err != nil {
		t.Fatal(err)
	}
	tag := etag(info)
	const now, before, after = "Fri, 02 Jan 2026 03:04:05 GMT", "Fri, 02 Jan 2026 03:04:04 GMT", "Fri, 02 Jan 2026 03:04:06 GMT"
	for name, c := range map[string]struct {
		status int
		lines  string
	}{
		"none":                       {200, ""},
		"the tag":                    {304, "If-None-Match: " + tag},
		"a weak tag":                 {304, "If-None-Match: W/" + tag},
		"any tag":                    {304, "If-None-Match: *"},
		"a list":                     {304, `If-None-Match: "x", ` + tag},
		"two lines":                  {304, "If-None-Match: \"x\"\r\nIf-None-Match: " + tag},
		"another tag":                {200, `If-None-Match: "x"`},
		"no tag":                     {200, `If-None-Match: x`},
		"an open tag":                {200, `If-None-Match: "x`},
		"a tag goes before a date":   {200, "If-None-Match: \"x\"\r\nIf-Modified-Since: " + now},
		"not modified":               {304, "If-Modified-Since: " + now},
		"not modified for long":      {304, "If-Modified-Since: " + after},
		"modified":                   {200, "If-Modified-Since: " + before},
		"an old form":                {304, "If-Modified-Since: Friday, 02-Jan-26 03:04:05 GMT"},
		"an older form":              {304, "If-Modified-Since: Fri Jan  2 03:04:05 2026"},
		"no date":                    {200, "If-Modified-Since: yesterday"},
		"expected":                   {200, "If-Match: " + tag},
		"expected any":               {200, "If-Match: *"},
		"expected, weakly":           {412, "If-Match: W/" + tag},
		"expected another":           {412, `If-Match: "x"`},
		"unmodified":                 {200, "If-Unmodified-Since: " + now},
		"modified after all":         {412, "If-Unmodified-Since: " + before},
		"a part":                     {206, "Range: bytes=0-1"},
		"a part of this":             {206, "Range: bytes=0-1\r\nIf-Range: " + tag},
		"a part of this, by date":    {206, "Range: bytes=0-1\r\nIf-Range: " + now},
		"a part of another":          {200, "Range: bytes=0-1\r\nIf-Range: \"x\""},
		"a part of another, by date": {200, "Range: bytes=0-1\r\nIf-Range: " + before},
		"a part of this, weakly":     {200, "Range: bytes=0-1\r\nIf-Range: W/" + tag},
		"a part that the client has": {304, "Range: bytes=0-1\r\nIf-None-Match: " + tag},
		"if-range alone":             {200, "If-Range: \"x\""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, method := range []string{"GET", "HEAD", "POST"} {
				lines := []string{method + " / HTTP/1.1"}
				if c.lines != "" {
					lines = append(lines, c.lines)
				}
				want := c.status
				if method == "POST" || method == "HEAD" && want == 206 {
					want = 200
				}
				g := ask(t, request(lines...), parsed(t, dir, "file: a.txt"))
				if g.status != want || (want < 300) != (g.field("Content-Type") != "") || (want > 300) != (g.body == "") || g.field("ETag") != tag {
					t.Errorf("%s: %+v", method, g)
				}
			}
		})
	}
	if g := ask(t, request("GET / HTTP/1.1", "If-None-Match: "+tag, "Range: bytes=0-1"), parsed(t, dir, "{file: a.txt, status: 500}")); g.status != 500 || g.body != "0123456789" {
		t.Errorf("with a status of its own: %+v", g)
	}
	if g := ask(t, request("GET / HTTP/1.1", `If-None-Match: "mine"`), parsed(t, dir, `{file: a.txt, headers: {ETag: '"mine"'}}`)); g.status != 304 || !strings.Contains(g.did, "304") {
		t.Errorf("with a tag of its own: %+v", g)
	}
}
