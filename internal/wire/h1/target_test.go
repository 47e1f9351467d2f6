package h1

import "testing"

func TestSplitAbsolute(t *testing.T) {
	for _, tt := range []struct{ target, scheme, authority, rest string }{
		{"http://a", "http", "a", ""},
		{"HTTPS://a:1/b?c", "HTTPS", "a:1", "/b?c"},
		{"ws+x.y-1://a?b/c", "ws+x.y-1", "a", "?b/c"},
		{"http://[::1%25eth0]:80/", "http", "[::1%25eth0]:80", "/"},
		{"http://a/http://b", "http", "a", "/http://b"},
	} {
		s, a, r, ok := SplitAbsolute([]byte(tt.target))
		if !ok || string(s) != tt.scheme || string(a) != tt.authority || string(r) != tt.rest {
			t.Errorf("SplitAbsolute(%q) = %q, %q, %q, %v", tt.target, s, a, r, ok)
		}
	}
	for _, target := range []string{"", "/", "*", "a:80", "http:", "http:/", "http:/a", "http://", "http:///a", "://a", "1a://b", "h_p://b",
		"http://a@b", "http://a:b", "http://[::1", "http://a b"} {
		if _, _, _, ok := SplitAbsolute([]byte(target)); ok {
			t.Errorf("SplitAbsolute(%q) is ok", target)
		}
	}
}

func TestSplitAuthority(t *testing.T) {
	for _, tt := range []struct {
		authority, host string
		port            int
	}{
		{"a", "a", -1},
		{"a:", "a", -1},
		{"a:0", "a", 0},
		{"a:65535", "a", 65535},
		{"1.2.3.4:00080", "1.2.3.4", 80},
		{"[::1]", "[::1]", -1},
		{"[::ffff:1.2.3.4]:443", "[::ffff:1.2.3.4]", 443},
		{"[v1.a:b]", "[v1.a:b]", -1},
		{"a%20b:1", "a%20b", 1},
		{"a!$&'()*+;=-._~b", "a!$&'()*+;=-._~b", -1},
	} {
		host, port, ok := SplitAuthority([]byte(tt.authority))
		if !ok || string(host) != tt.host || port != tt.port {
			t.Errorf("SplitAuthority(%q) = %q, %d, %v", tt.authority, host, port, ok)
		}
	}
	for _, authority := range []string{"", ":", ":80", "a:65536", "a:000080", "a:+1", "a:1x", "a:1:2", "::1", "[]", "[a]", "]", "[a", "[::1]x", "[::1]]", "[:/:]",
		"a,b", "a b", "a@b", "a/", "a?", "a#", "a\\b", "a\x00", "a\x7f", "\xc3\xa9", "a%", "a%2", "a%zz", "a<b>", "a\"b", "a|b", "a^b", "a`b", "a{b}"} {
		if _, _, ok := SplitAuthority([]byte(authority)); ok {
			t.Errorf("SplitAuthority(%q) is ok", authority)
		}
	}
}
