package config

import (
	"slices"
	"strings"
)

// Custody names a keeper of the root's private key.
type Custody string

const (
	// CustodyAuto is the best keeper that this machine has and that can be used
	// without asking anybody.
	CustodyAuto Custody = "auto"
	// CustodyKernelKeyring is the memory of Linux, until the machine restarts.
	CustodyKernelKeyring Custody = "kernel-keyring"
	// CustodyVault is a file sealed with a passphrase.
	CustodyVault Custody = "vault"
	// CustodyMemory keeps the key in this process only: the root is a new one
	// after each start.
	CustodyMemory Custody = "memory"
)

// CustodyNames returns the names that --custody accepts. Not every system has
// every keeper.
func CustodyNames() []string {
	return []string{string(CustodyAuto), "tpm", "secret-service", "keychain", "cng", string(CustodyKernelKeyring), string(CustodyVault), string(CustodyMemory)}
}

func (c Custody) check() error {
	if slices.Contains(CustodyNames(), string(c)) {
		return nil
	}
	return invalid("--custody", string(c), "no key store has that name; use one of "+strings.Join(CustodyNames(), ", "))
}
