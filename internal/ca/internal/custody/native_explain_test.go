package custody

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"rockxy/internal/macos"
)

func TestExplainCNG(t *testing.T) {
	for status, code := range map[uint32]string{
		0x80090030: CNGNoTPM,   // NTE_DEVICE_NOT_READY
		0x80090035: CNGNoTPM,   // NTE_DEVICE_NOT_FOUND
		0x8028400F: CNGNoTPM,   // TBS_E_TPM_NOT_FOUND
		0x80290401: CNGNoTPM,   // TPM_E_PCP_DEVICE_NOT_READY
		0x80280921: CNGLockout, // TPM_20_E_LOCKOUT
		0x8028009F: CNGForeign, // TPM_20_E_INTEGRITY
		0x8009002C: CNGForeign, // NTE_DECRYPTION_FAILURE
		0x80090010: CNGDenied,  // NTE_PERM
		0x80070005: CNGDenied,  // E_ACCESSDENIED
		0x80090024: CNGDenied,  // NTE_TEMPORARY_PROFILE
		0x8009001E: CNGMissing, // NTE_PROV_DLL_NOT_FOUND
		0x80090020: CNGFailed,  // NTE_FAIL
		0:          CNGFailed,
	} {
		wantExplained(t, "cng", code, explainCNG, &NCryptError{"NCryptOpenKey", status})
	}
	wantExplained(t, "cng", CNGNoTPM, explainCNG, errNotHardware)
	wantExplained(t, "cng", CNGFailed, explainCNG, errUnproven)
	wantSettled(t, explainCNG)
	for status, want := range map[uint32]error{0x80090016: ErrNoKey, 0x8009000D: ErrNoKey, 0x80090011: ErrNoKey, 0x8009000F: ErrKeyExists} {
		if got := cngSentinel(fmt.Errorf("opening: %w", &NCryptError{"NCryptOpenKey", status})); got != want {
			t.Errorf("%#x becomes %v, want %v", status, got, want)
		}
	}
}

func TestExplainKeychain(t *testing.T) {
	for code, want := range map[int]string{
		-34018: KeychainEntitlement, // errSecMissingEntitlement
		-25308: KeychainLocked,      // errSecInteractionNotAllowed
		-25315: KeychainLocked,      // errSecInteractionRequired
		-25293: KeychainDenied,      // errSecAuthFailed
		-128:   KeychainDenied,      // errSecUserCanceled
		-25307: KeychainMissing,     // errSecNoDefaultKeychain
		-25291: KeychainMissing,     // errSecNotAvailable
		-50:    KeychainFailed,      // errSecParam
	} {
		wantExplained(t, "keychain", want, explainKeychain, secError("SecKeyCreateRandomKey", code))
	}
	// The same number of another domain means something else.
	wantExplained(t, "keychain", KeychainFailed, explainKeychain, &macos.StatusError{Call: "SecKeyCreateSignature", Domain: "CryptoTokenKit", Code: -128})
	wantExplained(t, "keychain", KeychainMissing, explainKeychain, fmt.Errorf("%w: %w", errFramework, errors.New("no such file")))
	wantSettled(t, explainKeychain)
	for code, want := range map[int]error{-25300: ErrNoKey, -25299: ErrKeyExists} {
		if got := keychainSentinel(secError("SecItemCopyMatching", code)); got != want {
			t.Errorf("%d becomes %v, want %v", code, got, want)
		}
	}
}

// wantExplained wants err as something a person can act on, with err behind it.
func wantExplained(t *testing.T, keeper, code string, explain func(error) error, err error) {
	t.Helper()
	got := explain(err)
	why, ok := errors.AsType[*UnavailableError](got)
	switch {
	case !ok || why.Code != code || !errors.Is(got, err):
		t.Errorf("%v becomes %v, want %s", err, got, code)
	case why.Keeper != keeper || why.Message == "" || strings.HasSuffix(why.Message, ".") || why.Hint == "":
		t.Errorf("%v is explained as %+v", err, why)
	}
}

// wantSettled wants explain to leave alone what says it all.
func wantSettled(t *testing.T, explain func(error) error) {
	t.Helper()
	for _, err := range []error{nil, ErrNoKey, ErrKeyExists, &UnavailableError{Code: TPMMissing}} {
		if got := explain(err); got != err {
			t.Errorf("%v becomes %v", err, got)
		}
	}
}
