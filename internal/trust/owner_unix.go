//go:build unix

package trust

import (
	"io/fs"
	"os"
	"syscall"
)

func currentUID() int { return os.Getuid() }

// ownedBy says whether the file at path is the user's own.
func ownedBy(path string, uid int) (bool, error) {
	info, err := os.Stat(path)
	if err != nil {
		return false, err
	}
	return ownerOf(info) == uid, nil
}

func ownerOf(info fs.FileInfo) int {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(s.Uid)
	}
	return -1
}
