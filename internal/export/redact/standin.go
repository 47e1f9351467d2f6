package redact

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math/rand/v2"
	"unicode/utf8"

	"rockxy/internal/lru"
)

// maxIssued is how many stand-ins are remembered, so that they are not taken
// for secrets when they are met again.
const maxIssued = 1 << 16

// standins makes stand-ins.
type standins struct {
	hash   hash.Hash // keyed
	issued *lru.Cache[[16]byte, struct{}]
	made   int // different ones
}

func newStandins(key [32]byte) *standins {
	return &standins{hash: hmac.New(sha256.New, key[:]), issued: lru.New[[16]byte, struct{}](maxIssued)}
}

// mac depends on the key: nobody else can tell of what it is.
func (s *standins) mac(purpose byte, try uint32, data []byte) (sum [32]byte) {
	s.hash.Reset()
	s.hash.Write(binary.BigEndian.AppendUint32([]byte{purpose}, try))
	s.hash.Write(data)
	s.hash.Sum(sum[:0])
	return sum
}

const (
	forStandin = iota
	forIssued
)

// is reports whether b is a stand-in that was made here.
func (s *standins) is(b []byte) bool {
	sum := s.mac(forIssued, 0, b)
	_, ok := s.issued.Get([16]byte(sum[:]))
	return ok
}

func (s *standins) remember(b []byte) {
	sum := s.mac(forIssued, 0, b)
	if _, known := s.issued.Get([16]byte(sum[:])); !known {
		s.made++
	}
	s.issued.Put([16]byte(sum[:]), struct{}{})
}

// of returns the stand-in of a secret: as many octets, and each character of as
// many octets as the one whose place it takes. That of a stand-in is itself.
func (s *standins) of(secret []byte) []byte {
	if len(secret) == 0 || s.is(secret) {
		return secret
	}
	out := s.jwt(secret)
	for try := uint32(0); out == nil; try++ {
		sum := s.mac(forStandin, try, secret)
		out = disguise(secret, rand.New(rand.NewChaCha8(sum)))
		if try < 16 && bytes.Equal(out, secret) {
			out = nil // it can happen to the short ones
		}
	}
	s.remember(out)
	return out
}

// disguise replaces the characters of a secret, each by one of its class.
func disguise(secret []byte, r *rand.Rand) []byte {
	out := make([]byte, 0, len(secret))
	keep := len(knownPrefix(secret))
	out = append(out, secret[:keep]...)
	a := alphabetOf(secret[keep:])
	for i := keep; i < len(secret); {
		c, size := utf8.DecodeRune(secret[i:])
		if size == 1 {
			out = append(out, a.other(secret[i], r))
		} else {
			out = utf8.AppendRune(out, otherRune(c, size, r))
		}
		i += size
	}
	return canonicalBase64(out, r)
}

// alphabet is what a secret is written in.
type alphabet struct {
	hex   bool // hexadecimal digits and dashes alone
	signs bool // so few letters and digits that the other signs count too
}

func alphabetOf(b []byte) alphabet {
	words, hex, letters := 0, true, 0
	for _, c := range b {
		if isAlnum(c) || c >= utf8.RuneSelf {
			words++
		}
		if isAlpha(c) {
			letters++
		}
		if !isHex(c) && c != '-' {
			hex = false
		}
	}
	return alphabet{hex: hex && len(b) >= 8 && letters > 0, signs: words < 4 || words*3 < len(b)*2}
}

// other returns a character of the same class.
func (a alphabet) other(c byte, r *rand.Rand) byte {
	letters := 26
	if a.hex {
		letters = 6
	}
	switch {
	case '0' <= c && c <= '9':
		return '0' + byte(r.IntN(10))
	case 'a' <= c && c <= 'z':
		return 'a' + byte(r.IntN(letters))
	case 'A' <= c && c <= 'Z':
		return 'A' + byte(r.IntN(letters))
	case c >= utf8.RuneSelf: // no UTF-8: octets of no charset in particular
		return 'a' + byte(r.IntN(26))
	case a.signs && c > ' ' && c != '"' && c != '\\' && c != 0x7f:
		return "-._~"[r.IntN(4)]
	}
	return c
}

// otherRune returns a character of as many octets in UTF-8.
func otherRune(c rune, size int, r *rand.Rand) rune {
	switch size {
	case 2:
		return 0xe0 + r.Int32N(23) // à to ö
	case 3:
		if c == utf8.RuneError {
			return c
		}
		return 0x4e00 + r.Int32N(0x5000)
	}
	return 0x1f600 + r.Int32N(64)
}

// canonicalBase64 makes the last symbol before padding one whose unused bits
// are zero, as strict decoders want it.
func canonicalBase64(b []byte, r *rand.Rand) []byte {
	n := len(bytes.TrimRight(b, "="))
	if n == 0 || len(b)%4 != 0 || !isAlnum(b[n-1]) {
		return b
	}
	switch len(b) - n {
	case 1:
		b[n-1] = "AEIMQUYcgkosw048"[r.IntN(16)]
	case 2:
		b[n-1] = "AQgw"[r.IntN(4)]
	}
	return b
}

func isAlpha(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isAlnum(c byte) bool { return isAlpha(c) || isDigit(c) }
func isHex(c byte) bool   { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }
