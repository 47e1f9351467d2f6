package store

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// lowPriority makes the calling goroutine's work yield to all other: its thread
// is its own from now on, and nice. (On Linux threads have that each.)
func lowPriority() {
	runtime.LockOSThread()
	_ = unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), 15)
}
