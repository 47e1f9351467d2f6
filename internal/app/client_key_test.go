package app

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"strings"
	"testing"

	"rockxy/internal/config"
	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

// requested is the key of a request, to be certified and not to be used.
type requested struct{ public crypto.PublicKey }

func (r requested) Public() crypto.PublicKey { return r.public }
func (requested) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("nobody has this key")
}

// A client certificate whose key never leaves its vault is shown to the origin
// that asks for one; without the passphrase, only that origin's exchanges fail.
func TestOriginGetsTheCertificateOfAKeptKey(t *testing.T) {
	authority, err := testkit.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	subjects := make(chan string, 1)
	o := testkit.NewOrigin(t, testkit.Options{TLS: func(c *tls.Config) {
		c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, authority.Pool()
		c.VerifyConnection = func(cs tls.ConnectionState) error {
			subjects <- cs.PeerCertificates[0].Subject.CommonName
			return nil
		}
	}})
	cfg := testConfig(t)
	ask := func() ([]byte, error) { return []byte("opens the vault"), nil }
	keys := ClientKeys(cfg.Data, ask)
	text, _, err := keys.Create("work", string(config.CustodyVault), pkix.Name{CommonName: "Ada"})
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	request, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil || request.CheckSignature() != nil {
		t.Fatalf("the request: %v", err)
	}
	cert := authority.MustIssue(t, testkit.Leaf{Key: requested{request.PublicKey}, Edit: func(c *x509.Certificate) {
		c.Subject, c.ExtKeyUsage = request.Subject, []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	}})
	writePolicy(t, cfg.Data, "client-certificate localhost keeper work\n")
	if _, err := New(cfg, Options{Passphrase: ask}); err == nil || !strings.Contains(err.Error(), "no certificate yet") {
		t.Errorf("a key without a certificate: %v", err)
	}
	if _, err := keys.Certify("work", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]})); err != nil {
		t.Fatal(err)
	}

	a, _ := run(t, cfg, Options{ExtraRoots: []*x509.Certificate{o.CA.Cert}, Passphrase: ask})
	if status, text := connect(t, a, "localhost:"+o.Port()).get("/bytes/1"); status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	if s := <-subjects; s != "Ada" {
		t.Errorf("the origin was shown %q", s)
	}

	// What is wrong with the key costs that host alone once an instance runs.
	if err := keys.Remove("work"); err != nil {
		t.Fatal(err)
	}
	a.policy.look()
	if status, text := connect(t, a, "localhost:"+o.Port()).get("/bytes/1"); status < 500 || !strings.Contains(text, flow.UpstreamClientCert) || !strings.Contains(text, "no such key") {
		t.Errorf("%d %.300s", status, text)
	}
}
