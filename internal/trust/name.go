package trust

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"rockxy/internal/ca"
)

// bearsOurName says whether a certificate calls itself a root of Rockxy.
func bearsOurName(c *x509.Certificate) bool {
	return c.Subject.CommonName == ca.RootName || strings.HasPrefix(c.Subject.CommonName, ca.RootName+" ")
}

// errNotOurs is what CheckRoot says of a certificate that is none of ours.
var errNotOurs = errors.New("this is not a root certificate of Rockxy")

// longestRoot is how long a root of ours is valid at most.
const longestRoot = 2 * 366 * 24 * time.Hour

// CheckRoot says whether a certificate that somebody handed over has the shape
// of our roots: the name, P-256, signed by itself, a CA, valid now and for two
// years at most. Whose root it is only a fingerprint tells.
func CheckRoot(c *x509.Certificate, now time.Time) error {
	key, ok := c.PublicKey.(*ecdsa.PublicKey)
	switch {
	case !ok || key.Curve != elliptic.P256() || !bearsOurName(c) || !c.BasicConstraintsValid || !c.IsCA,
		c.NotAfter.Sub(c.NotBefore) > longestRoot, !bytes.Equal(c.RawSubject, c.RawIssuer):
		return errNotOurs
	case c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) != nil:
		return errNotOurs
	case now.Before(c.NotBefore) || now.After(c.NotAfter):
		return fmt.Errorf("the root is valid from %s to %s, and not now", c.NotBefore.UTC().Format(time.DateTime), c.NotAfter.UTC().Format(time.DateTime))
	}
	return nil
}

// displayName is how a person meets a root. A name is somebody else's text: what
// a terminal could obey is not shown.
func displayName(c *x509.Certificate) string {
	name := c.Subject.CommonName
	if len(c.Subject.Organization) > 0 {
		name += " (" + c.Subject.Organization[0] + ")"
	}
	return printable(name)
}

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '�'
		}
		return r
	}, s)
}
