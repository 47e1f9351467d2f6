//go:build unix

package cli

import (
	"os"
	"syscall"
)

// foreign says whether dir is there and belongs to another user, as under sudo.
func foreign(dir string) bool {
	info, err := os.Stat(dir)
	if err != nil {
		return false
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) != os.Getuid()
}
