package custody

import (
	"crypto/ecdsa"
	"errors"

	"rockxy/internal/macos"
)

// newKeychain is the keeper in the keychains of macOS, for the user alone: the
// Secure Enclave, where the signature of this program allows it, else the login
// keychain, which keeps the key encrypted with the user's password and signs in
// a process of the system's. Neither lets the key out.
func newKeychain(place Place, api security) *Native {
	label := "Rockxy root key of " + realDir(place.Dir)
	return &Native{place: place, name: "keychain", explain: explainKeychain, parts: []part{
		{name: "enclave", hardware: true, store: keychainStore{api, label, true}},
		{name: "login", store: keychainStore{api, label, false}},
	}}
}

// security is what is used of Security.framework. Errors are
// *macos.StatusError. References are the caller's, to be released once.
type security interface {
	createRandomKey(parameters macos.Dict) (keyRef, error)
	copyMatching(query macos.Dict) (keyRef, error) // one SecKey
	deleteItems(query macos.Dict) error
	copyPublicKey(key keyRef) (point []byte, err error) // X9.62, uncompressed
	extractable(key keyRef) (bool, error)
	createSignature(key keyRef, algorithm macos.Symbol, digest []byte) (der []byte, err error)
	unlocked() (bool, error) // of the default keychain
	release(key keyRef)
}

// keyRef is a SecKeyRef; 0 is none.
type keyRef uintptr

// signatureX962 signs a SHA-256 digest and gives an Ecdsa-Sig-Value.
const signatureX962 macos.Symbol = "kSecKeyAlgorithmECDSASignatureDigestX962SHA256"

// keychainStore is one of the two kinds of keychain that macOS has.
type keychainStore struct {
	api     security
	label   string // for people
	enclave bool
}

// errLeft is a key that is still there after it was deleted.
var errLeft = errors.New("custody: the keychain goes on finding the key that was deleted")

// errLocked is a keychain that a person has to unlock first.
var errLocked = &macos.StatusError{Call: "SecKeychainGetStatus", Domain: macos.OSStatusDomain, Code: macos.InteractionRequired}

// probe looks for a key in the Secure Enclave's keychain, which is refused to
// programs without the entitlement, and has the enclave make one that is not
// kept. The other keychain must be open.
func (c keychainStore) probe() error {
	if c.enclave {
		err := c.peek()
		if err != nil {
			return err
		}
		key, err := c.api.createRandomKey(enclaveKey("", "", false))
		if err == nil {
			c.api.release(key)
		}
		return err
	}
	open, err := c.api.unlocked()
	if err == nil && !open {
		err = errLocked
	}
	return err
}

func (c keychainStore) peek() error {
	key, err := c.api.copyMatching(keyQuery("rockxy", true))
	if err == nil {
		c.api.release(key)
	}
	if errors.Is(keychainSentinel(err), ErrNoKey) {
		return nil
	}
	return err
}

func (c keychainStore) create(label string) error {
	parameters := loginKey(label, c.label)
	if c.enclave {
		parameters = enclaveKey(label, c.label, true)
	}
	key, err := c.api.createRandomKey(parameters)
	if err != nil {
		return keychainSentinel(err)
	}
	defer c.api.release(key)
	if c.enclave {
		return nil // no key leaves it
	}
	out, err := c.api.extractable(key)
	if err == nil && out {
		err = errExportable
	}
	return err
}

func (c keychainStore) find(label string) (storedKey, error) {
	key, err := c.api.copyMatching(keyQuery(label, c.enclave))
	if err != nil {
		return nil, keychainSentinel(err)
	}
	return &keychainKey{c.api, key}, nil
}

// remove deletes until nothing is found any more: one call may take away one
// half alone, and the public one first.
func (c keychainStore) remove(label string) error {
	err := keychainSentinel(c.api.deleteItems(deletion(label, c.enclave)))
	for range 4 {
		if err != nil {
			return err
		}
		err = keychainSentinel(c.api.deleteItems(deletion(label, c.enclave)))
		if errors.Is(err, ErrNoKey) {
			return nil
		}
	}
	return errors.Join(err, errLeft)
}

// keychainKey is a key by reference.
type keychainKey struct {
	api security
	key keyRef
}

func (k *keychainKey) public() (*ecdsa.PublicKey, error) {
	point, err := k.api.copyPublicKey(k.key)
	if err != nil {
		return nil, err
	}
	return parsePoint(point)
}

func (k *keychainKey) sign(digest []byte) ([]byte, error) {
	return k.api.createSignature(k.key, signatureX962, digest)
}

func (k *keychainKey) close() error {
	k.api.release(k.key)
	return nil
}
