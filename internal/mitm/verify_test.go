package mitm_test

import (
	"bytes"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
)

// TestBadChains is every way in which a certificate can be wrong, each with
// its own fault. None may be accepted, and what was presented is kept.
func TestBadChains(t *testing.T) {
	root := authority(t, "Root", nil)
	other := authority(t, "Other Root", nil)
	rsaRoot := authorityWith(t, "RSA Root", nil, rsaKey(t, 2048))
	smallRoot := authorityWith(t, "Small Root", nil, rsaKey(t, 1024))
	middle := authority(t, "Middle", root)
	u := upstream(mitm.UpstreamConfig{}, root.cert, rsaRoot.cert, smallRoot.cert)

	type chain []*pair
	for _, c := range []struct {
		name  string
		chain chain
		code  string
		says  string // in the message
	}{
		{"expired", chain{server(t, root, expired)}, flow.UpstreamExpired, "expired on 2026-11-23 11:59 UTC"},
		{"expired intermediate", expiredMiddle(t, root), flow.UpstreamExpired, `"Old Middle"`},
		{"not yet valid", chain{server(t, root, notYetValid)}, flow.UpstreamNotYetValid, "before 2026-11-23 12:01 UTC"},
		{"intermediate not yet valid", youngMiddle(t, root), flow.UpstreamNotYetValid, `"Young Middle"`},
		{"wrong name", chain{server(t, root, named("www.example.org", "example.org"))}, flow.UpstreamWrongName, `"www.example.org", "example.org"`},
		{"no name but the common name", chain{server(t, root, named())}, flow.UpstreamWrongName, "no host"},
		{"many wrong names", chain{server(t, root, named("a.test", "b.test", "c.test", "d.test", "e.test", "f.test", "g.test"))}, flow.UpstreamWrongName, "and 2 more"},
		{"self-signed", chain{server(t, nil)}, flow.UpstreamSelfSigned, "signed by itself"},
		{"self-signed authority as a server", chain{authority(t, "Appliance", nil, named(host))}, flow.UpstreamSelfSigned, `"Appliance"`},
		{"unknown root, presented", chain{server(t, other), other}, flow.UpstreamUnknownIssuer, `"Other Root"`},
		{"unknown root, not presented", chain{server(t, other)}, flow.UpstreamUnknownIssuer, `"Other Root"`},
		{"unknown root, intermediate presented", foreign(t, other), flow.UpstreamUnknownIssuer, `"Other Root"`},
		{"an authority without a telling name", chain{server(t, authority(t, "Acme Dev CA", nil))}, flow.UpstreamIncomplete, `"Acme Dev CA"`},
		{"unknown root, expired", deadRoot(t), flow.UpstreamExpired, `"Dead Root"`},
		{"unknown root without a common name", nameless(t), flow.UpstreamUnknownIssuer, `"O=Acme"`},
		{"unknown root without any name", anonymous(t), flow.UpstreamSelfSigned, "without a name"},
		{"missing intermediate", chain{server(t, middle)}, flow.UpstreamIncomplete, `"Middle"`},
		{"wrong intermediate", chain{server(t, middle), other}, flow.UpstreamIncomplete, `"Middle"`},
		{"an impostor for the root", impostor(t, root), flow.UpstreamUnknownIssuer, `"Root"`},
		{"an impostor for the intermediate", falseMiddle(t, root, middle), flow.UpstreamBadSignature, "signature"},
		{"RSA 1024", chain{serverWith(t, root, rsaKey(t, 1024))}, flow.UpstreamWeak, "1024 bits"},
		{"RSA 2047", chain{serverWith(t, root, rsaKey(t, 2047))}, flow.UpstreamWeak, "2047 bits"},
		{"RSA 1024 intermediate", smallMiddle(t, root), flow.UpstreamWeak, `"Small Middle"`},
		{"RSA 1024 root", chain{server(t, smallRoot)}, flow.UpstreamWeak, `"Small Root"`},
		{"P-224 intermediate", thinMiddle(t, root), flow.UpstreamWeak, "224 bits"},
		{"RSA 1024 of an unknown root", chain{serverWith(t, other, rsaKey(t, 1024))}, flow.UpstreamWeak, "1024 bits"},
		{"SHA-1 with RSA", chain{server(t, rsaRoot, sha1RSA)}, flow.UpstreamWeak, "SHA1"},
		{"SHA-1 with ECDSA", chain{server(t, root, sha1ECDSA)}, flow.UpstreamWeak, "SHA1"},
		{"SHA-1 intermediate", sha1Middle(t, root), flow.UpstreamWeak, `"Weak Middle"`},
		{"MD5", md5Leaf(t, rsaRoot), flow.UpstreamWeak, "MD5"},
		{"client certificate", chain{server(t, root, usage(x509.ExtKeyUsageClientAuth))}, flow.UpstreamUsage, "extended key usage"},
		{"intermediate not for servers", clientMiddle(t, root), flow.UpstreamUsage, `"Client Middle"`},
		{"name constraint, permitted", constrained(t, root, func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"example.org"} }), flow.UpstreamConstraint, `DNS name "api.example.com" is not permitted`},
		{"name constraint, excluded", constrained(t, root, func(c *x509.Certificate) { c.ExcludedDNSDomains = []string{"example.com"} }), flow.UpstreamConstraint, `excluded by constraint "example.com"`},
		{"path too long", tooLong(t, root), flow.UpstreamInvalid, "path length"},
		{"issued by a server certificate", byServer(t, root), flow.UpstreamInvalid, "may not issue"},
		{"unknown critical extension", chain{server(t, root, critical)}, flow.UpstreamInvalid, "1.3.6.1.4.1.99999.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
				config := origin(present(c.chain[0], c.chain[1:]...))
				config.MaxVersion = version
				record, err := connect(t, u, config, wantHost(host))
				f := wantFault(t, err, c.code)
				if !strings.Contains(f.Message, c.says) {
					t.Errorf("says %q, want %q in it", f.Message, c.says)
				}
				if f.Side != flow.SideOrigin {
					t.Errorf("blames %s", f.Side)
				}
				if record.Verified {
					t.Error("is recorded as verified")
				}
				if record.Version != version {
					t.Errorf("recorded version is %x, want %x", record.Version, version)
				}
				wantChain(t, record, c.chain...)
			}
		})
	}
}

