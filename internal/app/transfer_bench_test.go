package app

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"rockxy/internal/api"
)

// bigArchive writes an archive of n small exchanges of a few hosts.
func bigArchive(w *io.PipeWriter, n int) {
	_, _ = io.WriteString(w, `{"log":{"version":"1.2","creator":{"name":"generator","version":"1"},"entries":[`)
	for i := range n {
		comma := ","
		if i == 0 {
			comma = ""
		}
		_, err := fmt.Fprintf(w, `%s
{"startedDateTime":"2026-01-02T03:%02d:%02d.%03dZ","time":12,"request":{"method":"GET","url":"https://host%d.example.com/items/%d?token=abcDEF%08d","httpVersion":"HTTP/1.1","headers":[{"name":"Host","value":"host%d.example.com"},{"name":"Accept","value":"*/*"}],"queryString":[],"cookies":[],"headersSize":-1,"bodySize":0},"response":{"status":%d,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[{"name":"Content-Type","value":"application/json"}],"cookies":[],"content":{"size":%d,"mimeType":"application/json","text":"{\"item\":%d,\"text\":\"%s\"}"},"redirectURL":"","headersSize":-1,"bodySize":-1},"cache":{},"timings":{"send":1,"wait":10,"receive":1},"connection":"%d"}`,
			comma, i/60000%60, i/1000%60, i%1000, i%20, i, i, i%20, 200+i%5, 600, i, strings.Repeat("word ", 100), i/10+1)
		if err != nil {
			return
		}
	}
	_, _ = io.WriteString(w, "]}}")
	_ = w.Close()
}

const bigSession = 100_000

func importBig(b *testing.B, data string) {
	i, err := OpenImporter(data, "", nil)
	if err != nil {
		b.Fatal(err)
	}
	r, w := io.Pipe()
	go bigArchive(w, bigSession)
	report, err := i.Import(context.Background(), r)
	if err == nil {
		err = i.Close()
	}
	if err != nil || report.Imported != bigSession {
		b.Fatalf("%+v, %v", report, err)
	}
}

func BenchmarkImportOf100000(b *testing.B) {
	for b.Loop() {
		importBig(b, b.TempDir())
	}
	b.ReportMetric(float64(b.N)*bigSession/b.Elapsed().Seconds(), "exchanges/s")
}

func BenchmarkExportOf100000(b *testing.B) {
	data := b.TempDir()
	importBig(b, data)
	s, err := OpenSession(data)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for _, f := range ExportFormats() {
		if !f.Many || f.Name == "pcapng" { // which has its own
			continue
		}
		for _, secrets := range []bool{true, false} {
			b.Run(fmt.Sprintf("%s/secrets=%v", f.Name, secrets), func(b *testing.B) {
				for b.Loop() {
					report, err := s.Export(context.Background(), io.Discard, Export{Format: f, WithSecrets: secrets})
					if err != nil || report.Exchanges != bigSession {
						b.Fatalf("%+v, %v", report, err)
					}
				}
				b.ReportMetric(float64(b.N)*bigSession/b.Elapsed().Seconds(), "exchanges/s")
			})
		}
	}
}

func BenchmarkListOf100000(b *testing.B) {
	data := b.TempDir()
	importBig(b, data)
	s, err := OpenSession(data)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for _, filter := range []string{"", "host:host7.example.com status:202", "items/99999", "body:/items?/ is:error", "json:$.item=500"} {
		b.Run(filter, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.List(context.Background(), api.Query{Filter: filter, Limit: 100}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
