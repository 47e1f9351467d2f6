//go:build !linux

package trust

import (
	"os"
	"path/filepath"
)

// InUse goes by the file that Firefox keeps in a profile. It may be left from a
// crash; that costs no more than the bytes of before.
func (n nss) InUse() string {
	for _, name := range []string{".parentlock", "parent.lock"} {
		if _, err := os.Stat(filepath.Join(n.dir, name)); err == nil {
			return "Firefox"
		}
	}
	return ""
}
