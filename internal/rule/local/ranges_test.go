package local

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRanges(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "0123456789", "empty.txt": ""})
	for value, want := range map[string]string{
		"bytes=0-1":                           "206 bytes 0-1/10 01",
		"bytes=8-":                            "206 bytes 8-9/10 89",
		"bytes=-3":                            "206 bytes 7-9/10 789",
		"bytes=-30":                           "206 bytes 0-9/10 0123456789",
		"bytes=5-500":                         "206 bytes 5-9/10 56789",
		"bytes=9-9":                           "206 bytes 9-9/10 9",
		"bytes= 1-2 ,":                        "206 bytes 1-2/10 12",
		"bytes=10-":                           "416 bytes */10 ",
		"bytes=-0":                            "416 bytes */10 ",
		"bytes=10-,11-":                       "416 bytes */10 ",
		"bytes=10-,0-1":                       "206 bytes 0-1/10 01",
		"bytes=99999999999999999999-":         "416 bytes */10 ",
		"bytes=0-99999999999999999999":        "206 bytes 0-9/10 0123456789",
		"bytes=2-1":                           "200  0123456789",
		"bytes=-":                             "200  0123456789",
		"bytes=":                              "200  0123456789",
		"bytes=a-b":                           "200  0123456789",
		"bytes=+1-2":                          "200  0123456789",
		"bytes=1":                             "200  0123456789",
		"octets=0-1":                          "200  0123456789",
		"bytes=0-9,0-9":                       "200  0123456789",
		"bytes=" + strings.Repeat("0-0,", 65): "200  0123456789",
	} {
		g := ask(t, request("GET /a.txt HTTP/1.1", "Range: "+value), parsed(t, dir, "directory: ."))
		if s := fmt.Sprintf("%d %s %s", g.status, g.field("Content-Range"), g.body); s != want {
			t.Errorf("%s: %s", value, s)
		}
		if g := ask(t, request("GET /empty.txt HTTP/1.1", "Range: "+value), parsed(t, dir, "directory: .")); g.status != 200 || g.body != "" {
			t.Errorf("%s of nothing: %+v", value, g)
		}
	}
}

func TestSeveralRanges(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "0123456789"})
	g := ask(t, request("GET / HTTP/1.1", "Range: bytes=0-0,4-5, -2"), parsed(t, dir, "file: a.txt"))
	kind, params, err := mime.ParseMediaType(g.field("Content-Type"))
	if err != nil || kind != "multipart/byteranges" || g.status != 206 || g.field("Content-Range") != "" {
		t.Fatalf("%v %+v", err, g)
	}
	r := multipart.NewReader(strings.NewReader(g.body), params["boundary"])
	var parts []string
	for {
		p, err := r.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(p)
		parts = append(parts, p.Header.Get("Content-Range")+" "+p.Header.Get("Content-Type")+" "+string(b))
	}
	want := "bytes 0-0/10 text/plain; charset=utf-8 0|bytes 4-5/10 text/plain; charset=utf-8 45|bytes 8-9/10 text/plain; charset=utf-8 89"
	if s := strings.Join(parts, "|"); s != want || g.did != "answered with parts of a.txt" {
		t.Errorf("got %s, %s", s, g.did)
	}
}

// TestRangesAreOfTheFile: whatever is asked for, spans are in the file and are together
// not more than it.
func TestRangesAreOfTheFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(0, 1<<40).Draw(t, "size")
		value := "bytes=" + rapid.StringMatching(`([0-9]{0,14}-[0-9]{0,14},?){0,6}`).Draw(t, "set")
		spans, ok := readRange(value, size)
		total := int64(0)
		for _, s := range spans {
			if s.n <= 0 || s.at < 0 || s.at+s.n > size {
				t.Fatalf("%s of %d: %+v", value, size, s)
			}
			total += s.n
		}
		if ok && total > size || !ok && spans != nil && total <= size && len(spans) == 0 {
			t.Fatalf("%s of %d: %v, %v", value, size, spans, ok)
		}
	})
}

func TestBodyIsAsLongAsPromised(t *testing.T) {
	b := &body{r: bytes.NewReader([]byte("abc")), f: io.NopCloser(nil), left: 2}
	if got, err := io.ReadAll(b); string(got) != "ab" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}
