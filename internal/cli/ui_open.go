package cli

import (
	"errors"
	"fmt"
	"os/exec"
	"time"
)

// openerOf is the program that opens a link with the user's browser, to which the link
// is added, or why there is none.
func openerOf(system string, getenv func(string) string, has func(string) bool) (program []string, why string) {
	switch system {
	case "darwin":
		return []string{"open"}, ""
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}, ""
	}
	switch {
	case getenv("SSH_CONNECTION") != "" && getenv("DISPLAY") == "":
		return nil, "this is a session over SSH, without a desktop"
	case getenv("WSL_DISTRO_NAME") != "" && has("wslview"):
		return []string{"wslview"}, ""
	case getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == "":
		return nil, "there is no desktop"
	case !has("xdg-open"):
		return nil, "there is no xdg-open"
	}
	return []string{"xdg-open"}, ""
}

// start starts a program that may stay, as a browser does, in a session of its own. The error is
// that it failed within the time that it is watched.
func start(argv []string, watched time.Duration) error {
	cmd := exec.Command(argv[0], argv[1:]...)
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		var status *exec.ExitError
		if errors.As(err, &status) {
			return fmt.Errorf("it ended with status %d", status.ExitCode())
		}
		return err
	case <-time.After(watched):
		return nil
	}
}
