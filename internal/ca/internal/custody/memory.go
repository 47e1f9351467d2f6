package custody

import (
	"crypto"
	"crypto/ecdsa"
	"sync"
)

// Memory keeps the key in the memory of this process and nowhere else; it is
// gone when the process ends.
type Memory struct {
	mu  sync.Mutex
	key *ecdsa.PrivateKey
}

func (m *Memory) Info() Info { return Info{Name: "memory"} }

func (m *Memory) Available() error { return nil }

func (m *Memory) Create() (crypto.Signer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.key != nil {
		return nil, ErrKeyExists
	}
	key, err := newSoftwareKey()
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

func (m *Memory) Holds() (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.key != nil, nil
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
