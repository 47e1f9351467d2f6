package app

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"rockxy/internal/flow"
	"rockxy/internal/policy"
	"rockxy/internal/testkit"
)

// bag is a directory with a client certificate in every form.
type bag struct {
	t    testing.TB
	dir  string
	ca   *testkit.Authority
	cert tls.Certificate
}

func newBag(t testing.TB) *bag {
	t.Helper()
	ca, err := testkit.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	b := &bag{t: t, dir: t.TempDir(), ca: ca}
	b.renew()
	b.write("other.pem", keyPEM(t, ca.MustIssue(t, testkit.Leaf{Names: []string{"other"}})))
	b.write("nothing.pem", "no PEM at all\n")
	b.write("sealed.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")
	b.write("pass", "open sesame\r\nnot this\n")
	return b
}

// renew writes a new certificate into the same files.
func (b *bag) renew() {
	b.cert = b.ca.MustIssue(b.t, testkit.Leaf{Names: []string{"me.example"}, Edit: func(c *x509.Certificate) {
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	}})
	cert := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: b.cert.Certificate[0]}))
	key := keyPEM(b.t, b.cert)
	b.write("cert.pem", cert)
	b.write("key.pem", key)
	b.write("both.pem", cert+key)
	for name, pass := range map[string]string{"open.p12": "", "sealed.p12": "open sesame"} {
		p12, err := pkcs12.Modern.WithRand(rand.Reader).Encode(b.cert.PrivateKey, b.cert.Leaf, nil, pass)
		if err != nil {
			b.t.Fatal(err)
		}
		b.write(name, string(p12))
	}
}

func keyPEM(t testing.TB, c tls.Certificate) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func (b *bag) path(name string) string {
	if name == "" {
		return ""
	}
	return filepath.Join(b.dir, name)
}

