package e2e

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"rockxy/internal/testkit"
)

// changes are the system calls by which a process changes what outlives it.
var changes = []uint64{
	unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_UNLINKAT, unix.SYS_MKDIRAT, unix.SYS_LINKAT, unix.SYS_SYMLINKAT,
	unix.SYS_FSYNC, unix.SYS_FTRUNCATE, unix.SYS_ADD_KEY, unix.SYS_KEYCTL,
}

// systemCall is struct ptrace_syscall_info (linux/ptrace.h) at an entry.
type systemCall struct {
	op   uint8 // 1: entry
	_    [3]uint8
	arch uint32
	_    [2]uint64
	nr   uint64
	args [6]uint64
	_    [2]uint64
}

func (c *systemCall) changes() bool {
	return c.op == 1 && (slices.Contains(changes, c.nr) || c.nr == unix.SYS_OPENAT && c.args[2]&unix.O_CREAT != 0)
}

// killedAt runs a program and kills it as it is about to make its nth change;
// ended says that it came to its end before.
func killedAt(t *testing.T, n int, argv, env []string, user *syscall.Credential, dir string) (ended bool) {
	t.Helper()
	said, err := os.CreateTemp(t.TempDir(), "said")
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // which alone may trace, and ends with the goroutine
		p, err := os.StartProcess(argv[0], argv, &os.ProcAttr{Dir: dir, Env: env, Files: []*os.File{null, said, said},
			Sys: &syscall.SysProcAttr{Ptrace: true, Credential: user, Setsid: true}})
		if err == nil {
			ended, err = trace(p.Pid, n)
		}
		done <- err
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	return ended
}

// trace follows every thread of pid from change to change.
func trace(pid, n int) (ended bool, err error) {
	started, killed := false, false
	for {
		var status unix.WaitStatus
		who, err := unix.Wait4(-1, &status, unix.WALL|unix.WNOTHREAD, nil)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return false, err
		case status.Exited() || status.Signaled():
			if who == pid {
				return !killed, nil
			}
			continue
		}
		if !started {
			started = true
			if err := unix.PtraceSetOptions(pid, unix.PTRACE_O_TRACECLONE|unix.PTRACE_O_TRACESYSGOOD|unix.PTRACE_O_EXITKILL); err != nil {
				return false, err
			}
		}
		signal := int(status.StopSignal())
		switch signal {
		case int(unix.SIGTRAP) | 0x80:
			signal = 0
			var call systemCall
			const getSyscallInfo = 0x420e
			if _, _, e := unix.Syscall6(unix.SYS_PTRACE, getSyscallInfo, uintptr(who), unsafe.Sizeof(call), uintptr(unsafe.Pointer(&call)), 0, 0); e == 0 && call.changes() {
				n--
			}
			if n == 0 && !killed {
				killed = true
				if err := unix.Kill(pid, unix.SIGKILL); err != nil {
					return false, err
				}
			}
		case int(unix.SIGTRAP), int(unix.SIGSTOP): // of tracing itself
			signal = 0
		}
		if err := unix.PtraceSyscall(who, signal); err != nil && !errors.Is(err, unix.ESRCH) { // it may be dying
			return false, err
		}
	}
}

// victim is a user whose commands are killed. Their roots are in the kernel's
// keyring.
type victim struct {
	*machine
	was string // the fingerprint of the root that they had, and trusted, before; or empty
}

