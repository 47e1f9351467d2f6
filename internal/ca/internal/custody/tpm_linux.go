package custody

import (
	"crypto"
	"encoding/json"
	"errors"
	"io/fs"
	"os/user"
	"path/filepath"
	"sync"

	"github.com/google/go-tpm/tpm2"
	"github.com/google/go-tpm/tpm2/transport"
	"github.com/google/go-tpm/tpm2/transport/linuxtpm"
)

// TPMDevice is the kernel's resource manager in front of the first TPM.
const TPMDevice = "/dev/tpmrm0"

// TPM makes the key in a TPM 2.0 under its storage root key, as an object that
// is fixed to that TPM. The file in Place holds its public part and the private
// part as the TPM wrapped it: only that TPM can open it, and it never hands it
// out. Each start loads it anew; clearing the TPM ends it.
type TPM struct {
	Place  Place
	Device string                              // "" is TPMDevice
	Dial   func() (transport.TPMCloser, error) // nil opens Device; a test's emulator

	mu sync.Mutex // held by Create, Load and Destroy
}

func (k *TPM) Info() Info { return Info{Name: "tpm", HardwareBound: true, Persistent: true} }

// tpmFile is the extension of what TPM writes.
const tpmFile = "tpm"

// wrappedKey is that file's JSON: a TPM2B_PUBLIC and a TPM2B_PRIVATE, in base64.
type wrappedKey struct {
	Public  []byte `json:"public"`
	Private []byte `json:"wrapped"`
}

// Available does what Create and Load begin with, up to the storage root key.
func (k *TPM) Available() error {
	t, err := k.dial()
	if err != nil {
		return err
	}
	defer t.Close()
	srk, err := createSRK(t)
	if err != nil {
		return k.explain(err)
	}
	return k.explain(flush(t, srk.ObjectHandle))
}

func (k *TPM) Create() (crypto.Signer, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if taken, err := k.Place.exists(tpmFile); err != nil || taken {
		return nil, errors.Join(err, ErrKeyExists)
	}
	t, err := k.dial()
	if err != nil {
		return nil, err
	}
	defer t.Close()
	wrapped, err := createUnderSRK(t)
	if err != nil {
		return nil, k.explain(err)
	}
	file, err := json.Marshal(wrapped)
	if err != nil {
		return nil, err
	}
	if err := k.Place.write(tpmFile, file); err != nil {
		return nil, err
	}
	return k.load()
}

func (k *TPM) Load() (crypto.Signer, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.load()
}

func (k *TPM) load() (crypto.Signer, error) {
	file, err := k.Place.read(tpmFile)
	if errors.Is(err, ErrNoKey) {
		// What is missing is the TPM, if it is: that is the better answer.
		return nil, errors.Join(k.Available(), err)
	}
	if err != nil {
		return nil, err
	}
	var wrapped wrappedKey
	if err := json.Unmarshal(file, &wrapped); err != nil {
		return nil, k.unavailable(TPMForeign, "the wrapped key in "+k.Place.file(tpmFile)+" is damaged", hintNewRoot, err)
	}
	s := &tpmSigner{wrapped: wrapped, dial: k.dial}
	if err := s.connect(); err != nil {
		return nil, k.explain(err)
	}
	return s, nil
}

func (k *TPM) Holds() (bool, error) { return k.Place.exists(tpmFile) }

func (k *TPM) Destroy() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.Place.remove(tpmFile)
}

func (k *TPM) device() string {
	if k.Device == "" {
		return TPMDevice
	}
	return k.Device
}

func (k *TPM) dial() (transport.TPMCloser, error) {
	if k.Dial != nil {
		return k.Dial()
	}
	t, err := linuxtpm.Open(k.device())
	if err != nil {
		return nil, k.explainOpen(err)
	}
	return t, nil
}

// explainOpen says why the device cannot be opened.
func (k *TPM) explainOpen(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return k.unavailable(TPMMissing, "there is no TPM 2.0 at "+k.device(),
			"switch the TPM (also called fTPM or PTT) on in the firmware setup, if the machine has one", err)
	case errors.Is(err, fs.ErrPermission):
		return k.unavailable(TPMPermission, "this user may not open "+k.device(), joinGroup(k.device()), err)
	default:
		return k.unavailable(TPMMissing, k.device()+" cannot be opened as a TPM",
			"see that no other program holds it, and what the kernel says (dmesg)", err)
	}
}

// joinGroup is how to get at a device that belongs to a group.
func joinGroup(device string) string {
	group := "tss"
	if gid, ok := groupOf(device); ok {
		if g, err := user.LookupGroupId(gid); err == nil && g.Name != "root" {
			group = g.Name
		}
	}
	return "join the group " + group + " (sudo usermod -aG " + group + " \"$USER\") and log in again; if " +
		filepath.Base(device) + " belongs to root alone, install your distribution's TPM udev rules (Debian: tpm-udev)"
}

// explain makes an *UnavailableError of a TPM's answer that a person can do
// something about.
func (k *TPM) explain(err error) error {
	for _, c := range []struct {
		code, message, hint string
		answers             []tpm2.TPMRC
	}{
		{TPMForeign, "the key was made by another TPM, or this one has been cleared since", hintNewRoot,
			[]tpm2.TPMRC{tpm2.TPMRCIntegrity, tpm2.TPMRCSize, tpm2.TPMRCInsufficient, tpm2.TPMRCBinding}},
		{TPMOwned, "the TPM's owner hierarchy has a password or is switched off",
			"clear the TPM in the firmware setup (this ends every key in it), or choose another custody",
			[]tpm2.TPMRC{tpm2.TPMRCBadAuth, tpm2.TPMRCAuthFail, tpm2.TPMRCAuthMissing, tpm2.TPMRCHierarchy}},
		{TPMLockout, "the TPM is locked after too many wrong passwords", "wait for its lockout time to pass, usually some minutes to hours",
			[]tpm2.TPMRC{tpm2.TPMRCLockout}},
		{TPMState, "the TPM has not been started, is in failure mode or cannot make P-256 keys",
			"switch the machine off and on again; if it stays so, update its firmware",
			[]tpm2.TPMRC{tpm2.TPMRCInitialize, tpm2.TPMRCFailure, tpm2.TPMRCDisabled, tpm2.TPMRCCurve, tpm2.TPMRCNeedsTest}},
	} {
		for _, answer := range c.answers {
			if errors.Is(err, answer) {
				return k.unavailable(c.code, c.message, c.hint, err)
			}
		}
	}
	return err
}

func (k *TPM) unavailable(code, message, hint string, cause error) error {
	return &UnavailableError{Keeper: k.Info().Name, Code: code, Message: message, Hint: hint, Cause: cause}
}
