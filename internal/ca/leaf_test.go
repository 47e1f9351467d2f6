package ca

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"net"
	"reflect"
	"strings"
	"testing"
	"time"
)

func mustLeaf(t *testing.T, root *Root, names ...string) *tls.Certificate {
	t.Helper()
	issuer := NewIssuer(root, IssuerConfig{Now: func() time.Time { return noon }})
	cert, err := issuer.Leaf(names)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func parsed(t *testing.T, cert *tls.Certificate) *x509.Certificate {
	t.Helper()
	leaf, err := x509.ParseCertificate(cert.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	return leaf
}

func TestLeaf(t *testing.T) {
	long := strings.Repeat("a", 30) + "." + strings.Repeat("b", 40) + ".example"
	for _, c := range []struct {
		names  []string
		common string
		dns    []string
		ips    []net.IP
	}{
		{[]string{"api.example.com"}, "api.example.com", []string{"api.example.com"}, nil},
		{[]string{"API.Example.COM."}, "api.example.com", []string{"api.example.com"}, nil},
		{[]string{"api.example.com", "*.example.com"}, "api.example.com", []string{"api.example.com", "*.example.com"}, nil},
		{[]string{"my_bucket.example.com"}, "my_bucket.example.com", []string{"my_bucket.example.com"}, nil},
		{[]string{"xn--bcher-kva.example"}, "xn--bcher-kva.example", []string{"xn--bcher-kva.example"}, nil},
		{[]string{"localhost"}, "localhost", []string{"localhost"}, nil},
		{[]string{long}, "", []string{long}, nil},
		{[]string{"192.0.2.1"}, "192.0.2.1", nil, []net.IP{{192, 0, 2, 1}}},
		{[]string{"[2001:db8::1]"}, "2001:db8::1", nil, []net.IP{net.ParseIP("2001:db8::1")}},
		{[]string{"::ffff:192.0.2.1"}, "192.0.2.1", nil, []net.IP{{192, 0, 2, 1}}},
		{[]string{"fe80::1%eth0"}, "fe80::1", nil, []net.IP{net.ParseIP("fe80::1")}},
	} {
		t.Run(strings.Join(c.names, ","), func(t *testing.T) {
			root := newRoot(t, noon)
			leaf := parsed(t, mustLeaf(t, root, c.names...))
			if leaf.Subject.CommonName != c.common {
				t.Errorf("common name is %q, want %q", leaf.Subject.CommonName, c.common)
			}
			if !reflect.DeepEqual(leaf.DNSNames, c.dns) {
				t.Errorf("DNS names are %q, want %q", leaf.DNSNames, c.dns)
			}
			if !equalIPs(leaf.IPAddresses, c.ips) {
				t.Errorf("addresses are %v, want %v", leaf.IPAddresses, c.ips)
			}
			if len(leaf.EmailAddresses)+len(leaf.URIs) != 0 {
				t.Error("names something else than hosts")
			}
			name := c.names[0]
			if len(c.ips) > 0 {
				name = c.ips[0].String()
			}
			wantTrusted(t, root, leaf, name, noon)
		})
	}
}

func equalIPs(a, b []net.IP) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].Equal(b[i]) {
			return false
		}
	}
	return true
}

// TestLeafRules checks every field that the name does not decide.
func TestLeafRules(t *testing.T) {
	root := newRoot(t, noon)
	cert := mustLeaf(t, root, "api.example.com")
	leaf := parsed(t, cert)
	if len(cert.Certificate) != 2 || !bytes.Equal(cert.Certificate[1], root.Certificate().Raw) {
		t.Errorf("the chain has %d certificates, want the leaf and the root", len(cert.Certificate))
	}
	if cert.Leaf != nil {
		t.Error("Leaf is kept in memory")
	}
	key, ok := leaf.PublicKey.(*ecdsa.PublicKey)
	if !ok || key.Curve != elliptic.P256() {
		t.Error("key is not ECDSA P-256")
	}
	if private, ok := cert.PrivateKey.(*ecdsa.PrivateKey); !ok || !private.PublicKey.Equal(key) {
		t.Error("the private key does not belong to the certificate")
	}
	if key.Equal(root.Certificate().PublicKey) {
		t.Error("the leaf has the root's key")
	}
	if leaf.SignatureAlgorithm != x509.ECDSAWithSHA256 {
		t.Errorf("signed with %v", leaf.SignatureAlgorithm)
	}
	if leaf.Version != 3 || leaf.IsCA || !leaf.BasicConstraintsValid {
		t.Error("is not a version 3 certificate with CA:FALSE")
	}
	if leaf.KeyUsage != x509.KeyUsageDigitalSignature {
		t.Errorf("key usage is %b, want digitalSignature alone", leaf.KeyUsage)
	}
	if want := []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}; !reflect.DeepEqual(leaf.ExtKeyUsage, want) || len(leaf.UnknownExtKeyUsage) != 0 {
		t.Errorf("extended key usage is %v, want serverAuth alone", leaf.ExtKeyUsage)
	}
	if !bytes.Equal(leaf.AuthorityKeyId, root.Certificate().SubjectKeyId) {
		t.Errorf("AKI is %x, want the root's SKI %x", leaf.AuthorityKeyId, root.Certificate().SubjectKeyId)
	}
	if !bytes.Equal(leaf.RawIssuer, root.Certificate().RawSubject) {
		t.Error("the issuer is not the root's subject, octet for octet")
	}
	if !leaf.NotBefore.Equal(noon.Add(-time.Hour)) || leaf.NotAfter.Sub(leaf.NotBefore) != 24*time.Hour {
		t.Errorf("valid %v to %v, want 24 hours from an hour back", leaf.NotBefore, leaf.NotAfter)
	}
	if n := leaf.SerialNumber; n.Sign() <= 0 || n.BitLen() < 64 || n.BitLen() > 159 {
		t.Errorf("serial number has %d bits", n.BitLen())
	}
}

