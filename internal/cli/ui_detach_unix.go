//go:build unix

package cli

import (
	"os/exec"
	"syscall"
)

// detach keeps the end of this terminal from ending a program.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
