package ca

import "rockxy/internal/ca/internal/custody"

// Custody says what kind of place holds the root's private key.
type Custody = custody.Info

// Keeper is a place that holds the root's private key. It is opaque: what can
// be done with the key is done in this package.
type Keeper struct{ keeper custody.Keeper }

// Custody describes the keeper.
func (k Keeper) Custody() Custody { return k.keeper.Info() }

// InMemory returns a new keeper that holds its key in the memory of this
// process, and forgets it with the process.
func InMemory() Keeper { return Keeper{&custody.Memory{}} }
