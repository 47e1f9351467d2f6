//go:build !linux

package store

// lowPriority does nothing where a thread cannot be made to yield by itself.
func lowPriority() {}
