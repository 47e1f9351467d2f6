package filter

import (
	"crypto/x509"
	"encoding/hex"
	"strings"

	"rockxy/internal/flow"
)

// tlsProbes ask both sides; the client's is known with the request.
func tlsProbes(yes func(*flow.TLS) bool) []probe {
	return []probe{
		{phase: AtRequestHead, parts: InTLS, detail: func(d Details) bool {
			t := d.ClientTLS()
			return t != nil && yes(t)
		}},
		{phase: AtResponseHead, parts: InTLS, detail: func(d Details) bool {
			t := d.ServerTLS()
			return t != nil && yes(t)
		}},
	}
}

func versionTest(set interval) func(*flow.TLS) bool {
	return func(t *flow.TLS) bool {
		n := int64(t.Version)
		return n != 0 && set.lo <= n && n <= set.hi
	}
}

func alpnTest(value func(string) bool) func(*flow.TLS) bool {
	return func(t *flow.TLS) bool { return t.ALPN != "" && value(t.ALPN) }
}

// serialTest compares hex digits; colons, case and leading zeros do not count.
func serialTest(text string) func(*flow.TLS) bool {
	want := hexDigits(text)
	return func(t *flow.TLS) bool {
		if t.LeafSerial != "" && hexDigits(t.LeafSerial) == want {
			return true
		}
		return eachCertificate(t, func(c *x509.Certificate, _ *flow.Certificate) bool {
			return c.SerialNumber != nil && hexDigits(c.SerialNumber.Text(16)) == want
		})
	}
}

func hexDigits(s string) string {
	return strings.TrimLeft(strings.ReplaceAll(strings.ToLower(s), ":", ""), "0")
}

func validSerial(s string) bool {
	s = strings.ReplaceAll(s, ":", "")
	for i := range len(s) {
		if c := lower(s[i]); !('0' <= c && c <= '9' || 'a' <= c && c <= 'f') {
			return false
		}
	}
	return s != ""
}

// certTest looks at subject, issuer, names and fingerprint of each certificate
// in the chain.
func certTest(value func(string) bool) func(*flow.TLS) bool {
	return func(t *flow.TLS) bool {
		return eachCertificate(t, func(c *x509.Certificate, raw *flow.Certificate) bool {
			if value(c.Subject.String()) || value(c.Issuer.String()) || value(hex.EncodeToString(raw.SHA256[:])) {
				return true
			}
			for _, n := range c.DNSNames {
				if value(n) {
					return true
				}
			}
			for _, ip := range c.IPAddresses {
				if value(ip.String()) {
					return true
				}
			}
			return false
		})
	}
}

// eachCertificate leaves out what cannot be parsed.
func eachCertificate(t *flow.TLS, yes func(*x509.Certificate, *flow.Certificate) bool) bool {
	for _, raw := range t.Chain {
		if raw == nil {
			continue
		}
		if c, err := x509.ParseCertificate(raw.DER); err == nil && yes(c, raw) {
			return true
		}
	}
	return false
}
