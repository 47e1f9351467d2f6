package trust

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"slices"
)

// verifyWith evaluates a server's chain, leaf first, with roots alone; roots
// that are nil stand for the system's verifier.
func verifyWith(roots, chain []*x509.Certificate) error {
	o := x509.VerifyOptions{Intermediates: x509.NewCertPool()}
	if roots != nil {
		o.Roots = x509.NewCertPool()
	}
	for _, c := range roots {
		o.Roots.AddCert(c)
	}
	for _, c := range chain[1:] {
		o.Intermediates.AddCert(c)
	}
	switch leaf := chain[0]; {
	case len(leaf.DNSNames) > 0:
		o.DNSName = leaf.DNSNames[0]
	case len(leaf.IPAddresses) > 0:
		o.DNSName = leaf.IPAddresses[0].String()
	}
	_, err := chain[0].Verify(o)
	return err
}

// known is certs, and not nil when there is none.
func known(certs []*x509.Certificate) []*x509.Certificate {
	return append([]*x509.Certificate{}, certs...)
}

func pemOf(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

// parsePEM reads the certificates of a bundle; what x509 cannot parse is left
// out.
func parsePEM(text []byte) (certs []*x509.Certificate) {
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			return certs
		}
		if block.Type != "CERTIFICATE" && block.Type != "TRUSTED CERTIFICATE" {
			continue
		}
		if c, err := x509.ParseCertificate(bytes.Clone(block.Bytes)); err == nil {
			certs = append(certs, c)
		}
	}
}

// likeOurs are the certificates that bear our name, each once.
func likeOurs(certs []*x509.Certificate) (ours []*x509.Certificate) {
	for _, c := range certs {
		if bearsOurName(c) && !slices.ContainsFunc(ours, c.Equal) {
			ours = append(ours, c)
		}
	}
	return ours
}
