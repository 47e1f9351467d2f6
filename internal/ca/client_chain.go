package ca

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// chain reads the certificates of a client key.
func (h *ClientHome) chain(name string) ([]*x509.Certificate, error) {
	if _, err := h.kind(name); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(h.of(name), clientChain))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoCertificate
	}
	if err != nil {
		return nil, err
	}
	return parseChain(text)
}

// parseChain reads at least one certificate, and nothing else.
func parseChain(text []byte) (certs []*x509.Certificate, err error) {
	for {
		var b *pem.Block
		if b, text = pem.Decode(text); b == nil {
			break
		}
		if b.Type != "CERTIFICATE" {
			return nil, ErrNotACertificate
		}
		c, err := x509.ParseCertificate(b.Bytes)
		if err != nil {
			return nil, errors.Join(ErrNotACertificate, err)
		}
		certs = append(certs, c)
	}
	if len(certs) == 0 {
		return nil, ErrNotACertificate
	}
	return certs, nil
}

// forClients reports whether a certificate may be shown by a TLS client.
func forClients(c *x509.Certificate) bool {
	for _, u := range c.ExtKeyUsage {
		if u == x509.ExtKeyUsageClientAuth || u == x509.ExtKeyUsageAny {
			return true
		}
	}
	return len(c.ExtKeyUsage)+len(c.UnknownExtKeyUsage) == 0
}
