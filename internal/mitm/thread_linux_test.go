package mitm_test

import (
	"syscall"
	"time"
)

// threadTime is the processor time that this thread has used.
func threadTime() time.Duration {
	const self = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	if syscall.Getrusage(self, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
