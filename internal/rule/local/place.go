package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// place is a file or directory that a rule names.
type place struct {
	written   string // as in the rule
	root      string // the directory that is not left on the way
	name      string // from there
	directory bool   // name is a directory, and not left either
}

// newPlace reads a path of a rule. The error is a *PathError.
func newPlace(written, base string, directory bool) (*place, error) {
	p := &place{written: written, directory: directory}
	refuse := func(format string, args ...any) (*place, error) {
		return nil, &PathError{Path: written, Why: fmt.Sprintf(format, args...)}
	}
	path, err := atHome(written)
	windows := runtime.GOOS == "windows"
	switch {
	case err != nil:
		return refuse("%s: the home directory is not known; expected an absolute path", quote(written))
	case written == "":
		return refuse("an empty path; expected a file or directory")
	case strings.IndexByte(path, 0) >= 0:
		return refuse("%s has a NUL; expected a path", quote(written))
	case strings.HasPrefix(path, `\\`) || strings.HasPrefix(path, "//"):
		return refuse("%s is on another machine; expected a path on this one", quote(written))
	case isDrive(path) && !(windows && filepath.IsAbs(path)):
		return refuse("%s names a drive; expected a path of this system", quote(written))
	case !windows && strings.IndexByte(path, '\\') >= 0:
		return refuse("%s has a backslash; expected / between directories", quote(written))
	}
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		if clean := filepath.Clean(path); directory {
			p.root, p.name = clean, "."
		} else {
			p.root, p.name = filepath.Dir(clean), filepath.Base(clean)
		}
		return p, nil
	}
	switch {
	case base == "":
		return refuse("%s is a relative path, and the rule is in no file that it could start at; expected an absolute path", quote(written))
	case !filepath.IsLocal(path):
		return refuse("%s leads out of the directory of the rule file; expected a path below it, or an absolute one", quote(written))
	}
	p.root, p.name = base, path
	return p, nil
}

// atHome writes out a leading ~.
func atHome(path string) (string, error) {
	rest, ok := strings.CutPrefix(path, "~/")
	if !ok && path != "~" {
		return path, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, rest), nil
}

// enter opens the root of the place, and of a directory the directory itself.
func (p *place) enter() (*os.Root, error) {
	// A directory is looked at before it is opened: to open a pipe could block.
	if info, err := os.Stat(p.root); err != nil || !info.IsDir() {
		return nil, absentf("there is no directory %s", p.root)
	}
	root, err := os.OpenRoot(p.root)
	if err != nil {
		return nil, absentf("the directory %s cannot be opened: %s", p.root, reason(err))
	}
	if !p.directory || p.name == "." {
		return root, nil
	}
	defer root.Close()
	info, err := root.Stat(p.name)
	switch {
	case err != nil:
		return nil, explain(root, p.name, p.written, err)
	case !info.IsDir():
		return nil, absentf("%s is %s, not a directory", p.written, kind(info.Mode()))
	}
	inner, err := root.OpenRoot(p.name)
	if err != nil {
		return nil, explain(root, p.name, p.written, err)
	}
	return inner, nil
}

// file opens the file that the place is. The error is an *Absent.
func (p *place) file() (*os.File, fs.FileInfo, error) {
	root, err := p.enter()
	if err != nil {
		return nil, nil, err
	}
	defer root.Close()
	f, info, err := open(root, p.name, p.written)
	if err == nil && f == nil {
		err = absentf("%s is a directory, not a file", p.written)
	}
	return f, info, err
}

// open opens a regular file below root. shown is its name for people. A directory
// is returned without a file. The error is an *Absent.
func open(root *os.Root, name, shown string) (*os.File, fs.FileInfo, error) {
	// What it is is asked before it is opened, since to open a device can do
	// something, and after, since it may be another one then.
	info, err := root.Stat(name)
	switch {
	case err != nil:
		return nil, nil, explain(root, name, shown, err)
	case info.IsDir():
		return nil, info, nil
	case !info.Mode().IsRegular():
		return nil, nil, absentf("%s is %s, not a file", shown, kind(info.Mode()))
	}
	f, err := root.OpenFile(name, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, nil, explain(root, name, shown, err)
	}
	if info, err = f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, nil, absentf("%s became something else than a file while it was opened", shown)
	}
	return f, info, nil
}

// explain says why a name could not be opened.
func explain(root *os.Root, name, shown string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist), isNotDirectory(err):
		return absentf("there is no %s", shown)
	case errors.Is(err, fs.ErrPermission):
		return absentf("%s may not be read", shown)
	}
	if link := symlinkOnTheWay(root, name); link != "" {
		return absentf("%s is not opened: the symbolic link %s leads out of %s", shown, link, root.Name())
	}
	return absentf("%s cannot be opened: %s", shown, reason(err))
}

// symlinkOnTheWay is the first symbolic link in name, or "".
func symlinkOnTheWay(root *os.Root, name string) string {
	name = filepath.ToSlash(name)
	for i := 0; i <= len(name); i++ {
		if i < len(name) && name[i] != '/' {
			continue
		}
		info, err := root.Lstat(name[:i])
		if err != nil {
			return ""
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return name[:i]
		}
	}
	return ""
}

// reason is an error without the path in it.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// kind says what a thing is that is no regular file.
func kind(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "a directory"
	case m&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	case m.IsRegular():
		return "a file"
	}
	return "something special"
}
