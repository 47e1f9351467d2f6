package e2e

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"rockxy/internal/testkit"
)

// TestFaults wants an answer with a name for everything that can be wrong with
// an origin, in the form that the client asked for, and the same name in the
// list.
func TestFaults(t *testing.T) {
	if blind() {
		return
	}
	t.Parallel()
	s := theStand(t)
	for _, c := range faultCases(t, s) {
		for proto := range map[string]bool{"http/1.1": true, "h2": true} {
			key := s.key(t)
			client := s.goClient(t, proto, "http")
			req, _ := http.NewRequestWithContext(t.Context(), "GET", c.url+"?k="+key, nil)
			req.Header.Set("Accept", "application/json")
			res, err := client.Do(req)
			if err != nil {
				t.Errorf("%s over %s: %v", c.code, proto, err)
				continue
			}
			var page struct {
				Error struct{ Code, Side, Message string }
			}
			err = json.NewDecoder(res.Body).Decode(&page)
			res.Body.Close()
			if got := res.Header.Get("Rockxy-Fault"); got != c.code || page.Error.Code != c.code || err != nil || res.StatusCode != c.status {
				t.Errorf("%s over %s: status %d, field %q, page %q, %v; want %d", c.code, proto, res.StatusCode, got, page.Error.Code, err, c.status)
			}
			f := s.settled(t, key, 1)
			if len(f) != 1 || f[0].State != "failed" || f[0].Fault == nil || f[0].Fault.Code != c.code || f[0].Fault.Side != "origin" || f[0].Fault.Message == "" {
				t.Errorf("%s over %s: listed %+v", c.code, proto, f)
			}
		}
	}
}

type faultCase struct {
	code, url string
	status    int
}

func faultCases(t *testing.T, s *stand) []faultCase {
	origin := func(o testkit.Options) string { return testkit.NewOrigin(t, o).URL("/") }
	with := func(l testkit.Leaf) string {
		if l.Names == nil {
			l.Names = testkit.DefaultNames()
		}
		cert := s.origin.CA.MustIssue(t, l)
		return origin(testkit.Options{CA: s.origin.CA, TLS: func(c *tls.Config) { c.Certificates = []tls.Certificate{cert} }})
	}
	tlsOrigin := func(edit func(*tls.Config)) string { return origin(testkit.Options{CA: s.origin.CA, TLS: edit}) }
	now := time.Now()
	return []faultCase{
		{"upstream.unknown-issuer", origin(testkit.Options{}), 502},
		{"upstream.self-signed", with(testkit.Leaf{SelfSigned: true}), 502},
		{"upstream.expired", with(testkit.Leaf{NotBefore: now.Add(-48 * time.Hour), NotAfter: now.Add(-24 * time.Hour)}), 502},
		{"upstream.not-yet-valid", with(testkit.Leaf{NotBefore: now.Add(12 * time.Hour), NotAfter: now.Add(24 * time.Hour)}), 502},
		{"upstream.wrong-name", with(testkit.Leaf{Names: []string{"elsewhere.test"}}), 502},
		{"upstream.weak", with(testkit.Leaf{Edit: func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 }}), 502},
		{"upstream.wrong-usage", with(testkit.Leaf{Edit: func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }}), 502},
		{"upstream.tls-version", tlsOrigin(func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }), 502},
		{"upstream.client-certificate", tlsOrigin(func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }), 502},
		{"upstream.refused", "https://localhost:" + closedPort(t) + "/", 502},
		{"upstream.dns", "https://no-such-name.invalid/", 502},
	}
}

// closedPort is a port that nobody listens on.
func closedPort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	return port
}

// TestDistrustfulClient refuses the leaf; the list must say so with a verdict.
func TestDistrustfulClient(t *testing.T) {
	if blind() {
		return
	}
	t.Parallel()
	curl, ok := need(t, "curl")
	if !ok {
		return
	}
	s := ownStand(t)
	_, err := tryRun(t.Context(), nil, curl, "--silent", "--show-error", "--noproxy", "", "--proxy", s.proxy.Proxy, "--cacert", s.originCA, s.origin.URL("/"))
	if err == nil || !strings.Contains(err.Error(), "exit status 60") {
		t.Fatalf("curl without our root: %v, want exit status 60", err)
	}
	got, _ := testkit.Settle(func() ([]flowLine, bool) {
		list := s.proxy.flows(t)
		return list, len(list) == 1
	})
	if len(got) != 1 || got[0].Kind != "handshake-failure" || got[0].Verdict != "untrusted-ca" || !strings.HasPrefix(got[0].Host, "localhost") {
		t.Errorf("listed %+v", got)
	}
}

// TestSelfLoop asks the proxy to connect to itself, in several spellings.
func TestSelfLoop(t *testing.T) {
	if blind() {
		return
	}
	t.Parallel()
	s := theStand(t)
	_, port, _ := net.SplitHostPort(s.proxy.Proxy)
	_, uiPort, _ := net.SplitHostPort(strings.TrimPrefix(s.proxy.page(), "http://"))
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"} {
		for _, p := range []string{port, uiPort} {
			client := s.goClient(t, "http/1.1", "http")
			res, err := client.Get("http://" + host + ":" + p + "/")
			if err != nil {
				t.Errorf("%s:%s: %v", host, p, err)
				continue
			}
			res.Body.Close()
			if got := res.Header.Get("Rockxy-Fault"); got != "client.loop" || res.StatusCode < 400 {
				t.Errorf("%s:%s: status %d, fault %q", host, p, res.StatusCode, got)
			}
		}
	}
}
