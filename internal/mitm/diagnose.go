package mitm

import (
	"bytes"
	"crypto/x509"
	"errors"
	"time"

	"rockxy/internal/flow"
)

// diagnose turns a failure of x509's Verify into the fault that names it.
//
// x509 reports whatever is wrong above the leaf as an unknown authority, so
// the path that the origin presented is walked again for a flaw of its own.
func (v *verifier) diagnose(err error, presented []*x509.Certificate, host string, now time.Time) *flow.Fault {
	path := presentedPath(presented)
	if c := v.leadsToOwn(path); c != nil {
		return ownRoot(host, c)
	}
	f := v.named(err, path, host, now)
	f.Cause = err
	return f
}

func (v *verifier) named(err error, path []*x509.Certificate, host string, now time.Time) *flow.Fault {
	var bad x509.CertificateInvalidError
	var critical x509.UnhandledCriticalExtension
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &bad) && bad.Reason == x509.Expired:
		if f := outOfDate(bad.Cert, host, bad.Cert == path[0], now); f != nil {
			return f
		}
	case errors.As(err, &bad):
		return invalidReason(host, bad, path)
	case errors.As(err, &critical):
		return unknownExtension(host, path)
	case errors.As(err, &unknown):
		return v.untrusted(path, host, now)
	}
	// The verifiers of other systems have errors of their own.
	if f := flaw(path, host, now); f != nil {
		return f
	}
	return invalid(host, "cannot be verified", path[0])
}

// untrusted is the fault of a path that ends nowhere.
func (v *verifier) untrusted(path []*x509.Certificate, host string, now time.Time) *flow.Fault {
	if f := flaw(path, host, now); f != nil {
		return f
	}
	last := path[len(path)-1]
	if !selfSigned(last) {
		if v.knowsName(last.RawIssuer) {
			return unsigned(host, last)
		}
		return missingIssuer(host, last, len(path) == 1, v.rootsErr)
	}
	if len(path) == 1 {
		return selfSignedLeaf(host, last)
	}
	return unknownRoot(host, last, v.rootsErr)
}

// presentedPath follows the issuers among the presented certificates from the
// leaf upwards, as far as they go.
func presentedPath(presented []*x509.Certificate) []*x509.Certificate {
	path := presented[:1:1]
	for len(path) <= len(presented) {
		cur := path[len(path)-1]
		next := issuerOf(cur, presented)
		if next == nil || selfSigned(cur) {
			break
		}
		path = append(path, next)
	}
	return path
}

// issuerOf finds the certificate that names itself as the issuer of c, by
// preference one whose key identifier agrees.
func issuerOf(c *x509.Certificate, among []*x509.Certificate) (found *x509.Certificate) {
	for _, p := range among {
		if p == c || !bytes.Equal(p.RawSubject, c.RawIssuer) {
			continue
		}
		if len(c.AuthorityKeyId) > 0 && bytes.Equal(p.SubjectKeyId, c.AuthorityKeyId) {
			return p
		}
		if found == nil {
			found = p
		}
	}
	return found
}

// flaw returns the fault of the first certificate on path that is itself the
// reason to refuse it.
func flaw(path []*x509.Certificate, host string, now time.Time) *flow.Fault {
	for i, c := range path {
		if f := outOfDate(c, host, i == 0, now); f != nil {
			return f
		}
		if why := weakKey(c); why != "" {
			return weak(host, c, why)
		}
		if !selfSigned(c) && weakSignature(c.SignatureAlgorithm) {
			return weak(host, c, "is signed with "+c.SignatureAlgorithm.String())
		}
	}
	for i, issuer := range path[1:] {
		if f := badSignature(path[i], issuer, host); f != nil {
			return f
		}
	}
	return nil
}

func outOfDate(c *x509.Certificate, host string, leaf bool, now time.Time) *flow.Fault {
	switch {
	case now.After(c.NotAfter):
		return expired(host, c, leaf, now)
	case now.Before(c.NotBefore):
		return notYetValid(host, c, leaf, now)
	}
	return nil
}

func badSignature(c, issuer *x509.Certificate, host string) *flow.Fault {
	err := c.CheckSignatureFrom(issuer)
	var notCA x509.ConstraintViolationError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &notCA):
		return invalid(host, "was issued by a certificate that may not issue any", issuer)
	}
	return unsigned(host, c)
}

// leadsToOwn returns the certificate of ours that path rests on.
func (v *verifier) leadsToOwn(path []*x509.Certificate) *x509.Certificate {
	own := v.own()
	if c := ownKey(path, own); c != nil {
		return c
	}
	last := path[len(path)-1]
	for _, o := range own {
		if bytes.Equal(last.RawIssuer, o.RawSubject) && last.CheckSignatureFrom(o) == nil {
			return o
		}
	}
	return nil
}

// knowsName reports whether one of the trusted authorities has this name; those
// that only the platform knows do not count.
func (v *verifier) knowsName(subject []byte) bool {
	//lint:ignore SA1019 that the platform's own are missing is known
	for _, s := range v.roots.Subjects() {
		if bytes.Equal(s, subject) {
			return true
		}
	}
	return false
}

func selfIssued(c *x509.Certificate) bool { return bytes.Equal(c.RawSubject, c.RawIssuer) }

// selfSigned also accepts certificates whose constraints forbid them to issue:
// many self-signed server certificates are no authority. A signature that is
// too weak to be checked is taken for its own unless a key identifier speaks
// against it.
func selfSigned(c *x509.Certificate) bool {
	if !selfIssued(c) {
		return false
	}
	err := c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature)
	var insecure x509.InsecureAlgorithmError
	if errors.As(err, &insecure) {
		return len(c.AuthorityKeyId) == 0 || bytes.Equal(c.AuthorityKeyId, c.SubjectKeyId)
	}
	return err == nil
}
