package mitm

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"

	"rockxy/internal/flow"
)

// What browsers ask of a chain beyond crypto/x509. Two of their rules are left
// out on purpose: how long a leaf may be valid (398 days and falling) is a rule
// for publicly trusted authorities, which the browsers do not apply to roots
// that a user has added, and which of the roots are public cannot be told here;
// and a curve that a browser lacks, such as Ed25519 or P-521, is not weak.

const (
	minRSABits = 2048
	minECBits  = 256
)

// unfit returns why a chain that crypto/x509 has verified is refused all the
// same, or nil.
func unfit(chain []*x509.Certificate, host string) *flow.Fault {
	if c, why := weakest(chain); c != nil {
		return weak(host, c, why)
	}
	return notForServer(chain[0], len(chain) == 1, host)
}

// notForServer judges a leaf by what it says of its own use. An authority's
// certificate is a server's only if it is trusted itself: appliances have such
// ones, and whoever trusts one has seen it.
func notForServer(leaf *x509.Certificate, anchor bool, host string) *flow.Fault {
	if leaf.KeyUsage != 0 && leaf.KeyUsage&x509.KeyUsageDigitalSignature == 0 {
		return wrongUsage(host, leaf, "may not be used for signatures (key usage), which every TLS handshake of today needs")
	}
	if leaf.BasicConstraintsValid && leaf.IsCA && !anchor {
		return wrongUsage(host, leaf, "is that of an authority, not of a server (basic constraints)")
	}
	return nil
}

// weakest returns a certificate of a verified chain that is below today's
// floor, and why. The signature on the anchor does not count: nothing rests on
// it.
func weakest(chain []*x509.Certificate) (*x509.Certificate, string) {
	for i, c := range chain {
		if why := weakKey(c); why != "" {
			return c, why
		}
		if i < len(chain)-1 && weakSignature(c.SignatureAlgorithm) {
			return c, "is signed with " + c.SignatureAlgorithm.String()
		}
	}
	return nil, ""
}

func weakKey(c *x509.Certificate) string {
	if c.PublicKeyAlgorithm == x509.DSA {
		return "has a DSA key"
	}
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		if n := k.N.BitLen(); n < minRSABits {
			return bits("RSA", n)
		}
	case *ecdsa.PublicKey:
		if n := k.Curve.Params().BitSize; n < minECBits {
			return bits("ECDSA", n)
		}
	}
	return ""
}

func weakSignature(a x509.SignatureAlgorithm) bool {
	switch a {
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.DSAWithSHA256, x509.ECDSAWithSHA1:
		return true
	}
	return false
}
