package rulefile

import (
	"path/filepath"
	"strings"
)

// GroupName is the name of the group in a file.
func GroupName(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// IsGroupName reports whether a new file can be called so everywhere: letters,
// digits, and blanks, points, _ and - between them.
func IsGroupName(s string) bool {
	return s != "" && len(s) <= 100 && strings.Trim(s, ". ") == s && strings.IndexFunc(s, func(r rune) bool {
		return !strings.ContainsRune("-_. ", r) && (r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' && r < 0xa0)
	}) < 0
}
