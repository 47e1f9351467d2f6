package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"rockxy/internal/testkit"
)

// instance is a running `rockxy serve`.
type instance struct {
	Proxy    string `json:"proxy"`
	UI       string `json:"ui"`
	Socket   string `json:"socket"`
	RootFile string `json:"root_certificate"`
	RootHash string `json:"root_sha256"`
	PID      int    `json:"pid"`

	data   string
	cmd    *exec.Cmd
	stderr strings.Builder
	ended  chan struct{} // closed when the process is gone
	err    error         // its exit status, then
	stop   func() error  // of one in this process

	sockets []string // open when it became ready
}

// page is where the page is, without the token.
func (i *instance) page() string {
	at, _, _ := strings.Cut(i.UI, "/#")
	return at
}

// startInstance starts rockxy in dir, trusting upstreamCA.
func startInstance(dir, upstreamCA string) (*instance, error) {
	return startInstanceWith(dir, upstreamCA)
}

// startInstanceWith starts it with more flags.
func startInstanceWith(dir, upstreamCA string, flags ...string) (*instance, error) {
	if blind() {
		return startBlind(upstreamCA)
	}
	bin, err := binary()
	if err != nil {
		return nil, err
	}
	i := &instance{data: filepath.Join(dir, "data"), ended: make(chan struct{})}
	ready := filepath.Join(dir, "ready.json")
	i.cmd = exec.Command(bin, append([]string{"serve", "--proxy", "127.0.0.1:0", "--ui", "127.0.0.1:0", "--data", i.data,
		"--custody", "memory", "--upstream-ca", upstreamCA, "--quiet", "--ready-file", ready}, flags...)...)
	i.cmd.Env = cleanEnv()
	i.cmd.Stderr = &i.stderr
	i.cmd.WaitDelay = 5 * time.Second
	if err := i.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		i.err = i.cmd.Wait()
		close(i.ended)
	}()
	return i, i.becomeReady(ready)
}

// becomeReady waits for the ready file; without it the process is ended.
func (i *instance) becomeReady(ready string) error {
	text, ok := testkit.Settle(func() ([]byte, bool) {
		b, err := os.ReadFile(ready)
		return b, err == nil || i.gone()
	})
	if !ok || i.gone() {
		return errors.Join(fmt.Errorf("rockxy did not become ready\n%s", i.stderr.String()), i.close())
	}
	if err := json.Unmarshal(text, i); err != nil {
		return errors.Join(fmt.Errorf("ready file %q: %w", text, err), i.close())
	}
	i.sockets = testkit.DescriptorsOf(i.PID)
	return nil
}

// newSockets are those that were not open when the instance became ready.
func (i *instance) newSockets() (list []string) {
	if i.stop != nil {
		return nil
	}
	for _, d := range testkit.DescriptorsOf(i.PID) {
		if strings.Contains(d, "socket:") && !slices.Contains(i.sockets, d) {
			list = append(list, d)
		}
	}
	return list
}

// withoutSockets waits until there are none such; else it returns them.
func (i *instance) withoutSockets() (left []string, ok bool) {
	return testkit.Settle(func() ([]string, bool) {
		left := i.newSockets()
		return left, len(left) == 0
	})
}

func (i *instance) gone() bool {
	select {
	case <-i.ended:
		return true
	default:
		return false
	}
}

// close asks the process to end and waits for it; a process that was ended by
// anything else, or reports a failure, is an error.
func (i *instance) close() error {
	if i.stop != nil {
		return i.stop()
	}
	if i.gone() {
		return fmt.Errorf("ended by itself: %w\n%s", i.err, tail(i.stderr.String()))
	}
	_ = i.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-i.ended:
	case <-time.After(testkit.Patience):
		_ = i.cmd.Process.Signal(syscall.SIGQUIT) // goroutines to stderr
		<-i.ended
		return fmt.Errorf("still running %v after SIGTERM\n%s", testkit.Patience, i.stderr.String())
	}
	if i.err != nil {
		return fmt.Errorf("after SIGTERM: %w\n%s", i.err, tail(i.stderr.String()))
	}
	return nil
}

// rockxy runs a command of the same binary against this instance.
func (i *instance) rockxy(t *testing.T, args ...string) string {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return run(t, nil, append([]string{bin}, args...)...)
}

// httpProxy is the proxy's URL.
func (i *instance) httpProxy() string { return "http://" + i.Proxy }
