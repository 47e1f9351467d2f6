//go:build unix

package trust

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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

// onlyRootChanges says whether nobody but root can put something else in the
// place of the program at path: it, and every directory above it, is root's and
// closed to others. A directory like /tmp, in which each may change only what is
// their own, will do.
func onlyRootChanges(path string) error {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	for {
		info, err := os.Lstat(path)
		if err != nil {
			return err
		}
		sticky := info.IsDir() && info.Mode()&fs.ModeSticky != 0
		if ownerOf(info) != 0 {
			return fmt.Errorf("%s does not belong to root", path)
		}
		if info.Mode().Perm()&0o022 != 0 && !sticky {
			return fmt.Errorf("%s can be changed by others (%v)", path, info.Mode().Perm())
		}
		if path == filepath.Dir(path) {
			return nil
		}
		path = filepath.Dir(path)
	}
}
