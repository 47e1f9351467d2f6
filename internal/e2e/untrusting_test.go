package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/testkit"
)

// TestUntrusting has clients that do not trust the root: each must fail, and
// rockxy must say why as well as that client lets it know. Python's asyncio,
// Java's HttpClient and Node close the connection without an alert; wget and
// Node over TLS 1.2 even finish the handshake first.
func TestUntrusting(t *testing.T) {
	s := ownStand(t)
	if blind() {
		return // a blind stand-in keeps no record
	}
	target, proxy := s.origin.URL("/bytes/10"), s.proxy.httpProxy()
	env := append(noBus(), "https_proxy="+proxy, "no_proxy=")
	const closed, refused = "client.closed", "client.refused-leaf"
	for _, c := range []struct {
		name, program  string
		args           []string
		verdict, fault string
		says           string // in the message
	}{
		{"curl", "curl", []string{"--silent", "--noproxy", "", "--proxy", proxy, target}, "untrusted-ca", refused, "unknown_ca"},
		{"curl-tls12", "curl", []string{"--silent", "--noproxy", "", "--proxy", proxy, "--tls-max", "1.2", target}, "untrusted-ca", refused, "unknown_ca"},
		{"openssl", "openssl", []string{"s_client", "-proxy", s.proxy.Proxy, "-connect", hostOf(target), "-verify_return_error"}, "untrusted-ca", refused, "unknown_ca"},
		{"wget", "wget", []string{"--no-config", "--quiet", "--tries=1", "--output-document=-", target}, "unsure", closed, "finished"},
		{"python", "/usr/bin/python3", []string{"-c", "import sys, urllib.request as r; r.urlopen(sys.argv[1])", target}, "untrusted-ca", refused, "unknown_ca"},
		{"node", "node", []string{filepath.Join("testdata", "node", "untrusting.mjs"), proxy, target}, "unsure", closed, "right after Rockxy's certificate"},
		{"node-tls12", "node", []string{"--tls-max-v1.2", filepath.Join("testdata", "node", "untrusting.mjs"), proxy, target}, "unsure", closed, "finished"},
		{"java", "java", []string{"-XX:TieredStopAtLevel=1", filepath.Join("testdata", "java", "Untrusting.java"), proxy, target}, "unsure", refused, "certificate_unknown"},
		{"chromium", "chromium", untrustingChromium(t, proxy, target), "unsure or untrusted-ca", refused, "certificate_unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			program, ok := need(t, c.program)
			if !ok {
				return
			}
			before := len(s.refusals(t))
			_, err := tryRun(t.Context(), env, append([]string{program}, c.args...)...)
			if err == nil && c.name != "chromium" { // which shows a page instead
				t.Error("the client accepted the leaf")
			}
			got, ok := testkit.Settle(func() ([]flowLine, bool) {
				list := s.refusals(t)[before:]
				return list, len(list) > 0
			})
			if !ok {
				t.Fatal("nothing was recorded")
			}
			for _, f := range got {
				if !strings.Contains(c.verdict, f.Verdict) || f.State != "failed" || f.Fault == nil || f.Fault.Code != c.fault || f.Fault.Side != "client" ||
					!strings.Contains(f.Fault.Message, c.says) || !strings.Contains(f.Fault.Hint, "trust") {
					t.Errorf("verdict %q, state %q, fault %+v; want %q, %q and %q", f.Verdict, f.State, f.Fault, c.verdict, c.fault, c.says)
				}
			}
		})
	}
}

func hostOf(url string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(url, "https://"), "/")
	return host
}

// refusals are the connections to the origin that did not get as far as HTTP,
// oldest first. A browser has others.
func (s *stand) refusals(t *testing.T) (list []flowLine) {
	t.Helper()
	for _, f := range s.proxy.flows(t) {
		if f.Kind == "handshake-failure" && strings.HasSuffix(f.URL, ":"+s.origin.Port()) {
			list = append(list, f)
		}
	}
	return list
}

func untrustingChromium(t *testing.T, proxy, target string) []string {
	return []string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--user-data-dir=" + filepath.Join(scratchDir(t), "profile"),
		"--proxy-server=" + proxy, "--proxy-bypass-list=<-loopback>", "--dump-dom", target}
}

// TestOpenSSLStrict has OpenSSL check a leaf as strictly as it can.
func TestOpenSSLStrict(t *testing.T) {
	t.Parallel()
	openssl, ok := need(t, "openssl")
	if !ok {
		return
	}
	s := theStand(t)
	out := run(t, nil, openssl, "s_client", "-proxy", s.proxy.Proxy, "-connect", hostOf(s.origin.URL("/")), "-CAfile", s.proxy.RootFile,
		"-x509_strict", "-verify_return_error", "-verify_hostname", "localhost", "-auth_level", "2", "-purpose", "sslserver")
	if !strings.Contains(out, "Verify return code: 0 (ok)") {
		t.Errorf("OpenSSL said\n%s", out)
	}
}
