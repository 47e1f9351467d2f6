package custody

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"io"
)

// newSoftwareKey makes a key in the memory of this process.
func newSoftwareKey() (*ecdsa.PrivateKey, error) {
	return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
}

var (
	errSealed = errors.New("custody: what is stored is not a P-256 key")
	errDigest = errors.New("custody: the root signs SHA-256 digests only")
)

// openScalar makes a signer of what createSealed put away, and wipes its argument.
func openScalar(scalar []byte) (crypto.Signer, error) {
	defer clear(scalar)
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar)
	if err != nil {
		return nil, errSealed
	}
	return signOnly{key}, nil
}

// createSealed makes a key and hands its scalar, 32 octets, to seal, which must
// have put it away where no file shows it when it returns nil. The scalar is
// wiped afterwards.
func createSealed(seal func(scalar []byte) error) (crypto.Signer, error) {
	key, err := newSoftwareKey()
	if err != nil {
		return nil, err
	}
	scalar, err := key.Bytes()
	if err != nil {
		return nil, err
	}
	defer clear(scalar)
	if err := seal(scalar); err != nil {
		return nil, err
	}
	return signOnly{key}, nil
}

// checkDigest refuses what is no SHA-256 digest: the root signs nothing else.
func checkDigest(digest []byte, opts crypto.SignerOpts) error {
	if opts.HashFunc() != crypto.SHA256 || len(digest) != crypto.SHA256.Size() {
		return errDigest
	}
	return nil
}

// signOnly hides the key behind the two methods of crypto.Signer, so that no
// marshaller recognises what it is given.
type signOnly struct{ key *ecdsa.PrivateKey }

func (s signOnly) Public() crypto.PublicKey { return s.key.Public() }

func (s signOnly) Sign(rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if err := checkDigest(digest, opts); err != nil {
		return nil, err
	}
	return s.key.Sign(rand, digest, opts)
}
