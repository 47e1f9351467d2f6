package mitm

import (
	"bytes"
	"crypto/x509"
	"slices"
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
	issuer    *x509.Certificate   // of the leaf
	staple    []byte              // the OCSP response that was looked at last
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

// verify returns nil if the presented certificates, leaf first, prove host. The
// staple is the OCSP response that came with them, if any.
func (v *verifier) verify(presented []*x509.Certificate, staple []byte, host string, now time.Time) *flow.Fault {
	if len(presented) == 0 {
		return invalid(host, "sent no certificate", nil)
	}
	key := verifiedKey{presented[0], host}
	v.mu.Lock()
	known, ok := v.verified.Get(key)
	v.mu.Unlock()
	same := slices.Equal(known.presented, presented)
	fresh := ok && same && now.Before(known.until)
	if fresh && bytes.Equal(known.staple, staple) {
		return nil
	}
	if !fresh {
		chain, fault := v.check(presented, host, now)
		if fault != nil {
			return fault
		}
		known.until, known.issuer = until(chain, now), chain[min(1, len(chain)-1)]
	}
	if fault := revoked(staple, presented[0], known.issuer, host, now); fault != nil {
		return fault
	}
	if !same {
		known.presented, known.described = presented, describeChain(presented)
	}
	known.staple = staple
	v.mu.Lock()
	v.verified.Put(key, known)
	v.mu.Unlock()
	return nil
}

// until is when a chain that is verified now has to be verified again.
func until(chain []*x509.Certificate, now time.Time) time.Time {
	t := now.Add(verifiedFor)
	for _, c := range chain {
		if c.NotAfter.Before(t) {
			t = c.NotAfter
		}
	}
	return t
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

// check verifies in full, and returns the chain that proves the host.
func (v *verifier) check(presented []*x509.Certificate, host string, now time.Time) ([]*x509.Certificate, *flow.Fault) {
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
		return nil, v.diagnose(err, presented, host, now)
	}
	chain, fault := v.choose(chains, host)
	if fault != nil {
		return nil, fault
	}
	if !proves(leaf, host) {
		return nil, wrongName(host, leaf)
	}
	return chain, nil
}

// choose returns the first of the verified chains that is acceptable. That a
// chain is our own weighs more than any other reason to refuse one.
func (v *verifier) choose(chains [][]*x509.Certificate, host string) ([]*x509.Certificate, *flow.Fault) {
	own := v.own()
	var fault *flow.Fault
	for _, chain := range chains {
		f := unfit(chain, host)
		if c := ownKey(chain, own); c != nil {
			f = ownRoot(host, c)
		}
		if f == nil {
			return chain, nil
		}
		if fault == nil || f.Code == flow.UpstreamOwnRoot {
			fault = f
		}
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
