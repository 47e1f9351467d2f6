package filter

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"math/big"
	"net"
	"testing"

	"rockxy/internal/flow"
)

func TestCertificates(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(0x0badcafe), Subject: pkix.Name{CommonName: "Example CA"}, DNSNames: []string{"www.example.org"}, IPAddresses: []net.IP{net.IPv4(192, 0, 2, 7)},
	}, &x509.Certificate{Subject: pkix.Name{CommonName: "Example Root"}}, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(der)
	damaged := &flow.Certificate{DER: []byte("damaged")}
	s := &thing{phase: AtEnd, tls: [2]*flow.TLS{nil, {Version: 0x303, Chain: []*flow.Certificate{nil, damaged, {SHA256: sum, DER: der}}}}}
	for text, want := range map[string]bool{
		`cert:"example ca"`: true, "cert:root": true, "cert:www.*.org": true, "cert:192.0.2.7": true, "cert:" + hex.EncodeToString(sum[:])[:16]: true, "cert:~^www": true,
		"cert:example.com": false, "serial:0BADCAFE": true, "serial:0b:ad:ca:fe": true, "serial:badcaf": false, "tls:1.2": true, "tls:1.3": false, "has:tls": false,
	} {
		if got := mustCompile(t, text).Match(s); got != want {
			t.Errorf("%s is %v", text, got)
		}
	}
}
