package ca

import "rockxy/internal/ca/internal/custody"

// Harden protects the memory of this process, for one that holds a software
// key: on Linux nobody of the same user can read it, and it leaves no core
// file. On other systems it does nothing.
func Harden() error { return custody.Harden() }
