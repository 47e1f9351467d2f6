package local

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// asked is the file that a request asks a directory for.
type asked struct {
	names []string // of directories and the file, none of them "", ".", ".." or with a separator
	slash bool     // it ends in a slash: a directory is meant
	path  string   // as it was sent, without the query
	query string   // with its question mark
}

// name is the way to the file, with slashes; "." for the directory itself.
func (a *asked) name() string {
	if len(a.names) == 0 {
		return "."
	}
	return strings.Join(a.names, "/")
}

// readTarget takes a request's target apart. strip is taken off its path. The error is
// an *Absent; on windows more names are refused.
func readTarget(target []byte, strip string, windows bool) (*asked, error) {
	a := &asked{path: originForm(target)}
	if i := strings.IndexAny(a.path, "?#"); i >= 0 {
		a.path, a.query = a.path[:i], a.path[i:]
	}
	if !strings.HasPrefix(a.path, "/") {
		return nil, absentf("the request's target %s has no path", quote(string(target)))
	}
	path, ok := unescape(a.path)
	if !ok {
		return nil, absentf("the request's path %s has a broken percent-encoding", quote(a.path))
	}
	switch {
	case strings.IndexByte(path, 0) >= 0:
		return nil, absentf("the request's path %s has a NUL", quote(a.path))
	case strings.IndexByte(path, '\\') >= 0:
		return nil, absentf("the request's path %s has a backslash", quote(a.path))
	case !utf8.ValidString(path):
		return nil, absentf("the request's path %s is not UTF-8", quote(a.path))
	}
	if path, ok = stripped(path, strip); !ok {
		return nil, absentf("the request's path %s does not begin with %s", quote(a.path), strip)
	}
	a.slash = strings.HasSuffix(path, "/") || strings.HasSuffix(path, "/.")
	for name := range strings.SplitSeq(path, "/") {
		switch {
		case name == "" || name == ".":
			continue
		case name == "..":
			return nil, absentf(`the request's path %s leads out of the directory by ".."`, quote(a.path))
		case len(a.names) == 0 && isDrive(name):
			return nil, absentf("the request's path %s names a drive", quote(a.path))
		case windows && reserved(name):
			return nil, absentf("the request's path %s has a name that Windows reserves", quote(a.path))
		}
		a.names = append(a.names, name)
	}
	return a, nil
}

// originForm leaves of a target in absolute form what comes after the authority.
func originForm(target []byte) string {
	if i := bytes.Index(target, []byte("://")); i > 0 && bytes.IndexByte(target[:i], '/') < 0 {
		rest := target[i+3:]
		if j := bytes.IndexAny(rest, "/?#"); j < 0 {
			return "/"
		} else if rest[j] != '/' {
			return "/" + string(rest[j:])
		} else {
			return string(rest[j:])
		}
	}
	return string(target)
}

// unescape decodes percent-encoding, once.
func unescape(s string) (string, bool) {
	if strings.IndexByte(s, '%') < 0 {
		return s, true
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b = append(b, s[i])
			continue
		}
		if i+2 >= len(s) {
			return "", false
		}
		hi, ok := unhex(s[i+1])
		lo, ok2 := unhex(s[i+2])
		if !ok || !ok2 {
			return "", false
		}
		b = append(b, hi<<4|lo)
		i += 2
	}
	return string(b), true
}

func unhex(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// stripped takes the prefix off, if path is it or below it.
func stripped(path, prefix string) (string, bool) {
	prefix = strings.TrimRight(prefix, "/")
	rest, ok := strings.CutPrefix(path, prefix)
	return rest, ok && (rest == "" || rest[0] == '/')
}

func isDrive(name string) bool {
	return len(name) >= 2 && name[1] == ':' && ('a' <= name[0]|0x20 && name[0]|0x20 <= 'z')
}

// reserved names mean something else than a file on Windows, or a file of
// another name.
func reserved(name string) bool {
	return strings.ContainsAny(name, `:<>"|?*`) || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") ||
		!filepath.IsLocal(name)
}

func absentf(format string, args ...any) error { return &Absent{Why: fmt.Sprintf(format, args...)} }

// quote keeps a message readable when a path is not.
func quote(s string) string {
	if len(s) > 120 {
		s = s[:120] + "…"
	}
	return fmt.Sprintf("%+q", s)
}
