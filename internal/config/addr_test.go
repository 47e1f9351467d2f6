package config

import (
	"strings"
	"testing"
)

func TestParseAddr(t *testing.T) {
	tests := []struct{ in, want, err string }{
		{"127.0.0.1:9090", "127.0.0.1:9090", ""},
		{"127.0.0.1:0", "127.0.0.1:0", ""},
		{"[::1]:80", "[::1]:80", ""},
		{"localhost:81", "127.0.0.1:81", ""},
		{"9090", "127.0.0.1:9090", ""},
		{":9090", "127.0.0.1:9090", ""},
		{"0.0.0.0:1", "0.0.0.0:1", ""},
		{"[::ffff:127.0.0.1]:1", "127.0.0.1:1", ""},
		{"", "", "an address and a port"},
		{"127.0.0.1", "", "the port is a number"},
		{"127.0.0.1:65536", "", "the port is a number"},
		{"127.0.0.1:http", "", "the port is a number"},
		{"example.com:80", "", "an IP address of this machine"},
		{"::1", "", "an address and a port"},
		{"http://127.0.0.1:9090", "", "an address and a port"},
	}
	for _, tt := range tests {
		got, err := ParseAddr("--proxy", tt.in)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) || !strings.HasPrefix(err.Error(), "--proxy") {
				t.Errorf("%q: error %v, want %q", tt.in, err, tt.err)
			}
			continue
		}
		if err != nil || got.String() != tt.want {
			t.Errorf("%q: %v, %v, want %s", tt.in, got, err, tt.want)
		}
	}
}
