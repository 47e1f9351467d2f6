package ca

import (
	"crypto"
	"crypto/x509"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"time"

	"rockxy/internal/ca/internal/custody"
)

// A moment with whole seconds, as certificates have.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func newRoot(t *testing.T, now time.Time) *Root {
	t.Helper()
	root, err := Create(InMemory(), Owner{User: "ada", Machine: "engine"}, now)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// wantTrusted checks leaf for name as a client would that trusts root alone.
func wantTrusted(t *testing.T, root *Root, leaf *x509.Certificate, name string, now time.Time) {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(root.Certificate())
	_, err := leaf.Verify(x509.VerifyOptions{
		DNSName: name, Roots: roots, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	if err != nil {
		t.Errorf("a client that trusts the root does not accept the leaf for %s: %v", name, err)
	}
}

// countingKeeper counts signatures, and can hold them up or refuse them.
type countingKeeper struct {
	custody.Memory
	signatures atomic.Int64
	before     func() error // run before each signature, if set
}

func (k *countingKeeper) Create() (crypto.Signer, error) {
	s, err := k.Memory.Create()
	return countingSigner{s, k}, err
}

type countingSigner struct {
	crypto.Signer
	keeper *countingKeeper
}

func (s countingSigner) Sign(rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if s.keeper.before != nil {
		if err := s.keeper.before(); err != nil {
			return nil, err
		}
	}
	s.keeper.signatures.Add(1)
	return s.Signer.Sign(rand, digest, opts)
}

var errStolen = errors.New("the key has been pulled out")

// newCounted returns an issuer at the time in clock whose signatures are
// counted from zero.
func newCounted(t *testing.T, clock *time.Time, c IssuerConfig) (*Issuer, *countingKeeper) {
	t.Helper()
	keeper := new(countingKeeper)
	root, err := Create(Keeper{keeper}, Owner{}, *clock)
	if err != nil {
		t.Fatal(err)
	}
	keeper.signatures.Store(0)
	c.Now = func() time.Time { return *clock }
	return NewIssuer(root, c), keeper
}
