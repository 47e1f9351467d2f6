package custody

import (
	"crypto/ecdsa"
	"encoding/binary"
	"errors"
)

// newCNG is the keeper in the key storage providers of Windows (Cryptography API:
// Next Generation), for the user alone: the platform provider, which is the TPM,
// else the software provider, which keeps the key encrypted with the user's
// credentials and signs in a process of the system's. Neither lets the key out.
func newCNG(place Place, api ncrypt) *Native {
	return &Native{place: place, name: "cng", explain: explainCNG, parts: []part{
		{name: "platform", hardware: true, store: cngStore{api, platformProvider}},
		{name: "software", store: cngStore{api, softwareProvider}},
	}}
}

// ncrypt is what is used of ncrypt.dll: each method is the function NCrypt… of
// its name. Errors are *NCryptError. No window is ever to be shown, so every
// call that knows ncryptSilent has it; to create a key knows it not.
type ncrypt interface {
	openStorageProvider(provider string) (ncryptHandle, error)
	isAlgSupported(provider ncryptHandle, algorithm string, flags uint32) error
	createPersistedKey(provider ncryptHandle, algorithm, name string, flags uint32) (ncryptHandle, error)
	openKey(provider ncryptHandle, name string, flags uint32) (ncryptHandle, error)
	getProperty(object ncryptHandle, property string, flags uint32) ([]byte, error)
	setProperty(object ncryptHandle, property string, value []byte, flags uint32) error
	finalizeKey(key ncryptHandle, flags uint32) error
	exportKey(key ncryptHandle, blob string, flags uint32) ([]byte, error)
	signHash(key ncryptHandle, digest []byte, flags uint32) ([]byte, error)
	deleteKey(key ncryptHandle, flags uint32) error // and frees it, if it succeeds
	freeObject(object ncryptHandle) error
}

// ncryptHandle is an NCRYPT_HANDLE.
type ncryptHandle uintptr

// From ncrypt.h and bcrypt.h.
const (
	platformProvider = "Microsoft Platform Crypto Provider"
	softwareProvider = "Microsoft Software Key Storage Provider"

	ecdsaP256       = "ECDSA_P256"
	eccPublicBlob   = "ECCPUBLICBLOB"
	exportPolicy    = "Export Policy" // NCRYPT_EXPORT_POLICY_PROPERTY
	implType        = "Impl Type"     // NCRYPT_IMPL_TYPE_PROPERTY
	ncryptSilent    = 0x40            // NCRYPT_SILENT_FLAG
	ncryptPersist   = 0x80000000      // NCRYPT_PERSIST_FLAG
	implHardware    = 0x1             // NCRYPT_IMPL_HARDWARE_FLAG
	anyExportPolicy = 0xf             // NCRYPT_ALLOW_EXPORT_FLAG to NCRYPT_ALLOW_PLAINTEXT_ARCHIVING_FLAG
)

var (
	errNotHardware = errors.New("custody: the platform provider is no hardware that can make P-256 keys")
	errExportable  = errors.New("custody: the key store made a key that can be exported, or does not say")
)

// cngStore is one provider.
type cngStore struct {
	api      ncrypt
	provider string
}

// with calls f with the provider.
func (c cngStore) with(f func(provider ncryptHandle) error) error {
	provider, err := c.api.openStorageProvider(c.provider)
	if err != nil {
		return err
	}
	return errors.Join(f(provider), c.api.freeObject(provider))
}

func (c cngStore) probe() error {
	return c.with(func(provider ncryptHandle) error {
		err := c.api.isAlgSupported(provider, ecdsaP256, ncryptSilent)
		if c.provider != platformProvider {
			return err
		}
		if err != nil {
			if unsupported(err) {
				err = errors.Join(errNotHardware, err)
			}
			return err
		}
		kind, err := c.word(provider, implType)
		if err == nil && kind&implHardware == 0 {
			err = errNotHardware
		}
		return err
	})
}

// word reads a property that is a DWORD.
func (c cngStore) word(object ncryptHandle, property string) (uint32, error) {
	value, err := c.api.getProperty(object, property, ncryptSilent)
	if err != nil {
		return 0, err
	}
	if len(value) != 4 {
		return 0, &NCryptError{Call: "NCryptGetProperty", Status: nteBadLen}
	}
	return binary.LittleEndian.Uint32(value), nil
}

// create never overwrites: NCryptCreatePersistedKey refuses a name that is taken.
func (c cngStore) create(label string) error {
	return c.with(func(provider ncryptHandle) error {
		key, err := c.api.createPersistedKey(provider, ecdsaP256, label, 0)
		if err != nil {
			return cngSentinel(err)
		}
		if err := c.finish(key); err != nil {
			return errors.Join(cngSentinel(err), c.api.freeObject(key))
		}
		if err := c.sealed(key); err != nil {
			return errors.Join(err, c.discard(key))
		}
		return c.api.freeObject(key)
	})
}

// finish forbids every export and lets the key come into being. The platform
// provider, whose keys cannot leave the TPM, need not know the property.
func (c cngStore) finish(key ncryptHandle) error {
	err := c.api.setProperty(key, exportPolicy, make([]byte, 4), ncryptPersist|ncryptSilent)
	if err != nil && (c.provider != platformProvider || !unsupported(err)) {
		return err
	}
	return c.api.finalizeKey(key, ncryptSilent)
}

// sealed looks whether the finished key can be exported.
func (c cngStore) sealed(key ncryptHandle) error {
	policy, err := c.word(key, exportPolicy)
	switch {
	case err != nil && c.provider == platformProvider && unsupported(err):
		return nil
	case err != nil:
		return errors.Join(errExportable, err)
	case policy&anyExportPolicy != 0:
		return errExportable
	}
	return nil
}

// discard deletes a key and lets go of its handle in any case.
func (c cngStore) discard(key ncryptHandle) error {
	if err := c.api.deleteKey(key, ncryptSilent); err != nil {
		return errors.Join(err, c.api.freeObject(key))
	}
	return nil
}

func (c cngStore) find(label string) (storedKey, error) {
	provider, err := c.api.openStorageProvider(c.provider)
	if err != nil {
		return nil, err
	}
	key, err := c.api.openKey(provider, label, ncryptSilent)
	if err != nil {
		return nil, errors.Join(cngSentinel(err), c.api.freeObject(provider))
	}
	return &cngKey{c.api, provider, key}, nil
}

func (c cngStore) remove(label string) error {
	return c.with(func(provider ncryptHandle) error {
		key, err := c.api.openKey(provider, label, ncryptSilent)
		if err != nil {
			return cngSentinel(err)
		}
		return c.discard(key)
	})
}

// cngKey is an open key.
type cngKey struct {
	api           ncrypt
	provider, key ncryptHandle
}

func (k *cngKey) public() (*ecdsa.PublicKey, error) {
	blob, err := k.api.exportKey(k.key, eccPublicBlob, ncryptSilent)
	if err != nil {
		return nil, err
	}
	return parseECCPublicBlob(blob)
}

func (k *cngKey) sign(digest []byte) ([]byte, error) {
	pair, err := k.api.signHash(k.key, digest, ncryptSilent)
	if err != nil {
		return nil, err
	}
	return derOfPair(pair)
}

func (k *cngKey) close() error {
	return errors.Join(k.api.freeObject(k.key), k.api.freeObject(k.provider))
}
