package policy

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

func mustParse(t testing.TB, text string) *Set {
	t.Helper()
	f, err := ParseFile(text)
	if err != nil {
		t.Fatal(err)
	}
	return Compile(f)
}

func TestPrecedence(t *testing.T) {
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name, file string
		query      Query
		want       Action
		reason     string
	}{
		{"nothing said", "", Query{Host: "a"}, Intercept, "no entry matches: intercept by default"},
		{"bypass before intercept", "intercept a\nbypass .a", Query{Host: "a"}, Bypass, `bypass list, line 2: ".a" (a)`},
		{"intercept before the default", "default bypass\nintercept a", Query{Host: "a"}, Intercept, `intercept list, line 2: "a" (a)`},
		{"the default", "default bypass\nintercept a", Query{Host: "b"}, Bypass, "no entry matches: bypass by default"},
		{"an exemption first", "bypass !w.a\nbypass *.a", Query{Host: "w.a"}, Intercept, "no entry matches: intercept by default"},
		{"an exemption too late", "bypass *.a\nbypass !w.a", Query{Host: "w.a"}, Bypass, `bypass list, line 1: "*.a" (w.a)`},
		{"an exemption leads to the next list", "default bypass\nbypass !w.a\nbypass *.a\nintercept w.*", Query{Host: "w.a"}, Intercept, `intercept list, line 4: "w.*" (w.a)`},
		{"an exemption from interception", "intercept !w.a\nintercept *.a\ndefault bypass", Query{Host: "w.a"}, Bypass, "no entry matches: bypass by default"},
		{"an exemption from a group", "group apple\nbypass !xp.apple.com", Query{Host: "xp.apple.com"}, Intercept, "no entry matches: intercept by default"},
		{"a group", "group apple", Query{Host: "1-courier.push.apple.com"}, Bypass, `group apple: "*.push.apple.com" (1-courier.push.apple.com)`},
		{"expired now", "bypass a until 2030-01-01T00:00:00Z", Query{Host: "a"}, Intercept, "no entry"},
		{"not yet expired", `bypass a until 2030-01-01T01:00:00+01:00` + "\n" + `bypass a until 2030-01-01T00:00:01Z auto "why"`, Query{Host: "a"}, Bypass,
			`bypass list, line 2: "a" until 2030-01-01T00:00:01Z, why (a)`},
		{"an expired exemption", "bypass !a until 2029-01-01T00:00:00Z\nbypass a", Query{Host: "a"}, Bypass, "line 2"},
		{"the SNI", "bypass *.apple.com", Query{Host: "cdn.example", SNI: "www.apple.com"}, Bypass, `"*.apple.com" (asked for cdn.example, SNI www.apple.com)`},
		{"the name asked for", "bypass *.apple.com", Query{Host: "www.apple.com", SNI: "cdn.example"}, Bypass, `"*.apple.com" (asked for www.apple.com, SNI cdn.example)`},
		{"intercept against bypass", "bypass a\nintercept b", Query{Host: "a", SNI: "b"}, Bypass, "line 1"},
		{"bypass against intercept", "bypass a\nintercept b", Query{Host: "b", SNI: "a"}, Bypass, "line 1"},
		{"the default against intercept", "default bypass\nintercept b", Query{Host: "a", SNI: "b"}, Bypass, "by default (asked for a, SNI b)"},
		{"the same name twice", "bypass A.", Query{Host: "a.", SNI: "A"}, Bypass, `line 1: "a" (a.)`},
		{"an address asked for", "default bypass\nintercept b", Query{Host: "10.0.0.1", SNI: "b"}, Intercept, `line 2: "b" (asked for 10.0.0.1, SNI b)`},
		{"an address that is listed", "bypass 10.0.0.0/8\nintercept b", Query{Host: "10.0.0.1", SNI: "b"}, Bypass, "line 1"},
		{"an address without an SNI", "default bypass\nintercept b", Query{Host: "10.0.0.1"}, Bypass, "by default"},
		{"no name asked for", "bypass a", Query{SNI: "a"}, Bypass, `line 1: "a" (SNI a)`},
		{"a suffix is no address", "bypass *.1", Query{Host: "10.0.0.1"}, Intercept, ""},
		{"a glob is", "bypass 10.*", Query{Host: "10.0.0.1"}, Bypass, ""},
		{"every port", "bypass 10.0.0.1", Query{Host: "10.0.0.1", Port: 1}, Bypass, ""},
		{"client by its mapped address", "bypass client:10.0.0.1", Query{Host: "a", Client: netip.MustParseAddr("::ffff:10.0.0.1")}, Bypass, ""},
		{"client with a zone", "bypass client:fe80::/10", Query{Host: "a", Client: netip.MustParseAddr("fe80::1%eth0")}, Bypass, ""},
		{"application by its path", "bypass app:/opt/*/java a", Query{Host: "a", App: "java", AppPath: "/opt/jdk/bin/java"}, Bypass, ""},
		{"application by another path", "bypass app:/opt/*/java a", Query{Host: "a", App: "java", AppPath: "/usr/bin/java"}, Intercept, ""},
		{"application on Windows", `bypass app:slack.exe a`, Query{Host: "a", AppPath: `C:\Program Files\Slack\Slack.exe`}, Bypass, ""},
		{"not every application", "bypass app:* a", Query{Host: "a"}, Intercept, ""},
		{"a name too long", "bypass .a", Query{Host: strings.Repeat("b.", 200_000) + "a"}, Intercept, ""},
		{"but anything is anything", "bypass *", Query{Host: strings.Repeat("b.", 200_000) + "a"}, Bypass, ""},
		{"no name at all", "bypass b", Query{Host: "..."}, Intercept, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := mustParse(t, test.file).Decide(test.query, now)
			if d.Action != test.want || !strings.Contains(d.Reason(), test.reason) {
				t.Errorf("got %v: %s", d.Action, d.Reason())
			}
		})
	}
}

