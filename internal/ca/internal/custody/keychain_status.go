package custody

import (
	"errors"
	"fmt"
	"slices"

	"rockxy/internal/macos"
)

// errFramework is Security.framework that cannot be loaded; it wraps why.
var errFramework = errors.New("custody: Security.framework cannot be used")

// osStatus is the OSStatus of err; 0 when it is none.
func osStatus(err error) int {
	if why, ok := errors.AsType[*macos.StatusError](err); ok && why.Domain == macos.OSStatusDomain {
		return why.Code
	}
	return 0
}

// keychainSentinel replaces what means no key, or a key already.
func keychainSentinel(err error) error {
	switch osStatus(err) {
	case macos.ItemNotFound:
		return ErrNoKey
	case macos.DuplicateItem:
		return ErrKeyExists
	}
	return err
}

// explainKeychain makes an *UnavailableError of what macOS answers.
func explainKeychain(err error) error {
	if settled(err) {
		return err
	}
	why := &UnavailableError{Keeper: "keychain", Cause: err}
	s := osStatus(err)
	is := func(answers ...int) bool { return slices.Contains(answers, s) }
	switch {
	case is(macos.MissingEntitlement):
		why.Code, why.Message = KeychainEntitlement, "this build is not signed for the Secure Enclave"
		why.Hint = "use a build that is signed with an identity of Apple's and a keychain access group"
	case is(macos.InteractionNotAllowed, macos.InteractionRequired):
		why.Code, why.Message, why.Waiting = KeychainLocked, "the login keychain is locked", true
		why.Hint = "unlock it in Keychain Access or with security unlock-keychain, as is needed after a remote login; or ask for --custody keychain by name"
	case is(macos.AuthFailed, macos.UserCanceled):
		why.Code, why.Message = KeychainDenied, "macOS was told not to let this program at the key"
		why.Hint = "start again and allow it in the system's dialog, or choose another custody"
	case is(macos.NotAvailable, macos.NoDefaultKeychain, macos.NoSuchKeychain, macos.InvalidKeychain) || errors.Is(err, errFramework):
		why.Code, why.Message = KeychainMissing, "this user has no keychain that can be used"
		why.Hint = "make a login keychain in Keychain Access, or choose another custody"
	default:
		why.Code, why.Message = KeychainFailed, "the keychain does not do what it is asked"
		if s != 0 {
			why.Message += fmt.Sprintf(" (OSStatus %d)", s)
		}
		why.Hint = "see what security error says of the number, or choose another custody"
	}
	return why
}
