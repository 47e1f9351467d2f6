//go:build !linux

package app

// listenerOn would name the process that listens on a port; here it is not
// known.
func listenerOn(uint16) string { return "" }
