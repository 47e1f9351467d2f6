package ca

import (
	"crypto/x509"
	"net"
	"strings"
)

// permitted reads the host patterns that a root is limited to.
func permitted(only []string) (domains []string, err error) {
	for _, pattern := range only {
		n, err := parseName(strings.TrimPrefix(pattern, "*."))
		if err != nil {
			return nil, err
		}
		if n.addr.IsValid() {
			return nil, &NameError{pattern, "a root can be limited to names, not to addresses"}
		}
		domains = append(domains, n.text)
	}
	return domains, nil
}

// constrain limits a root's template to domains and their subdomains (RFC 5280
// §4.2.1.10). Addresses are excluded altogether: a constraint on names alone
// would leave them free.
func constrain(template *x509.Certificate, domains []string) {
	if len(domains) == 0 {
		return
	}
	template.PermittedDNSDomainsCritical = true
	template.PermittedDNSDomains = domains
	template.ExcludedIPRanges = []*net.IPNet{
		{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)},
		{IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)},
	}
}
