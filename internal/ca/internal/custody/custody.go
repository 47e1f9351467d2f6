// Package custody is where the root's private key lives. Each kind of key store
// is a Keeper; all of them pass the same battery, in custodytest.
//
// It is internal to package ca, so that no other package can come by a
// crypto.Signer of the root. A Keeper gives signatures, never the key: no
// method returns, writes or serialises private material.
package custody

import (
	"crypto"
	"errors"
)

// Info says what a keeper is, for people who decide whether to rely on it.
type Info struct {
	Name          string // as in --custody: "memory", "tpm", "secret-service" …
	HardwareBound bool   // the key cannot leave the device that made it
	NeedsPresence bool   // loading or signing may wait for a person (touch, unlock, password)
	Persistent    bool   // the key outlives this process
}

// Errors that every keeper returns for the same situations.
var (
	ErrNoKey     = errors.New("custody: the keeper holds no root key")
	ErrKeyExists = errors.New("custody: the keeper already holds a root key")
)

// Keeper holds at most one root key. Its methods may be called from several
// goroutines at once, and so may Sign of the signers it returns.
type Keeper interface {
	Info() Info
	// Available returns nil, or as an *UnavailableError why the keeper cannot be
	// used here and now. It changes nothing and asks nobody. The other methods
	// return the same error when what they need is missing.
	Available() error
	// Create makes a P-256 key inside the keeper. It never replaces one:
	// ErrKeyExists.
	Create() (crypto.Signer, error)
	// Load finds the key that Create made, perhaps in an earlier process.
	// ErrNoKey if there is none.
	Load() (crypto.Signer, error)
	// Holds says whether Load would look for a key that is there. It reads no key,
	// asks nobody and unlocks nothing; where it cannot tell, the error says why.
	Holds() (bool, error)
	// Destroy forgets the key for good; signers given out before stop being of
	// use at the latest when the process ends. ErrNoKey if there is none.
	Destroy() error
}