func foreign(t *testing.T, root *pair) []*pair {
	middle := authority(t, "Foreign Middle", root)
	return []*pair{server(t, middle), middle}
}

func deadRoot(t *testing.T) []*pair {
	dead := authority(t, "Dead Root", nil, expired)
	return []*pair{server(t, dead), dead}
}

func nameless(t *testing.T) []*pair {
	root := authority(t, "", nil, func(c *x509.Certificate) { c.Subject.Organization = []string{"Acme"} })
	return []*pair{server(t, root), root}
}

func anonymous(t *testing.T) []*pair {
	return []*pair{server(t, nil, func(c *x509.Certificate) { c.Subject = pkix.Name{} })}
}

func expiredMiddle(t *testing.T, root *pair) []*pair {
	middle := authority(t, "Old Middle", root, expired)
	return []*pair{server(t, middle), middle}
}

func youngMiddle(t *testing.T, root *pair) []*pair {
	middle := authority(t, "Young Middle", root, notYetValid)
	return []*pair{server(t, middle), middle}
}

func smallMiddle(t *testing.T, root *pair) []*pair {
	middle := authorityWith(t, "Small Middle", root, rsaKey(t, 1024))
	return []*pair{server(t, middle), middle}
}

func thinMiddle(t *testing.T, root *pair) []*pair {
	middle := authorityWith(t, "Thin Middle", root, ecKey(t, elliptic.P224()))
	return []*pair{server(t, middle), middle}
}

func sha1Middle(t *testing.T, root *pair) []*pair {
	middle := authority(t, "Weak Middle", root, sha1ECDSA)
	return []*pair{server(t, middle), middle}
}

// impostor has the root's name and key identifier, but another key.
func impostor(t *testing.T, root *pair) []*pair {
	false := authority(t, "Root", nil, func(c *x509.Certificate) { c.SubjectKeyId = root.cert.SubjectKeyId })
	return []*pair{server(t, false), false}
}

// falseMiddle presents an intermediate that did not sign the leaf.
func falseMiddle(t *testing.T, root, middle *pair) []*pair {
	other := authority(t, "Middle", root, func(c *x509.Certificate) { c.SubjectKeyId = middle.cert.SubjectKeyId })
	return []*pair{server(t, middle), other}
}

func clientMiddle(t *testing.T, root *pair) []*pair {
	middle := authority(t, "Client Middle", root, usage(x509.ExtKeyUsageClientAuth))
	return []*pair{server(t, middle), middle}
}

func constrained(t *testing.T, root *pair, e edit) []*pair {
	middle := authority(t, "Constrained Middle", root, e)
	return []*pair{server(t, middle), middle}
}

func tooLong(t *testing.T, root *pair) []*pair {
	short := authority(t, "Short Middle", root, func(c *x509.Certificate) { c.MaxPathLenZero = true })
	below := authority(t, "One Too Many", short)
	return []*pair{server(t, below), below, short}
}

func byServer(t *testing.T, root *pair) []*pair {
	middle := server(t, root, func(c *x509.Certificate) { c.Subject.CommonName = "www.example.org" })
	return []*pair{server(t, middle), middle}
}

