package mitm

import (
	"crypto/x509"
	"net/netip"
	"slices"
	"strings"
)

// proves reports whether leaf is for host, by its subjectAltName alone: the
// common name counts for nothing, an IP address needs an entry of its own kind,
// and a wildcard stands for one whole label (RFC 9525 §6.3). Beyond
// crypto/x509, and like the browsers, it does not take a wildcard for a whole
// top-level domain.
func proves(leaf *x509.Certificate, host string) bool {
	if leaf.VerifyHostname(host) != nil {
		return false
	}
	if _, err := netip.ParseAddr(host); err == nil || strings.Count(host, ".") > 1 {
		return true
	}
	return slices.ContainsFunc(leaf.DNSNames, func(n string) bool { return strings.EqualFold(n, host) })
}
