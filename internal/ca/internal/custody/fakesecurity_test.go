package custody

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"maps"
	"reflect"
	"slices"
	"sync"

	"rockxy/internal/macos"
)

// fakeSecurity is Security.framework as its documentation and its published
// source have it, with both kinds of keychain.
type fakeSecurity struct {
	mu       sync.Mutex
	next     keyRef
	open     map[keyRef]*fakeSecKey
	kept     []*fakeSecKey
	entitled bool // may use the data protection keychain
	enclave  bool // the machine has one
	locked   bool // the login keychain is
	person   bool // sits there, and unlocks it when asked
	leaky    bool // does not heed kSecAttrIsExtractable
	stingy   bool // deletes one item for each call, a public half first
	fault    func(call string) (status int)
	calls    int
}

type fakeSecKey struct {
	key         *ecdsa.PrivateKey
	tag         string
	enclave     bool
	public      bool // the public half alone
	extractable bool
}

func newFakeSecurity() *fakeSecurity {
	return &fakeSecurity{open: map[keyRef]*fakeSecKey{}, entitled: true, enclave: true}
}

func secError(call string, code int) error {
	return &macos.StatusError{Call: call, Domain: macos.OSStatusDomain, Code: code}
}

func (f *fakeSecurity) begin(call string) error {
	f.mu.Lock()
	f.calls++
	if f.fault != nil {
		if code := f.fault(call); code != 0 {
			return secError(call, code)
		}
	}
	return nil
}

func (f *fakeSecurity) hand(k *fakeSecKey) keyRef {
	f.next++
	f.open[f.next] = k
	return f.next
}

// only says whether d has no keys but these.
func only(d macos.Dict, keys ...macos.Symbol) bool {
	for k := range maps.Keys(d) {
		if !slices.Contains(keys, k) {
			return false
		}
	}
	return true
}

func (f *fakeSecurity) createRandomKey(p macos.Dict) (keyRef, error) {
	const call = "SecKeyCreateRandomKey"
	err := f.begin(call)
	defer f.mu.Unlock()
	if err != nil {
		return 0, err
	}
	private, _ := p["kSecPrivateKeyAttrs"].(macos.Dict)
	public, _ := p["kSecPublicKeyAttrs"].(macos.Dict)
	if p["kSecAttrKeyType"] != macos.Symbol("kSecAttrKeyTypeECSECPrimeRandom") || p["kSecAttrKeySizeInBits"] != int32(256) ||
		!only(p, "kSecAttrKeyType", "kSecAttrKeySizeInBits", "kSecAttrTokenID", "kSecUseDataProtectionKeychain", "kSecAttrIsExtractable", "kSecPrivateKeyAttrs", "kSecPublicKeyAttrs") ||
		!only(private, "kSecAttrIsPermanent", "kSecAttrApplicationTag", "kSecAttrLabel", "kSecAttrAccessControl") {
		return 0, secError(call, macos.Param)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return 0, err
	}
	tag, _ := private["kSecAttrApplicationTag"].([]byte)
	made := &fakeSecKey{key: key, tag: string(tag), extractable: f.leaky || p["kSecAttrIsExtractable"] != false}
	if p["kSecAttrTokenID"] != nil {
		access := macos.AccessControl{Protection: "kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly", Flags: 1 << 30}
		switch {
		case p["kSecUseDataProtectionKeychain"] != true || !reflect.DeepEqual(private["kSecAttrAccessControl"], access):
			return 0, secError(call, macos.Param)
		case !f.entitled:
			return 0, secError(call, macos.MissingEntitlement)
		case !f.enclave:
			return 0, secError(call, macos.Unimplemented)
		}
		made.enclave, made.extractable = true, false
	} else if f.locked && !f.person {
		return 0, secError(call, macos.InteractionNotAllowed)
	}
	if private["kSecAttrIsPermanent"] == true {
		f.kept = append(f.kept, made)
		if !made.enclave && public["kSecAttrIsPermanent"] == true {
			f.kept = append(f.kept, &fakeSecKey{key: key, tag: made.tag, public: true})
		}
	}
	return f.hand(made), nil
}

