package custody_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"path/filepath"
	"testing"

	"github.com/google/go-tpm/tpm2"

	"rockxy/internal/ca/internal/custody"
	"rockxy/internal/ca/internal/custody/custodytest"
)

func TestTPM(t *testing.T) {
	if _, ok := need(t, "swtpm"); !ok {
		return
	}
	custodytest.Run(t, func(t *testing.T) custodytest.Open {
		m, _ := newMachine(t)
		dir := t.TempDir()
		return func() custody.Keeper { return &custody.TPM{Place: custody.Place{Dir: dir}, Dial: m.dial} }
	})
}

// signs fails the test when signer does not sign for its public key.
func signs(t *testing.T, signer crypto.Signer) {
	t.Helper()
	digest := sha256.Sum256([]byte("to be signed"))
	signature, err := signer.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	if !ecdsa.VerifyASN1(signer.Public().(*ecdsa.PublicKey), digest[:], signature) {
		t.Error("the signature does not verify")
	}
}

func TestTPMSurvivesARestartOfTheMachine(t *testing.T) {
	m, ok := newMachine(t)
	if !ok {
		return
	}
	k := &custody.TPM{Place: custody.Place{Dir: t.TempDir()}, Dial: m.dial}
	signer, err := k.Create()
	if err != nil {
		t.Fatal(err)
	}
	custodytest.NotOnDisk(t, signer, k.Place.Dir)
	m.stop(t)
	m.start(t, running...)
	signs(t, signer) // though the TPM has forgotten what was loaded
	again, err := k.Load()
	if err != nil {
		t.Fatal(err)
	}
	if !again.Public().(*ecdsa.PublicKey).Equal(signer.Public()) {
		t.Error("another key was found")
	}
	signs(t, again)
}

func TestTPMOfAnotherMachine(t *testing.T) {
	first, ok := newMachine(t)
	if !ok {
		return
	}
	second, _ := newMachine(t)
	place := custody.Place{Dir: t.TempDir()}
	if _, err := (&custody.TPM{Place: place, Dial: first.dial}).Create(); err != nil {
		t.Fatal(err)
	}
	moved := &custody.TPM{Place: place, Dial: second.dial}
	_, err := moved.Load()
	wantCode(t, moved, err, custody.TPMForeign)
	if err := moved.Destroy(); err != nil {
		t.Errorf("the lost key cannot be removed: %v", err)
	}
}

func TestTPMUnavailable(t *testing.T) {
	none := &custody.TPM{Place: custody.Place{Dir: t.TempDir()}, Device: filepath.Join(t.TempDir(), "tpmrm0")}
	custodytest.RunUnavailable(t, none, custody.TPMMissing)
	none.Device = t.TempDir()
	custodytest.RunUnavailable(t, none, custody.TPMMissing)

	m, ok := newMachine(t)
	if !ok {
		return
	}
	k := &custody.TPM{Place: custody.Place{Dir: t.TempDir()}, Dial: m.dial}
	_, err := tpm2.HierarchyChangeAuth{
		AuthHandle: tpm2.AuthHandle{Handle: tpm2.TPMRHOwner, Auth: tpm2.PasswordAuth(nil)},
		NewAuth:    tpm2.TPM2BAuth{Buffer: []byte("somebody's")},
	}.Execute(line{m})
	if err != nil {
		t.Fatal(err)
	}
	custodytest.RunUnavailable(t, k, custody.TPMOwned)
	m.stop(t)
	m.start(t, "--flags", "not-need-init")
	custodytest.RunUnavailable(t, k, custody.TPMState)
}
