package main

import "golang.org/x/sys/unix"

// hasKeyring says whether this kernel, or this container, has a keyring.
func hasKeyring() bool {
	_, err := unix.KeyctlGetKeyringID(unix.KEY_SPEC_USER_KEYRING, true)
	return err == nil
}
