//go:build unix

package store

import (
	"io/fs"
	"syscall"
)

// inode tells files apart that have several names.
type inode struct{ volume, number uint64 }

// inodeOf also says how many names a file has.
func inodeOf(_ string, fi fs.FileInfo) (i inode, links uint64, err error) {
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return i, 1, nil
	}
	return inode{uint64(st.Dev), st.Ino}, uint64(st.Nlink), nil
}
