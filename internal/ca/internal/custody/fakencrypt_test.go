package custody

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/asn1"
	"encoding/binary"
	"math/big"
	"sync"
)

// fakeNCrypt is ncrypt.dll as its documentation has it, with two providers. It
// is strict: what is unknown, freed or not finished is refused.
type fakeNCrypt struct {
	mu       sync.Mutex
	next     ncryptHandle
	open     map[ncryptHandle]any              // *fakeProvider or *fakeNCryptKey
	machines map[string]*fakeProvider          // by the provider's name; absent is not installed
	fault    func(call string) (status uint32) // before each call; 0 is none
	calls    int
}

type fakeProvider struct {
	hardware bool
	keys     map[string]*fakeNCryptKey
	noPolicy bool // does not know the export policy
	leaky    bool // takes the export policy, and does not heed it
	lying    bool // signs with another key
}

type fakeNCryptKey struct {
	provider *fakeProvider
	name     string
	key      *ecdsa.PrivateKey
	policy   []byte
	finished bool
}

func newFakeNCrypt() *fakeNCrypt {
	return &fakeNCrypt{open: map[ncryptHandle]any{}, machines: map[string]*fakeProvider{
		platformProvider: {hardware: true, keys: map[string]*fakeNCryptKey{}},
		softwareProvider: {keys: map[string]*fakeNCryptKey{}},
	}}
}

const nteInvalidHandle, nteBadFlags, nteBadKeyState = 0x80090026, 0x80090009, 0x8009000B

// begin locks, counts, checks flags and looks for a fault.
func (f *fakeNCrypt) begin(call string, flags, known uint32) error {
	f.mu.Lock()
	f.calls++
	if f.fault != nil {
		if s := f.fault(call); s != 0 {
			return &NCryptError{call, s}
		}
	}
	if flags != known {
		return &NCryptError{call, nteBadFlags}
	}
	return nil
}

func (f *fakeNCrypt) hand(object any) ncryptHandle {
	f.next++
	f.open[f.next] = object
	return f.next
}

func handle[T any](f *fakeNCrypt, call string, h ncryptHandle) (*T, error) {
	if object, ok := f.open[h].(*T); ok {
		return object, nil
	}
	return nil, &NCryptError{call, nteInvalidHandle}
}

func (f *fakeNCrypt) openStorageProvider(name string) (ncryptHandle, error) {
	err := f.begin("NCryptOpenStorageProvider", 0, 0)
	defer f.mu.Unlock()
	if err != nil {
		return 0, err
	}
	p := f.machines[name]
	if p == nil {
		return 0, &NCryptError{"NCryptOpenStorageProvider", nteProvDLLNotFound}
	}
	return f.hand(p), nil
}

func (f *fakeNCrypt) isAlgSupported(h ncryptHandle, algorithm string, flags uint32) error {
	err := f.begin("NCryptIsAlgSupported", flags, ncryptSilent)
	defer f.mu.Unlock()
	if err == nil {
		_, err = handle[fakeProvider](f, "NCryptIsAlgSupported", h)
	}
	if err == nil && algorithm != "ECDSA_P256" {
		err = &NCryptError{"NCryptIsAlgSupported", nteNotSupported}
	}
	return err
}

func (f *fakeNCrypt) createPersistedKey(h ncryptHandle, algorithm, name string, flags uint32) (ncryptHandle, error) {
	const call = "NCryptCreatePersistedKey"
	err := f.begin(call, flags, 0) // neither for the machine nor over another
	defer f.mu.Unlock()
	if err != nil {
		return 0, err
	}
	p, err := handle[fakeProvider](f, call, h)
	switch {
	case err != nil:
		return 0, err
	case algorithm != "ECDSA_P256":
		return 0, &NCryptError{call, nteNotSupported}
	case p.keys[name] != nil:
		return 0, &NCryptError{call, nteExists}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return 0, err
	}
	return f.hand(&fakeNCryptKey{provider: p, name: name, key: key, policy: []byte{3, 0, 0, 0}}), nil
}

func (f *fakeNCrypt) openKey(h ncryptHandle, name string, flags uint32) (ncryptHandle, error) {
	const call = "NCryptOpenKey"
	err := f.begin(call, flags, ncryptSilent)
	defer f.mu.Unlock()
	if err != nil {
		return 0, err
	}
	p, err := handle[fakeProvider](f, call, h)
	if err != nil {
		return 0, err
	}
	if p.keys[name] == nil {
		return 0, &NCryptError{call, nteBadKeyset}
	}
	return f.hand(p.keys[name]), nil
}

