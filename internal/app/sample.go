package app

import (
	"crypto/x509"

	"rockxy/internal/ca"
)

// sampleName is a name that no host has, RFC 2606 section 2.
const sampleName = "rockxy.invalid"

// sample is a chain, leaf first, that issuer has issued under root.
func sample(issuer *ca.Issuer, root *x509.Certificate) ([]*x509.Certificate, error) {
	name := sampleName
	if only := root.PermittedDNSDomains; len(only) > 0 {
		name = "rockxy-sample." + only[0]
	}
	leaf, err := issuer.LeafFor("rockxy trust", []string{name})
	if err != nil {
		return nil, err
	}
	chain := make([]*x509.Certificate, len(leaf.Certificate))
	for n, der := range leaf.Certificate {
		if chain[n], err = x509.ParseCertificate(der); err != nil {
			return nil, err
		}
	}
	return chain, nil
}

func (i instance) SamplePEM() ([]byte, error) {
	chain, err := sample(i.a.issuer, i.a.root.Certificate())
	return encodePEM(chain), err
}