// md5Leaf has its algorithm identifiers overwritten, as nobody signs with MD5
// any more; that the signature is wrong too must not hide it.
func md5Leaf(t *testing.T, root *pair) []*pair {
	leaf := server(t, root)
	sha256RSA := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
	md5RSA := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 4}
	from, _ := asn1.Marshal(sha256RSA)
	to, _ := asn1.Marshal(md5RSA)
	cert, err := x509.ParseCertificate(bytes.ReplaceAll(leaf.cert.Raw, from, to))
	if err != nil {
		t.Fatal(err)
	}
	return []*pair{{cert, leaf.key}}
}

func usage(u x509.ExtKeyUsage) edit {
	return func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{u} }
}

func critical(c *x509.Certificate) {
	c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}, Critical: true, Value: []byte{5, 0}}}
}

// TestGoodChains must not be refused by anything that refuses bad ones.
func TestGoodChains(t *testing.T) {
	root := authority(t, "Root", nil)
	rsaRoot := authorityWith(t, "RSA Root", nil, rsaKey(t, 2048))
	middle := authority(t, "Middle", root)
	lower := authority(t, "Lower", middle)
	u := upstream(mitm.UpstreamConfig{}, root.cert, rsaRoot.cert)
	oldRoot := authority(t, "Older Root", nil, expired)
	cross := authorityWith(t, "Root", oldRoot, root.key)
	for name, chain := range map[string][]*pair{
		"direct":                      {server(t, root)},
		"RSA 2048":                    {serverWith(t, rsaRoot, rsaKey(t, 2048))},
		"P-384":                       {serverWith(t, root, ecKey(t, elliptic.P384()))},
		"two intermediates":           {server(t, lower), lower, middle},
		"in the wrong order":          {server(t, lower), middle, lower},
		"root sent along":             {server(t, middle), middle, root},
		"strangers sent along":        {server(t, middle), authority(t, "Stranger", nil), middle},
		"expired cross-signature":     {server(t, root), cross, oldRoot},
		"no extended key usage":       {server(t, root, func(c *x509.Certificate) { c.ExtKeyUsage = nil })},
		"permitted by the constraint": constrained(t, root, func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"example.com"} }),
	} {
		t.Run(name, func(t *testing.T) {
			record, err := connect(t, u, origin(present(chain[0], chain[1:]...)), wantHost(host))
			if err != nil {
				t.Fatal(err)
			}
			wantChain(t, record, chain...)
		})
	}
}

// TestOwnRoot has origins that lead to the local authority, wherever it is
// trusted.
func TestOwnRoot(t *testing.T) {
	public, own := authority(t, "Public Root", nil), authority(t, "Rockxy Local CA 00000000", nil)
	issuing := authority(t, "Rockxy Issuing CA", own)
	middle := authority(t, "Middle", own)
	// Somebody with a trusted authority has certified our key, or our root has
	// certified theirs.
	crossed := authorityWith(t, "Rockxy Local CA 00000000", public, own.key)
	both := authority(t, "Both", public)
	bothByOwn := authorityWith(t, "Both", own, both.key)
	ownCerts := func() []*x509.Certificate { return []*x509.Certificate{own.cert, issuing.cert} }

	for _, trusted := range []bool{false, true} {
		c := mitm.UpstreamConfig{OwnRoots: ownCerts, Roots: poolOf(public.cert)}
		if trusted {
			c.Roots = poolOf(public.cert, own.cert)
			c.ExtraRoots = []*x509.Certificate{own.cert, issuing.cert}
		}
		u := upstream(c)
		for name, chain := range map[string][]*pair{
			"its leaf":               {server(t, own)},
			"its leaf, root sent":    {server(t, own), own},
			"the root as a server":   {authorityWith(t, "Rockxy Local CA 00000000", nil, own.key, named(host)), own},
			"by the issuing CA":      {server(t, issuing), issuing},
			"by the issuing CA bare": {server(t, issuing)},
			"by an intermediate":     {server(t, middle), middle},
			"by our key, certified":  {server(t, crossed), crossed},
		} {
			t.Run(name, func(t *testing.T) {
				record, err := connect(t, u, origin(present(chain[0], chain[1:]...)), wantHost(host))
				wantFault(t, err, flow.UpstreamOwnRoot)
				wantChain(t, record, chain...)
			})
		}
		t.Run("another way to a public root", func(t *testing.T) {
			if _, err := connect(t, u, origin(present(server(t, both), bothByOwn, both)), wantHost(host)); err != nil {
				t.Errorf("refused: %v", err)
			}
		})
	}
}

// TestHostileCertificateText keeps what a certificate says from acting on the
// terminal that shows the fault.
func TestHostileCertificateText(t *testing.T) {
	evil := authority(t, "\x1b]0;owned\x07"+strings.Repeat("A", 4000), nil)
	_, err := connect(t, upstream(mitm.UpstreamConfig{}), origin(present(server(t, evil), evil)), wantHost(host))
	f := wantFault(t, err, flow.UpstreamUnknownIssuer)
	if strings.ContainsAny(f.Message, "\x1b\x07\n") || len(f.Message) > 400 {
		t.Errorf("the message is %q", f.Message)
	}
}
