package h1

import (
	"encoding/binary"

	"rockxy/internal/flow"
)

// class says where an octet may stand.
type class uint8

const (
	inToken  class = 1 << iota // tchar, RFC 9110 §5.6.2
	inTarget                   // any visible ASCII but '#'
	inHost                     // reg-name: unreserved / sub-delims / "%", RFC 3986 §3.2.2
	inDigit
	inHex
	inScheme // RFC 3986 §3.1, after the first letter
)

var classes = makeClasses()

func makeClasses() (t [256]class) {
	set := func(s string, c class) {
		for i := range len(s) {
			t[s[i]] |= c
		}
	}
	const digits = "0123456789"
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	set(digits+letters+"!#$%&'*+-.^_`|~", inToken)
	set(digits+letters+"-._~!$&'()*+;=%", inHost) // no comma: it separates list members elsewhere
	set(digits+letters+"+-.", inScheme)
	set(digits, inDigit)
	set(digits+"abcdefABCDEF", inHex)
	for c := 0x21; c < 0x7f; c++ {
		if c != '#' {
			t[c] |= inTarget
		}
	}
	return t
}

// span returns how many octets at the start of b are of class c.
func span(b []byte, c class) int {
	for i, x := range b {
		if classes[x]&c == 0 {
			return i
		}
	}
	return len(b)
}

func all(b []byte, c class) bool { return len(b) > 0 && span(b, c) == len(b) }

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// valueSpan returns how many octets at the start of b may stand in a field
// value: all but the control characters, HTAB excepted (RFC 9110 §5.5). It
// looks at eight octets at a time.
func valueSpan(b []byte) int {
	i := 0
	for {
		for i+8 <= len(b) {
			x := binary.LittleEndian.Uint64(b[i:])
			del := x ^ (ones * 0x7f)
			if ((x-ones*0x20)&^x|(del-ones)&^del)&highs != 0 {
				break
			}
			i += 8
		}
		stop := min(i+8, len(b))
		for i < stop {
			if c := b[i]; c < 0x20 && c != '\t' || c == 0x7f {
				return i
			}
			i++
		}
		if i == len(b) {
			return i
		}
	}
}

// trim removes the optional whitespace around a value.
func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}

// equalFold compares without the case of ASCII letters.
func equalFold(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i, x := range a {
		y := b[i]
		if x != y && (x|0x20 != y|0x20 || x|0x20 < 'a' || x|0x20 > 'z') {
			return false
		}
	}
	return true
}

// is compares a field name or an option without case.
func is(b []byte, name string) bool { return len(b) == len(name) && flow.EqualFold(b, name) }
