package custody

import (
	"fmt"
	"sync"

	"rockxy/internal/macos"
)

// NewKeychain is the keeper of this system. It loads Security.framework when it
// is first asked.
func NewKeychain(place Place) *Native {
	return newKeychain(place, &framework{load: sync.OnceValues(loadFramework)})
}

// framework calls Security.framework.
type framework struct {
	load func() (*frameworkCalls, error)
}

type frameworkCalls struct {
	core     *macos.Core
	security macos.Framework

	createRandomKey   func(parameters uintptr, err *uintptr) uintptr
	copyPublicKey     func(key uintptr) uintptr
	copyExternal      func(key uintptr, err *uintptr) uintptr
	copyAttributes    func(key uintptr) uintptr
	createSignature   func(key, algorithm, data uintptr, err *uintptr) uintptr
	copyMatching      func(query uintptr, result *uintptr) int32
	deleteItems       func(query uintptr) int32
	accessControl     func(allocator, protection uintptr, flags uint, err *uintptr) uintptr
	keychainGetStatus func(keychain uintptr, status *uint32) int32
}

func loadFramework() (*frameworkCalls, error) {
	core, err := macos.LoadCore()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFramework, err)
	}
	f, err := macos.Open("Security")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFramework, err)
	}
	c := &frameworkCalls{core: core, security: f}
	err = f.Bind(
		macos.Function{Name: "SecKeyCreateRandomKey", Into: &c.createRandomKey},
		macos.Function{Name: "SecKeyCopyPublicKey", Into: &c.copyPublicKey},
		macos.Function{Name: "SecKeyCopyExternalRepresentation", Into: &c.copyExternal},
		macos.Function{Name: "SecKeyCopyAttributes", Into: &c.copyAttributes},
		macos.Function{Name: "SecKeyCreateSignature", Into: &c.createSignature},
		macos.Function{Name: "SecItemCopyMatching", Into: &c.copyMatching},
		macos.Function{Name: "SecItemDelete", Into: &c.deleteItems},
		macos.Function{Name: "SecAccessControlCreateWithFlags", Into: &c.accessControl},
		macos.Function{Name: "SecKeychainGetStatus", Into: &c.keychainGetStatus},
	)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFramework, err)
	}
	return c, nil
}

// with calls f with d as a CFDictionary.
func (w *framework) with(d macos.Dict, f func(c *frameworkCalls, dictionary uintptr) error) error {
	c, err := w.load()
	if err != nil {
		return err
	}
	b := macos.NewBuilder(c.core, c.security, c.accessControl)
	defer b.Close()
	dictionary, err := b.Dict(d)
	if err != nil {
		return err
	}
	return f(c, dictionary)
}

func (w *framework) createRandomKey(parameters macos.Dict) (key keyRef, err error) {
	err = w.with(parameters, func(c *frameworkCalls, dictionary uintptr) error {
		var failed uintptr
		if key = keyRef(c.createRandomKey(dictionary, &failed)); key == 0 {
			return c.core.Error("SecKeyCreateRandomKey", failed)
		}
		return nil
	})
	return key, err
}

func (w *framework) copyMatching(query macos.Dict) (key keyRef, err error) {
	err = w.with(query, func(c *frameworkCalls, dictionary uintptr) error {
		var found uintptr
		if err := macos.Status("SecItemCopyMatching", c.copyMatching(dictionary, &found)); err != nil {
			return err
		}
		if key = keyRef(found); key == 0 {
			return macos.Status("SecItemCopyMatching", macos.ItemNotFound)
		}
		return nil
	})
	return key, err
}

func (w *framework) deleteItems(query macos.Dict) error {
	return w.with(query, func(c *frameworkCalls, dictionary uintptr) error {
		return macos.Status("SecItemDelete", c.deleteItems(dictionary))
	})
}

func (w *framework) copyPublicKey(key keyRef) ([]byte, error) {
	c, err := w.load()
	if err != nil {
		return nil, err
	}
	public := c.copyPublicKey(uintptr(key))
	if public == 0 {
		return nil, c.core.Error("SecKeyCopyPublicKey", 0)
	}
	defer c.core.Release(public)
	var failed uintptr
	data := c.copyExternal(public, &failed)
	if data == 0 {
		return nil, c.core.Error("SecKeyCopyExternalRepresentation", failed)
	}
	defer c.core.Release(data)
	return c.core.Bytes(data), nil
}

// extractable believes that a key is, unless it says that it is not.
func (w *framework) extractable(key keyRef) (bool, error) {
	c, err := w.load()
	if err != nil {
		return true, err
	}
	symbol, err := c.security.Constant("kSecAttrIsExtractable")
	if err != nil {
		return true, err
	}
	attributes := c.copyAttributes(uintptr(key))
	if attributes == 0 {
		return true, c.core.Error("SecKeyCopyAttributes", 0)
	}
	defer c.core.Release(attributes)
	value := c.core.Value(attributes, symbol)
	return value == 0 || c.core.True(value), nil
}

func (w *framework) createSignature(key keyRef, algorithm macos.Symbol, digest []byte) ([]byte, error) {
	c, err := w.load()
	if err != nil {
		return nil, err
	}
	symbol, err := c.security.Constant(algorithm)
	if err != nil {
		return nil, err
	}
	data := c.core.Data(digest)
	if data == 0 {
		return nil, macos.ErrMemory
	}
	defer c.core.Release(data)
	var failed uintptr
	signature := c.createSignature(uintptr(key), symbol, data, &failed)
	if signature == 0 {
		return nil, c.core.Error("SecKeyCreateSignature", failed)
	}
	defer c.core.Release(signature)
	return c.core.Bytes(signature), nil
}

func (w *framework) unlocked() (bool, error) {
	c, err := w.load()
	if err != nil {
		return false, err
	}
	const unlockState = 1 // kSecUnlockStateStatus
	var state uint32
	err = macos.Status("SecKeychainGetStatus", c.keychainGetStatus(0, &state))
	return state&unlockState != 0, err
}

func (w *framework) release(key keyRef) {
	if c, err := w.load(); err == nil {
		c.core.Release(uintptr(key))
	}
}
