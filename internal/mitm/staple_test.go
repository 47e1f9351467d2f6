package mitm_test

import (
	"crypto"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
)

// responder makes OCSP responses about the certificates of issuer.
type responder struct {
	t      testing.TB
	issuer *pair
	signer *pair // the issuer itself, or somebody else
}

// says is a response about leaf, true since an hour ago and for another hour
// unless edits change that.
func (r responder) says(status int, leaf *pair, edits ...func(*ocsp.Response)) []byte {
	r.t.Helper()
	template := ocsp.Response{
		Status: status, SerialNumber: leaf.cert.SerialNumber, IssuerHash: crypto.SHA1,
		ThisUpdate: noon.Add(-time.Hour), NextUpdate: noon.Add(time.Hour),
	}
	if status == ocsp.Revoked {
		template.RevokedAt, template.RevocationReason = noon.Add(-2*time.Hour), ocsp.KeyCompromise
	}
	if r.signer != r.issuer {
		template.Certificate = r.signer.cert
	}
	for _, e := range edits {
		e(&template)
	}
	der, err := ocsp.CreateResponse(r.issuer.cert, r.signer.cert, template, r.signer.key)
	if err != nil {
		r.t.Fatal(err)
	}
	return der
}

func delegate(t testing.TB, issuer *pair, edits ...edit) *pair {
	t.Helper()
	return issue(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: "Responder"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning},
	}, issuer, ecKey(t, elliptic.P256()), edits...)
}

func TestStaples(t *testing.T) {
	root := authority(t, "Root", nil)
	middle := authority(t, "Middle", root)
	leaf, sibling := server(t, middle), server(t, middle)
	byIssuer := responder{t, middle, middle}
	by := func(signer *pair) responder { return responder{t, middle, signer} }
	period := func(from, to time.Duration) func(*ocsp.Response) {
		return func(r *ocsp.Response) { r.ThisUpdate, r.NextUpdate = noon.Add(from), noon.Add(to) }
	}
	since := func(from time.Duration) func(*ocsp.Response) {
		return func(r *ocsp.Response) { r.ThisUpdate, r.NextUpdate = noon.Add(from), time.Time{} }
	}
	withIssuer := func(r *ocsp.Response) { r.Certificate = middle.cert }
	for _, c := range []struct {
		name    string
		staple  []byte
		refused bool
		problem string // with the word in it nothing is concluded
		status  string
	}{
		{"good", byIssuer.says(ocsp.Good, leaf), false, "", "good"},
		{"unknown", byIssuer.says(ocsp.Unknown, leaf), false, "", "unknown"},
		{"revoked", byIssuer.says(ocsp.Revoked, leaf), true, "", "revoked"},
		{"revoked, the issuer's certificate along", byIssuer.says(ocsp.Revoked, leaf, withIssuer), true, "", "revoked"},
		{"revoked, by a responder", by(delegate(t, middle)).says(ocsp.Revoked, leaf), true, "", "revoked"},
		{"revoked, by a responder for something else", by(delegate(t, middle, usage(x509.ExtKeyUsageServerAuth))).says(ocsp.Revoked, leaf), false, "not certified to sign", "revoked"},
		{"revoked, by the leaf itself", by(leaf).says(ocsp.Revoked, leaf), false, "not certified to sign", "revoked"},
		{"revoked, by a responder of the root", by(delegate(t, root)).says(ocsp.Revoked, leaf), false, "was not certified by the issuer", "revoked"},
		{"revoked, by a responder out of date", by(delegate(t, middle, expired)).says(ocsp.Revoked, leaf), false, "out of date", "revoked"},
		{"revoked, by a responder not yet valid", by(delegate(t, middle, notYetValid)).says(ocsp.Revoked, leaf), false, "out of date", "revoked"},
		{"revoked, by a stranger", responder{t, root, root}.says(ocsp.Revoked, leaf), false, "not signed by the issuer", "revoked"},
		{"about another certificate", byIssuer.says(ocsp.Revoked, sibling), false, "cannot be read, or is about another", ""},
		{"stale", byIssuer.says(ocsp.Revoked, leaf, period(-2*time.Hour, -time.Second)), false, "out of date", "revoked"},
		{"from the future", byIssuer.says(ocsp.Revoked, leaf, period(10*time.Minute, time.Hour)), false, "future", "revoked"},
		{"of a clock a little ahead", byIssuer.says(ocsp.Revoked, leaf, period(4*time.Minute, time.Hour)), true, "", "revoked"},
		{"without an end", byIssuer.says(ocsp.Revoked, leaf, since(-9*24*time.Hour)), true, "", "revoked"},
		{"without an end, old", byIssuer.says(ocsp.Revoked, leaf, since(-11*24*time.Hour)), false, "out of date", "revoked"},
		{"the responder's error", ocsp.TryLaterErrorResponse, false, "try later", ""},
		{"nonsense", []byte("staple"), false, "cannot be read", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			chain := present(leaf, middle)
			chain.OCSPStaple = c.staple
			record, err := connect(t, upstream(mitm.UpstreamConfig{}, root.cert), origin(chain), wantHost(host))
			if c.refused {
				f := wantFault(t, err, flow.UpstreamRevoked)
				if !strings.Contains(f.Message, "2026-11-23 10:00 UTC (key compromise)") {
					t.Errorf("says %q", f.Message)
				}
			} else if err != nil || !record.Verified {
				t.Errorf("refused: %v", err)
			}
			if string(record.OCSP) != string(c.staple) {
				t.Error("the staple is not in the record")
			}
			s := mitm.ReadStaple(c.staple, leaf.cert, middle.cert, noon)
			if s.Status != c.status || (c.problem == "") != (s.Problem == "") || !strings.Contains(s.Problem, c.problem) {
				t.Errorf("status %q, problem %q", s.Status, s.Problem)
			}
			if s.Status != "" && s.Responder == "" {
				t.Error("no responder")
			}
			if unchecked := mitm.ReadStaple(c.staple, leaf.cert, nil, noon); unchecked.Signed || unchecked.Problem == "" {
				t.Errorf("without the issuer: %+v", unchecked)
			}
		})
	}
}

