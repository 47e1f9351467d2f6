package layout

import (
	"io"
	"os"
	"runtime"
	"sync"
)

// spill is a file that begins in memory. One goroutine writes; any may read.
type spill struct {
	dir string

	mu   sync.Mutex
	file *os.File
	on   int64  // octets in the file
	tail []byte // what follows them
}

// How much of a spill stays in memory: all of a small one, the end of a large one.
const (
	spillSmall = 256 << 10
	spillTail  = 64 << 10
)

// Write appends.
func (s *spill) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tail = append(s.tail, p...)
	if s.file == nil && len(s.tail) < spillSmall || len(s.tail) < spillTail {
		return len(p), nil
	}
	if s.file == nil {
		if err := s.create(); err != nil {
			return 0, err
		}
	}
	if _, err := s.file.WriteAt(s.tail, s.on); err != nil {
		return 0, err
	}
	s.on += int64(len(s.tail))
	s.tail = s.tail[:0]
	if cap(s.tail) > 4*spillTail {
		s.tail = make([]byte, 0, 2*spillTail)
	}
	return len(p), nil
}

func (s *spill) create() error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(s.dir, "view-")
	if err != nil {
		return err
	}
	if runtime.GOOS != "windows" { // where open files cannot be removed
		if err := os.Remove(f.Name()); err != nil {
			f.Close()
			return err
		}
	}
	s.file = f
	return nil
}

// Size is how many octets were written.
func (s *spill) Size() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.on + int64(len(s.tail))
}

// ReadAt implements io.ReaderAt on what was written so far.
func (s *spill) ReadAt(p []byte, off int64) (n int, err error) {
	s.mu.Lock()
	file, on := s.file, s.on
	if off >= on {
		defer s.mu.Unlock()
		if off < on || off-on >= int64(len(s.tail)) {
			return 0, io.EOF
		}
		if n = copy(p, s.tail[off-on:]); n < len(p) {
			err = io.EOF
		}
		return n, err
	}
	s.mu.Unlock()
	n, err = file.ReadAt(p[:min(int64(len(p)), on-off)], off)
	if err == nil && n < len(p) {
		m, err := s.ReadAt(p[n:], off+int64(n))
		return n + m, err
	}
	return n, err
}

// patch writes over what was written.
func (s *spill) patch(p []byte, off int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if off >= s.on {
		copy(s.tail[off-s.on:], p)
		return nil
	}
	_, err := s.file.WriteAt(p, off) // never over the border: what is patched is written at once
	return err
}

// Close frees what it takes. Nobody reads any more.
func (s *spill) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		return nil
	}
	name := s.file.Name()
	err := s.file.Close()
	s.file = nil
	if runtime.GOOS == "windows" {
		err = os.Remove(name)
	}
	return err
}
