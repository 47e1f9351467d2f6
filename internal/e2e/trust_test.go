package e2e

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rockxy/internal/trust"
)

// machineWith finds some of this machine's programs and hides the others, so
// that a test has one store.
type machineWith struct {
	trust.Runner
	names []string
}

func (m machineWith) Look(name string) string {
	if !slices.Contains(m.names, name) {
		return ""
	}
	return m.Runner.Look(name)
}

// trustEnv is this machine with stores in top alone.
func trustEnv(top string, names ...string) trust.Env {
	env := trust.Host("", filepath.Join(top, "data"), "rockxy trust")
	env.SystemDir, env.Prefix, env.UID = filepath.Join(top, "var", "rockxy", "trust"), top, os.Getuid()
	env.Runner = machineWith{env.Runner, names}
	return env
}

// intercepted is a path at the stand that answers with the key, and the chain
// that the proxy shows for it.
func (s *stand) intercepted(t *testing.T) (address, key string, chain []*x509.Certificate) {
	t.Helper()
	key = s.key(t)
	s.sites.Store(key, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<p>" + key))
	}))
	address = s.origin.URL("/" + key)
	proxy, err := url.Parse(s.proxy.httpProxy())
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport, Timeout: programPatience}).Get(address)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return address, key, response.TLS.PeerCertificates
}

func (s *stand) root(t *testing.T) *x509.Certificate {
	t.Helper()
	text, err := os.ReadFile(s.proxy.RootFile)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		t.Fatalf("no PEM in %s", s.proxy.RootFile)
	}
	root, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// carryOut applies a plan with one step.
func carryOut(t *testing.T, p *trust.Plan, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Steps) != 1 {
		t.Fatalf("%d steps in\n%s", len(p.Steps), p)
	}
	consent, err := trust.Approve(p, p.Steps[0].SHA256().Hex())
	if err != nil {
		t.Fatal(err)
	}
	report, err := trust.Apply(t.Context(), p, consent)
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Err(); err != nil || report.Results[0].Outcome != trust.Done {
		t.Fatalf("%v, %+v", err, report.Results)
	}
}

// thereAndBack trusts the stand's root in env, looks, takes it back, looks
// again, and wants the files under top as they were. A fresh machine is not
// looked at before: the look would be its first change.
func (s *stand) thereAndBack(t *testing.T, env trust.Env, top string, chain []*x509.Certificate, fresh bool, accepts func() bool) {
	t.Helper()
	root := s.root(t)
	before := files(t, top)
	if !fresh && accepts() {
		t.Fatal("it is accepted before anything was done")
	}
	wantSame(t, "a client that refuses", before, files(t, top))
	p, err := trust.PlanTrust(t.Context(), env, root, trust.Options{Sample: chain})
	carryOut(t, p, err)
	if !accepts() {
		t.Error("it is refused after trust")
	}
	p, err = trust.PlanUntrust(t.Context(), env, root, trust.Options{})
	carryOut(t, p, err)
	wantSame(t, "untrust", before, files(t, top))
	if accepts() {
		t.Error("it is accepted after untrust")
	}
}