// TestStapleOfARememberedChain: a chain that was verified a moment ago is
// refused once a staple says so, and taken again with another one.
func TestStapleOfARememberedChain(t *testing.T) {
	root := authority(t, "Root", nil)
	leaf := server(t, root)
	r := responder{t, root, root}
	clock := noon
	u, n := counted(&clock, root.cert)
	for i, c := range []struct {
		staple  []byte
		refused bool
	}{
		{nil, false},
		{r.says(ocsp.Good, leaf), false},
		{r.says(ocsp.Revoked, leaf), true},
		{r.says(ocsp.Revoked, leaf), true},
		{r.says(ocsp.Good, leaf), false},
	} {
		chain := present(leaf)
		chain.OCSPStaple = c.staple
		config := origin(chain)
		config.SessionTicketsDisabled = true
		_, err := connect(t, u, config, wantHost(host))
		if c.refused {
			wantFault(t, err, flow.UpstreamRevoked)
		} else if err != nil {
			t.Errorf("step %d: %v", i, err)
		}
	}
	if *n != 1 {
		t.Errorf("%d verifications of one chain", *n)
	}
}

// TestStapleWithSCTs reads the timestamps that a response carries.
func TestStapleWithSCTs(t *testing.T) {
	root := authority(t, "Root", nil)
	leaf := server(t, root)
	der := responder{t, root, root}.says(ocsp.Good, leaf, func(r *ocsp.Response) {
		r.ExtraExtensions = []pkix.Extension{{Id: []int{1, 3, 6, 1, 4, 1, 11129, 2, 4, 5}, Value: sctList(sctBytes, sctBytes)}}
	})
	if s := mitm.ReadStaple(der, leaf.cert, root.cert, noon); len(s.SCTs) != 2 || string(s.SCTs[1]) != sctBytes {
		t.Errorf("%+v", s)
	}
}

func FuzzStaple(f *testing.F) {
	root := authority(f, "Root", nil)
	leaf := server(f, root)
	f.Add(responder{f, root, root}.says(ocsp.Good, leaf))
	f.Add(responder{f, root, delegate(f, root)}.says(ocsp.Revoked, leaf))
	f.Add(ocsp.TryLaterErrorResponse)
	other := &x509.Certificate{SerialNumber: big.NewInt(1)}
	f.Fuzz(func(t *testing.T, der []byte) {
		s := mitm.ReadStaple(der, leaf.cert, root.cert, noon)
		if s.Signed && s.Status == "" || s.Problem == "" && !s.Signed {
			t.Errorf("%+v", s)
		}
		if s := mitm.ReadStaple(der, other, root.cert, noon); s.Problem == "" {
			t.Errorf("about another certificate: %+v", s)
		}
	})
}
