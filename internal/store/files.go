package store

import "os"

// segmentFile is what the writer needs of a segment.
type segmentFile interface {
	WriteAt(p []byte, off int64) (int, error)
	Sync() error
	Close() error
}

// fileLayer opens segments for writing.
type fileLayer interface {
	Open(path string) (segmentFile, error)
}

type osFiles struct{}

func (osFiles) Open(path string) (segmentFile, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
}
