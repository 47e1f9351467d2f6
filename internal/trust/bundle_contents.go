package trust

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Contents are the anchors, the certificates of the bundle, and the names
// beside it, without those that rehash makes.
func (b bundle) Contents(context.Context) (string, error) {
	sum := sha256.New()
	certs, err := b.certificates()
	if err != nil {
		return "", err
	}
	for _, c := range certs {
		f := Fingerprint(c)
		sum.Write(f[:])
	}
	for _, dir := range []string{b.anchors, filepath.Dir(b.bundle)} {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		for _, e := range entries {
			if e.IsDir() || isHashLink(e.Name()) {
				continue
			}
			fmt.Fprintf(sum, "\n%q", e.Name())
			if dir != b.anchors {
				continue
			}
			text, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", err
			}
			fmt.Fprintf(sum, " %x", sha256.Sum256(text))
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// isHashLink knows the names that OpenSSL's rehash gives: eight hexadecimal
// digits, a dot, a number.
func isHashLink(name string) bool {
	hash, number, _ := strings.Cut(name, ".")
	return len(hash) == 8 && strings.Trim(hash, "0123456789abcdef") == "" && number != "" && strings.Trim(number, "r0123456789") == ""
}
