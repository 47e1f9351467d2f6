package app

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"strconv"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/mitm"
)

// describeStaple says what an origin sent along with its chain: the OCSP
// response, as it was to be judged at that time, and the timestamps of
// certificate logs from all three places where they can be.
func describeStaple(out *api.TLS, t *flow.TLS, at time.Time) {
	leaf, issuer := issued(t.Chain)
	if leaf == nil {
		return
	}
	addSCTs(out, "tls", t.SCTs)
	addSCTs(out, "certificate", mitm.SCTsOf(leaf))
	if len(t.OCSP) == 0 {
		return
	}
	s := mitm.ReadStaple(t.OCSP, leaf, issuer, at)
	addSCTs(out, "ocsp", s.SCTs)
	out.OCSP = &api.Staple{
		Status: s.Status, ThisUpdate: some(s.ThisUpdate), NextUpdate: some(s.NextUpdate), RevokedAt: some(s.RevokedAt),
		Reason: s.Reason, Responder: s.Responder, Delegated: s.Delegated, Signed: s.Signed, Problem: s.Problem,
	}
}

// issued returns the leaf of a chain and the certificate in it that signed the
// leaf; nil for what is missing.
func issued(chain []*flow.Certificate) (leaf, issuer *x509.Certificate) {
	for i, c := range chain {
		cert, err := x509.ParseCertificate(c.DER)
		switch {
		case err != nil && i == 0:
			return nil, nil
		case err != nil:
		case i == 0:
			leaf = cert
		case leaf.CheckSignatureFrom(cert) == nil:
			return leaf, cert
		}
	}
	return leaf, nil
}

func addSCTs(out *api.TLS, source string, all [][]byte) {
	for _, b := range all {
		s, err := mitm.ReadSCT(b)
		if err != nil {
			out.SCTs = append(out.SCTs, api.SCT{Source: source})
			continue
		}
		out.SCTs = append(out.SCTs, api.SCT{
			Source: source, Log: hex.EncodeToString(s.Log[:]), Time: s.Time, Algorithm: s.Signature + " with " + s.Hash,
		})
	}
}

// some returns nil for no time.
func some(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func keyName(key any) string {
	switch k := key.(type) {
	case *rsa.PublicKey:
		return "RSA " + strconv.Itoa(k.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return ""
}
