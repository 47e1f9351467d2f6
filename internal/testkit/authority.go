package testkit

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Authority is a throw-away certificate authority. Its key lives in memory and
// dies with the test.
type Authority struct {
	Cert *x509.Certificate
	key  crypto.Signer
}

// NewAuthority makes an authority with a fresh P-256 key, valid for a day.
func NewAuthority() (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial := randomSerial()
	tmpl := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: fmt.Sprintf("Test Origin Root %x", serial.Bytes()[:4])},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &Authority{Cert: cert, key: key}, nil
}

// PEM is the public certificate.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Cert.Raw})
}

// Pool holds this authority alone.
func (a *Authority) Pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.Cert)
	return p
}

// File writes the public certificate to a file of the test's and returns its path.
func (a *Authority) File(tb testing.TB) string {
	tb.Helper()
	name := filepath.Join(tb.TempDir(), "origin-root.pem")
	if err := os.WriteFile(name, a.PEM(), 0o600); err != nil {
		tb.Fatal(err)
	}
	return name
}

// Leaf says what a certificate shall hold. The zero value of a field is a
// sound default; tests of verification spoil one field at a time.
type Leaf struct {
	Names               []string      // DNS names and IP addresses
	NotBefore, NotAfter time.Time     // default: an hour ago, in a day
	Key                 crypto.Signer // default: a fresh P-256 key
	SelfSigned          bool
	Edit                func(*x509.Certificate) // last change to the template
}

// Issue makes a certificate; its chain is the leaf alone.
func (a *Authority) Issue(l Leaf) (tls.Certificate, error) {
	now := time.Now()
	if l.NotBefore.IsZero() {
		l.NotBefore = now.Add(-time.Hour)
	}
	if l.NotAfter.IsZero() {
		l.NotAfter = now.Add(23 * time.Hour)
	}
	if l.Key == nil {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return tls.Certificate{}, err
		}
		l.Key = key
	}
	tmpl := &x509.Certificate{
		SerialNumber:          randomSerial(),
		Subject:               pkix.Name{Organization: []string{"Test Origin"}},
		NotBefore:             l.NotBefore,
		NotAfter:              l.NotAfter,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, n := range l.Names {
		if ip := net.ParseIP(n); ip != nil {
			tmpl.IPAddresses = append(tmpl.IPAddresses, ip)
		} else {
			tmpl.DNSNames = append(tmpl.DNSNames, n)
		}
	}
	if l.Edit != nil {
		l.Edit(tmpl)
	}
	parent, signer := a.Cert, a.key
	if l.SelfSigned {
		parent, signer = tmpl, l.Key
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, parent, l.Key.Public(), signer)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: l.Key, Leaf: leaf}, nil
}

// MustIssue is Issue for tests.
func (a *Authority) MustIssue(tb testing.TB, l Leaf) tls.Certificate {
	tb.Helper()
	c, err := a.Issue(l)
	if err != nil {
		tb.Fatalf("issuing %q: %v", l.Names, err)
	}
	return c
}

func randomSerial() *big.Int {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails since Go 1.24
	b[0] = b[0]&0x7f | 0x40
	return new(big.Int).SetBytes(bytes.Clone(b))
}
