package trust

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// node is one file, link or directory as it was. A node without a kind was not
// there.
type node struct {
	Kind    string      `json:"kind,omitempty"` // file, dir, link
	Mode    fs.FileMode `json:"mode,omitempty"` // permission bits
	SHA256  string      `json:"sha256,omitempty"`
	Target  string      `json:"target,omitempty"`
	Vouched bool        `json:"vouched,omitempty"`
}

const (
	isFile = "file"
	isDir  = "dir"
	isLink = "link"
)

// state is what stood at each path. Times are not part of it.
type state map[string]node

// observe reads what is watched, and which directories above it are missing.
// keep, when not nil, gets the content of each file.
func observe(watched []Watched, keep func(sum string, content []byte) error) (state, error) {
	s := state{}
	for _, w := range watched {
		if err := s.add(w.Path, w.Vouched, keep); err != nil {
			return nil, err
		}
		s.above(w.Path, w.Vouched)
		if !w.Children || s[w.Path].Kind != isDir {
			continue
		}
		entries, err := os.ReadDir(w.Path)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.IsDir() {
				continue
			}
			if err := s.add(filepath.Join(w.Path, e.Name()), w.Vouched, keep); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

func (s state) add(path string, vouched bool, keep func(string, []byte) error) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		s[path] = node{Vouched: vouched}
		return nil
	}
	if err != nil {
		return err
	}
	n := node{Mode: info.Mode().Perm(), Vouched: vouched}
	switch {
	case info.IsDir():
		n.Kind = isDir
	case info.Mode()&fs.ModeSymlink != 0:
		n.Kind, n.Mode = isLink, 0
		if n.Target, err = os.Readlink(path); err != nil {
			return err
		}
	case info.Mode().IsRegular():
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		n.Kind, n.SHA256 = isFile, hex.EncodeToString(sum[:])
		if keep != nil {
			if err := keep(n.SHA256, content); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("%s is neither a file nor a directory", path)
	}
	s[path] = n
	return nil
}

// observeAgain also looks at every path that before knows: what stood there, or
// above it, may be watched under no other name.
func observeAgain(watched []Watched, before state) (state, error) {
	s, err := observe(watched, nil)
	if err != nil {
		return nil, err
	}
	for path, n := range before {
		if _, seen := s[path]; seen {
			continue
		}
		if err := s.add(path, n.Vouched, nil); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// above notes the directories over path that are missing, so that undo removes
// them when they were made for us.
func (s state) above(path string, vouched bool) {
	for dir := filepath.Dir(path); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Lstat(dir); err == nil {
			return
		}
		s[dir] = node{Vouched: vouched}
	}
}

// equal compares what was there, not who vouches for it.
func (s state) equal(o state) bool { return len(s.changes(o)) == 0 }

// changes are the paths at which o is not as s was, deepest first.
func (s state) changes(o state) (paths []string) {
	for path, n := range s {
		if !same(n, o[path]) {
			paths = append(paths, path)
		}
	}
	for path, n := range o {
		if _, known := s[path]; !known && n.Kind != "" {
			paths = append(paths, path)
		}
	}
	slices.SortFunc(paths, func(a, b string) int {
		if d := strings.Count(b, string(filepath.Separator)) - strings.Count(a, string(filepath.Separator)); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return paths
}

func same(a, b node) bool {
	a.Vouched, b.Vouched = false, false
	return a == b
}

// vouched is the part of s that the store's contents stand for.
func (s state) vouched() state {
	part := state{}
	for path, n := range s {
		if n.Vouched {
			part[path] = n
		}
	}
	return part
}
