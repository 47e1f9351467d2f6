package clienthello

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// JA4 returns the JA4 fingerprint of the client for TLS over TCP, such as
// "t13d1516h2_8daaf6152771_e5627efa2ab1", as FoxIO's technical description
// defines it: GREASE is ignored everywhere, suites and extensions are sorted,
// signature algorithms keep their order.
func (h *Hello) JA4() string {
	var fixed [1024]byte
	out := h.ja4a(make([]byte, 0, 36))
	out = append(out, '_')
	out = appendDigest(out, h.ja4Ciphers(fixed[:0]))
	out = append(out, '_')
	return string(appendDigest(out, h.ja4Extensions(fixed[:0])))
}

// JA4Raw returns the fingerprint with the lists in the place of their digests
// (FoxIO calls it JA4_r).
func (h *Hello) JA4Raw() string {
	out := append(h.ja4a(nil), '_')
	out = append(h.ja4Ciphers(out), '_')
	return string(h.ja4Extensions(out))
}

// ja4a appends the readable part: transport, version, destination, counts,
// first ALPN protocol.
func (h *Hello) ja4a(out []byte) []byte {
	out = append(out, 't')
	out = append(out, ja4Version(h.MaxVersion())...)
	destination := byte('i')
	if h.HasExtension(extServerName) {
		destination = 'd'
	}
	out = append(out, destination)
	out = appendCount(out, h.Ciphers)
	out = appendCount(out, h.Extensions)
	return append(out, ja4ALPN(h.ALPN)...)
}

func ja4Version(v uint16) string {
	switch v {
	case 0x0304:
		return "13"
	case 0x0303:
		return "12"
	case 0x0302:
		return "11"
	case 0x0301:
		return "10"
	case 0x0300:
		return "s3"
	case 0x0002:
		return "s2"
	}
	return "00"
}

func appendCount(out []byte, list []uint16) []byte {
	n := 0
	for _, v := range list {
		if !isGREASE(v) {
			n++
		}
	}
	n = min(n, 99)
	return append(out, byte('0'+n/10), byte('0'+n%10))
}

// ja4ALPN returns the first and last character of the first protocol, or of
// its hexadecimal form unless both are ASCII letters or digits.
func ja4ALPN(offer []string) string {
	for _, p := range offer {
		if len(p) == 2 && isGREASE(uint16(p[0])<<8|uint16(p[1])) {
			continue
		}
		first, last := p[0], p[len(p)-1]
		if isAlnum(first) && isAlnum(last) {
			return string([]byte{first, last})
		}
		const digits = "0123456789abcdef"
		return string([]byte{digits[first>>4], digits[last&15]})
	}
	return "00"
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

func (h *Hello) ja4Ciphers(out []byte) []byte {
	return appendList(out, sorted(h.Ciphers, func(uint16) bool { return true }))
}

func (h *Hello) ja4Extensions(out []byte) []byte {
	out = appendList(out, sorted(h.Extensions, func(v uint16) bool { return v != extServerName && v != extALPN }))
	start := len(out)
	out = append(out, '_')
	out = appendList(out, h.SignatureAlgorithms)
	if len(out) == start+1 {
		out = out[:start] // no algorithms, no underscore
	}
	return out
}

func sorted(list []uint16, keep func(uint16) bool) []uint16 {
	s := make([]uint16, 0, len(list))
	for _, v := range list {
		if keep(v) {
			s = append(s, v)
		}
	}
	slices.Sort(s)
	return s
}

// appendList appends numbers as four lower-case hexadecimal digits each, with
// commas between, GREASE left out.
func appendList(out []byte, list []uint16) []byte {
	start := len(out)
	for _, v := range list {
		if isGREASE(v) {
			continue
		}
		if len(out) > start {
			out = append(out, ',')
		}
		out = hex.AppendEncode(out, []byte{byte(v >> 8), byte(v)})
	}
	return out
}

// appendDigest appends the first twelve hexadecimal digits of the SHA-256 of
// p, or zeros when p is empty.
func appendDigest(out, p []byte) []byte {
	if len(p) == 0 {
		return append(out, "000000000000"...)
	}
	sum := sha256.Sum256(p)
	return hex.AppendEncode(out, sum[:6])
}
