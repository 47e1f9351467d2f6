//go:build !windows

package cli

import (
	"os/exec"
	"strings"
)

func shell(command string) *exec.Cmd { return exec.Command("/bin/sh", "-c", command) }

// quotedPath is a path as one word of a command for shell.
func quotedPath(path string) string { return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'" }
