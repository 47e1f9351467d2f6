package mitm_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"
)

// noon is when the tests take place.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const host = "api.example.com"

// pair is a certificate and its key; it can issue others.
type pair struct {
	cert *x509.Certificate
	key  crypto.Signer
}

func ecKey(t testing.TB, curve elliptic.Curve) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaKey(t testing.TB, bits int) crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// edit spoils a template before it is signed.
type edit func(*x509.Certificate)

// issue signs a certificate for key with parent's; a nil parent means
// self-signed.
func issue(t testing.TB, template *x509.Certificate, parent *pair, key crypto.Signer, edits ...edit) *pair {
	t.Helper()
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber = serial
	template.NotBefore, template.NotAfter = noon.AddDate(0, -1, 0), noon.AddDate(0, 1, 0)
	template.BasicConstraintsValid = true
	for _, e := range edits {
		e(template)
	}
	if parent == nil {
		parent = &pair{template, key}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent.cert, key.Public(), parent.key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &pair{cert, key}
}

func authority(t testing.TB, name string, parent *pair, edits ...edit) *pair {
	t.Helper()
	return authorityWith(t, name, parent, ecKey(t, elliptic.P256()), edits...)
}

func authorityWith(t testing.TB, name string, parent *pair, key crypto.Signer, edits ...edit) *pair {
	t.Helper()
	return issue(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}, parent, key, edits...)
}

func server(t testing.TB, parent *pair, edits ...edit) *pair {
	t.Helper()
	return serverWith(t, parent, ecKey(t, elliptic.P256()), edits...)
}

func serverWith(t testing.TB, parent *pair, key crypto.Signer, edits ...edit) *pair {
	t.Helper()
	return issue(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, parent, key, edits...)
}

// present is what a server with the key of leaf sends.
func present(leaf *pair, above ...*pair) tls.Certificate {
	c := tls.Certificate{Certificate: [][]byte{leaf.cert.Raw}, PrivateKey: leaf.key}
	for _, p := range above {
		c.Certificate = append(c.Certificate, p.cert.Raw)
	}
	return c
}

func expired(c *x509.Certificate)     { c.NotAfter = noon.Add(-time.Minute) }
func notYetValid(c *x509.Certificate) { c.NotBefore = noon.Add(time.Minute) }
func sha1RSA(c *x509.Certificate)     { c.SignatureAlgorithm = x509.SHA1WithRSA }
func sha1ECDSA(c *x509.Certificate)   { c.SignatureAlgorithm = x509.ECDSAWithSHA1 }

func named(names ...string) edit { return func(c *x509.Certificate) { c.DNSNames = names } }

func poolOf(certs ...*x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, c := range certs {
		pool.AddCert(c)
	}
	return pool
}
