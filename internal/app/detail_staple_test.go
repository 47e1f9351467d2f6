package app

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"rockxy/internal/flow"
)

// TestStapleAndTimestamps goes from what an origin sent to what the API shows.
func TestStapleAndTimestamps(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(template, parent *x509.Certificate) *x509.Certificate {
		template.NotBefore, template.NotAfter = at.AddDate(0, -1, 0), at.AddDate(0, 1, 0)
		template.BasicConstraintsValid = true
		der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), key)
		if err != nil {
			t.Fatal(err)
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	timestamp := "\x00" + strings.Repeat("L", 32) + "\x00\x00\x01\x9c\xaa\x2b\x64\x00" + "\x00\x00" + "\x04\x03" + "\x00\x02" + "ss"
	list := "\x04\x35" + "\x00\x33" + "\x00\x31" + timestamp
	issuer := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Middle"}, IsCA: true, KeyUsage: x509.KeyUsageCertSign}
	issuer = sign(issuer, issuer)
	leaf := sign(&x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "leaf"}, ExtraExtensions: []pkix.Extension{
		{Id: []int{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, Value: []byte(list)},
	}}, issuer)
	staple, err := ocsp.CreateResponse(issuer, issuer, ocsp.Response{
		Status: ocsp.Revoked, SerialNumber: leaf.SerialNumber, ThisUpdate: at.Add(-time.Hour), NextUpdate: at.Add(time.Hour),
		RevokedAt: at.AddDate(0, 0, -1), RevocationReason: ocsp.KeyCompromise, IssuerHash: crypto.SHA1,
	}, key)
	if err != nil {
		t.Fatal(err)
	}
	described := func(c *x509.Certificate) *flow.Certificate {
		return &flow.Certificate{SHA256: sha256.Sum256(c.Raw), DER: c.Raw}
	}
	record := &flow.TLS{
		Version: 0x304, OCSP: staple, SCTs: [][]byte{[]byte(timestamp), []byte("nonsense")},
		Chain: []*flow.Certificate{described(leaf), described(issuer)}, ClientCertAsked: true, ClientCert: [32]byte{0xab},
	}

	got := newTLS(record, 0, flow.Nanos(at.UnixNano()))
	if s := got.OCSP; s == nil || s.Status != "revoked" || !s.Signed || s.Problem != "" || s.Reason != "key compromise" ||
		s.RevokedAt == nil || !s.RevokedAt.Equal(at.AddDate(0, 0, -1)) || s.Delegated || !strings.Contains(s.Responder, "Middle") {
		t.Errorf("OCSP %+v", got.OCSP)
	}
	if len(got.SCTs) != 3 {
		t.Fatalf("timestamps %+v", got.SCTs)
	}
	log := hex.EncodeToString([]byte(strings.Repeat("L", 32)))
	for i, source := range []string{"tls", "tls", "certificate"} {
		s := got.SCTs[i]
		if i == 1 { // the nonsense
			if s.Source != source || s.Log != "" {
				t.Errorf("nonsense is %+v", s)
			}
			continue
		}
		if s.Source != source || s.Log != log || s.Algorithm != "ECDSA with SHA-256" || s.Time.Year() != 2026 {
			t.Errorf("timestamp %d: %+v", i, s)
		}
	}
	if c := got.Chain[0]; c.Key != "ECDSA P-256" || c.Signature != "ECDSA-SHA256" || !strings.HasPrefix(got.ClientCertificate, "ab00") || !got.ClientCertificateAsked {
		t.Errorf("leaf %+v, client certificate %q", c, got.ClientCertificate)
	}

	// Without the issuer in the chain nothing can be said of the signature.
	record.Chain = record.Chain[:1]
	if s := newTLS(record, 0, flow.Nanos(at.UnixNano())).OCSP; s.Signed || s.Problem == "" {
		t.Errorf("unchecked, OCSP is %+v", s)
	}
	record.OCSP = []byte{0x30, 0}
	if s := newTLS(record, 0, flow.Nanos(at.UnixNano())).OCSP; s.Status != "" || s.Problem == "" {
		t.Errorf("nonsense is %+v", s)
	}
}
