package config

import (
	"slices"
	"strings"
)

// Custody names a keeper of the root's private key.
type Custody string

const (
	// CustodyAuto is the best keeper that this machine and this build have.
	CustodyAuto Custody = "auto"
	// CustodyMemory keeps the key in this process only: the root is a new one
	// after each start.
	CustodyMemory Custody = "memory"
)

// The keepers whose names are fixed, and those of them that are built in.
var (
	custodyNames = []Custody{CustodyAuto, "tpm", "secret-service", "keychain", "cng", "kernel-keyring", "vault", CustodyMemory}
	custodyBuilt = []Custody{CustodyAuto, CustodyMemory}
)

// CustodyNames returns the names that --custody accepts in this build.
func CustodyNames() []string {
	names := make([]string, len(custodyBuilt))
	for i, c := range custodyBuilt {
		names[i] = string(c)
	}
	return names
}

func (c Custody) check() error {
	switch usable := strings.Join(CustodyNames(), " or "); {
	case slices.Contains(custodyBuilt, c):
		return nil
	case slices.Contains(custodyNames, c):
		return invalid("--custody", string(c), "this build does not have that key store yet; use "+usable)
	default:
		return invalid("--custody", string(c), "no key store has that name; use "+usable)
	}
}