func TestDecisionNames(t *testing.T) {
	s := mustParse(t, "bypass b")
	d := s.Decide(Query{Host: "a", SNI: "B."}, time.Time{})
	if d.Matched != "B." || !d.BySNI || !d.Differ || d.Entry == nil || d.Entry.Line != 1 {
		t.Errorf("got %+v", d)
	}
	d = s.Decide(Query{Host: "b", SNI: "B."}, time.Time{})
	if d.Matched != "b" || d.BySNI || d.Differ {
		t.Errorf("got %+v", d)
	}
}

func TestNoSetIntercepts(t *testing.T) {
	for name, s := range map[string]*Set{"nil": nil, "zero": {}, "of nothing": Compile(File{})} {
		q := Query{Host: "a", SNI: "b", Client: netip.MustParseAddr("::1")}
		if d := s.Decide(q, time.Time{}); d.Action != Intercept || d.Entry != nil {
			t.Errorf("%s: %v", name, d)
		}
		_, excepted := s.Exception("a", [32]byte{}, time.Time{})
		_, cert := s.ClientCertificate("a", 443)
		if excepted || cert || s.NeedsApp(q, time.Time{}) || s.NeedsSNI(q, time.Time{}) || !s.NextChange(time.Time{}).IsZero() || len(s.File().Bypass) > 0 {
			t.Errorf("%s says something", name)
		}
	}
}

func TestNeeds(t *testing.T) {
	for _, test := range []struct {
		file     string
		query    Query
		app, sni bool
	}{
		{"bypass app:curl a", Query{Host: "a"}, true, false},
		{"bypass app:curl a", Query{Host: "b"}, false, false},
		{"bypass app:curl a", Query{Host: "b", SNI: "a"}, true, false},
		{"bypass app:curl a", Query{Host: "a", App: "wget"}, false, false},
		{"bypass app:curl a:443", Query{Host: "a", Port: 80}, false, false},
		{"bypass a\nbypass app:curl a", Query{Host: "a"}, false, false},
		{"bypass app:curl a\nbypass a", Query{Host: "a"}, false, false},
		{"bypass !app:curl a\nbypass a", Query{Host: "a"}, true, false},
		{"bypass app:curl a until 1999-01-01T00:00:00Z", Query{Host: "a"}, false, false},
		{"intercept app:curl a", Query{Host: "a"}, false, false},
		{"default bypass\nintercept app:curl a", Query{Host: "a"}, true, false},
		{"default bypass\nintercept app:curl *", Query{Host: "10.0.0.1"}, true, true},
		{"default bypass\nintercept a", Query{Host: "10.0.0.1"}, false, true},
		{"default bypass\nintercept a", Query{Host: "10.0.0.1", SNI: "a"}, false, false},
		{"default bypass\nintercept a", Query{Host: "b"}, false, false},
		{"bypass 10.0.0.1", Query{Host: "10.0.0.1"}, false, false},
	} {
		s, now := mustParse(t, test.file), time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
		if app, sni := s.NeedsApp(test.query, now), s.NeedsSNI(test.query, now); app != test.app || sni != test.sni {
			t.Errorf("%q, %+v: application %v, SNI %v", test.file, test.query, app, sni)
		}
	}
}

func TestException(t *testing.T) {
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	s := mustParse(t, "allow-invalid Old.example. sha256:"+strings.Repeat("AB", 32)+" until 2030-01-01T00:00:01Z \"being replaced\"\n"+
		"allow-invalid old.example sha256:"+strings.Repeat("ab", 32)+" until 2029-01-01T00:00:00Z\n"+
		"allow-invalid [::1] sha256:"+strings.Repeat("ab:", 31)+"ab until 2030-01-01T00:00:01Z\n")
	var leaf [32]byte
	for i := range leaf {
		leaf[i] = 0xab
	}
	why, ok := s.Exception("OLD.example.", leaf, now)
	if want := "this certificate (SHA-256 abababab…) is allowed for old.example until 2030-01-01T00:00:01Z: being replaced"; !ok || why != want {
		t.Errorf("got %q, %v", why, ok)
	}
	if _, ok := s.Exception("::1", leaf, now); !ok {
		t.Error("not for an address")
	}
	for name, ok := range map[string]bool{
		"another host":        second(s.Exception("www.old.example", leaf, now)),
		"another certificate": second(s.Exception("old.example", [32]byte{}, now)),
		"afterwards":          second(s.Exception("old.example", leaf, now.Add(time.Second))),
	} {
		if ok {
			t.Errorf("excepted: %s", name)
		}
	}
}

func second[A, B any](_ A, b B) B { return b }

func TestClientCertificate(t *testing.T) {
	s := mustParse(t, "client-certificate a.corp:8443 keeper port\nclient-certificate *.corp keeper wild\nclient-certificate a.corp keeper never\nclient-certificate 10.0.0.0/8 keeper net")
	for _, test := range []struct {
		host string
		port uint16
		want string
	}{{"A.corp.", 8443, "port"}, {"a.corp", 443, "wild"}, {"corp", 443, ""}, {"10.1.1.1", 1, "net"}} {
		if got, ok := s.ClientCertificate(test.host, test.port); got.Keeper != test.want || ok != (test.want != "") {
			t.Errorf("%s:%d: got %+v, %v", test.host, test.port, got, ok)
		}
	}
}
