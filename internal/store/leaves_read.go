package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// ReadLeaves returns the newest leaves of the trail of the session in dir,
// newest first, at most limit (0: all). A line that cannot be read is passed
// over; a session without a trail has none.
func ReadLeaves(dir string, limit int) (leaves []Leaf, err error) {
	for _, name := range []string{leavesName, leavesOldName} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for len(text) > 0 && (limit == 0 || len(leaves) < limit) {
			text = bytes.TrimSuffix(text, []byte("\n"))
			at := bytes.LastIndexByte(text, '\n') + 1
			var l Leaf
			if json.Unmarshal(text[at:], &l) == nil {
				leaves = append(leaves, l)
			}
			text = text[:at]
		}
	}
	return leaves, nil
}

// LeavesName is the file that holds the newest leaves.
const LeavesName = leavesName

// MoveLeaves moves the trail of a session to another directory that has none.
func MoveLeaves(from, to string) error {
	if _, err := os.Stat(filepath.Join(to, leavesName)); err == nil {
		return nil
	}
	for _, name := range []string{leavesOldName, leavesName} {
		if err := os.Rename(filepath.Join(from, name), filepath.Join(to, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// wholeLines is where the last line that is whole ends.
func wholeLines(f *os.File) (int64, error) {
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	b := make([]byte, 4096)
	for end > 0 {
		from := max(0, end-int64(len(b)))
		n, err := f.ReadAt(b[:end-from], from)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		if at := bytes.LastIndexByte(b[:n], '\n'); at >= 0 {
			return from + int64(at) + 1, nil
		}
		end = from
	}
	return 0, nil
}
