package ca

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// asTemplate says with crypto/x509 what c is to say.
func asTemplate(c leafContent) *x509.Certificate {
	t := &x509.Certificate{
		SerialNumber:          c.serial,
		NotBefore:             c.notBefore,
		NotAfter:              c.notAfter,
		SignatureAlgorithm:    x509.ECDSAWithSHA256,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	if cn := c.names[0].text; len(cn) <= 64 {
		t.Subject = pkix.Name{CommonName: cn}
	}
	for _, n := range c.names {
		if n.addr.IsValid() {
			t.IPAddresses = append(t.IPAddresses, n.addr.AsSlice())
		} else {
			t.DNSNames = append(t.DNSNames, n.text)
		}
	}
	return t
}

// wantSameTBS compares with what x509.CreateCertificate signs, octet for octet.
func wantSameTBS(t rapid.TB, root *Root, c leafContent, public *ecdsa.PublicKey) {
	t.Helper()
	got, err := root.issuing.tbsCertificate(c)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, asTemplate(c), root.certificate, public, root.issuing.signer)
	if err != nil {
		t.Fatal(err)
	}
	want, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.RawTBSCertificate) {
		t.Fatalf("%q at %v gives\n%x\nand crypto/x509 makes\n%x", c.names, c.notBefore, got, want.RawTBSCertificate)
	}
}

func newPoint(t rapid.TB) (*ecdsa.PublicKey, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return &key.PublicKey, point
}

var label = rapid.StringMatching(`[a-z0-9_][a-z0-9_-]{0,62}`)

// leafNamesGen draws names that Leaf accepts: a host, perhaps with its
// wildcard, or an address.
var leafNamesGen = rapid.Custom(func(t *rapid.T) []name {
	var names []string
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		names = []string{fmt.Sprint(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "v4"))}
		names[0] = strings.NewReplacer("[", "", "]", "", " ", ".").Replace(names[0])
	case 1:
		b := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "v6")
		var groups []string
		for i := 0; i < 16; i += 2 {
			groups = append(groups, fmt.Sprintf("%x", int(b[i])<<8|int(b[i+1])))
		}
		names = []string{strings.Join(groups, ":")}
	default:
		labels := rapid.SliceOfN(label, 1, 3).Draw(t, "labels")
		parent := strings.Join(append(labels, "example"), ".")
		names = []string{label.Draw(t, "host") + "." + parent}
		if rapid.Bool().Draw(t, "wildcard") {
			names = append(names, "*."+parent)
		}
	}
	parsed, err := parseNames(names)
	if err != nil {
		t.Fatalf("%q: %v", names, err)
	}
	return parsed
})

func TestTBSIsThatOfX509(t *testing.T) {
	root := newRoot(t, noon)
	public, point := newPoint(t)
	rapid.Check(t, func(t *rapid.T) {
		begin := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "begin"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns"))
		serial := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "serial"))
		wantSameTBS(t, root, leafContent{
			serial:    serial,
			notBefore: begin.In(time.FixedZone("", rapid.IntRange(-12*3600, 12*3600).Draw(t, "zone"))),
			notAfter:  begin.Add(leafLifetime),
			names:     leafNamesGen.Draw(t, "names"),
			point:     point,
		}, public)
	})
}

// TestTBSOverTheTurnOfTheForm is a leaf that begins in the last year of UTCTime
// and ends in the first of GeneralizedTime.
func TestTBSOverTheTurnOfTheForm(t *testing.T) {
	turn := time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC)
	public, point := newPoint(t)
	wantSameTBS(t, newRoot(t, noon), leafContent{
		serial: newSerial(), notBefore: turn.Add(-time.Second), notAfter: turn, names: []name{{text: "a.example"}}, point: point,
	}, public)
}

func FuzzLeaf(f *testing.F) {
	for _, s := range []string{"example.com", "[::1]", "1.2.3.4", "a_b.example", "xn--a.example", strings.Repeat("a", 60) + ".example", "localhost", "A.b"} {
		f.Add(s)
	}
	root, err := Create(InMemory(), Owner{User: "ada"}, noon)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		names, err := parseNames([]string{s})
		if err != nil {
			return
		}
		public, point := newPoint(t)
		c := leafContent{serial: newSerial(), notBefore: noon, notAfter: noon.Add(time.Hour), names: names, point: point}
		wantSameTBS(t, root, c, public)
		der, err := root.issuing.sign(c)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		wantTrusted(t, root, leaf, names[0].text, noon)
	})
}
