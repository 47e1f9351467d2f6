package app

import (
	"crypto/tls"
	"crypto/x509"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// newTLS returns nil for nil.
func newTLS(t *flow.TLS, from, to flow.Nanos) *api.TLS {
	if t == nil {
		return nil
	}
	out := &api.TLS{
		ALPN: t.ALPN, ServerName: t.ServerName, Resumed: t.Resumed, JA4: t.JA4, Offered: t.OfferedALPN,
		LeafSerial: t.LeafSerial, Verified: t.Verified, Exception: t.Exception,
	}
	if from != 0 && to >= from {
		out.Handshake = milliseconds(from, to)
	}
	if t.Version != 0 {
		out.Version = tls.VersionName(t.Version)
	}
	if t.Cipher != 0 {
		out.Cipher = tls.CipherSuiteName(t.Cipher)
	}
	if t.Group != 0 {
		out.Group = strings.TrimPrefix(tls.CurveID(t.Group).String(), "Curve")
	}
	for _, c := range t.Chain {
		out.Chain = append(out.Chain, newCertificate(c))
	}
	return out
}

// newCertificate shows what can be read of a certificate: at least its
// fingerprint.
func newCertificate(c *flow.Certificate) api.Certificate {
	out := api.Certificate{SHA256: hexSHA256(c.SHA256)}
	cert, err := x509.ParseCertificate(c.DER)
	if err != nil {
		return out
	}
	out.Subject, out.Issuer = cert.Subject.String(), cert.Issuer.String()
	out.Names = append(out.Names, cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		out.Names = append(out.Names, ip.String())
	}
	out.NotBefore, out.NotAfter = cert.NotBefore.UTC(), cert.NotAfter.UTC()
	return out
}
