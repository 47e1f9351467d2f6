package ca

import "rockxy/internal/ca/internal/custody"

// keepers are those that only this system has, in the order in which they
// protect.
func keepers(o SelectOptions) []custody.Keeper {
	return []custody.Keeper{custody.NewKeychain(place(o))}
}
