package app

import (
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/policy"
)

func TestRowPattern(t *testing.T) {
	row := func(kind, url, process, client string, v flow.Verdict) *api.Detail {
		return &api.Detail{Flow: api.Flow{ID: 1, Kind: kind, URL: url, Process: process, Client: client, Verdict: v}}
	}
	for _, c := range []struct {
		d       *api.Detail
		pattern string // as the policy has it
		why     string // or why not
	}{
		{row("handshake-failure", "a.example:443", "curl", "127.0.0.1:5", flow.VerdictPinned), "app:curl a.example:443", ""},
		{row("handshake-failure", "[2001:db8::1]:8443", "curl", "[::1]:5", flow.VerdictPinned), "app:curl [2001:db8::1]:8443", ""},
		{row("handshake-failure", "a.example:443", "", "192.168.1.20:5", flow.VerdictPinned), "client:192.168.1.20 a.example:443", ""},
		{row("handshake-failure", "a.example:443", "", "[::ffff:192.168.1.20]:5", flow.VerdictPinned), "client:192.168.1.20 a.example:443", ""},
		{row("exchange", "https://a.example/x?y=z", "My Thing", "127.0.0.1:5", flow.VerdictIntercept), `app:"My Thing" a.example:443`, ""},
		{row("exchange", "https://a.example:8443/", "a*[b", "127.0.0.1:5", flow.VerdictUpstreamInvalid), "app:a[*]?b a.example:8443", ""},
		{row("tunnel", "a.example:443", "curl", "127.0.0.1:5", flow.VerdictBypass), "app:curl a.example:443", ""},

		{row("tunnel", "a.example:22", "ssh", "127.0.0.1:5", flow.VerdictRaw), "", "neither TLS nor HTTP"},
		{row("exchange", "http://a.example/", "curl", "127.0.0.1:5", flow.VerdictIntercept), "", "plain HTTP"},
		{row("exchange", "ws://a.example/", "curl", "127.0.0.1:5", flow.VerdictIntercept), "", "plain HTTP"},
		{row("handshake-failure", "", "curl", "127.0.0.1:5", flow.VerdictNetwork), "", "names no host"},
		{row("handshake-failure", "a.example:443", "", "127.0.0.1:5", flow.VerdictPinned), "", "program that made it is not known"},
	} {
		text, err := RowPattern(c.d, false)
		if c.why != "" {
			if err == nil || !strings.Contains(err.Error(), c.why) {
				t.Errorf("%s: %q, %v", c.d.URL, text, err)
			}
			continue
		}
		p, bad := policy.ParsePattern(text)
		if err != nil || bad != nil || p.String() != c.pattern {
			t.Errorf("%s: %q, %v, %v; want %s", c.d.URL, text, err, bad, c.pattern)
		}
		if c.d.Process == "a*[b" { // it means that program and no other
			q := policy.Query{Host: "a.example", Port: 8443, App: c.d.Process}
			set := policy.Compile(policy.File{Bypass: []policy.Entry{{Action: policy.Bypass, Pattern: p}}})
			other := q
			if other.App = "axxb"; set.Decide(q, time.Time{}).Action != policy.Bypass || set.Decide(other, time.Time{}).Action != policy.Intercept {
				t.Errorf("%s matches another program, or not its own", p)
			}
		}
	}
}

func TestRowPatternForEverybody(t *testing.T) {
	d := &api.Detail{Flow: api.Flow{ID: 7, Kind: "handshake-failure", URL: "a.example:8443", Client: "127.0.0.1:5", Verdict: flow.VerdictPinned}}
	if text, err := RowPattern(d, true); err != nil || text != "a.example:8443" {
		t.Errorf("%q, %v", text, err)
	}
	d.URL, d.Kind = "http://a.example/", "exchange"
	if text, err := RowPattern(d, true); err == nil {
		t.Errorf("plain HTTP: %q", text)
	}
}

// The note says who and why, in one line whatever a program calls itself.
func TestRowNote(t *testing.T) {
	for _, tt := range []struct {
		process, client string
		verdict         flow.Verdict
		want            string
	}{
		{"curl", "127.0.0.1:5", flow.VerdictPinned, "certificate pinning detected by curl (entry 7)"},
		{"", "192.168.1.20:5", flow.VerdictPinned, "certificate pinning detected by 192.168.1.20 (entry 7)"},
		{"a\nbypass *", "", flow.VerdictIntercept, "from entry 7 by abypass *"},
		{"curl", "", flow.VerdictBypass, ""},
	} {
		d := &api.Detail{Flow: api.Flow{ID: 7, Process: tt.process, Client: tt.client, Verdict: tt.verdict}}
		if got := RowNote(d); got != tt.want {
			t.Errorf("%q", got)
		}
	}
}
