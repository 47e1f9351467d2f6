package mitm_test

import (
	"bytes"
	"crypto"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"net"
	"net/url"
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
)

func keyUsage(u x509.KeyUsage) edit { return func(c *x509.Certificate) { c.KeyUsage = u } }

func noAuthority(c *x509.Certificate) { c.IsCA, c.KeyUsage = false, 0 }

// under puts an intermediate, spoiled by edits, between root and a good leaf.
func under(t testing.TB, root *pair, name string, edits ...edit) []*pair {
	middle := authority(t, name, root, edits...)
	return []*pair{server(t, middle), middle}
}

// TestStrictChains has the rules that are easily forgotten: each chain is
// refused by a browser.
func TestStrictChains(t *testing.T) {
	root := authority(t, "Root", nil)
	expiredRoot := authority(t, "Old Root", nil, expired)
	narrowRoot := authority(t, "Narrow Root", nil, func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"example.org"} })
	clientRoot := authority(t, "Client Root", nil, usage(x509.ExtKeyUsageClientAuth))
	shallowRoot := authority(t, "Shallow Root", nil, func(c *x509.Certificate) { c.MaxPathLenZero = true })
	u := upstream(mitm.UpstreamConfig{}, root.cert, expiredRoot.cert, narrowRoot.cert, clientRoot.cert, shallowRoot.cert)
	_, network, _ := net.ParseCIDR("192.0.2.0/24")
	for _, c := range []struct {
		name  string
		chain []*pair
		code  string
		says  string
	}{
		{"an authority's certificate as a server", []*pair{authority(t, "Middle", root, named(host), keyUsage(x509.KeyUsageDigitalSignature|x509.KeyUsageCertSign))}, flow.UpstreamUsage, "authority"},
		{"key usage without signatures", []*pair{server(t, root, keyUsage(x509.KeyUsageKeyEncipherment))}, flow.UpstreamUsage, "key usage"},
		{"key usage for agreement alone", []*pair{server(t, root, keyUsage(x509.KeyUsageKeyAgreement))}, flow.UpstreamUsage, "key usage"},
		{"an extended usage nobody knows", []*pair{server(t, root, func(c *x509.Certificate) {
			c.ExtKeyUsage, c.UnknownExtKeyUsage = nil, []asn1.ObjectIdentifier{{1, 3, 6, 1, 4, 1, 99999, 2}}
		})}, flow.UpstreamUsage, "extended key usage"},
		{"a usage that the root leaves out", []*pair{server(t, clientRoot)}, flow.UpstreamUsage, "extended key usage"},
		{"an intermediate that is no authority", under(t, root, "Plain Middle", noAuthority), flow.UpstreamInvalid, `"Plain Middle"`},
		{"an intermediate without basic constraints", under(t, root, "Bare Middle", noAuthority, func(c *x509.Certificate) { c.BasicConstraintsValid = false }), flow.UpstreamInvalid, `"Bare Middle"`},
		{"an intermediate that may not sign", under(t, root, "Mute Middle", keyUsage(x509.KeyUsageCRLSign)), flow.UpstreamInvalid, `"Mute Middle"`},
		{"an intermediate under a path length of none", under(t, shallowRoot, "Middle"), flow.UpstreamInvalid, "path length"},
		{"a critical extension further up", under(t, root, "Odd Middle", critical), flow.UpstreamInvalid, `"Odd Middle"`},
		{"an expired root", []*pair{server(t, expiredRoot)}, flow.UpstreamExpired, `"Old Root"`},
		{"a constraint of the root", []*pair{server(t, narrowRoot)}, flow.UpstreamConstraint, "not permitted"},
		{"a constraint on addresses", under(t, root, "M", func(c *x509.Certificate) { c.ExcludedIPRanges = []*net.IPNet{network} }), "", ""},
		{"an address outside the constraint", addressed(t, root, network, net.IPv4(198, 51, 100, 1)), flow.UpstreamConstraint, "198.51.100.1"},
		{"a name beside the one asked for", beside(t, root), flow.UpstreamConstraint, "www.example.org"},
		{"a URI outside the constraint", located(t, root), flow.UpstreamConstraint, "https://elsewhere.test/"},
		{"an RSA key of 1024 bits in the root's cross-signature", weakCross(t, root), flow.UpstreamWeak, "1024 bits"},
		{"altered after it was signed", []*pair{altered(t, server(t, root))}, flow.UpstreamBadSignature, `"Root"`},
		{"an intermediate altered", alteredMiddle(t, root), flow.UpstreamBadSignature, `"Middle"`},
		{"signed by another key of the same name", []*pair{server(t, authority(t, "Root", nil))}, flow.UpstreamBadSignature, `"Root"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			record, err := connect(t, u, origin(present(c.chain[0], c.chain[1:]...)), wantHost(host))
			if c.code == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if f := wantFault(t, err, c.code); !strings.Contains(f.Message, c.says) || !f.AboutCertificate() {
				t.Errorf("says %q, want %q in it", f.Message, c.says)
			}
			if record.Verified {
				t.Error("recorded as verified")
			}
		})
	}
}

func addressed(t *testing.T, root *pair, network *net.IPNet, ip net.IP) []*pair {
	middle := authority(t, "Middle", root, func(c *x509.Certificate) { c.PermittedIPRanges = []*net.IPNet{network} })
	return []*pair{server(t, middle, func(c *x509.Certificate) { c.IPAddresses = []net.IP{ip} }), middle}
}

func beside(t *testing.T, root *pair) []*pair {
	middle := authority(t, "Middle", root, func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"example.com"} })
	return []*pair{server(t, middle, named(host, "www.example.org")), middle}
}

func located(t *testing.T, root *pair) []*pair {
	middle := authority(t, "Middle", root, func(c *x509.Certificate) { c.PermittedURIDomains = []string{"example.com"} })
	elsewhere := &url.URL{Scheme: "https", Host: "elsewhere.test", Path: "/"}
	return []*pair{server(t, middle, func(c *x509.Certificate) { c.URIs = []*url.URL{elsewhere} }), middle}
}

func weakCross(t *testing.T, root *pair) []*pair {
	small := authorityWith(t, "Small", root, rsaKey(t, 1024))
	below := authority(t, "Below", small)
	return []*pair{server(t, below), below, small}
}

// altered flips a bit of the signature.
func altered(t *testing.T, p *pair) *pair {
	der := bytes.Clone(p.cert.Raw)
	der[len(der)-1] ^= 1
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &pair{cert, p.key}
}

func alteredMiddle(t *testing.T, root *pair) []*pair {
	middle := authority(t, "Middle", root)
	return []*pair{server(t, middle), altered(t, middle)}
}

// TestStrictNames: what proves a host and what does not (RFC 9525).
func TestStrictNames(t *testing.T) {
	root := authority(t, "Root", nil)
	u := upstream(mitm.UpstreamConfig{}, root.cert)
	for _, c := range []struct {
		host string
		sans []string
		cn   string
		ok   bool
	}{
		{host, []string{"API.EXAMPLE.COM"}, "", true},
		{"xn--bcher-kva.example.com", []string{"xn--bcher-kva.example.com"}, "", true},
		{"xn--bcher-kva.example.com", []string{"*.example.com"}, "", true},
		{"intranet", []string{"intranet"}, "", true},
		{"_svc.example.com", []string{"_svc.example.com"}, "", true},
		{host, nil, host, false},
		{host, []string{"a*.example.com"}, "", false},
		{host, []string{"*pi.example.com"}, "", false},
		{host, []string{"api.*.com"}, "", false},
		{host, []string{"*.*.com"}, "", false},
		{host, []string{"*"}, "", false},
		{"intranet", []string{"*"}, "", false},
		{"example.com", []string{"*.example.com"}, "", false},
		{"a.b.example.com", []string{"*.example.com"}, "", false},
		{"example.com", []string{"*.com"}, "", false},
		{host, []string{"api.example.com."}, "", false},
		{host, []string{".example.com"}, "", false},
		{host, []string{"example.com"}, "", false},
		{host, []string{"api.example.com\x00.evil.test"}, "", false},
		{host, []string{"evil.test\x00api.example.com"}, "", false},
		{host, []string{""}, "", false},
		{host, []string{" api.example.com"}, "", false},
		{"192.0.2.1", []string{"*.0.2.1"}, "", false},
		{"192.0.2.1", nil, "192.0.2.1", false},
		{"2001:db8::1", []string{"2001:db8::1"}, "", false},
	} {
		leaf := server(t, root, func(x *x509.Certificate) { x.DNSNames, x.Subject = c.sans, pkix.Name{CommonName: c.cn} })
		_, err := connect(t, u, origin(present(leaf)), mitm.Want{Host: c.host})
		if (err == nil) != c.ok {
			t.Errorf("%s by %q: %v", c.host, c.sans, err)
		}
		if !c.ok {
			wantFault(t, err, flow.UpstreamWrongName)
		}
	}
}

// resigned is p with its TBS changed and signed again by issuer, whatever
// CreateCertificate thinks of it. It need not be a certificate that can be
// parsed.
func resigned(t *testing.T, p, issuer *pair, change func(tbs []byte) []byte) tls.Certificate {
	t.Helper()
	var whole struct {
		TBS       asn1.RawValue
		Algorithm pkix.AlgorithmIdentifier
		Signature asn1.BitString
	}
	if _, err := asn1.Unmarshal(p.cert.Raw, &whole); err != nil {
		t.Fatal(err)
	}
	tbs := change(bytes.Clone(whole.TBS.FullBytes))
	if bytes.Equal(tbs, whole.TBS.FullBytes) {
		t.Fatal("nothing was changed")
	}
	digest := sha256.Sum256(tbs)
	signature, err := issuer.key.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	whole.TBS = asn1.RawValue{FullBytes: tbs}
	whole.Signature = asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}
	der, err := asn1.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: p.key, Leaf: p.cert}
}

// TestMalformedCertificates are those that crypto/x509 does not even read, or
// reads with leniency.
func TestMalformedCertificates(t *testing.T) {
	root := authority(t, "Root", nil)
	u := upstream(mitm.UpstreamConfig{}, root.cert)
	swap := func(from, to string) func([]byte) []byte {
		return func(tbs []byte) []byte { return bytes.Replace(tbs, []byte(from), []byte(to), 1) }
	}
	leaf := server(t, root, func(c *x509.Certificate) { c.SerialNumber = new(big.Int).SetBytes([]byte("\x11serial")) })
	twice := server(t, root, func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: []int{1, 3, 6, 1, 4, 1, 99999, 3}, Value: []byte("aa")}, {Id: []int{1, 3, 6, 1, 4, 1, 99999, 4}, Value: []byte("aa")}}
	})
	for _, c := range []struct {
		name   string
		leaf   *pair
		change func([]byte) []byte
		code   string
	}{
		{"a negative serial number", leaf, swap("\x11serial", "\x91serial"), flow.UpstreamTLS},
		{"an extension twice", twice, swap("\x86\x8d\x1f\x04", "\x86\x8d\x1f\x03"), flow.UpstreamTLS},
		{"version 1 with extensions", leaf, swap("\xa0\x03\x02\x01\x02", "\xa0\x03\x02\x01\x00"), flow.UpstreamWrongName},
		{"version 5", leaf, swap("\xa0\x03\x02\x01\x02", "\xa0\x03\x02\x01\x04"), flow.UpstreamTLS},
		{"a name that is not ASCII", leaf, swap("\x82\x0fapi.example.com", "\x82\x0fapi.ex\xc3\xa4ple.co"), flow.UpstreamTLS},
		{"an algorithm that differs from the outer one", leaf, swap("\x2a\x86\x48\xce\x3d\x04\x03\x02", "\x2a\x86\x48\xce\x3d\x04\x03\x03"), flow.UpstreamTLS},
	} {
		t.Run(c.name, func(t *testing.T) {
			record, err := connect(t, u, origin(resigned(t, c.leaf, root, c.change)), wantHost(host))
			wantFault(t, err, c.code)
			if record.Verified {
				t.Error("recorded as verified")
			}
		})
	}
	huge := server(t, root, func(c *x509.Certificate) { c.SerialNumber = new(big.Int).Lsh(big.NewInt(1), 158) })
	if _, err := connect(t, u, origin(present(huge)), wantHost(host)); err != nil {
		t.Errorf("a serial number of 20 octets: %v", err)
	}
}

// TestLenientChains are what some would refuse, and browsers do not, of an
// authority that a user has added.
func TestLenientChains(t *testing.T) {
	sha1Root := authority(t, "SHA-1 Root", nil, sha1ECDSA)
	root := authority(t, "Root", nil)
	appliance := authority(t, "Appliance", nil, named(host), keyUsage(x509.KeyUsageDigitalSignature|x509.KeyUsageCertSign))
	u := upstream(mitm.UpstreamConfig{}, root.cert, sha1Root.cert, appliance.cert)
	for name, chain := range map[string][]*pair{
		"a leaf for ten years":                  {server(t, root, func(c *x509.Certificate) { c.NotAfter = noon.AddDate(10, 0, 0) })},
		"a root signed with SHA-1":              {server(t, sha1Root)},
		"that root sent along":                  {server(t, sha1Root), sha1Root},
		"a trusted appliance that is an issuer": {appliance},
		"any extended key usage":                {server(t, root, usage(x509.ExtKeyUsageAny))},
		"P-521":                                 {serverWith(t, root, ecKey(t, elliptic.P521()))},
		"no key usage":                          {server(t, root, keyUsage(0))},
		"a weak stranger sent along":            {server(t, root), authorityWith(t, "Weak", nil, rsaKey(t, 1024), sha1RSA)},
		"itself twice":                          twiceItself(t, root),
		"an unknown extension, not critical":    {server(t, root, func(c *x509.Certificate) { critical(c); c.ExtraExtensions[0].Critical = false })},
		"an intermediate with a constraint kept": constrained(t, root, func(c *x509.Certificate) {
			c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"example.com"}, true
		}),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := connect(t, u, origin(present(chain[0], chain[1:]...)), wantHost(host)); err != nil {
				t.Error(err)
			}
		})
	}
}

func twiceItself(t *testing.T, root *pair) []*pair {
	leaf := server(t, root)
	return []*pair{leaf, leaf}
}
