package custody

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
)

// label names the place's key in a key store of the system's, where all names
// of a user are beside each other. Data directories that are one and the same
// have one name.
func (p Place) label() string {
	return labelOf(p.slot(), realDir(p.Dir))
}

// labelOf is "rockxy-SLOT-" and 32 hex digits: stores differ in what else they
// take, backslashes and length among it.
func labelOf(slot, dir string) string {
	sum := sha256.Sum256([]byte(dir))
	return "rockxy-" + slot + "-" + hex.EncodeToString(sum[:16])
}

// realDir is dir without symbolic links, also where its end does not exist yet:
// it has the same name before and after.
func realDir(dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		return real
	}
	parent := filepath.Dir(dir)
	if parent == dir {
		return dir
	}
	return filepath.Join(realDir(parent), filepath.Base(dir))
}
