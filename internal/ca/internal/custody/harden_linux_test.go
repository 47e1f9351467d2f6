package custody_test

import (
	"errors"
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"

	"rockxy/internal/ca/internal/custody"
)

// TestHarden hardens a process of its own: this one is to remain as it is.
func TestHarden(t *testing.T) {
	if os.Getenv("HARDEN_THIS_PROCESS") != "" {
		hardened(t)
		return
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-test.run=^TestHarden$", "-test.v")
	cmd.Env = append(os.Environ(), "HARDEN_THIS_PROCESS=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func hardened(t *testing.T) {
	var before, after unix.Rlimit
	dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	if err := errors.Join(err, unix.Getrlimit(unix.RLIMIT_CORE, &before), custody.Harden(), unix.Getrlimit(unix.RLIMIT_CORE, &after)); err != nil {
		t.Fatal(err)
	}
	if dumpable != 1 {
		t.Fatalf("dumpable was %d before: the test proves nothing", dumpable)
	}
	if dumpable, err = unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || dumpable != 0 {
		t.Errorf("dumpable is %d, %v", dumpable, err)
	}
	if after.Cur != 0 || after.Max != before.Max {
		t.Errorf("the limit of core files went from %+v to %+v", before, after)
	}
	if _, err := os.ReadDir("/proc/self/fd"); err != nil {
		t.Errorf("its own descriptors: %v", err)
	}
	if _, err := os.Readlink("/proc/self/exe"); err != nil {
		t.Errorf("its own program: %v", err)
	}
}
