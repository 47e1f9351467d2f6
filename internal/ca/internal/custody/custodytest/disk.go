package custodytest

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// NotOnDisk fails the test when a file under one of dirs holds the private key
// of signer: as PEM, as DER, as the scalar in either order of octets, or one of
// these in hex or base64. It needs no knowledge of the key: every 32 octets in
// a row are tried as its scalar.
func NotOnDisk(t *testing.T, signer crypto.Signer, dirs ...string) {
	t.Helper()
	point, err := public(t, signer).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			content, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if len(content) > 64<<10 {
				t.Errorf("%s is %d octets long, too long to search", name, len(content))
				return nil
			}
			if what := holdsKey(content, point); what != "" {
				t.Errorf("%s holds the private key: %s", name, what)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Runs of text that could hide 32 octets.
var (
	hexRun       = regexp.MustCompile(`[0-9a-fA-F]{64,}`)
	base64Run    = regexp.MustCompile(`[0-9A-Za-z+/]{43,}`)
	base64URLRun = regexp.MustCompile(`[0-9A-Za-z_-]{43,}`)
)

// holdsKey says in which form content holds the key of point, or "".
func holdsKey(content, point []byte) string {
	if bytes.Contains(content, []byte("PRIVATE KEY")) {
		return "PEM"
	}
	if hasScalar(content, point) {
		return "its scalar"
	}
	for _, run := range hexRun.FindAll(content, -1) {
		b := make([]byte, len(run)/2)
		if n, _ := hex.Decode(b, run[:len(run)&^1]); hasScalar(b[:n], point) {
			return "its scalar in hex"
		}
	}
	lines := bytes.ReplaceAll(bytes.ReplaceAll(content, []byte("\r"), nil), []byte("\n"), nil)
	if base64Holds(base64Run.FindAll(lines, -1), base64.RawStdEncoding, point) ||
		base64Holds(base64URLRun.FindAll(lines, -1), base64.RawURLEncoding, point) {
		return "its scalar in base64"
	}
	return ""
}

func base64Holds(runs [][]byte, encoding *base64.Encoding, point []byte) bool {
	for _, run := range runs {
		for skip := range 4 {
			b := make([]byte, encoding.DecodedLen(len(run)))
			if n, _ := encoding.Decode(b, run[skip:]); hasScalar(b[:n], point) {
				return true
			}
		}
	}
	return false
}

// hasScalar reports whether 32 octets in a row are the private key of point.
// PKCS #8 and SEC 1 hold the scalar as it is, so it finds these as well.
func hasScalar(content, point []byte) bool {
	backwards := slices.Clone(content)
	slices.Reverse(backwards)
	for _, b := range [][]byte{content, backwards} {
		for ; len(b) >= 32; b = b[1:] {
			key, err := ecdh.P256().NewPrivateKey(b[:32])
			if err == nil && bytes.Equal(key.PublicKey().Bytes(), point) {
				return true
			}
		}
	}
	return false
}