func (b *bag) write(name, content string) {
	b.t.Helper()
	if err := os.WriteFile(b.path(name), []byte(content), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

func TestLoadIdentity(t *testing.T) {
	b := newBag(t)
	for _, c := range []struct {
		kind            policy.CertKind
		file, key, pass string
		at, want        string // file at fault and why; "" for one that is loaded
	}{
		{policy.PEM, "both.pem", "", "", "", ""},
		{policy.PEM, "cert.pem", "key.pem", "", "", ""},
		{policy.PKCS12, "open.p12", "", "", "", ""},
		{policy.PKCS12, "sealed.p12", "", "pass", "", ""},
		{policy.PEM, "none.pem", "", "", "none.pem", "no such file"},
		{policy.PEM, "nothing.pem", "", "", "nothing.pem", "it holds no certificate"},
		{policy.PEM, "cert.pem", "", "", "cert.pem", "name its file with --key"},
		{policy.PEM, "cert.pem", "nothing.pem", "", "nothing.pem", "it holds no private key"},
		{policy.PEM, "cert.pem", "sealed.pem", "", "sealed.pem", "encrypted with a passphrase"},
		{policy.PEM, "cert.pem", "other.pem", "", "other.pem", "cannot be used together"},
		{policy.PEM, "cert.pem", "none.pem", "", "none.pem", "no such file"},
		{policy.PKCS12, "sealed.p12", "", "", "sealed.p12", "--passphrase-file"},
		{policy.PKCS12, "sealed.p12", "", "nothing.pem", "sealed.p12", "does not open it"},
		{policy.PKCS12, "sealed.p12", "", "none", "none", "no such file"},
		{policy.PKCS12, "cert.pem", "", "", "cert.pem", "cannot be read as PKCS#12"},
		{policy.Keeper, "", "", "", "", "there is no such key"},
	} {
		spec := policy.ClientCert{Kind: c.kind, File: b.path(c.file), Key: b.path(c.key), Passphrase: b.path(c.pass)}
		one, err := LoadIdentity(ClientKeys(t.TempDir(), nil), spec)
		var bad *IdentityError
		switch {
		case c.want == "" && (err != nil || !one.Leaf().Equal(b.cert.Leaf)):
			t.Errorf("%s %s: %v", c.kind, c.file, err)
		case c.want != "" && (!errors.As(err, &bad) || bad.File != b.path(c.at) || !strings.Contains(bad.Why, c.want) || bad.Hint() == ""):
			t.Errorf("%s %s %s: %v, want %s", c.kind, c.file, c.key, err, c.want)
		}
	}
}

func TestKeyOfAnotherCertificateInPKCS12(t *testing.T) {
	b := newBag(t)
	other := b.ca.MustIssue(t, testkit.Leaf{Names: []string{"other"}})
	p12, err := pkcs12.Modern.Encode(other.PrivateKey, b.cert.Leaf, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	b.write("mixed.p12", string(p12))
	if _, err := LoadIdentity(nil, policy.ClientCert{Kind: policy.PKCS12, File: b.path("mixed.p12")}); err == nil || !strings.Contains(err.Error(), "is not that of its certificate") {
		t.Errorf("%v", err)
	}
}

// A file that is bad at the start stops it; later it is a fault of that host.
func TestClientCertificateOfAPolicy(t *testing.T) {
	b := newBag(t)
	data := t.TempDir()
	log, logger := newJournal()
	writePolicy(t, data, "client-certificate *.bad.example pem \""+b.path("nothing.pem")+"\"\n")
	_, err := openPolicies(PolicyFile(data), ClientKeys(data, nil), logger)
	var bad *IdentityError
	if !errors.As(err, &bad) || bad.Line != 1 || !strings.Contains(err.Error(), b.path("nothing.pem")) || !strings.Contains(bad.Hint(), "--remove") {
		t.Fatalf("%v", err)
	}
	writePolicy(t, data, "client-certificate *.good.example pem \""+b.path("both.pem")+"\"\n")
	p, err := openPolicies(PolicyFile(data), ClientKeys(data, nil), logger)
	if err != nil {
		t.Fatal(err)
	}
	id, get := p.identity("a.good.example", 443)
	c, err := get(nil)
	if err != nil || id == "" || string(c.Certificate[0]) != string(b.cert.Certificate[0]) {
		t.Fatalf("%q, %v", id, err)
	}
	if id, get := p.identity("good.example", 443); id != "" || get != nil {
		t.Errorf("%q for a host without one", id)
	}

	b.renew()
	p.look()
	again, get := p.identity("a.good.example", 443)
	if c, err := get(nil); err != nil || again == id || string(c.Certificate[0]) != string(b.cert.Certificate[0]) {
		t.Errorf("the renewed certificate is not taken: %v", err)
	}

	b.write("both.pem", "gone\n")
	p.look()
	p.look()
	_, get = p.identity("a.good.example", 443)
	var f *flow.Fault
	if _, err := get(nil); !errors.As(err, &f) || f.Code != flow.UpstreamClientCert || !strings.Contains(f.Message, b.path("both.pem")) || f.Hint == "" {
		t.Errorf("%v", err)
	}
	if n := log.count("cannot be used"); n != 1 {
		t.Errorf("said %d times", n)
	}
	if d := p.describe(); len(d.ClientCertificates) != 1 || d.ClientCertificates[0].Fault == nil || len(d.Problems) != 0 {
		t.Errorf("%+v", d)
	}
	writePolicy(t, data, "")
	if err := p.reload(); err != nil {
		t.Fatal(err)
	}
	if _, get := p.identity("a.good.example", 443); get != nil {
		t.Error("it is given although it was taken out")
	}
}

// An origin that wants a client certificate gets it, for its host alone, from
// the moment at which the policy has it.
func TestOriginGetsTheClientCertificate(t *testing.T) {
	b := newBag(t)
	o := testkit.NewOrigin(t, testkit.Options{TLS: func(c *tls.Config) { c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, b.ca.Pool() }})
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{ExtraRoots: []*x509.Certificate{o.CA.Cert}})
	addr := "localhost:" + o.Port()
	if status, text := connect(t, a, addr).get("/bytes/1"); status < 500 || !strings.Contains(text, flow.UpstreamClientCert) {
		t.Errorf("without one: %d %.200s", status, text)
	}
	writePolicy(t, cfg.Data, "client-certificate localhost pkcs12 \""+b.path("sealed.p12")+"\" passphrase-file \""+b.path("pass")+"\"\n")
	if err := a.policy.reload(); err != nil {
		t.Fatal(err)
	}
	if status, text := connect(t, a, addr).get("/bytes/1"); status != 200 {
		t.Errorf("with one: %d %s", status, text)
	}
	b.write("sealed.p12", "broken")
	a.policy.look()
	if status, text := connect(t, a, addr).get("/bytes/1"); status < 500 || !strings.Contains(text, "cannot be read as PKCS#12") {
		t.Errorf("with a broken one: %d %.200s", status, text)
	}
}

// An exception counts at once, for that certificate alone, and ends.
func TestExceptionOfAPolicy(t *testing.T) {
	o := testkit.NewOrigin(t, testkit.Options{})
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{}) // the origin's authority is unknown
	addr := "localhost:" + o.Port()
	if status, _ := connect(t, a, addr).get("/bytes/1"); status != 502 {
		t.Fatalf("status %d", status)
	}
	allow := func(leaf string) {
		t.Helper()
		writePolicy(t, cfg.Data, "allow-invalid localhost sha256:"+leaf+" until 2199-01-01T00:00:00Z\n")
		if err := a.policy.reload(); err != nil {
			t.Fatal(err)
		}
	}
	allow(strings.Repeat("ab", 32))
	if status, _ := connect(t, a, addr).get("/bytes/1"); status != 502 {
		t.Errorf("another certificate's exception: status %d", status)
	}
	seen, err := tls.Dial("tcp", o.Addr, &tls.Config{InsecureSkipVerify: true, ServerName: "localhost"})
	if err != nil {
		t.Fatal(err)
	}
	leaf := hexSHA256(sumOf(seen.ConnectionState().PeerCertificates[0]))
	seen.Close()
	allow(leaf)
	open := connect(t, a, addr)
	if status, _ := open.get("/bytes/1"); status != 200 {
		t.Errorf("with the exception: status %d", status)
	}
	writePolicy(t, cfg.Data, "")
	if err := a.policy.reload(); err != nil {
		t.Fatal(err)
	}
	if status, _ := open.get("/bytes/1"); status != 502 {
		t.Errorf("after it was taken back, on a connection that is open: status %d", status)
	}
}

func sumOf(c *x509.Certificate) [32]byte { return sha256.Sum256(c.Raw) }
