package ca

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"time"
)

// leafLifetime counts from NotBefore, which is backdated.
const leafLifetime = 24 * time.Hour

// parseNames validates the names of one leaf. The first is the host's own; each
// further one must cover it, so that a leaf cannot claim another host.
func parseNames(names []string) ([]name, error) {
	if len(names) == 0 {
		return nil, &NameError{"", "none was given"}
	}
	parsed := make([]name, 0, len(names))
	for i, s := range names {
		n, err := parseName(s)
		if err != nil {
			return nil, err
		}
		if i == 0 && n.isWildcard() {
			return nil, &NameError{s, "a leaf is for one host, and a wildcard is none"}
		}
		if i > 0 && !n.covers(parsed[0]) {
			return nil, &NameError{s, "it is another host than " + parsed[0].text}
		}
		parsed = append(parsed, n)
	}
	return parsed, nil
}

// issue makes a key and a certificate for names.
func (a *authority) issue(names []name, now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := leafTemplate(names, now)
	if template.NotAfter.After(a.certificate.NotAfter) {
		template.NotAfter = a.certificate.NotAfter
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.signer)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: append([][]byte{der}, a.chain...), PrivateKey: key, Leaf: leaf}, nil
}

func leafTemplate(names []name, now time.Time) *x509.Certificate {
	t := &x509.Certificate{
		SerialNumber:          newSerial(),
		NotBefore:             now.Add(-backdated),
		NotAfter:              now.Add(leafLifetime - backdated),
		SignatureAlgorithm:    x509.ECDSAWithSHA256,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	if cn := names[0].text; len(cn) <= 64 { // ub-common-name, RFC 5280 appendix A.1
		t.Subject = pkix.Name{CommonName: cn}
	}
	for _, n := range names {
		if n.addr.IsValid() {
			t.IPAddresses = append(t.IPAddresses, n.addr.AsSlice())
		} else {
			t.DNSNames = append(t.DNSNames, n.text)
		}
	}
	return t
}
