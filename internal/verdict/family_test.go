package verdict

import (
	"path"
	"strings"
	"testing"
)

func TestFamilyOf(t *testing.T) {
	for _, tt := range []struct {
		client Client
		print  string
		want   string
	}{
		{Client{Name: "curl", Path: "/usr/bin/curl"}, "e8f1e7e78f70", "curl"},
		{Client{Name: "curl.exe", Path: `C:\Windows\System32\curl.exe`}, "", "curl"},
		{Client{Name: "MainThread", Path: "/usr/bin/node"}, "", "Node"},
		{Client{Name: "python3", Path: "/root/.pyenv/versions/3.12/bin/python3.12"}, "", "Python"},
		{Client{Name: "Socket Process", Path: "/usr/lib/firefox-esr/firefox-esr"}, "", "Firefox"},
		{Client{Name: "agent", Path: "/opt/agent"}, "f57a46bbacb6", "Go"},
		{Client{}, "8daaf6152771", "Chromium or OkHttp"},
		{Client{}, "a09f3c656075", "Apple's library"},
		{Client{Name: "something"}, "0123456789ab", ""},
	} {
		if got := familyOf(&tt.client, stackOf(tt.print)).name; got != tt.want {
			t.Errorf("%+v with %s is %q, want %q", tt.client, tt.print, got, tt.want)
		}
	}
}

// TestFamilies: each can be recognised, says how to trust the root, and knows at
// least one way in which a missing root shows, or nothing could be untrusted.
func TestFamilies(t *testing.T) {
	for _, f := range append(families, anyFamily, otherCurl) {
		if !f.lacks.in(unknownRoot|refusal) || f.lacks&^aboutCertificate != 0 || !strings.Contains(f.advice, "rockxy ") {
			t.Errorf("%q: %+v", f.name, f)
		}
		for _, g := range f.globs {
			if _, err := path.Match(g, "x"); err != nil || g != strings.ToLower(g) || strings.HasSuffix(g, ".exe") {
				t.Errorf("%q: glob %q", f.name, g)
			}
		}
	}
}

func TestPrintOf(t *testing.T) {
	for ja4, want := range map[string]string{
		"t13d1516h2_8daaf6152771_e5627efa2ab1": "8daaf6152771", "t12i101000_a8cf61a50a39_a92c7c6a82fe": "a8cf61a50a39", "": "", "odd": "odd",
	} {
		if got := printOf(ja4); got != want {
			t.Errorf("%q: %q, want %q", ja4, got, want)
		}
	}
}

// TestKinds: only what comes after our certificate is about it.
func TestKinds(t *testing.T) {
	for alert := range 256 {
		o := Outcome{Alert: alert, Moment: AtHello, Ending: "alert"}
		if k := kindOf(&o); alert == handshakeFailure && k != mismatch || k.in(silent) {
			t.Errorf("alert %d is %b", alert, k)
		}
	}
}
