package local

import (
	"io"

	"rockxy/internal/rule/node"
)

// File is a file that a rule names, and reads anew each time.
type File struct{ at *place }

// NewFile returns the file at a path of a rule file: below the directory of that, or an
// absolute path. The error is a *PathError.
func NewFile(n *node.Node) (*File, error) {
	p, err := newPlace(n.String(""), baseOf(n), false)
	if err != nil {
		return nil, err
	}
	return &File{p}, nil
}

func (f *File) String() string { return f.at.written }

// Read returns what is in the file, up to a number of octets. The error says why that
// cannot be had, an *Absent when there is no such file.
func (f *File) Read(most int64) ([]byte, error) {
	file, _, err := f.at.file()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	switch {
	case err != nil:
		return nil, absentf("%s cannot be read: %s", f.at.written, reason(err))
	case int64(len(data)) > most:
		return nil, absentf("%s is longer than %d MiB", f.at.written, most>>20)
	}
	return data, nil
}
