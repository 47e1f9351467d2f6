package custody

import (
	"crypto"
	"errors"
	"path/filepath"
	"runtime"
	"sync"

	"golang.org/x/sys/unix"
)

// KernelKeyring keeps the key in the user keyring of the kernel: in kernel
// memory that is never swapped out, gone at the latest when the machine stops,
// and on no disk. Every process of the same user can read it there, as this one
// does at start.
//
// The kernel signs with no ECDSA key itself, and a "logon" key cannot be read
// back, so the key is of type "user".
type KernelKeyring struct {
	Place Place

	mu sync.Mutex // held by Create, Load and Destroy
}

const (
	kernelKeyType = "user"
	// kernelKeyAccess is everything for who possesses the key; for the user, who
	// in a session without a link to the user keyring does not, all but changing
	// its access (linux/keyctl.h, KEY_POS_* and KEY_USR_*).
	kernelKeyAccess = 0x3f000000 | 0x1f0000
)

func (k *KernelKeyring) Info() Info { return Info{Name: "kernel-keyring", Persistent: true} }

// description names the key in the keyring, where /proc/keys shows it to its
// user. Data directories that are one and the same have one name.
func (k *KernelKeyring) description() string {
	dir := k.Place.Dir
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	return "rockxy:" + k.Place.slot() + ":" + dir
}

func (k *KernelKeyring) Available() error {
	_, err := unix.KeyctlGetKeyringID(unix.KEY_SPEC_USER_KEYRING, true)
	return k.explain(err)
}

// find returns the id of the key, or ErrNoKey.
func (k *KernelKeyring) find() (id int, err error) {
	if err := k.Available(); err != nil {
		return 0, err
	}
	id, err = unix.KeyctlSearch(unix.KEY_SPEC_USER_KEYRING, kernelKeyType, k.description(), 0)
	switch {
	case errors.Is(err, unix.ENOKEY), errors.Is(err, unix.EKEYREVOKED), errors.Is(err, unix.EKEYEXPIRED):
		return 0, ErrNoKey
	case err != nil:
		return 0, k.explain(err)
	}
	return id, nil
}

func (k *KernelKeyring) Create() (crypto.Signer, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, err := k.find(); err == nil {
		return nil, ErrKeyExists
	} else if !errors.Is(err, ErrNoKey) {
		return nil, err
	}
	return createSealed(func(scalar []byte) error { return k.explain(k.seal(scalar)) })
}

// seal makes the key in the keyring of this thread, which possesses it there
// and so may set who has access, and then links it into the user keyring: where
// others see it, it is complete.
func (k *KernelKeyring) seal(scalar []byte) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	id, err := unix.AddKey(kernelKeyType, k.description(), scalar, unix.KEY_SPEC_THREAD_KEYRING)
	if err != nil {
		return err
	}
	err = unix.KeyctlSetperm(id, kernelKeyAccess)
	if err == nil {
		_, err = unix.KeyctlInt(unix.KEYCTL_LINK, id, unix.KEY_SPEC_USER_KEYRING, 0, 0)
	}
	_, unlink := unix.KeyctlInt(unix.KEYCTL_UNLINK, id, unix.KEY_SPEC_THREAD_KEYRING, 0, 0)
	return errors.Join(err, unlink)
}

func (k *KernelKeyring) Load() (crypto.Signer, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	id, err := k.find()
	if err != nil {
		return nil, err
	}
	scalar := make([]byte, 32)
	n, err := unix.KeyctlBuffer(unix.KEYCTL_READ, id, scalar, 0)
	if err != nil {
		return nil, k.explain(err)
	}
	if n != len(scalar) {
		return nil, errSealed
	}
	return openScalar(scalar)
}

func (k *KernelKeyring) Holds() (bool, error) {
	_, err := k.find()
	if errors.Is(err, ErrNoKey) {
		return false, nil
	}
	return err == nil, err
}

func (k *KernelKeyring) Destroy() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	id, err := k.find()
	if err != nil {
		return err
	}
	_, err = unix.KeyctlInt(unix.KEYCTL_INVALIDATE, id, 0, 0, 0)
	return k.explain(err)
}

// explain makes an *UnavailableError of an error number that a person can do
// something about.
func (k *KernelKeyring) explain(err error) error {
	why := &UnavailableError{Keeper: k.Info().Name, Cause: err}
	switch {
	case errors.Is(err, unix.ENOSYS):
		why.Code, why.Message, why.Hint = KernelKeyringMissing, "this kernel has no key retention service", "choose another custody"
	case errors.Is(err, unix.EPERM), errors.Is(err, unix.EACCES):
		why.Code, why.Message, why.Hint = KernelKeyringBlocked, "the kernel's keyring is closed to this process",
			"containers block it by default: allow the system calls add_key and keyctl in the seccomp profile, or choose another custody"
	case errors.Is(err, unix.EDQUOT), errors.Is(err, unix.ENFILE):
		why.Code, why.Message, why.Hint = KernelKeyringFull, "this user's share of the kernel's key memory is used up",
			"see /proc/key-users, and raise kernel.keys.maxkeys or kernel.keys.maxbytes"
	default:
		return err
	}
	return why
}
