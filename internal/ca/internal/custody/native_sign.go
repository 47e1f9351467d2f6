package custody

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/sha256"
	"errors"
	"io"
	"sync"
)

var (
	errClosed   = errors.New("custody: the signer has been closed")
	errLost     = errors.New("custody: the key store does not find the key that it has just made")
	errUnproven = errors.New("custody: the key store's signature does not verify with its public key")
)

// nativeSigner signs with a key in the system's key store.
type nativeSigner struct {
	public  *ecdsa.PublicKey  // constant
	explain func(error) error // constant

	mu  sync.RWMutex // Close writes
	key storedKey    // nil once closed
}

// signer takes over key, and closes it when it fails.
func (k *Native) signer(key storedKey) (*nativeSigner, error) {
	public, err := key.public()
	if err != nil {
		return nil, errors.Join(k.explain(err), key.close())
	}
	return &nativeSigner{public: public, explain: k.explain, key: key}, nil
}

// prove finds the key that was just made in p, as a later process will have to,
// and has it sign.
func (k *Native) prove(p *part) (crypto.Signer, error) {
	key, err := p.store.find(k.place.label())
	if errors.Is(err, ErrNoKey) {
		err = errLost
	}
	if err != nil {
		return nil, err
	}
	s, err := k.signer(key)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256([]byte(k.place.label()))
	signature, err := s.Sign(nil, digest[:], crypto.SHA256)
	if err == nil && !ecdsa.VerifyASN1(s.public, digest[:], signature) {
		err = errUnproven
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *nativeSigner) Public() crypto.PublicKey { return s.public }

func (s *nativeSigner) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if err := checkDigest(digest, opts); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.key == nil {
		return nil, errClosed
	}
	signature, err := s.key.sign(digest)
	if err != nil {
		return nil, s.explain(err)
	}
	return signature, nil
}

// Close lets the key store go. The key stays there.
func (s *nativeSigner) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key == nil {
		return nil
	}
	err := s.key.close()
	s.key = nil
	return err
}
