package compose

import (
	"errors"
	"testing"
)

func TestParseURL(t *testing.T) {
	for in, want := range map[string]Address{
		"https://a.test":                 {Scheme: "https", Host: "a.test", Port: 443, Target: "/", Authority: "a.test"},
		"HTTP://A.test:80/B?c#d":         {Scheme: "http", Host: "a.test", Port: 80, Target: "/B?c", Authority: "a.test", Fragment: true},
		"wss://a.test:8443?q":            {Scheme: "https", Host: "a.test", Port: 8443, Target: "/?q", Authority: "a.test:8443"},
		"ws://a.test/":                   {Scheme: "http", Host: "a.test", Port: 80, Target: "/", Authority: "a.test"},
		"https://[::FFFF:1.2.3.4]:9/":    {Scheme: "https", Host: "1.2.3.4", Port: 9, Target: "/", Authority: "1.2.3.4:9"},
		"https://[2001:DB8::1]/":         {Scheme: "https", Host: "2001:db8::1", Port: 443, Target: "/", Authority: "[2001:db8::1]"},
		"https://u:p@a_b.test:/ é\"":     {Scheme: "https", Host: "a_b.test", Port: 443, Target: "/%20%C3%A9\"", Authority: "a_b.test", User: "u:p"},
		"https://a.test./%2f/../x?a=%zz": {Scheme: "https", Host: "a.test", Port: 443, Target: "/%2f/../x?a=%zz", Authority: "a.test"},
	} {
		got, err := ParseURL(in)
		if err != nil || *got != want {
			t.Errorf("%s: %+v, %v; want %+v", in, got, err, want)
			continue
		}
		if again, err := ParseURL(got.String()); err != nil || again.String() != got.String() {
			t.Errorf("%s: %s is read as %v, %v", in, got, again, err)
		}
	}
	for _, in := range []string{"", "a.test", "/x", "ftp://a.test", "https://", "https:///", "https://a:b/", "https://a:0/", "https://[::1/", "https://[1.2.3.4]/", "https://a b/", "https://a\x00b/", "https://a%41/"} {
		var e *Error
		if got, err := ParseURL(in); !errors.As(err, &e) {
			t.Errorf("%q: %+v, %v", in, got, err)
		}
	}
	if got := (&Address{Host: "::1", Port: 80}).Dial(); got != "[::1]:80" {
		t.Error(got)
	}
}
