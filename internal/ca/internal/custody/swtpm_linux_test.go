package custody_test

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-tpm/tpm2/transport"

	"rockxy/internal/testkit"
)

// machine is a TPM emulator, and what its TPM keeps over a restart.
type machine struct {
	program, state string
	swtpm          *exec.Cmd

	mu   sync.Mutex // one command at a time
	wire net.Conn
}

// running makes the emulator start up its TPM as firmware does.
var running = []string{"--flags", "not-need-init,startup-clear"}

// newMachine starts an emulator with a new TPM, or reports false.
func newMachine(t *testing.T) (*machine, bool) {
	t.Helper()
	program, ok := need(t, "swtpm")
	if !ok {
		return nil, false
	}
	state, err := os.MkdirTemp("", "swtpm") // t.TempDir's name may have a comma, swtpm's separator
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(state) })
	m := &machine{program: program, state: state}
	m.start(t, running...)
	t.Cleanup(func() { m.stop(t) })
	return m, true
}

func (m *machine) start(t *testing.T, options ...string) {
	t.Helper()
	pair, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	theirs := os.NewFile(uintptr(pair[1]), "swtpm")
	defer theirs.Close()
	ours := os.NewFile(uintptr(pair[0]), "swtpm")
	defer ours.Close()
	if m.wire, err = net.FileConn(ours); err != nil {
		t.Fatal(err)
	}
	m.swtpm = exec.Command(m.program, append([]string{"socket", "--tpm2", "--tpmstate", "dir=" + m.state,
		"--fd", "3", "--log", "file=" + filepath.Join(m.state, "log")}, options...)...)
	m.swtpm.ExtraFiles = []*os.File{theirs}
	if err := m.swtpm.Start(); err != nil {
		t.Fatal(err)
	}
}

// stop is the end of the emulator, not of its TPM.
func (m *machine) stop(t *testing.T) {
	t.Helper()
	if err := m.wire.Close(); err != nil {
		t.Error(err)
	}
	_ = m.swtpm.Process.Kill() // it may have ended
	var exit *exec.ExitError
	if err := m.swtpm.Wait(); err != nil && !errors.As(err, &exit) {
		t.Error(err)
	}
}

func (m *machine) dial() (transport.TPMCloser, error) { return line{m}, nil }

// line is one of several users of the machine's only wire.
type line struct{ m *machine }

func (l line) Send(command []byte) ([]byte, error) {
	l.m.mu.Lock()
	defer l.m.mu.Unlock()
	if err := l.m.wire.SetDeadline(time.Now().Add(testkit.Patience)); err != nil {
		return nil, err
	}
	return transport.FromReadWriter(l.m.wire).Send(command)
}

func (l line) Close() error { return nil }
