package custody

import (
	"os"
	"strconv"
	"syscall"

	"github.com/google/go-tpm/tpm2"
	"github.com/google/go-tpm/tpm2/transport"
)

// createSRK derives the storage root key: the same one each time, until the TPM
// is cleared. The caller flushes it.
func createSRK(t transport.TPM) (*tpm2.CreatePrimaryResponse, error) {
	return tpm2.CreatePrimary{
		PrimaryHandle: tpm2.TPMRHOwner,
		InPublic:      tpm2.New2B(tpm2.ECCSRKTemplate),
	}.Execute(t)
}

// signingKey is what is asked of the TPM: a P-256 key for ECDSA with SHA-256,
// made in this TPM, which can neither leave it nor move to another parent.
func signingKey() tpm2.TPMTPublic {
	return tpm2.TPMTPublic{
		Type:    tpm2.TPMAlgECC,
		NameAlg: tpm2.TPMAlgSHA256,
		ObjectAttributes: tpm2.TPMAObject{
			FixedTPM:            true,
			FixedParent:         true,
			SensitiveDataOrigin: true,
			UserWithAuth:        true,
			NoDA:                true,
			SignEncrypt:         true,
		},
		Parameters: tpm2.NewTPMUPublicParms(tpm2.TPMAlgECC, &tpm2.TPMSECCParms{
			Scheme: tpm2.TPMTECCScheme{
				Scheme:  tpm2.TPMAlgECDSA,
				Details: tpm2.NewTPMUAsymScheme(tpm2.TPMAlgECDSA, &tpm2.TPMSSigSchemeECDSA{HashAlg: tpm2.TPMAlgSHA256}),
			},
			CurveID: tpm2.TPMECCNistP256,
		}),
	}
}

// createUnderSRK makes the key and returns it wrapped.
func createUnderSRK(t transport.TPM) (*wrappedKey, error) {
	srk, err := createSRK(t)
	if err != nil {
		return nil, err
	}
	defer flush(t, srk.ObjectHandle)
	session, err := sealedTo(srk)
	if err != nil {
		return nil, err
	}
	created, err := tpm2.Create{
		ParentHandle: tpm2.AuthHandle{Handle: srk.ObjectHandle, Name: srk.Name, Auth: tpm2.HMAC(tpm2.TPMAlgSHA256, 16, session...)},
		InPublic:     tpm2.New2B(signingKey()),
	}.Execute(t)
	if err != nil {
		return nil, err
	}
	return &wrappedKey{Public: created.OutPublic.Bytes(), Private: created.OutPrivate.Buffer}, nil
}

// sealedTo makes sessions whose key only this TPM can learn, and encrypts the
// commands. Their answers are not: what Sign returns is no TPM2B, and cannot be.
func sealedTo(srk *tpm2.CreatePrimaryResponse) ([]tpm2.AuthOption, error) {
	public, err := srk.OutPublic.Contents()
	if err != nil {
		return nil, err
	}
	return []tpm2.AuthOption{
		tpm2.Salted(srk.ObjectHandle, *public),
		tpm2.AESEncryption(128, tpm2.EncryptIn),
	}, nil
}

func flush(t transport.TPM, handle tpm2.TPMHandle) error {
	_, err := tpm2.FlushContext{FlushHandle: handle}.Execute(t)
	return err
}

// groupOf returns the id of the group of a file.
func groupOf(name string) (gid string, ok bool) {
	info, err := os.Stat(name)
	if err != nil {
		return "", false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", false
	}
	return strconv.FormatUint(uint64(stat.Gid), 10), true
}
