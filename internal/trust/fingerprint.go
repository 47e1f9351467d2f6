package trust

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"strings"
)

// SHA256 is the fingerprint of a certificate: the SHA-256 of its DER form.
type SHA256 [sha256.Size]byte

// Fingerprint is that of a certificate.
func Fingerprint(c *x509.Certificate) SHA256 { return sha256.Sum256(c.Raw) }

// Hex is 64 lower-case hexadecimal digits.
func (f SHA256) Hex() string { return hex.EncodeToString(f[:]) }

// String is the form that a person can compare: eight blocks of eight digits.
func (f SHA256) String() string {
	digits := strings.ToUpper(f.Hex())
	blocks := make([]string, 0, 8)
	for ; digits != ""; digits = digits[8:] {
		blocks = append(blocks, digits[:8])
	}
	return strings.Join(blocks, " ")
}

// Code is what a person types to confirm: the first eight digits.
func (f SHA256) Code() string { return strings.ToUpper(f.Hex()[:8]) }

// errFingerprint is what ParseFingerprint says of anything else.
var errFingerprint = errors.New("a SHA-256 fingerprint has 64 hexadecimal digits")

// ParseFingerprint reads 64 hexadecimal digits of either case; blanks and
// colons between them do not matter.
func ParseFingerprint(s string) (f SHA256, err error) {
	s = strings.NewReplacer(" ", "", ":", "", "\t", "").Replace(strings.TrimSpace(s))
	raw, err := hex.DecodeString(s)
	if err != nil || len(raw) != len(f) {
		return f, errFingerprint
	}
	return SHA256(raw), nil
}
