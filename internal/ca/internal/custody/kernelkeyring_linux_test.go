package custody_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"rockxy/internal/ca/internal/custody"
	"rockxy/internal/ca/internal/custody/custodytest"
)

// keyring returns a keeper of this test's own, or false where the kernel or the
// container has none.
func keyring(t *testing.T, dir string) (*custody.KernelKeyring, bool) {
	t.Helper()
	k := &custody.KernelKeyring{Place: custody.Place{Dir: dir}}
	if err := k.Available(); err != nil {
		return nil, missing(t, "the kernel's keyring ("+err.Error()+")")
	}
	t.Cleanup(func() {
		if err := k.Destroy(); err != nil && !errors.Is(err, custody.ErrNoKey) {
			t.Error(err)
		}
	})
	return k, true
}

func TestKernelKeyring(t *testing.T) {
	if _, ok := keyring(t, t.TempDir()); !ok {
		return
	}
	custodytest.Run(t, func(t *testing.T) custodytest.Open {
		dir := t.TempDir()
		return func() custody.Keeper {
			k, _ := keyring(t, dir)
			return k
		}
	})
}

func TestKernelKeyringWritesNothing(t *testing.T) {
	dir := t.TempDir()
	k, ok := keyring(t, dir)
	if !ok {
		return
	}
	signer, err := k.Create()
	if err != nil {
		t.Fatal(err)
	}
	custodytest.NotOnDisk(t, signer, dir)
	if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
		t.Errorf("the data directory holds %v, %v", files, err)
	}
}

func TestKernelKeyringKnowsItsDirectory(t *testing.T) {
	dir := t.TempDir()
	k, ok := keyring(t, dir)
	if !ok {
		return
	}
	if _, err := k.Create(); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if _, err := (&custody.KernelKeyring{Place: custody.Place{Dir: link}}).Load(); err != nil {
		t.Errorf("through a symbolic link: %v", err)
	}
	for _, other := range []custody.Place{{Dir: t.TempDir()}, {Dir: dir, Slot: "next"}} {
		if _, err := (&custody.KernelKeyring{Place: other}).Load(); !errors.Is(err, custody.ErrNoKey) {
			t.Errorf("at %v: %v, want ErrNoKey", other, err)
		}
	}
}

// Services and remote logins often have a session keyring without a link to the
// user's: what is in the user's is then not theirs by possession.
func TestKernelKeyringInASessionOfItsOwn(t *testing.T) {
	k, ok := keyring(t, t.TempDir())
	if !ok {
		return
	}
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with its session
		_, joined := unix.KeyctlInt(unix.KEYCTL_JOIN_SESSION_KEYRING, 0, 0, 0, 0)
		_, created := k.Create()
		_, loaded := k.Load()
		done <- errors.Join(joined, created, loaded, k.Destroy())
	}()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
