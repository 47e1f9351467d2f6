package custody

import (
	"testing"

	"golang.org/x/sys/windows"
)

// The numbers are written out for other systems; they are those of winerror.h.
func TestStatusNumbers(t *testing.T) {
	for got, want := range map[uint32]windows.Handle{
		nteBadLen:            windows.NTE_BAD_LEN,
		nteNoKey:             windows.NTE_NO_KEY,
		nteExists:            windows.NTE_EXISTS,
		ntePerm:              windows.NTE_PERM,
		nteNotFound:          windows.NTE_NOT_FOUND,
		nteBadKeyset:         windows.NTE_BAD_KEYSET,
		nteProvTypeNotDef:    windows.NTE_PROV_TYPE_NOT_DEF,
		nteProviderDLLFail:   windows.NTE_PROVIDER_DLL_FAIL,
		nteProvDLLNotFound:   windows.NTE_PROV_DLL_NOT_FOUND,
		nteSilentContext:     windows.NTE_SILENT_CONTEXT,
		nteTemporaryProfile:  windows.NTE_TEMPORARY_PROFILE,
		nteInvalidParameter:  windows.NTE_INVALID_PARAMETER,
		nteNotSupported:      windows.NTE_NOT_SUPPORTED,
		nteDecryptionFailure: windows.NTE_DECRYPTION_FAILURE,
		nteDeviceNotReady:    windows.NTE_DEVICE_NOT_READY,
		nteUserCancelled:     windows.NTE_USER_CANCELLED,
		nteDeviceNotFound:    windows.NTE_DEVICE_NOT_FOUND,
		eAccessDenied:        windows.E_ACCESSDENIED,
		tbsServiceNotRunning: windows.TBS_E_SERVICE_NOT_RUNNING,
		tbsTPMNotFound:       windows.TBS_E_TPM_NOT_FOUND,
		tbsServiceDisabled:   windows.TBS_E_SERVICE_DISABLED,
		tbsNotProvisioned:    windows.TBS_E_PROVISIONING_INCOMPLETE,
		pcpDeviceNotReady:    windows.TPM_E_PCP_DEVICE_NOT_READY,
		pcpFlagNotSupported:  windows.TPM_E_PCP_FLAG_NOT_SUPPORTED,
		pcpNotSupported:      windows.TPM_E_PCP_NOT_SUPPORTED,
		tpmIntegrity:         windows.TPM_20_E_INTEGRITY,
		tpmLockout:           windows.TPM_20_E_LOCKOUT,
	} {
		if got != uint32(want) {
			t.Errorf("%#x is %#x", got, uint32(want))
		}
	}
}
