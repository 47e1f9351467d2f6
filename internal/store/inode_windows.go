package store

import (
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// inode tells files apart that have several names.
type inode struct{ volume, number uint64 }

// inodeOf also says how many names a file has.
func inodeOf(path string, _ fs.FileInfo) (i inode, links uint64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return i, 0, err
	}
	defer f.Close()
	var info windows.ByHandleFileInformation
	err = windows.GetFileInformationByHandle(windows.Handle(f.Fd()), &info)
	number := uint64(info.FileIndexHigh)<<32 | uint64(info.FileIndexLow)
	return inode{uint64(info.VolumeSerialNumber), number}, uint64(info.NumberOfLinks), err
}
