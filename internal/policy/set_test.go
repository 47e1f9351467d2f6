package policy

import (
	"net/netip"
	"testing"
	"time"
)

func TestDecideForms(t *testing.T) {
	for _, test := range []struct {
		pattern string
		query   Query
		want    bool
	}{
		{"example.com", Query{Host: "example.com", Port: 443}, true},
		{"example.com", Query{Host: "EXAMPLE.com.", Port: 443}, true},
		{"example.com", Query{Host: "www.example.com"}, false},
		{"*.example.com", Query{Host: "a.b.example.com"}, true},
		{"*.example.com", Query{Host: "example.com"}, false},
		{"*.example.com", Query{Host: "badexample.com"}, false},
		{".example.com", Query{Host: "example.com"}, true},
		{".example.com", Query{Host: "a.example.com"}, true},
		{".example.com", Query{Host: "badexample.com"}, false},
		{"*", Query{Host: "anything"}, true},
		{":8443", Query{Host: "anything", Port: 8443}, true},
		{":8443", Query{Host: "anything", Port: 443}, false},
		{"api-*.example.com:443", Query{Host: "api-7.example.com", Port: 443}, true},
		{"10.0.0.0/8", Query{Host: "10.9.8.7"}, true},
		{"10.0.0.0/8", Query{Host: "::ffff:10.9.8.7"}, true},
		{"10.0.0.0/8", Query{Host: "11.0.0.1"}, false},
		{"[2001:db8::/32]:443", Query{Host: "[2001:db8::1]", Port: 443}, true},
		{"fe80::/10", Query{Host: "fe80::1%eth0"}, true},
		{"app:curl *", Query{Host: "x", App: "curl"}, true},
		{"app:curl", Query{Host: "x", AppPath: "/usr/bin/curl"}, true},
		{"app:curl", Query{Host: "x"}, false},
		{`app:"Google Chrome*" x`, Query{Host: "x", App: "google chrome helper"}, true},
		{"client:192.168.1.0/24 *", Query{Host: "x", Client: netip.MustParseAddr("192.168.1.7")}, true},
		{"client:192.168.1.0/24 *", Query{Host: "x"}, false},
		{"*.bücher.example", Query{Host: "www.BÜCHER.example"}, true},
		{"*.bücher.example", Query{Host: "www.xn--bcher-kva.example"}, true},
	} {
		p, err := ParsePattern(test.pattern)
		if err != nil {
			t.Errorf("%s: %v", test.pattern, err)
			continue
		}
		s := Compile(File{Bypass: []Entry{{Action: Bypass, Pattern: p}}})
		if got := s.Decide(test.query, time.Time{}); (got.Action == Bypass) != test.want {
			t.Errorf("%s, %+v: %v", test.pattern, test.query, got)
		}
	}
}