func newVictim(t *testing.T, program string, withRoot bool) *victim {
	t.Helper()
	home, err := os.MkdirTemp("", "rockxy-killed-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	v := &victim{machine: &machine{t: t, program: program, home: home, user: unprivileged()}}
	if v.user != nil {
		if err := os.Chown(home, int(v.user.Uid), int(v.user.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	if withRoot {
		v.was = v.start()
		if said, err := v.rockxy("trust", "--approve", v.was); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
	}
	return v
}

// start is what every start does about the root: it finishes or undoes what was
// begun, and has one then. Nobody consents to trust it.
func (v *victim) start() (root string) {
	v.t.Helper()
	said, err := v.rockxy("trust")
	if err == nil || !strings.Contains(said, "person's consent") && !strings.Contains(said, "needs administrator rights: nothing was changed") {
		if err != nil || !strings.Contains(said, "Nothing is to be done") {
			v.t.Fatalf("a start: %v\n%s", err, said)
		}
	}
	return v.shown()["SHA-256"]
}

// shown is what ca show says, by label; retired roots are under "retired".
func (v *victim) shown() map[string]string {
	v.t.Helper()
	said, err := v.rockxy("ca", "show")
	if err != nil {
		v.t.Fatalf("%v\n%s", err, said)
	}
	all := map[string]string{"": said}
	label := ""
	for line := range strings.Lines(said) {
		name, value := strings.TrimSpace(line[:min(13, len(line))]), strings.TrimSpace(line[min(13, len(line)):])
		if name != "" {
			label = name
		}
		if label == "SHA-256" || label == "retired" {
			value, _, _ = strings.Cut(value, ",")
			value = strings.ToLower(strings.ReplaceAll(value, ":", ""))
			if len(value) != 64 {
				continue
			}
		}
		all[label] += value
	}
	return all
}

// wantSettled wants one root after a start, the same after the next, its key
// where the note says, and the root that was trusted within reach of untrust.
func (v *victim) wantSettled(when string) (root string) {
	v.t.Helper()
	root = v.start()
	if again := v.start(); again != root {
		v.t.Errorf("%s: one start has the root %s, the next %s", when, root, again)
	}
	shown := v.shown()
	if shown["key kept in"] == "" || !strings.HasPrefix(shown["key kept in"], "kernel-keyring") || strings.Contains(shown[""], "cut short") {
		v.t.Errorf("%s: ca show says\n%s", when, shown[""])
	}
	if v.was == "" || v.was == root {
		return root
	}
	plan, err := v.rockxy("untrust", "--dry-run")
	if err != nil {
		v.t.Errorf("%s: %v\n%s", when, err, plan)
	}
	trusted := strings.Contains(plan, spaced(v.was))
	if trusted && !strings.Contains(shown["retired"], v.was) {
		v.t.Errorf("%s: a new root stands beside a trusted one that is not among the retired:\n%s", when, shown[""])
	}
	if trusted {
		if said, err := v.rockxy("untrust", "--approve", v.was); err != nil {
			v.t.Errorf("%s: %v\n%s", when, err, said)
		}
	}
	return root
}

// spaced is a fingerprint as plans have it.
func spaced(sum string) string {
	var blocks []string
	for ; sum != ""; sum = sum[8:] {
		blocks = append(blocks, strings.ToUpper(sum[:8]))
	}
	return strings.Join(blocks, " ")
}

// wantSaid wants whatever ca show says of the state that a kill has left to be
// true: a root whose key is there, or that there is none, or what was cut short.
func (v *victim) wantSaid(when string) {
	v.t.Helper()
	said, err := v.rockxy("ca", "show")
	key := v.hasKey()
	switch {
	case err == nil && (key || strings.Contains(said, "cut short") || strings.Contains(said, "was kept in")):
	case err != nil && strings.Contains(said, "cut short"):
	case err != nil && !key && strings.Contains(said, "there is no root now"):
	default:
		v.t.Errorf("%s: with a key in the keyring: %v, ca show says (%v)\n%s", when, key, err, said)
	}
}

func (v *victim) hasKey() bool {
	v.t.Helper()
	keys, err := v.command("cat", "/proc/keys").Output()
	if err != nil {
		v.t.Fatal(err)
	}
	for line := range strings.Lines(string(keys)) {
		if flags := strings.Fields(line)[1]; !strings.ContainsAny(flags, "RDi") && strings.Contains(line, "rockxy:root:"+v.data()+"/ca:") {
			return true // and neither revoked, dead nor invalidated: those wait to be collected
		}
	}
	return false
}

// wantUninstalled ends everything, with the fingerprint of whatever root there is.
func (v *victim) wantUninstalled(when string, roots ...string) {
	v.t.Helper()
	attempts := [][]string{nil}
	for _, r := range roots {
		attempts = append(attempts, []string{"--approve", r})
	}
	if len(roots) == 2 {
		attempts = append(attempts, []string{"--approve", roots[0], "--approve", roots[1]})
	}
	var said string
	for _, approve := range attempts {
		var err error
		if said, err = v.rockxy(append([]string{"uninstall", "--delete-data"}, approve...)...); err != nil {
			continue
		}
		_, gone := testkit.Settle(func() (struct{}, bool) { return struct{}{}, !v.hasKey() }) // the kernel collects keys in its own time
		if _, err := os.Stat(v.data()); err == nil || !gone || !strings.Contains(said, "nothing else is left") {
			v.t.Errorf("%s: uninstall leaves a key %v, a directory %v, and says\n%s", when, !gone, err == nil, said)
		}
		return
	}
	v.t.Errorf("%s: uninstall fails:\n%s", when, said)
}

// TestKilledWithARoot kills create, rotate, destroy and uninstall, as a whole, at
// every change that they make.
func TestKilledWithARoot(t *testing.T) {
	t.Parallel()
	if blind() {
		return
	}
	if _, err := unix.KeyctlGetKeyringID(unix.KEY_SPEC_USER_KEYRING, true); err != nil {
		missing(t, "the kernel's keyring ("+err.Error()+")")
		return
	}
	program := sharedProgram(t)
	for _, command := range [][]string{{"trust"}, {"ca", "rotate", "--only", "example.com"}, {"ca", "destroy"}, {"uninstall", "--delete-data"}} {
		t.Run(strings.Join(command[:min(2, len(command))], " "), func(t *testing.T) {
			t.Parallel()
			for n := 1; ; n++ {
				v := newVictim(t, program, command[0] != "trust")
				words := append([]string{program, "--data", v.data()}, command...)
				if v.was != "" {
					words = append(words, "--approve", v.was)
				}
				ended := killedAt(t, n, words, v.command(program).Env, v.user, v.home)
				when := fmt.Sprintf("killed at change %d", n)
				v.wantSaid(when)
				if n%2 == 0 {
					v.wantUninstalled(when, v.wantSettled(when))
				} else {
					roots := []string{v.was}
					if _, err := v.rockxy("ca", "show"); err == nil && v.shown()["SHA-256"] != v.was {
						roots = append(roots, v.shown()["SHA-256"])
					}
					v.wantUninstalled(when, roots...)
				}
				if t.Failed() || ended && n%2 == 0 {
					t.Logf("%d changes", n-1)
					return
				}
			}
		})
	}
}

// sharedProgram is the built program where every user can run it.
func sharedProgram(t *testing.T) string {
	t.Helper()
	built, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	top, err := os.MkdirTemp("", "rockxy-program-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(top) })
	program := filepath.Join(top, "rockxy")
	run(t, nil, "install", "-m", "755", built, program)
	if err := os.Chmod(top, 0o755); err != nil {
		t.Fatal(err)
	}
	return program
}
