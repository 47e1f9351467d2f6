package launch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
)

// Exit statuses as shells give them.
const (
	exitNotExecutable = 126
	exitNotFound      = 127
	exitSignalBase    = 128
)

// StartError is a program that could not be started.
type StartError struct {
	Program string
	Status  int // what a shell would exit with
	Err     error
}

func (e *StartError) Error() string {
	if e.Status == exitNotFound {
		return fmt.Sprintf("%s: there is no such program", e.Program)
	}
	return fmt.Sprintf("%s cannot be started: %v", e.Program, e.Err)
}

func (e *StartError) Unwrap() error { return e.Err }

// Exec runs a program with this process's standard input, output and error,
// passes signals on to it, and returns its exit status: 128 and the signal's
// number when a signal ended it. The error is a *StartError when it did not
// start.
func Exec(argv, env []string) (status int, err error) {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr

	// Before the start, so that a signal that comes meanwhile is not lost.
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, forwarded()...)
	defer signal.Stop(signals)

	if err := cmd.Start(); err != nil {
		return 0, startError(argv[0], err)
	}
	ended := make(chan struct{})
	relayed := make(chan struct{})
	go func() {
		defer close(relayed)
		for {
			select {
			case s := <-signals:
				if !fromTerminal(s) {
					_ = cmd.Process.Signal(s) // it may just have ended
				}
			case <-ended:
				return
			}
		}
	}()
	err = cmd.Wait()
	close(ended)
	<-relayed
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0, fmt.Errorf("wait for %s: %w", argv[0], err)
	}
	return exitStatus(cmd.ProcessState), nil
}

func startError(program string, err error) error {
	e := &StartError{Program: program, Status: exitNotExecutable, Err: err}
	var pe *fs.PathError
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		e.Status = exitNotFound
	case errors.As(err, &pe):
		e.Err = pe.Err
	}
	return e
}
