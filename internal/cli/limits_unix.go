//go:build unix

package cli

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// plainLimits undoes what a caller with fewer rights could have left to this
// process: a mask for new files, and a limit on their size, in the middle of
// which a system's store would be cut.
func plainLimits() error {
	unix.Umask(0o022)
	var size unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &size); err != nil {
		return err
	}
	const enough = 1 << 30
	if size.Cur >= enough {
		return nil
	}
	size.Cur, size.Max = enough, max(size.Max, enough)
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &size); err != nil {
		return fmt.Errorf("files may not grow (ulimit -f), so a store could be cut: nothing was changed: %w", err)
	}
	return nil
}
