package custody

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"
)

func TestKernelKeyringExplains(t *testing.T) {
	k := &KernelKeyring{}
	for err, code := range map[error]string{
		unix.ENOSYS: KernelKeyringMissing,
		unix.EPERM:  KernelKeyringBlocked,
		unix.EACCES: KernelKeyringBlocked,
		unix.EDQUOT: KernelKeyringFull,
	} {
		if got := k.explain(err); !errors.Is(got, &UnavailableError{Code: code}) || !errors.Is(got, err) {
			t.Errorf("%v becomes %v, want %s", err, got, code)
		}
	}
	if err := k.explain(nil); err != nil {
		t.Errorf("nil becomes %v", err)
	}
	if err := k.explain(unix.EIO); err != unix.EIO {
		t.Errorf("EIO becomes %v", err)
	}
}