func TestLeavesDiffer(t *testing.T) {
	root := newRoot(t, noon)
	issuer := NewIssuer(root, IssuerConfig{Now: func() time.Time { return noon }})
	a, errA := issuer.Leaf([]string{"a.example.com"})
	b, errB := issuer.Leaf([]string{"b.example.com"})
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if parsed(t, a).SerialNumber.Cmp(parsed(t, b).SerialNumber) == 0 {
		t.Error("two hosts share a serial number")
	}
	if a.PrivateKey.(*ecdsa.PrivateKey).Equal(b.PrivateKey) {
		t.Error("two hosts share a key")
	}
}

func TestLeafEndsWithItsRoot(t *testing.T) {
	root := newRoot(t, noon)
	late := root.Certificate().NotAfter.Add(-2 * time.Hour)
	issuer := NewIssuer(root, IssuerConfig{Now: func() time.Time { return late }})
	for range 2 { // the second one finds a leaf that is due for renewal at once
		cert, err := issuer.Leaf([]string{"api.example.com"})
		if err != nil {
			t.Fatal(err)
		}
		if end := parsed(t, cert).NotAfter; !end.Equal(root.Certificate().NotAfter) {
			t.Errorf("ends %v, its root %v", end, root.Certificate().NotAfter)
		}
	}
}

// TestFirstLeafIsChecked: a signer that is not the one of the certificate is
// noticed, and the next leaf is checked again.
func TestFirstLeafIsChecked(t *testing.T) {
	root := newRoot(t, noon)
	good, other := root.issuing.signer, newRoot(t, noon).issuing.signer
	issuer := NewIssuer(root, IssuerConfig{Now: func() time.Time { return noon }})
	for _, c := range []struct {
		signer crypto.Signer
		ok     bool
	}{{other, false}, {other, false}, {good, true}, {good, true}} {
		root.issuing.signer = c.signer
		cert, err := issuer.Leaf([]string{"api.example.com"})
		if (err == nil) != c.ok || (cert != nil) != c.ok {
			t.Fatalf("leaf %v, error %v; want success %v", cert != nil, err, c.ok)
		}
	}
}

func TestLeafRefusals(t *testing.T) {
	for _, names := range [][]string{
		nil,
		{""},
		{"."},
		{"*.example.com"},
		{"*"},
		{"a..example.com"},
		{".example.com"},
		{"-a.example.com"},
		{"a b.example.com"},
		{"a\x00.example.com"},
		{"bücher.example"},
		{"a/b"},
		{"https://example.com"},
		{"example.com:443"},
		{"user@example.com"},
		{"a.*.example.com"},
		{"*a.example.com"},
		{strings.Repeat("a", 64) + ".example.com"},
		{strings.Repeat("a.", 127) + "com"},
		{"[example.com]"},
		{"api.example.com", "other.example.com"},
		{"api.example.com", "example.com"},
		{"a.b.example.com", "*.example.com"},
		{"example.com", "*.com"},
		{"api.example.com", "*"},
		{"192.0.2.1", "192.0.2.2"},
		{"192.0.2.1", "*.0.2.1"},
		{"api.example.com", "192.0.2.1"},
		{"api.example.com\x00*.example.com"},
	} {
		issuer := NewIssuer(newRoot(t, noon), IssuerConfig{Now: func() time.Time { return noon }})
		// Names that would be fine come first, so that a careless cache key
		// would find them.
		if _, err := issuer.Leaf([]string{"api.example.com", "*.example.com"}); err != nil {
			t.Fatal(err)
		}
		cert, err := issuer.Leaf(names)
		if _, ok := err.(*NameError); !ok || cert != nil {
			t.Errorf("%q: error is %v, want a *NameError", names, err)
		}
	}
}
