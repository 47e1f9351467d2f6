//go:build !linux && !darwin && !windows

package ca

import "rockxy/internal/ca/internal/custody"

// keepers are those that only this system has, in the order in which they
// protect.
func keepers(SelectOptions) []custody.Keeper { return nil }
