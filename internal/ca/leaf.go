package ca

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
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

// issue makes a key and a certificate for names. Its Leaf is not set: parsed,
// a certificate takes four times the memory, and a TLS server has no use for
// it.
func (a *authority) issue(serial *big.Int, names []name, now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	point, err := key.PublicKey.Bytes()
	if err != nil {
		return nil, err
	}
	der, err := a.sign(leafContent{
		serial:    serial,
		notBefore: now.Add(-backdated),
		notAfter:  a.end(now),
		names:     names,
		point:     point,
	})
	if err != nil {
		return nil, err
	}
	if err := a.checkOnce(der); err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: append([][]byte{der}, a.chain...), PrivateKey: key}, nil
}

// end is when a leaf issued now ends: never after the authority itself.
func (a *authority) end(now time.Time) time.Time {
	end := now.Add(leafLifetime - backdated)
	if end.After(a.certificate.NotAfter) {
		return a.certificate.NotAfter
	}
	return end
}

// sign returns the DER of the certificate for c.
func (a *authority) sign(c leafContent) ([]byte, error) {
	tbs, err := a.tbsCertificate(c)
	if err != nil {
		return nil, err
	}
	signature, err := crypto.SignMessage(a.signer, rand.Reader, tbs, crypto.SHA256)
	if err != nil {
		return nil, err
	}
	return certificateOf(tbs, signature)
}

// checkOnce reads a leaf as a client would and verifies its signature, until
// one was good. A signer that does not match the certificate, or a keeper that
// signs wrongly, is so found with the first leaf; verifying each one would
// double what a leaf costs, and every client does it anyway.
func (a *authority) checkOnce(der []byte) error {
	if a.checked.Load() {
		return nil
	}
	leaf, err := x509.ParseCertificate(der)
	if err == nil {
		err = leaf.CheckSignatureFrom(a.certificate)
	}
	if err != nil {
		return fmt.Errorf("the root's key does not sign as its certificate demands: %w", err)
	}
	a.checked.Store(true)
	return nil
}
