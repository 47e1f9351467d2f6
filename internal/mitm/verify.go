package mitm

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/lru"
)

const (
	// verifiedFor is how long a verified chain is taken for verified when the
	// same origin presents it again.
	verifiedFor = 5 * time.Minute
	// verifiedChains is how many such chains are remembered.
	verifiedChains = 1024
	minRSABits     = 2048
	minECBits      = 256
)

// verifier decides whether a chain proves a host.
type verifier struct {
	roots    *x509.CertPool
	rootsErr error // why the system's roots are missing
	own      func() []*x509.Certificate

	mu       sync.Mutex
	verified *lru.Cache[verifiedKey, verifiedChain] // guarded by mu
}

// verifiedKey identifies a chain for a host. crypto/tls parses equal
// certificates to one pointer for as long as it is held, and the cache holds it.
type verifiedKey struct {
	leaf *x509.Certificate
	host string
}

type verifiedChain struct {
	presented []*x509.Certificate
	described []*flow.Certificate // the same, for the records of all connections
	until     time.Time
}

func newVerifier(c UpstreamConfig) *verifier {
	v := &verifier{
		roots: c.Roots, own: c.OwnRoots,
		verified: lru.New[verifiedKey, verifiedChain](verifiedChains),
	}
	if v.roots == nil {
		v.roots, v.rootsErr = x509.SystemCertPool()
	}
	if v.roots == nil {
		v.roots = x509.NewCertPool()
	}
	if len(c.ExtraRoots) > 0 {
		v.roots = v.roots.Clone()
		for _, root := range c.ExtraRoots {
			v.roots.AddCert(root)
		}
	}
	if v.own == nil {
		v.own = func() []*x509.Certificate { return nil }
	}
	return v
}

// verify returns nil if the presented certificates, leaf first, prove host.
func (v *verifier) verify(presented []*x509.Certificate, host string, now time.Time) *flow.Fault {
	if len(presented) == 0 {
		return invalid(host, "sent no certificate", nil)
	}
	key := verifiedKey{presented[0], host}
	v.mu.Lock()
	known, ok := v.verified.Get(key)
	v.mu.Unlock()
	if ok && now.Before(known.until) && slices.Equal(known.presented, presented) {
		return nil
	}
	until, fault := v.check(presented, host, now)
	if fault != nil {
		return fault
	}
	described := known.described
	if !slices.Equal(known.presented, presented) {
		described = describeChain(presented)
	}
	v.mu.Lock()
	v.verified.Put(key, verifiedChain{presented, described, until})
	v.mu.Unlock()
	return nil
}

// describe returns presented for a record. Connections to a host whose chain
// was verified share one description, for as long as it is remembered.
func (v *verifier) describe(presented []*x509.Certificate, host string) []*flow.Certificate {
	if len(presented) == 0 {
		return nil
	}
	v.mu.Lock()
	known, ok := v.verified.Get(verifiedKey{presented[0], host})
	v.mu.Unlock()
	if ok && slices.Equal(known.presented, presented) {
		return known.described
	}
	return describeChain(presented)
}

// check verifies in full, and returns until when the result can be relied on.
func (v *verifier) check(presented []*x509.Certificate, host string, now time.Time) (time.Time, *flow.Fault) {
	leaf := presented[0]
	intermediates := x509.NewCertPool()
	for _, c := range presented[1:] {
		intermediates.AddCert(c)
	}
	chains, err := leaf.Verify(x509.VerifyOptions{
		Roots: v.roots, Intermediates: intermediates, CurrentTime: now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	if err != nil {
		return time.Time{}, v.diagnose(err, presented, host, now)
	}
	chain, fault := v.choose(chains, host)
	if fault != nil {
		return time.Time{}, fault
	}
	if !proves(leaf, host) {
		return time.Time{}, wrongName(host, leaf)
	}
	until := now.Add(verifiedFor)
	for _, c := range chain {
		if c.NotAfter.Before(until) {
			until = c.NotAfter
		}
	}
	return until, nil
}

// proves reports whether leaf is for host. Beyond crypto/x509, and like the
// browsers, it does not take a wildcard for a whole top-level domain.
func proves(leaf *x509.Certificate, host string) bool {
	if leaf.VerifyHostname(host) != nil {
		return false
	}
	if _, err := netip.ParseAddr(host); err == nil || strings.Count(host, ".") != 1 {
		return true
	}
	return slices.ContainsFunc(leaf.DNSNames, func(n string) bool { return strings.EqualFold(strings.TrimSuffix(n, "."), host) })
}

// choose returns the first of the verified chains that is acceptable.
func (v *verifier) choose(chains [][]*x509.Certificate, host string) ([]*x509.Certificate, *flow.Fault) {
	own := v.own()
	var fault *flow.Fault
	for _, chain := range chains {
		if c := ownKey(chain, own); c != nil {
			fault = ownRoot(host, c)
			continue
		}
		if c, why := weakest(chain); c != nil {
			fault = weak(host, c, why)
			continue
		}
		return chain, nil
	}
	return nil, fault
}

// ownKey returns the certificate of chain that has one of our own keys.
func ownKey(chain, own []*x509.Certificate) *x509.Certificate {
	for _, c := range chain {
		for _, o := range own {
			if bytes.Equal(c.RawSubjectPublicKeyInfo, o.RawSubjectPublicKeyInfo) {
				return c
			}
		}
	}
	return nil
}

// weakest returns a certificate of a verified chain that is below today's
// floor, and why. The signature on the anchor does not count: nothing rests on
// it.
func weakest(chain []*x509.Certificate) (*x509.Certificate, string) {
	for i, c := range chain {
		if why := weakKey(c); why != "" {
			return c, why
		}
		if i < len(chain)-1 && weakSignature(c.SignatureAlgorithm) {
			return c, "is signed with " + c.SignatureAlgorithm.String()
		}
	}
	return nil, ""
}

func weakKey(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		if n := k.N.BitLen(); n < minRSABits {
			return bits("RSA", n)
		}
	case *ecdsa.PublicKey:
		if n := k.Curve.Params().BitSize; n < minECBits {
			return bits("ECDSA", n)
		}
	}
	return ""
}

func weakSignature(a x509.SignatureAlgorithm) bool {
	switch a {
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return true
	}
	return false
}
