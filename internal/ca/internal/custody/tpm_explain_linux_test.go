package custody

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-tpm/tpm2"
)

func TestTPMExplains(t *testing.T) {
	k := &TPM{Device: "/dev/null"}
	for _, c := range []struct {
		err  error
		code string
	}{
		{k.explainOpen(&fs.PathError{Op: "open", Err: fs.ErrPermission}), TPMPermission},
		{k.explainOpen(&fs.PathError{Op: "open", Err: fs.ErrNotExist}), TPMMissing},
		{k.explain(tpm2.TPMRCLockout), TPMLockout},
		{k.explain(tpm2.TPMRCFailure), TPMState},
		{k.explain(tpm2.TPMRCHierarchy), TPMOwned},
		{k.explain(tpm2.TPMRCIntegrity), TPMForeign},
	} {
		if !errors.Is(c.err, &UnavailableError{Code: c.code}) {
			t.Errorf("%v, want %s", c.err, c.code)
		}
	}
	if hint := joinGroup("/dev/null"); !strings.Contains(hint, "usermod -aG tss") {
		t.Errorf("the hint for a device of root is %q", hint)
	}
	other := errors.New("other")
	if err := k.explain(other); err != other {
		t.Errorf("an unknown error becomes %v", err)
	}
}

func TestDERSignature(t *testing.T) {
	got, err := derSignature([]byte{0, 0, 0x7f}, []byte{0x80})
	if want := "\x30\x07\x02\x01\x7f\x02\x02\x00\x80"; err != nil || string(got) != want {
		t.Errorf("gives %x, %v, want %x", got, err, want)
	}
}
