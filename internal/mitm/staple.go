package mitm

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"

	"rockxy/internal/flow"
)

// Staple is what a stapled OCSP response (RFC 6960) says of a certificate.
type Staple struct {
	Status                 string // "good", "revoked", "unknown"; empty when it cannot be read
	ThisUpdate, NextUpdate time.Time
	RevokedAt              time.Time // zero unless revoked
	Reason                 string    // of the revocation, as RFC 5280 §5.3.1 calls it; empty for none
	Responder              string    // its name, or "key " and the hash of its key
	Delegated              bool      // signed by a responder that the issuer certified
	Signed                 bool      // the signature is the issuer's, or its responder's
	SCTs                   [][]byte  // of the response's own extension

	// Problem is why nothing is concluded from the response; empty when it is
	// signed, current and about this certificate.
	Problem string
}

const (
	// clockSkew is how far in the future a response may begin.
	clockSkew = 5 * time.Minute
	// openEnded is how long a response without nextUpdate is taken for current.
	openEnded = 10 * 24 * time.Hour
)

// revoked returns the fault of a leaf whose staple says that it is revoked. A
// response that is not signed, not current or about something else proves
// nothing either way: anybody who can present the leaf can leave it out.
func revoked(staple []byte, leaf, issuer *x509.Certificate, host string, now time.Time) *flow.Fault {
	if len(staple) == 0 {
		return nil
	}
	s := ReadStaple(staple, leaf, issuer, now)
	if s.Problem != "" || s.Status != "revoked" {
		return nil
	}
	return revocation(host, leaf, s)
}

// ReadStaple reads a DER-encoded response about leaf. A nil issuer leaves the
// signature unchecked, which is a problem.
func ReadStaple(der []byte, leaf, issuer *x509.Certificate, now time.Time) Staple {
	r, err := ocsp.ParseResponseForCert(der, leaf, nil)
	var status ocsp.ResponseError
	switch {
	case errors.As(err, &status):
		return Staple{Problem: "the responder answered with an error: " + status.Status.String()}
	case err != nil:
		return Staple{Problem: "it cannot be read, or is about another certificate"}
	}
	s := Staple{
		Status: statusNames[r.Status], ThisUpdate: r.ThisUpdate, NextUpdate: r.NextUpdate, Responder: responder(r),
		SCTs: sctExtension(r.Extensions, oidSCTsOfResponse),
	}
	if r.Status == ocsp.Revoked {
		s.RevokedAt, s.Reason = r.RevokedAt, reasonNames[r.RevocationReason]
	}
	s.Delegated = r.Certificate != nil && (issuer == nil || !bytes.Equal(r.Certificate.Raw, issuer.Raw))
	s.Problem = unsignedBy(r, issuer, s.Delegated, now)
	s.Signed = s.Problem == ""
	if s.Problem == "" {
		s.Problem = untimely(r, now)
	}
	return s
}

// unsignedBy says why r does not count as the issuer's word, or "". That it is
// signed by the certificate it brings along has been checked.
func unsignedBy(r *ocsp.Response, issuer *x509.Certificate, delegated bool, now time.Time) string {
	switch {
	case issuer == nil:
		return "the issuer's certificate is not known, so its signature cannot be checked"
	case !delegated:
		if r.CheckSignatureFrom(issuer) != nil {
			return "it is not signed by the issuer of the certificate"
		}
	case issuer.CheckSignature(r.Certificate.SignatureAlgorithm, r.Certificate.RawTBSCertificate, r.Certificate.Signature) != nil:
		return "its responder was not certified by the issuer of the certificate"
	case !slices.Contains(r.Certificate.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning):
		return "its responder is not certified to sign such responses"
	case now.Before(r.Certificate.NotBefore) || now.After(r.Certificate.NotAfter):
		return "the certificate of its responder is out of date"
	}
	return ""
}

func untimely(r *ocsp.Response, now time.Time) string {
	end := r.NextUpdate
	if end.IsZero() {
		end = r.ThisUpdate.Add(openEnded)
	}
	switch {
	case now.Add(clockSkew).Before(r.ThisUpdate):
		return "it is from the future"
	case now.After(end):
		return "it is out of date"
	}
	return ""
}

func responder(r *ocsp.Response) string {
	if len(r.ResponderKeyHash) > 0 {
		return "key " + hex.EncodeToString(r.ResponderKeyHash)
	}
	var rdn pkix.RDNSequence
	if rest, err := asn1.Unmarshal(r.RawResponderName, &rdn); err != nil || len(rest) > 0 {
		return ""
	}
	return printable(cut(rdn.String(), 200))
}

var statusNames = map[int]string{ocsp.Good: "good", ocsp.Revoked: "revoked", ocsp.Unknown: "unknown"}

var reasonNames = map[int]string{
	ocsp.KeyCompromise: "key compromise", ocsp.CACompromise: "CA compromise", ocsp.AffiliationChanged: "affiliation changed",
	ocsp.Superseded: "superseded", ocsp.CessationOfOperation: "cessation of operation", ocsp.CertificateHold: "certificate hold",
	ocsp.RemoveFromCRL: "remove from CRL", ocsp.PrivilegeWithdrawn: "privilege withdrawn", ocsp.AACompromise: "AA compromise",
}
