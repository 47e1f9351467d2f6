package filter

import (
	"strings"
	"testing"
)

func benchSubject() Subject { return &row{} }

// row answers as a stored summary does.
type row struct{}

func (*row) Text(c Column) string {
	switch c {
	case Method:
		return "GET"
	case Host:
		return "static.example.com"
	case URL:
		return "https://static.example.com/assets/app.4f3c1a.js?v=20261123"
	case Type:
		return "application/javascript; charset=utf-8"
	case App:
		return "Google Chrome Helper"
	case Client:
		return "127.0.0.1:53211"
	case Scheme:
		return "https"
	}
	return ""
}

func (*row) Number(c Column) (int64, bool) {
	switch c {
	case Status:
		return 200, true
	case Took:
		return 12_000_000, true
	case Size:
		return 48_000, true
	}
	return 0, false
}

func (*row) Phase() Phase     { return AtEnd }
func (*row) Details() Details { return nil }

var simple = []string{
	"host:*.stripe.com method:POST status:>=400",
	"status:5xx",
	"took:>1s size:>1MB",
	"host:.example.com",
	"host:stripe",
	"-status:404 -host:localhost",
	"url:refunds",
	"path:/api/*",
	"type:json",
	"app:curl",
	"client:10.0.0.0/8",
	"is:error or is:websocket or has:rule",
	"query:page=2",
}

func BenchmarkMatch(b *testing.B) {
	s := benchSubject()
	for _, text := range simple {
		f := mustCompile(b, text)
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f.Match(s)
			}
		})
	}
}

// BenchmarkNeedle looks through 1 MiB of JSON-like text without finding.
func BenchmarkNeedle(b *testing.B) {
	body := []byte(strings.Repeat(`{"id":7,"name":"Ann Example","email":"ann@example.com","tags":["a","b"]},`, 1<<20/73))
	for _, text := range []string{"needle", "refund_42", "exampel", "müller", "a*zz*b"} {
		n := newNeedle(Value{Text: text})
		b.Run(text, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if n.in(body) {
					b.Fatal("found")
				}
			}
		})
	}
}

func BenchmarkParseAndCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		mustCompile(b, "host:*.stripe.com method:POST status:>=400 -body:needle")
	}
}
