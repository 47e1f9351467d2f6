package custody

import "golang.org/x/sys/unix"

// Harden makes this process unreadable for others of the same user, debuggers
// among them, and lets it leave no core file: for a process that holds a
// software key. Programs that it starts are dumpable again, as every new
// program is, but inherit the soft limit of no core file.
//
// Files in /proc/PID then belong to root: without its rights not even the
// process itself can open those that only their owner may (environ, mem), and
// nobody of the same user can see its descriptors. /proc/self/fd and exe go on
// working for the process itself.
func Harden() error {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return err
	}
	var core unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &core); err != nil {
		return err
	}
	core.Cur = 0
	return unix.Setrlimit(unix.RLIMIT_CORE, &core)
}
