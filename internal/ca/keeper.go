package ca

import (
	"errors"

	"rockxy/internal/ca/internal/custody"
)

// Custody says what kind of place holds the root's private key.
type Custody = custody.Info

// Keeper is a place that holds the root's private key. It is opaque: what can
// be done with the key is done in this package.
type Keeper struct{ keeper custody.Keeper }

// Custody describes the keeper.
func (k Keeper) Custody() Custody { return k.keeper.Info() }

// Holds says whether a key is there. It reads none and asks nobody; where it
// cannot tell, the error says why.
func (k Keeper) Holds() (bool, error) { return k.keeper.Holds() }

// Forget destroys the key, if there is one: for a key that no Home has any
// more. That of a root is destroyed by its Home.
func (k Keeper) Forget() error {
	err := k.keeper.Destroy()
	if errors.Is(err, custody.ErrNoKey) {
		return nil
	}
	return err
}

// InMemory returns a new keeper that holds its key in the memory of this
// process, and forgets it with the process.
func InMemory() Keeper { return Keeper{&custody.Memory{}} }