func (f *fakeNCrypt) getProperty(h ncryptHandle, property string, flags uint32) ([]byte, error) {
	const call = "NCryptGetProperty"
	err := f.begin(call, flags, ncryptSilent)
	defer f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	switch object := f.open[h].(type) {
	case *fakeProvider:
		if property == "Impl Type" && object.hardware {
			return []byte{0x11, 0, 0, 0}, nil
		}
		if property == "Impl Type" {
			return []byte{2, 0, 0, 0}, nil
		}
	case *fakeNCryptKey:
		if property == "Export Policy" && !object.provider.noPolicy {
			return object.policy, nil
		}
	}
	return nil, &NCryptError{call, nteNotSupported}
}

func (f *fakeNCrypt) setProperty(h ncryptHandle, property string, value []byte, flags uint32) error {
	const call = "NCryptSetProperty"
	err := f.begin(call, flags, ncryptPersist|ncryptSilent)
	defer f.mu.Unlock()
	if err != nil {
		return err
	}
	k, err := handle[fakeNCryptKey](f, call, h)
	switch {
	case err != nil:
		return err
	case k.finished:
		return &NCryptError{call, nteBadKeyState}
	case property != "Export Policy" || len(value) != 4 || k.provider.noPolicy:
		return &NCryptError{call, nteNotSupported}
	}
	if !k.provider.leaky {
		k.policy = value
	}
	return nil
}

func (f *fakeNCrypt) finalizeKey(h ncryptHandle, flags uint32) error {
	const call = "NCryptFinalizeKey"
	err := f.begin(call, flags, ncryptSilent)
	defer f.mu.Unlock()
	if err != nil {
		return err
	}
	k, err := handle[fakeNCryptKey](f, call, h)
	if err != nil {
		return err
	}
	if k.provider.keys[k.name] != nil {
		return &NCryptError{call, nteExists}
	}
	k.finished, k.provider.keys[k.name] = true, k
	return nil
}

func (f *fakeNCrypt) finished(call string, h ncryptHandle) (*fakeNCryptKey, error) {
	k, err := handle[fakeNCryptKey](f, call, h)
	if err == nil && !k.finished {
		err = &NCryptError{call, nteBadKeyState}
	}
	return k, err
}

func (f *fakeNCrypt) exportKey(h ncryptHandle, blob string, flags uint32) ([]byte, error) {
	const call = "NCryptExportKey"
	err := f.begin(call, flags, ncryptSilent)
	defer f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	k, err := f.finished(call, h)
	if err != nil {
		return nil, err
	}
	if blob != "ECCPUBLICBLOB" {
		return nil, &NCryptError{call, ntePerm}
	}
	point, err := k.key.PublicKey.Bytes()
	if err != nil {
		return nil, err
	}
	out := binary.LittleEndian.AppendUint32([]byte("ECS1"), 32)
	return append(out, point[1:]...), nil
}

func (f *fakeNCrypt) signHash(h ncryptHandle, digest []byte, flags uint32) ([]byte, error) {
	const call = "NCryptSignHash"
	err := f.begin(call, flags, ncryptSilent)
	defer f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	k, err := f.finished(call, h)
	if err != nil {
		return nil, err
	}
	key := k.key
	if k.provider.lying {
		if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			return nil, err
		}
	}
	der, err := key.Sign(rand.Reader, digest, crypto.SHA256)
	if err != nil {
		return nil, err
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &pair); err != nil {
		return nil, err
	}
	return append(pair.R.FillBytes(make([]byte, 32)), pair.S.FillBytes(make([]byte, 32))...), nil
}

func (f *fakeNCrypt) deleteKey(h ncryptHandle, flags uint32) error {
	const call = "NCryptDeleteKey"
	err := f.begin(call, flags, ncryptSilent)
	defer f.mu.Unlock()
	if err != nil {
		return err
	}
	k, err := handle[fakeNCryptKey](f, call, h)
	if err != nil {
		return err
	}
	delete(k.provider.keys, k.name)
	delete(f.open, h)
	return nil
}

func (f *fakeNCrypt) freeObject(h ncryptHandle) error {
	err := f.begin("NCryptFreeObject", 0, 0)
	defer f.mu.Unlock()
	if f.open[h] == nil {
		return &NCryptError{"NCryptFreeObject", nteInvalidHandle}
	}
	delete(f.open, h)
	return err
}
