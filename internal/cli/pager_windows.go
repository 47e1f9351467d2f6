package cli

import "os/exec"

func shell(command string) *exec.Cmd { return exec.Command("cmd", "/c", command) }
