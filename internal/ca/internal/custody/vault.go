package custody

import (
	"bytes"
	"crypto"
	"errors"
	"io"
	"sync"

	"filippo.io/age"
)

// Vault seals the key in a file with a passphrase, for servers and containers
// that have no better place. The file in Place is age's format with a scrypt
// recipient (age-encryption.org/v1); its content is the key's scalar, which is
// in the memory of this process while it runs.
type Vault struct {
	Place Place
	// Passphrase asks for the passphrase: at a prompt or from a file descriptor,
	// never the command line or the environment, which others can read. Create
	// and Load call it once each. nil is nobody to ask.
	Passphrase func() ([]byte, error)
	// WorkFactor is scrypt's cost as a power of two; 0 is age's default, about a
	// second.
	WorkFactor int

	mu sync.Mutex // held by Create, Load and Destroy
}

// vaultFile is the extension of what Vault writes.
const vaultFile = "age"

func (k *Vault) Info() Info { return Info{Name: "vault", NeedsPresence: true, Persistent: true} }

func (k *Vault) Available() error {
	if k.Passphrase == nil {
		return k.unavailable(VaultNoPassphrase, "there is nobody to ask for the vault's passphrase",
			"start it on a terminal, or hand the passphrase over on a file descriptor", nil)
	}
	return nil
}

func (k *Vault) Create() (crypto.Signer, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if taken, err := k.Place.exists(vaultFile); err != nil || taken {
		return nil, errors.Join(err, ErrKeyExists)
	}
	passphrase, err := k.ask()
	if err != nil {
		return nil, err
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	if k.WorkFactor != 0 {
		recipient.SetWorkFactor(k.WorkFactor)
	}
	return createSealed(func(scalar []byte) error {
		var sealed bytes.Buffer
		w, err := age.Encrypt(&sealed, recipient)
		if err != nil {
			return err
		}
		if _, err := w.Write(scalar); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		return k.Place.write(vaultFile, sealed.Bytes())
	})
}

func (k *Vault) Load() (crypto.Signer, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.Available(); err != nil {
		return nil, err
	}
	sealed, err := k.Place.read(vaultFile)
	if err != nil {
		return nil, err
	}
	passphrase, err := k.ask()
	if err != nil {
		return nil, err
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, err
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), identity)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, k.unavailable(VaultWrongPassphrase, "the passphrase does not open "+k.Place.file(vaultFile),
			"try again; a forgotten passphrase cannot be recovered: rockxy ca destroy removes the key", err)
	}
	var scalar []byte
	if err == nil {
		scalar, err = io.ReadAll(io.LimitReader(r, 64))
	}
	var signer crypto.Signer
	if err == nil {
		signer, err = openScalar(scalar)
	}
	if err != nil {
		return nil, k.unavailable(VaultDamaged, k.Place.file(vaultFile)+" is not as it was written",
			"bring it back from a backup; if there is none, "+hintNewRoot, err)
	}
	return signer, nil
}

func (k *Vault) Holds() (bool, error) { return k.Place.exists(vaultFile) }

func (k *Vault) Destroy() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.Place.remove(vaultFile)
}

// ask returns a passphrase that is not empty. Go cannot wipe the copy that age
// wants as a string.
func (k *Vault) ask() (string, error) {
	if err := k.Available(); err != nil {
		return "", err
	}
	passphrase, err := k.Passphrase()
	if err != nil {
		return "", k.unavailable(VaultNoPassphrase, "the vault's passphrase could not be read",
			"start it on a terminal, or hand the passphrase over on a file descriptor", err)
	}
	defer clear(passphrase)
	if len(passphrase) == 0 {
		return "", k.unavailable(VaultNoPassphrase, "the vault's passphrase is empty",
			"give one that nobody guesses: several random words", nil)
	}
	return string(passphrase), nil
}

func (k *Vault) unavailable(code, message, hint string, cause error) error {
	return &UnavailableError{Keeper: k.Info().Name, Code: code, Message: message, Hint: hint, Cause: cause}
}
