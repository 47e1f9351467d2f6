package policy

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// tenThousand are patterns of all forms, as a large company's list could have them.
func tenThousand(tb testing.TB, forms ...string) File {
	if len(forms) == 0 {
		forms = []string{
			"host%d.example.com", "*.zone%d.example.net", ".team%d.example.org", "api%d-*.example.com", "*-canary%d.example.io",
			"10.%[2]d.%[3]d.0/24", "[2001:db8:%[1]x::]/48", "host%d.example.com:8443", "app:tool%d .shared.example", "client:10.%[2]d.%[3]d.7 *.device.example",
		}
	}
	var f File
	for i := range 10_000 {
		text := fmt.Sprintf(forms[i%len(forms)]+"%[4]s", i, i>>8&255, i&255, "")
		if text[0] == '[' {
			text = fmt.Sprintf("2001:db8:%x::/48", i)
		}
		f.Bypass = append(f.Bypass, Entry{Action: Bypass, Pattern: pattern(tb, text), Line: i + 1})
	}
	return f
}

func BenchmarkDecide(b *testing.B) {
	now := time.Unix(1, 0)
	client := netip.MustParseAddr("192.168.1.20")
	for _, bench := range []struct {
		name    string
		forms   []string
		queries []Query
	}{
		{"mixed/hit", nil, []Query{
			{Host: "host5000.example.com", Port: 443}, {Host: "a.zone5001.example.net"}, {Host: "team5002.example.org"}, {Host: "api5003-x.example.com"},
			{Host: "x-canary5004.example.io"}, {Host: "10.5.5.9"},
		}},
		{"mixed/miss", nil, []Query{
			{Host: "www.google.com", Port: 443}, {Host: "a-very-long-label.with.many.labels.cdn.customer.cloudfront.net", Port: 443}, {Host: "93.184.216.34"},
			{Host: "a.shared.example", App: "curl", AppPath: "/usr/bin/curl"}, {Host: "x.device.example"}, {Host: "2606:2800:220:1:248:1893:25c8:1946"},
		}},
		{"mixed/miss with SNI", nil, []Query{{Host: "93.184.216.34", SNI: "www.google.com", Port: 443}, {Host: "a.example.com", SNI: "b.example.com", Port: 443}}},
		{"one suffix, many globs", []string{"api%d-*.example.com"}, []Query{{Host: "api-x.example.com"}, {Host: "api9999-x.example.com"}}},
		{"globs in the middle", []string{"*-%d-*.example.com", "*x%d*"}, []Query{{Host: "api-x.example.com"}, {Host: "a-9998-b.example.com"}}},
		{"ports", []string{":1%d"}, []Query{{Host: "example.com", Port: 60000}, {Host: "example.com", Port: 5000}}},
		{"clients of one host", []string{"client:10.0.%[2]d.%[3]d pinned.example"}, []Query{{Host: "pinned.example", Client: client}}},
		{"applications of one host", []string{"app:tool%d pinned.example"}, []Query{{Host: "pinned.example", App: "curl", AppPath: "/usr/bin/curl"}}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			s := Compile(tenThousand(b, bench.forms...))
			for i := range bench.queries {
				if !bench.queries[i].Client.IsValid() {
					bench.queries[i].Client = client
				}
			}
			b.ReportAllocs()
			n := rand.IntN(len(bench.queries))
			for b.Loop() {
				n++
				if d := s.Decide(bench.queries[n%len(bench.queries)], now); d.Matched == "" {
					b.Fatal("no decision")
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	f := tenThousand(b)
	b.ReportAllocs()
	for b.Loop() {
		Compile(f)
	}
}

func BenchmarkParseFile(b *testing.B) {
	var text strings.Builder
	for _, e := range tenThousand(b).Bypass {
		text.WriteString(e.String() + "\n")
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseFile(text.String()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWorstDecide has every length of prefix, and the longest of names.
func BenchmarkWorstDecide(b *testing.B) {
	f := tenThousand(b)
	for bits := 1; bits <= 128; bits++ {
		f.Bypass = append(f.Bypass, Entry{Action: Bypass, Pattern: pattern(b, fmt.Sprintf("[fe00::/%d]", bits))})
	}
	s := Compile(f)
	for name, q := range map[string]Query{
		"address": {Host: "2606:2800:220:1:248:1893:25c8:1946", SNI: strings.Repeat("a.", 126) + "b"},
		"name":    {Host: strings.Repeat("a.", 126) + "b"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if d := s.Decide(q, time.Time{}); d.Action != Intercept {
					b.Fatal(d.Reason())
				}
			}
		})
	}
}

func TestDecideAllocatesNothing(t *testing.T) {
	s := Compile(tenThousand(t))
	for _, q := range []Query{
		{Host: "www.example.com", Port: 443, App: "curl", AppPath: "/usr/bin/curl", Client: netip.MustParseAddr("::ffff:10.0.0.1")},
		{Host: "host5000.example.com", Port: 443}, {Host: "10.0.0.1", SNI: "x.device.example"}, {Host: "2001:db8:7::1", SNI: "www.example.com"},
	} {
		if n := testing.AllocsPerRun(100, func() { s.Decide(q, q0) }); n > 0 {
			t.Errorf("%+v: %v allocations", q, n)
		}
	}
}
