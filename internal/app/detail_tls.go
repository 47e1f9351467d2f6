package app

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
	"time"

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
		LeafSerial: t.LeafSerial, Verified: t.Verified, Exception: t.Exception, Flaw: t.Flaw,
		ClientCertificateAsked: t.ClientCertAsked,
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
	if t.ClientCert != [32]byte{} {
		out.ClientCertificate = hexSHA256(t.ClientCert)
	}
	for _, c := range t.Chain {
		out.Chain = append(out.Chain, newCertificate(c))
	}
	describeStaple(out, t, time.Unix(0, int64(to)))
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
	out.Key, out.Signature = keyName(cert.PublicKey), cert.SignatureAlgorithm.String()
	return out
}
