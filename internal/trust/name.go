package trust

import (
	"crypto/x509"
	"strings"

	"rockxy/internal/ca"
)

// bearsOurName says whether a certificate calls itself a root of Rockxy.
func bearsOurName(c *x509.Certificate) bool {
	return c.Subject.CommonName == ca.RootName || strings.HasPrefix(c.Subject.CommonName, ca.RootName+" ")
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
