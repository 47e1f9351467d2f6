package e2e

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/testkit"
)

// chainClient is one implementation of TLS.
type chainClient struct {
	name    string
	browser bool   // runs the page's script, and ends well without it too
	alert   string // part of the message about its refusal; "" for one that just leaves
	find    func(t *testing.T) (program string, ok bool)
	visit   func(t *testing.T, program string, v visit) error
}

func chainClients() []chainClient {
	return []chainClient{
		{name: "curl", alert: "unknown_ca", find: finding("curl"), visit: running(curlVisit)},
		{name: "openssl", alert: "unknown_ca", find: finding("openssl"), visit: running(opensslVisit)},
		{name: "gnutls", find: needGnuTLS, visit: running(wgetVisit)},
		{name: "java", alert: "certificate_unknown", find: needJava, visit: javaVisit},
		{name: "node", find: finding("node"), visit: running(nodeVisit)},
		{name: "python", alert: "unknown_ca", find: func(t *testing.T) (string, bool) { return needPython(t, "ssl") }, visit: running(pythonVisit)},
		{name: "go", alert: "bad_certificate", find: func(*testing.T) (string, bool) { return "", true }, visit: goVisit},
		{name: "chromium", browser: true, alert: "certificate_unknown", find: findingWithNSS("chromium"), visit: chromiumVisit},
		{name: "firefox", browser: true, alert: "unknown_ca", find: findingWithNSS("firefox-esr"), visit: firefoxVisit},
	}
}

func finding(program string) func(*testing.T) (string, bool) {
	return func(t *testing.T) (string, bool) { return need(t, program) }
}

// findingWithNSS finds a browser, and what makes its database of roots.
func findingWithNSS(program string) func(*testing.T) (string, bool) {
	return func(t *testing.T) (string, bool) {
		if _, ok := need(t, "certutil"); !ok {
			return "", false
		}
		return need(t, program)
	}
}

// needGnuTLS finds a wget that was built with GnuTLS, as Debian's is.
func needGnuTLS(t *testing.T) (path string, ok bool) {
	t.Helper()
	out, err := exec.Command("wget", "--version").Output()
	if err != nil || !strings.Contains(string(out), "+ssl/gnutls") {
		return "", missing(t, "wget with GnuTLS")
	}
	return need(t, "wget")
}

// running visits by one run of a program.
func running(command func(program string, v visit) (env, argv []string)) func(*testing.T, string, visit) error {
	return func(t *testing.T, program string, v visit) error {
		env, argv := command(program, v)
		_, err := tryRun(t.Context(), env, argv...)
		return err
	}
}

func curlVisit(curl string, v visit) (env, argv []string) {
	return nil, []string{curl, "--silent", "--show-error", "--fail", "--noproxy", "", "--proxy", v.stand.proxy.Proxy,
		"--cacert", v.root, "--max-time", "60", v.url}
}

// opensslVisit checks by RFC 5280's letter. It sends what it reads.
func opensslVisit(openssl string, v visit) (env, argv []string) {
	const script = `request=$1; shift; printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$request" | "$@"`
	return nil, []string{"sh", "-c", script, "sh", "/" + v.key + "/",
		openssl, "s_client", "-ign_eof", "-proxy", v.stand.proxy.Proxy, "-connect", hostOf(v.url), "-servername", "localhost", "-CAfile", v.root,
		"-x509_strict", "-verify_return_error", "-verify_hostname", "localhost", "-auth_level", "2", "-purpose", "sslserver"}
}

func wgetVisit(wget string, v visit) (env, argv []string) {
	return []string{"https_proxy=" + v.stand.proxy.httpProxy(), "no_proxy="},
		[]string{wget, "--no-config", "--no-verbose", "--tries=1", "--timeout=60", "--ca-certificate=" + v.root, "--output-document=-", v.url}
}

func nodeVisit(node string, v visit) (env, argv []string) {
	return []string{"NODE_EXTRA_CA_CERTS=" + v.root}, []string{node, filepath.Join("testdata", "node", "untrusting.mjs"), v.stand.proxy.httpProxy(), v.url}
}

func pythonVisit(python string, v visit) (env, argv []string) {
	return nil, []string{python, filepath.Join("testdata", "python", "strict.py"), v.stand.proxy.httpProxy(), v.root, v.url}
}

func javaVisit(t *testing.T, java string, v visit) error {
	const password = "changeit"
	store := filepath.Join(t.TempDir(), "trust.p12")
	run(t, nil, "keytool", "-importcert", "-noprompt", "-alias", "root", "-file", v.root, "-storetype", "PKCS12", "-keystore", store, "-storepass", password)
	_, err := tryRun(t.Context(), nil, java, "-XX:TieredStopAtLevel=1", "-Djavax.net.ssl.trustStore="+store, "-Djavax.net.ssl.trustStorePassword="+password,
		filepath.Join("testdata", "java", "Untrusting.java"), v.stand.proxy.httpProxy(), v.url)
	return err
}

func goVisit(t *testing.T, _ string, v visit) error {
	client := v.stand.goClientTrusting(t, v.root, "h2", "http")
	response, err := client.Get(v.url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", response.Status)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

func chromiumVisit(t *testing.T, chromium string, v visit) error {
	home := t.TempDir()
	newNSS(t, filepath.Join(home, ".pki", "nssdb"), v.root)
	dumpDOM(t, chromium, home, v.stand.proxy, v.url)
	return nil
}

// firefoxVisit ends Firefox, which would stay, as soon as it has decided.
func firefoxVisit(t *testing.T, firefox string, v visit) error {
	stop := startFirefox(t, firefox, firefoxProfile(t, v.root, v.stand.proxy.Proxy), v.url)
	defer stop()
	if _, ok := testkit.Settle(func() (struct{}, bool) { return struct{}{}, v.over() }); !ok {
		return errors.New("it did not decide")
	}
	return nil
}
