package launch

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"math/big"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"
)

func certificate(t *testing.T, serial int64) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(serial), NotAfter: time.Unix(1<<32, 0)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// fixture is a machine: its system roots, files and environment.
type fixture struct {
	system, ours, origin []byte
	files                map[string][]byte
	env                  []string
}

func newFixture(t *testing.T) *fixture {
	return &fixture{
		system: certificate(t, 1), ours: certificate(t, 2), origin: certificate(t, 3),
		files: map[string][]byte{},
	}
}

func (f *fixture) plan(t *testing.T) planned {
	t.Helper()
	p, err := NewPlan(Input{
		ProxyHost: "127.0.0.1", ProxyPort: 4321, RootPEM: f.ours, UpstreamPEM: f.origin, Env: f.env,
		Dir: filepath.FromSlash("/tmp/r"), Home: filepath.FromSlash("/home/u"),
		SystemRoots: func() []byte { return f.system },
		ReadFile: func(name string) ([]byte, error) {
			if b, ok := f.files[filepath.ToSlash(name)]; ok {
				return b, nil
			}
			return nil, fs.ErrNotExist
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return planned{p, environ(p.Environ(f.env)), t}
}

type planned struct {
	Plan
	env map[string]string
	t   *testing.T
}

// content is that of the file that a variable names.
func (p planned) content(variable string) []byte {
	p.t.Helper()
	for _, f := range p.Files {
		if filepath.Join(p.Dir, filepath.FromSlash(f.Name)) == p.env[variable] {
			return f.Content
		}
	}
	p.t.Fatalf("%s=%q names no file of the plan", variable, p.env[variable])
	return nil
}

func (p planned) wantEnv(name, want string) {
	p.t.Helper()
	if got, ok := p.env[name]; !ok || got != want {
		p.t.Errorf("%s=%q (set: %v), want %q", name, got, ok, want)
	}
}

func (p planned) wantRoots(variable string, want ...[]byte) {
	p.t.Helper()
	if got := p.content(variable); !bytes.Equal(got, bytes.Join(want, nil)) {
		p.t.Errorf("%s: the bundle has %d certificates, want %d, or other ones", variable, bytes.Count(got, []byte("BEGIN")), len(want))
	}
}

func TestProxyVariables(t *testing.T) {
	f := newFixture(t)
	f.env = []string{"HTTPS_PROXY=http://corporate:3128", "NO_PROXY=localhost,.corp", "no_proxy=*", "KEEP=me"}
	p := f.plan(t)
	for _, name := range []string{"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"} {
		p.wantEnv(name, "http://127.0.0.1:4321")
	}
	p.wantEnv("NO_PROXY", "")
	p.wantEnv("no_proxy", "")
	p.wantEnv("KEEP", "me")
}

func TestProxyURLOfIPv6(t *testing.T) {
	p := planner{in: Input{ProxyHost: "::1", ProxyPort: 9}}
	if got := p.proxyURL(); got != "http://[::1]:9" {
		t.Error(got)
	}
}

func TestEveryBundleHoldsWhatWasTrustedBefore(t *testing.T) {
	f := newFixture(t)
	p := f.plan(t)
	for _, v := range trustVars {
		p.wantRoots(v.name, f.system, f.origin, f.ours)
	}
	for _, v := range addedTrustVars {
		p.wantRoots(v.name, f.origin, f.ours)
	}
}

func TestOwnBundlesAreExtended(t *testing.T) {
	f := newFixture(t)
	corporate, node := certificate(t, 4), certificate(t, 5)
	f.files["/etc/corp.pem"] = corporate
	f.files["/etc/node.pem"] = node
	f.env = []string{"REQUESTS_CA_BUNDLE=/etc/corp.pem", "NODE_EXTRA_CA_CERTS=/etc/node.pem", "GIT_SSL_CAINFO=/etc/gone.pem"}
	p := f.plan(t)
	p.wantRoots("REQUESTS_CA_BUNDLE", corporate, f.origin, f.ours)
	p.wantRoots("NODE_EXTRA_CA_CERTS", node, f.origin, f.ours)
	p.wantRoots("SSL_CERT_FILE", f.system, f.origin, f.ours)
	p.wantRoots("GIT_SSL_CAINFO", f.system, f.origin, f.ours)
	if len(p.Notes) != 1 || !strings.Contains(p.Notes[0], "GIT_SSL_CAINFO names /etc/gone.pem") {
		t.Errorf("notes %q", p.Notes)
	}
}

func TestSSLCertFileStandsForTheSystem(t *testing.T) {
	f := newFixture(t)
	corporate := certificate(t, 4)
	f.files["/etc/corp.pem"] = corporate
	f.env = []string{"SSL_CERT_FILE=/etc/corp.pem", "SSL_CERT_DIR=/etc/certs"}
	p := f.plan(t)
	p.wantRoots("CURL_CA_BUNDLE", corporate, f.origin, f.ours)
	p.wantEnv("SSL_CERT_DIR", "/etc/certs")
}

func TestNoSystemRoots(t *testing.T) {
	f := newFixture(t)
	f.system = nil
	p := f.plan(t)
	p.wantRoots("SSL_CERT_FILE", f.origin, f.ours)
	if len(p.Notes) != 1 || !strings.Contains(p.Notes[0], "will not verify") {
		t.Errorf("notes %q", p.Notes)
	}
}

func TestOptionsAreAppended(t *testing.T) {
	f := newFixture(t)
	f.env = []string{"NODE_OPTIONS=--max-old-space-size=100", "JAVA_TOOL_OPTIONS=-Xmx10m", "PYTHONPATH=/mine", "PHP_INI_SCAN_DIR=/ini"}
	p := f.plan(t)
	list := string(filepath.ListSeparator)
	p.wantEnv("NODE_OPTIONS", "--max-old-space-size=100 --require /tmp/r/node.cjs")
	p.wantEnv("PYTHONPATH", filepath.FromSlash("/tmp/r/python")+list+"/mine")
	p.wantEnv("PHP_INI_SCAN_DIR", "/ini"+list+filepath.FromSlash("/tmp/r/php"))
	java := p.env["JAVA_TOOL_OPTIONS"]
	for _, want := range []string{
		"-Xmx10m -D", "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=4321", "-Dhttps.proxyPort=4321",
		"-Dhttp.nonProxyHosts= ", "-Djavax.net.ssl.trustStore=" + filepath.FromSlash("/tmp/r/truststore.p12"),
	} {
		if !strings.Contains(java, want) {
			t.Errorf("JAVA_TOOL_OPTIONS has no %q:\n%s", want, java)
		}
	}
}

func TestWgetKeepsTheUsersFile(t *testing.T) {
	f := newFixture(t)
	f.files["/home/u/.wgetrc"] = []byte("timeout = 3\nuse_proxy = off")
	p := f.plan(t)
	rc := string(p.content("WGETRC"))
	if !strings.HasPrefix(rc, "timeout = 3\nuse_proxy = off\nuse_proxy = on\n") || !strings.Contains(rc, "ca_certificate = "+filepath.FromSlash("/tmp/r/bundle.pem")) {
		t.Error(rc)
	}
}

func TestTrustStore(t *testing.T) {
	f := newFixture(t)
	damaged := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte{1, 2, 3}})
	store, err := trustStore(slices.Concat(f.system, damaged, []byte("# text\n"), f.ours, f.system))
	if err != nil {
		t.Fatal(err)
	}
	certs, err := pkcs12.DecodeTrustStore(store, storePassword)
	if err != nil {
		t.Fatal(err)
	}
	var serials []int64
	for _, c := range certs {
		serials = append(serials, c.SerialNumber.Int64())
	}
	if !slices.Equal(serials, []int64{1, 2}) {
		t.Errorf("serials %v", serials)
	}
}

func TestQuoting(t *testing.T) {
	for in, want := range map[string]string{"/a/b": "/a/b", `/a b/"c"`: `"/a b/\"c\""`, `C:\x`: `"C:\\x"`} {
		if got := nodeQuote(in); got != want {
			t.Errorf("nodeQuote(%s) = %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]string{"/a/b": "/a/b", "/a b": `"/a b"`, `/a "b`: `'/a "b'`} {
		if got := javaQuote(in); got != want {
			t.Errorf("javaQuote(%s) = %s, want %s", in, got, want)
		}
	}
}

func TestPrintNamesEveryVariableAndFile(t *testing.T) {
	p := newFixture(t).plan(t)
	var b strings.Builder
	p.Print(&b)
	for _, v := range p.Vars {
		if !strings.Contains(b.String(), v.Name+"="+v.Value) || v.Why == "" {
			t.Errorf("%s is not printed or has no reason", v.Name)
		}
	}
	for _, f := range p.Files {
		if !strings.Contains(b.String(), filepath.FromSlash(f.Name)) || f.Why == "" {
			t.Errorf("%s is not printed or has no reason", f.Name)
		}
	}
}