// matches says which kept keys a query means, or why it may not ask.
func (f *fakeSecurity) matches(call string, q macos.Dict) (func(*fakeSecKey) bool, error) {
	tag, ok := q["kSecAttrApplicationTag"].([]byte)
	enclave := q["kSecUseDataProtectionKeychain"] == true
	if !ok || q["kSecClass"] != macos.Symbol("kSecClassKey") || (q["kSecAttrTokenID"] != nil) != enclave {
		return nil, secError(call, macos.Param)
	}
	if enclave && !f.entitled {
		return nil, secError(call, macos.MissingEntitlement)
	}
	return func(k *fakeSecKey) bool {
		if q["kSecAttrKeyClass"] == macos.Symbol("kSecAttrKeyClassPrivate") && k.public {
			return false
		}
		return k.tag == string(tag) && k.enclave == enclave
	}, nil
}

func (f *fakeSecurity) copyMatching(q macos.Dict) (keyRef, error) {
	const call = "SecItemCopyMatching"
	err := f.begin(call)
	defer f.mu.Unlock()
	if err != nil {
		return 0, err
	}
	match, err := f.matches(call, q)
	if err != nil {
		return 0, err
	}
	if q["kSecReturnRef"] != true || q["kSecMatchLimit"] != macos.Symbol("kSecMatchLimitOne") {
		return 0, secError(call, macos.Param)
	}
	if n := slices.IndexFunc(f.kept, match); n >= 0 {
		return f.hand(f.kept[n]), nil
	}
	return 0, secError(call, macos.ItemNotFound)
}

func (f *fakeSecurity) deleteItems(q macos.Dict) error {
	const call = "SecItemDelete"
	err := f.begin(call)
	defer f.mu.Unlock()
	if err != nil {
		return err
	}
	match, err := f.matches(call, q)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(f.kept, match) {
		return secError(call, macos.ItemNotFound)
	}
	if q["kSecUseDataProtectionKeychain"] != true && (f.stingy || q["kSecMatchLimit"] != macos.Symbol("kSecMatchLimitAll")) {
		first := slices.IndexFunc(f.kept, func(k *fakeSecKey) bool { return match(k) && k.public })
		if first < 0 {
			first = slices.IndexFunc(f.kept, match)
		}
		f.kept = slices.Delete(f.kept, first, first+1)
		return nil
	}
	f.kept = slices.DeleteFunc(f.kept, match)
	return nil
}

// key is what a reference is to, or a dangling one.
func (f *fakeSecurity) key(call string, ref keyRef) (*fakeSecKey, error) {
	if k := f.open[ref]; k != nil {
		return k, nil
	}
	return nil, secError(call, macos.Param)
}

// copyPublicKey finds the public half of a key in the login keychain by its item
// alone.
func (f *fakeSecurity) copyPublicKey(ref keyRef) ([]byte, error) {
	const call = "SecKeyCopyPublicKey"
	err := f.begin(call)
	defer f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	k, err := f.key(call, ref)
	if err != nil {
		return nil, err
	}
	beside := func(o *fakeSecKey) bool { return o.public && o.key == k.key }
	if !k.enclave && !slices.ContainsFunc(f.kept, beside) {
		return nil, &macos.StatusError{Call: call, Domain: "none"}
	}
	return k.key.PublicKey.Bytes()
}

func (f *fakeSecurity) extractable(ref keyRef) (bool, error) {
	err := f.begin("SecKeyCopyAttributes")
	defer f.mu.Unlock()
	if err != nil {
		return true, err
	}
	k, err := f.key("SecKeyCopyAttributes", ref)
	return err != nil || k.extractable, err
}

func (f *fakeSecurity) createSignature(ref keyRef, algorithm macos.Symbol, digest []byte) ([]byte, error) {
	const call = "SecKeyCreateSignature"
	err := f.begin(call)
	defer f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	k, err := f.key(call, ref)
	if err != nil {
		return nil, err
	}
	if algorithm != "kSecKeyAlgorithmECDSASignatureDigestX962SHA256" {
		return nil, secError(call, macos.Param)
	}
	return k.key.Sign(rand.Reader, digest, crypto.SHA256)
}

func (f *fakeSecurity) unlocked() (bool, error) {
	err := f.begin("SecKeychainGetStatus")
	defer f.mu.Unlock()
	return !f.locked, err
}

func (f *fakeSecurity) release(ref keyRef) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open[ref] == nil {
		panic("a reference is released that is not held")
	}
	delete(f.open, ref)
}
