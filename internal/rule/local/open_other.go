//go:build !unix

package local

import (
	"errors"
	"syscall"
)

const nonblock = 0

func isNotDirectory(err error) bool { return errors.Is(err, syscall.ENOTDIR) }
