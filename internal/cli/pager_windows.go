package cli

import "os/exec"

func shell(command string) *exec.Cmd { return exec.Command("cmd", "/c", command) }

// quotedPath is a path as one word of a command for shell. No path has quotes.
func quotedPath(path string) string { return `"` + path + `"` }
