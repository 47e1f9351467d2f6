package custody

import (
	"errors"
	"fmt"
	"slices"
)

// NCryptError is an answer of ncrypt.dll.
type NCryptError struct {
	Call   string // the function
	Status uint32 // SECURITY_STATUS, an HRESULT; winerror.h
}

func (e *NCryptError) Error() string { return fmt.Sprintf("%s: status %#08x", e.Call, e.Status) }

// From winerror.h.
const (
	nteBadLen            = 0x80090004
	nteNoKey             = 0x8009000D
	nteExists            = 0x8009000F
	ntePerm              = 0x80090010
	nteNotFound          = 0x80090011
	nteBadKeyset         = 0x80090016
	nteProvTypeNotDef    = 0x80090017
	nteProviderDLLFail   = 0x8009001D
	nteProvDLLNotFound   = 0x8009001E
	nteSilentContext     = 0x80090022
	nteTemporaryProfile  = 0x80090024
	nteInvalidParameter  = 0x80090027
	nteNotSupported      = 0x80090029
	nteDecryptionFailure = 0x8009002C
	nteDeviceNotReady    = 0x80090030
	nteDeviceNotFound    = 0x80090035
	nteUserCancelled     = 0x80090036
	eAccessDenied        = 0x80070005

	tbsServiceNotRunning = 0x80284008
	tbsTPMNotFound       = 0x8028400F
	tbsServiceDisabled   = 0x80284010
	tbsNotProvisioned    = 0x80284016
	pcpDeviceNotReady    = 0x80290401
	pcpFlagNotSupported  = 0x80290404
	pcpNotSupported      = 0x80290405
	tpmIntegrity         = 0x8028009F // TPM_20_E_INTEGRITY
	tpmLockout           = 0x80280921 // TPM_20_E_LOCKOUT
)

func ncryptStatus(err error) (uint32, bool) {
	why, ok := errors.AsType[*NCryptError](err)
	if !ok {
		return 0, false
	}
	return why.Status, true
}

// cngSentinel replaces what means no key, or a key already.
func cngSentinel(err error) error {
	switch s, _ := ncryptStatus(err); s {
	case nteBadKeyset, nteNoKey, nteNotFound:
		return ErrNoKey
	case nteExists:
		return ErrKeyExists
	}
	return err
}

// unsupported says whether a provider does not know what it was asked for.
func unsupported(err error) bool {
	s, _ := ncryptStatus(err)
	return slices.Contains([]uint32{nteNotSupported, nteInvalidParameter, nteNotFound, pcpFlagNotSupported, pcpNotSupported}, s)
}

// explainCNG makes an *UnavailableError of what Windows answers.
func explainCNG(err error) error {
	if settled(err) {
		return err
	}
	s, _ := ncryptStatus(err)
	for _, c := range []struct {
		code, message, hint string
		answers             []uint32
	}{
		{CNGNoTPM, "the TPM is missing, switched off or not ready, or has no P-256",
			"look at it with tpm.msc, and switch it (also called fTPM or PTT) on in the firmware setup, if the machine has one",
			[]uint32{nteDeviceNotReady, nteDeviceNotFound, tbsTPMNotFound, tbsServiceNotRunning, tbsServiceDisabled, tbsNotProvisioned, pcpDeviceNotReady}},
		{CNGLockout, "the TPM is locked after too many wrong passwords", "wait for its lockout time to pass, usually some minutes to hours",
			[]uint32{tpmLockout}},
		{CNGForeign, "the key was made by another TPM or for another profile, or the TPM has been cleared since", hintNewRoot,
			[]uint32{tpmIntegrity, nteDecryptionFailure}},
		{CNGDenied, "Windows does not let this user at its key store",
			"run as a user with a profile of its own, not as a service account or with a temporary profile; or choose another custody",
			[]uint32{ntePerm, eAccessDenied, nteSilentContext, nteUserCancelled, nteTemporaryProfile}},
		{CNGMissing, "this Windows has no such key storage provider", "choose another custody",
			[]uint32{nteProvTypeNotDef, nteProviderDLLFail, nteProvDLLNotFound}},
	} {
		if slices.Contains(c.answers, s) || c.code == CNGNoTPM && errors.Is(err, errNotHardware) {
			return &UnavailableError{Keeper: "cng", Code: c.code, Message: c.message, Hint: c.hint, Cause: err}
		}
	}
	message := "the key store of Windows does not do what it is asked"
	if s != 0 {
		message += fmt.Sprintf(" (status %#08x)", s)
	}
	return &UnavailableError{Keeper: "cng", Code: CNGFailed, Message: message,
		Hint: "see the event log under Crypto-NCrypt, or choose another custody", Cause: err}
}

// settled says whether err says it all already.
func settled(err error) bool {
	_, explained := errors.AsType[*UnavailableError](err)
	return err == nil || explained || errors.Is(err, ErrNoKey) || errors.Is(err, ErrKeyExists)
}
