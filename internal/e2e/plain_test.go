package e2e

import (
	"strings"
	"testing"

	"rockxy/internal/testkit"
)

// TestPlainHTTP sends requests in absolute form, and others through CONNECT
// and SOCKS5 without TLS inside.
func TestPlainHTTP(t *testing.T) {
	if blind() {
		return
	}
	t.Parallel()
	curl, ok := need(t, "curl")
	if !ok {
		return
	}
	s := theStand(t)
	origin := testkit.NewOrigin(t, testkit.Options{Plain: true})
	for name, how := range map[string][]string{
		"absolute": {"--proxy", s.proxy.Proxy},
		"connect":  {"--proxy", s.proxy.Proxy, "--proxytunnel"},
		"socks":    {"--socks5-hostname", s.proxy.Proxy},
		"h2c":      {"--proxy", s.proxy.Proxy, "--proxytunnel", "--http2-prior-knowledge"},
	} {
		key := s.key(t)
		args := append([]string{curl, "--silent", "--show-error", "--noproxy", "", "--max-time", "60"}, how...)
		got := run(t, nil, append(args, origin.URL("/bytes/5000?k="+key))...)
		if got != string(testkit.Pattern(5000)) {
			t.Errorf("%s: %d bytes", name, len(got))
		}
		r := origin.Last(t, "/bytes/5000?k="+key) // the target in origin form
		if r.Host != "localhost:"+origin.Port() || r.Header.Get("Proxy-Connection") != "" {
			t.Errorf("%s: the origin received host %q with %v", name, r.Host, r.Header)
		}
		f := s.settled(t, key, 1)
		if len(f) != 1 || !strings.HasPrefix(f[0].URL, "http://localhost:") || f[0].Status != 200 || f[0].ResponseBytes != 5000 || f[0].State != "complete" {
			t.Errorf("%s: listed %+v", name, f)
		}
	}
}

// TestAddressesAsTargets goes to an origin by IPv4, IPv6 and another name.
func TestAddressesAsTargets(t *testing.T) {
	if blind() {
		return
	}
	t.Parallel()
	curl, ok := need(t, "curl")
	if !ok {
		return
	}
	s := theStand(t)
	six := testkit.NewOrigin(t, testkit.Options{Addr: "[::1]:0", CA: s.origin.CA})
	for host, origin := range map[string]*testkit.Origin{"127.0.0.1": s.origin, "::1": six} {
		key := s.key(t)
		got := run(t, nil, curl, "--silent", "--show-error", "--noproxy", "", "--proxy", s.proxy.Proxy, "--cacert", s.proxy.RootFile, "--max-time", "60",
			origin.URLAt(host, "/bytes/100?k="+key))
		if got != string(testkit.Pattern(100)) {
			t.Errorf("%s: %d bytes", host, len(got))
		}
		if f := s.settled(t, key, 1); len(f) != 1 || f[0].Status != 200 || f[0].State != "complete" {
			t.Errorf("%s: listed %+v", host, f)
		}
	}
}
