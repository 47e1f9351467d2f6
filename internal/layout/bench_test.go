package layout

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// large are bodies of 100 MB.
func large() map[string]func() (contentType string, piece, begin, end string) {
	line := `{"id":12345,"name":"some longer text","tags":["a","b"],"ok":true},`
	return map[string]func() (string, string, string, string){
		"JSON in one line": func() (string, string, string, string) { return "application/json", line, "[", "0]" },
		"JSON laid out": func() (string, string, string, string) {
			return "application/json", "  {\n    \"id\": 12345,\n    \"tags\": [\n      \"a\"\n    ]\n  },\n", "[\n", "  0\n]\n"
		},
		"numbers": func() (string, string, string, string) { return "application/json", "1,", "[", "0]" },
		"text": func() (string, string, string, string) {
			return "text/plain", "2026-01-02T03:04:05Z INFO a line of some log with a number 12345\n", "", ""
		},
		"text in one line": func() (string, string, string, string) { return "text/plain", "some text ", "", "" },
		"octets": func() (string, string, string, string) {
			return "application/octet-stream", "\x00\x01\x02\xff\xfe", "", ""
		},
	}
}

// fromFile is a body in a file.
type fromFile struct {
	*os.File
	size int64
}

func (f fromFile) Size() int64 { return f.size }

func largeInput(b *testing.B, name string) Input {
	b.Helper()
	contentType, piece, begin, end := large()[name]()
	path := filepath.Join(b.TempDir(), "body")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	size := 0
	for _, part := range []string{begin, strings.Repeat(piece, 100_000_000/len(piece)), end} {
		n, err := f.WriteString(part)
		if size += n; err != nil {
			b.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	in := input(contentType, "")
	in.Open = func(context.Context) (Source, error) {
		f, err := os.Open(path)
		return fromFile{f, int64(size)}, err
	}
	return in
}

// BenchmarkLarge says how long the first 200 rows of 100 MB take, then any window, the whole
// layout, a search through all of it, folding all that is in the outermost block, and any window of
// that.
func BenchmarkLarge(b *testing.B) {
	for name := range large() {
		b.Run(name, func(b *testing.B) {
			in := largeInput(b, name)
			var first, most, all, found, fold, folded time.Duration
			for b.Loop() {
				start := time.Now()
				c := New(b.TempDir() + "/views")
				l, err := c.Open(Key{}, in)
				if err != nil {
					b.Fatal(err)
				}
				window(b, l, Query{Rows: 200})
				first = time.Since(start)
				complete(l)
				all = time.Since(start)
				total := window(b, l, Query{}).Total
				for i := range 100 {
					start := time.Now()
					window(b, l, Query{From: total / 100 * i, Rows: 200})
					most = max(most, time.Since(start))
				}
				start = time.Now()
				find(b, l, Search{Text: "12346"})
				found = time.Since(start)
				closed, _ := ParseClosed("d1")
				start = time.Now()
				shown := window(b, l, Query{Closed: closed, Fold: "d1"}).Shown
				fold = time.Since(start)
				for i := range 100 {
					start := time.Now()
					window(b, l, Query{From: shown / 100 * i, Rows: 200, Closed: closed, Fold: "d1"})
					folded = max(folded, time.Since(start))
				}
				b.ReportMetric(float64(l.sheet.octets.Size()+l.sheet.blocks.Size())/1e6, "MB-on-disk")
				c.Release(l)
				if err := c.Close(); err != nil {
					b.Fatal(err)
				}
			}
			for unit, d := range map[string]time.Duration{"ms/first": first, "ms/window": most, "ms/all": all, "ms/search": found, "ms/fold": fold, "ms/folded": folded} {
				b.ReportMetric(float64(d.Microseconds())/1000, unit)
			}
		})
	}
}
