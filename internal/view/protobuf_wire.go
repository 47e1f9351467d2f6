package view

import (
	"unicode"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
)

// wellFormed reports whether all of b are fields of a message.
func wellFormed(b []byte, depth int) bool {
	return depth <= maxDepth && soundPrefix(b) == len(b)
}

// soundPrefix is how many octets of b are fields of a message.
func soundPrefix(b []byte) int {
	at := 0
	for at < len(b) {
		n := fieldLength(b[at:])
		if n < 0 {
			break
		}
		at += n
	}
	return at
}

// fieldLength is how long the field at the start of b is, negative if there is
// none.
func fieldLength(b []byte) int {
	num, typ, n := protowire.ConsumeTag(b)
	if n < 0 || num < 1 || typ == protowire.EndGroupType {
		return -1
	}
	size := protowire.ConsumeFieldValue(num, typ, b[n:])
	if size < 0 {
		return -1
	}
	return n + size
}

// looksLikeProtobuf is stricter than wellFormed: few octets that were made for
// something else may pass.
func looksLikeProtobuf(b []byte) bool {
	if len(b) < 4 || !wellFormed(b, 0) {
		return false
	}
	text := 0
	for rest := b; len(rest) > 0; {
		num, typ, n := protowire.ConsumeTag(rest)
		if num > 1000 || typ == protowire.StartGroupType {
			return false
		}
		if typ == protowire.BytesType {
			value, _ := protowire.ConsumeBytes(rest[n:])
			if len(value) > 0 && (isReadable(value, "\t\r\n") || wellFormed(value, 0)) {
				text++
			}
		}
		rest = rest[fieldLength(rest):]
	}
	return text > 0
}

// guess says what a length-delimited value without a schema most likely is.
func guess(value []byte, depth int) Class {
	switch {
	case len(value) == 0 || isReadable(value, ""):
		return String
	case wellFormed(value, depth):
		return Key // a message
	case isReadable(value, "\t\r\n"):
		return String
	}
	return Mark // octets
}

// isReadable wants UTF-8 of printable characters and those in also.
func isReadable(b []byte, also string) bool {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return false
		}
		if !unicode.IsPrint(r) && !containsRune(also, r) {
			return false
		}
		i += n
	}
	return true
}

func containsRune(s string, r rune) bool {
	for _, c := range s {
		if c == r {
			return true
		}
	}
	return false
}
