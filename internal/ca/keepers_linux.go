package ca

import "rockxy/internal/ca/internal/custody"

// keepers are those that only this system has, in the order in which they
// protect.
func keepers(o SelectOptions) []custody.Keeper {
	return []custody.Keeper{
		&custody.TPM{Place: place(o)},
		&custody.SecretService{Place: place(o)},
		&custody.KernelKeyring{Place: place(o)},
	}
}
