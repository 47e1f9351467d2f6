//go:build unix

package store

import (
	"io/fs"
	"syscall"
)

// linksOf is how many names a file has.
func linksOf(_ string, fi fs.FileInfo) (uint64, error) {
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Nlink), nil
	}
	return 1, nil
}