// TestTrustSystemStore is curl with the bundle that Debian's own program makes,
// in a copy of the system's directories.
func TestTrustSystemStore(t *testing.T) {
	t.Parallel()
	curl, ok := need(t, "curl")
	if !ok {
		return
	}
	program, ok := need(t, "update-ca-certificates")
	if !ok {
		return
	}
	top := t.TempDir()
	for _, dir := range []string{"etc/ssl/certs", "usr/local/share/ca-certificates", "data", "var"} {
		if err := os.MkdirAll(filepath.Join(top, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	copyTree(t, "/usr/share/ca-certificates", filepath.Join(top, "usr/share/ca-certificates"))
	conf, err := os.ReadFile("/etc/ca-certificates.conf")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(top, "etc/ca-certificates.conf"), conf, 0o644); err != nil {
		t.Fatal(err)
	}
	run(t, nil, program, "--certsconf", filepath.Join(top, "etc/ca-certificates.conf"), "--certsdir", filepath.Join(top, "usr/share/ca-certificates"),
		"--localcertsdir", filepath.Join(top, "usr/local/share/ca-certificates"), "--etccertsdir", filepath.Join(top, "etc/ssl/certs"), "--hooksdir", filepath.Join(top, "none"))

	s := theStand(t)
	address, key, chain := s.intercepted(t)
	env := trustEnv(top, "update-ca-certificates")
	env.UID = 0 // of this machine, whose only system store is below top
	s.thereAndBack(t, env, top, chain, false, func() bool {
		out, err := tryRun(t.Context(), nil, curl, "--silent", "--noproxy", "", "--proxy", s.proxy.Proxy,
			"--cacert", filepath.Join(top, "etc/ssl/certs/ca-certificates.crt"), "--max-time", "60", address)
		return err == nil && strings.Contains(out, key)
	})
}

// TestTrustChromium is Chromium without a flag about certificates, with the
// NSS database of a home that it has all to itself.
func TestTrustChromium(t *testing.T) {
	t.Parallel()
	chromium, ok := need(t, "chromium")
	if !ok {
		return
	}
	if _, ok := need(t, "certutil"); !ok {
		return
	}
	s := theStand(t)
	address, key, chain := s.intercepted(t)
	for name, database := range map[string]string{"none yet": "", "old place": ".pki/nssdb", "new place": ".local/share/pki/nssdb"} {
		t.Run(name, func(t *testing.T) {
			top := t.TempDir()
			home := filepath.Join(top, "home")
			if err := os.MkdirAll(filepath.Join(home, database), 0o700); err != nil {
				t.Fatal(err)
			}
			if database != "" {
				run(t, nil, "certutil", "-N", "-d", "sql:"+filepath.Join(home, database), "--empty-password")
			}
			if err := os.Mkdir(filepath.Join(top, "data"), 0o700); err != nil {
				t.Fatal(err)
			}
			env := trustEnv(top, "certutil", "vfychain", "chromium")
			env.Home = home
			s.thereAndBack(t, env, top, chain, database == "", func() bool {
				return strings.Contains(dumpDOM(t, chromium, home, s.proxy, address), key+"<")
			})
		})
	}
}

// dumpDOM is what a new Chromium of that home makes of a page.
func dumpDOM(t *testing.T, chromium, home string, proxy *instance, address string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), programPatience)
	defer cancel()
	elsewhere := scratchDir(t)
	cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--user-data-dir="+filepath.Join(elsewhere, "profile"), "--disk-cache-dir="+filepath.Join(elsewhere, "cache"),
		"--proxy-server="+proxy.httpProxy(), "--proxy-bypass-list=<-loopback>", "--dump-dom", address)
	cmd.Env = slices.Concat(cleanEnv(), noBus(), []string{"HOME=" + home, "XDG_CONFIG_HOME=" + elsewhere, "XDG_CACHE_HOME=" + elsewhere})
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, tail(string(out)))
	}
	return string(out)
}

// files are everything below a directory: kind and mode, and what is in it.
func files(t *testing.T, top string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		text := info.Mode().String()
		switch {
		case info.Mode()&fs.ModeSymlink != 0:
			target, err := os.Readlink(path)
			if err != nil {
				return err
			}
			text += " " + target
		case info.Mode().IsRegular():
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			text += " " + sum(string(content))
		}
		all[path] = text
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func wantSame(t *testing.T, what string, before, after map[string]string) {
	t.Helper()
	if maps.Equal(before, after) {
		return
	}
	for _, path := range slices.Sorted(maps.Keys(after)) {
		if before[path] != after[path] {
			t.Errorf("%s: %s is %q, was %q", what, path, after[path], before[path])
		}
	}
	for path := range before {
		if _, ok := after[path]; !ok {
			t.Errorf("%s: %s is gone", what, path)
		}
	}
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}
