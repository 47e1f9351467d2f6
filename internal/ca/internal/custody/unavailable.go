package custody

// UnavailableError is why a keeper cannot be used, for the person who chose it.
type UnavailableError struct {
	Keeper  string // as in Info.Name
	Code    string // stable and dotted, such as "custody.tpm-missing"; see the constants
	Message string // one sentence, without a final period
	Hint    string // the next step
	Waiting bool   // a person can answer at once: Create and Load will ask
	Cause   error  // for logs and errors.As; never shown as the message
}

func (e *UnavailableError) Error() string { return e.Code + ": " + e.Message }
func (e *UnavailableError) Unwrap() error { return e.Cause }

// Is makes errors.Is(err, &UnavailableError{Code: …}) compare by code.
func (e *UnavailableError) Is(target error) bool {
	t, ok := target.(*UnavailableError)
	return ok && t.Code == e.Code
}

// The codes. They are part of the interface: scripts match on them.
const (
	TPMMissing    = "custody.tpm-missing"    // no device
	TPMPermission = "custody.tpm-permission" // the device is not for this user
	TPMOwned      = "custody.tpm-owned"      // the owner hierarchy has a password, or is off
	TPMLockout    = "custody.tpm-lockout"    // too many wrong passwords
	TPMState      = "custody.tpm-state"      // not started, in failure mode, or unable
	TPMForeign    = "custody.tpm-foreign"    // the key was made by another TPM, or this one was cleared

	SecretServiceMissing   = "custody.secret-service-missing"    // no bus, or nobody on it
	SecretServiceNoKeyring = "custody.secret-service-no-keyring" // a service without a keyring
	SecretServiceLocked    = "custody.secret-service-locked"     // a person must unlock it
	SecretServiceFailed    = "custody.secret-service-failed"     // it answers with an error

	KeychainMissing     = "custody.keychain-missing"     // no framework, or no keychain
	KeychainLocked      = "custody.keychain-locked"      // a person must unlock it
	KeychainDenied      = "custody.keychain-denied"      // a person said no
	KeychainEntitlement = "custody.keychain-entitlement" // this build is not signed for the Secure Enclave
	KeychainFailed      = "custody.keychain-failed"      // it answers with another error

	CNGMissing = "custody.cng-missing" // no such provider
	CNGNoTPM   = "custody.cng-no-tpm"  // no TPM that is ready, or none with P-256
	CNGLockout = "custody.cng-lockout" // the TPM: too many wrong passwords
	CNGForeign = "custody.cng-foreign" // the TPM was cleared, or the user's profile was replaced
	CNGDenied  = "custody.cng-denied"  // the user may not, or said no
	CNGFailed  = "custody.cng-failed"  // it answers with another error

	KernelKeyringMissing = "custody.kernel-keyring-missing" // a kernel without it
	KernelKeyringBlocked = "custody.kernel-keyring-blocked" // a container's filter
	KernelKeyringFull    = "custody.kernel-keyring-full"    // over the user's quota

	VaultNoPassphrase    = "custody.vault-no-passphrase"    // nobody to ask for it
	VaultWrongPassphrase = "custody.vault-wrong-passphrase" // it does not open the file
	VaultDamaged         = "custody.vault-damaged"          // the file is not what was written

	NotOnThisSystem = "custody.not-on-this-system" // another operating system has it
)

// hintNewRoot is the next step where a key cannot be had back.
const hintNewRoot = "the key is lost: remove it with rockxy ca destroy, and trust the root that the next start makes"
