package custody

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"io"
	"sync"
)

// Memory keeps the key in the memory of this process and nowhere else; it is
// gone when the process ends.
type Memory struct {
	mu  sync.Mutex
	key *ecdsa.PrivateKey
}

func (m *Memory) Info() Info { return Info{Name: "memory"} }

func (m *Memory) Create() (crypto.Signer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.key != nil {
		return nil, ErrKeyExists
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	m.key = key
	return signOnly{key}, nil
}

func (m *Memory) Load() (crypto.Signer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.key == nil {
		return nil, ErrNoKey
	}
	return signOnly{m.key}, nil
}

func (m *Memory) Destroy() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.key == nil {
		return ErrNoKey
	}
	m.key = nil
	return nil
}

// signOnly hides the key behind the two methods of crypto.Signer, so that no
// marshaller recognises what it is given.
type signOnly struct{ key *ecdsa.PrivateKey }

func (s signOnly) Public() crypto.PublicKey { return s.key.Public() }

func (s signOnly) Sign(rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return s.key.Sign(rand, digest, opts)
}
