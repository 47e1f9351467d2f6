package app

import (
	"errors"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/store"
)

func TestMatchURL(t *testing.T) {
	const url = "https://API.example.com:8443/Login?q=status:1"
	tests := []struct {
		filter string
		want   bool
		err    bool
	}{
		{"", true, false},
		{"  ", true, false},
		{"login", true, false},
		{"api LOGIN", true, false},
		{"api logout", false, false},
		{"https://api", true, false},
		{"example.com:8443", true, false},
		{"example.com:8443/login", true, false},
		{"localhost:80", false, false},
		{"?q=", true, false},
		{"status:500", false, true},
		{"login host:example.com", false, true},
		{"!status:200", false, true},
		{"-method:GET", false, true},
	}
	for _, tt := range tests {
		match, err := MatchURL(tt.filter)
		var ae *api.Error
		if tt.err != errors.As(err, &ae) {
			t.Errorf("%q: error %v", tt.filter, err)
			continue
		}
		if err == nil && match(url) != tt.want {
			t.Errorf("%q: %v", tt.filter, !tt.want)
		}
	}
}

func TestFilterOfTunnels(t *testing.T) {
	match, err := parseFilter("example.com:443")
	if err != nil || !match(&store.Summary{Host: "example.com", Port: 443}) || match(&store.Summary{Host: "example.org", Port: 443}) {
		t.Error(err)
	}
	if match, err := parseFilter(" "); match != nil || err != nil {
		t.Error("an empty filter matches everything without being asked")
	}
}
