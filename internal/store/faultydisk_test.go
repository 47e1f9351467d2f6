package store

import (
	"sync"
	"syscall"
)

// faultyDisk is a file layer with room for so many octets.
type faultyDisk struct {
	mu   sync.Mutex
	room int64
}

func (d *faultyDisk) Open(path string) (segmentFile, error) {
	f, err := osFiles{}.Open(path)
	return &faultyFile{f, d}, err
}

// free makes n octets of room more.
func (d *faultyDisk) free(n int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.room += n
}

type faultyFile struct {
	segmentFile
	d *faultyDisk
}

// WriteAt writes as much as there is room for, like a disk that fills up.
func (f *faultyFile) WriteAt(p []byte, off int64) (int, error) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	n := min(int64(len(p)), f.d.room)
	f.d.room -= n
	m, err := f.segmentFile.WriteAt(p[:n], off)
	if err == nil && n < int64(len(p)) {
		err = syscall.ENOSPC
	}
	return m, err
}
