package verdict_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/policy"
	"rockxy/internal/verdict"
)

var firm = verdict.Judgement{Verdict: flow.VerdictPinned, Firm: true}

func TestAutoBypassGrows(t *testing.T) {
	a := verdict.NewAutoBypass(verdict.Limits{})
	o := verdict.Outcome{Client: java(1), Host: "api.example.com", Port: 443, At: flow.Nanos(time.Hour)}
	for _, hours := range []float64{1, 2, 4, 8, 16, 24, 24} {
		b, ok := a.Consider(o, firm)
		if got := time.Duration(b.Until - o.At).Hours(); !ok || got != hours {
			t.Fatalf("%v h, %v; want %v h", got, ok, hours)
		}
		if _, again := a.Consider(o, firm); again {
			t.Fatal("given twice")
		}
		o.At = b.Until // the probe
	}
	a.Accepted(o)
	if b, _ := a.Consider(o, firm); time.Duration(b.Until-o.At) != time.Hour {
		t.Error("an acceptance does not begin anew")
	}
	o.At += flow.Nanos(26 * time.Hour)
	if b, _ := a.Consider(o, firm); time.Duration(b.Until-o.At) != time.Hour {
		t.Error("a day of silence does not begin anew")
	}
}

func TestAutoBypassIsRare(t *testing.T) {
	for name, tt := range map[string]struct {
		client verdict.Client
		j      verdict.Judgement
	}{
		"not firm":   {java(1), verdict.Judgement{Verdict: flow.VerdictPinned}},
		"not pinned": {java(1), verdict.Judgement{Verdict: flow.VerdictUntrusted, Firm: true}},
		"nobody":     {verdict.Client{Addr: local, JA4: ja4Go}, firm},
		"no address": {verdict.Client{}, firm},
	} {
		if b, ok := verdict.NewAutoBypass(verdict.Limits{}).Consider(verdict.Outcome{Client: tt.client, Host: "a", Port: 443}, tt.j); ok {
			t.Errorf("%s: %+v", name, b)
		}
	}
}

// TestAutoBypassPattern wants patterns that the policy reads, and that are
// about this client and this host alone.
func TestAutoBypassPattern(t *testing.T) {
	for _, c := range []verdict.Client{
		java(1), {PID: 3, Name: "agent"}, {PID: 3, Name: `Some "App"`, Path: `/Applications/Some [x] "App"*.app/App`, Addr: local},
		{PID: 3, Name: "app.exe", Path: `C:\Program Files\App\app.exe`}, {PID: 3, Name: "long", Path: "/" + strings.Repeat("x", 300)},
		phone(ja4Go), {Addr: netip.MustParseAddr("fd00::1")},
	} {
		for _, host := range []string{"api.example.com", "10.0.0.1", "fd00::2"} {
			b, ok := verdict.NewAutoBypass(verdict.Limits{}).Consider(verdict.Outcome{Client: c, Host: host, Port: 8443}, firm)
			p, err := policy.ParsePattern(b.Pattern)
			if !ok || err != nil {
				t.Errorf("%q: %v", b.Pattern, err)
				continue
			}
			set := policy.Compile(policy.File{Bypass: []policy.Entry{{Action: policy.Bypass, Pattern: p}}})
			now := time.Unix(0, 0)
			q := policy.Query{Host: host, Port: 8443, App: c.Name, AppPath: c.Path, Client: c.Addr}
			if set.Decide(q, now).Action != policy.Bypass {
				t.Errorf("%q does not match %+v", b.Pattern, q)
			}
			for _, other := range []policy.Query{
				{Host: host, Port: 8443, App: "other", AppPath: "/bin/other", Client: netip.MustParseAddr("192.168.1.21")},
				{Host: "other.example.com", Port: 8443, App: c.Name, AppPath: c.Path, Client: c.Addr},
				{Host: host, Port: 443, App: c.Name, AppPath: c.Path, Client: c.Addr},
			} {
				if set.Decide(other, now).Action == policy.Bypass {
					t.Errorf("%q matches %+v", b.Pattern, other)
				}
			}
		}
	}
}
