package testkit

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// NoLeaks fails the test if, when it and its later cleanups are done, a
// goroutine or a descriptor is there that was not when NoLeaks was called. Call
// it first, and not from parallel tests. Descriptors are watched where
// /proc/self/fd exists.
func NoLeaks(tb testing.TB) {
	tb.Helper()
	goroutines := goleak.IgnoreCurrent()
	before := Descriptors()
	tb.Cleanup(func() {
		if err := goleak.Find(goroutines); err != nil {
			tb.Errorf("goroutines left behind: %v", err)
		}
		left, ok := Settle(func() ([]string, bool) {
			now := leftOver(before, Descriptors())
			if len(now) > 0 {
				runtime.GC() // package net keeps the pipes of splice(2) until it is collected
			}
			return now, len(now) == 0
		})
		if !ok {
			tb.Errorf("descriptors left behind:\n\t%s", strings.Join(left, "\n\t"))
		}
	})
}

// Descriptors lists the open descriptors of this process that a test could
// leak, as "number target"; nil where the system does not tell.
func Descriptors() []string { return DescriptorsOf(os.Getpid()) }

// DescriptorsOf is Descriptors for another process.
func DescriptorsOf(pid int) []string {
	dir := fmt.Sprintf("/proc/%d/fd", pid)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var list []string
	for _, e := range entries {
		target, err := os.Readlink(filepath.Join(dir, e.Name()))
		// The runtime's own (epoll, eventfd) come and stay with the first use of
		// the network; the directory being read is ours.
		if err != nil || strings.HasPrefix(target, "anon_inode:[event") || strings.Contains(target, "/proc/") {
			continue
		}
		list = append(list, e.Name()+" "+target)
	}
	return list
}

func leftOver(before, now []string) (left []string) {
	for _, d := range now {
		if !slices.Contains(before, d) {
			left = append(left, d)
		}
	}
	return left
}

// Settle asks until done says yes or Patience is over: for facts that the
// kernel or another process tells nobody about when they change. It returns
// the last answer.
func Settle[T any](done func() (T, bool)) (T, bool) {
	end := time.Now().Add(Patience)
	for {
		v, ok := done()
		if ok || time.Now().After(end) {
			return v, ok
		}
		time.Sleep(5 * time.Millisecond)
	}
}
