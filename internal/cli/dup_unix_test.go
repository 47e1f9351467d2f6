//go:build unix

package cli

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// dup returns a descriptor that nobody else closes, and closes f.
func dup(f *os.File) (int, error) {
	fd, err := unix.Dup(int(f.Fd()))
	return fd, errors.Join(err, f.Close())
}
