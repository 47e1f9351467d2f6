package trust

import (
	"os"
	"path/filepath"
	"strings"
)

// InUse looks which of this user's processes has the database open: the
// system shows no others.
func (n nss) InUse() string {
	real, err := filepath.EvalSymlinks(filepath.Join(n.dir, "cert9.db"))
	if err != nil {
		return ""
	}
	files, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	for _, f := range files {
		if target, err := os.Readlink(f); err == nil && target == real {
			name, _ := os.ReadFile(filepath.Join(filepath.Dir(filepath.Dir(f)), "comm"))
			if name := strings.TrimSpace(string(name)); name != "" {
				return printable(name)
			}
			return "a program"
		}
	}
	return ""
}
