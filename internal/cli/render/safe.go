package render

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Safe returns s for one line of a terminal: whatever is not a printable
// character is replaced by an escape that can be seen, such as \x1b or \u202e.
func Safe(s string) string { return safe(s, "") }

// SafeText is Safe for text of several lines: line feeds and tabs stay, and the
// carriage return of a CRLF goes.
func SafeText(s string) string { return safe(strings.ReplaceAll(s, "\r\n", "\n"), "\n\t") }

func safe(s, keep string) string {
	if printable(s, keep) {
		return s
	}
	return string(appendSafe(make([]byte, 0, len(s)+16), s, keep))
}

// appendSafe appends text made safe.
func appendSafe[T string | []byte](dst []byte, text T, keep string) []byte {
	if printable(text, keep) {
		return append(dst, text...)
	}
	s := string(text)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			dst = fmt.Appendf(dst, `\x%02x`, s[i])
		case strconv.IsPrint(r) || strings.ContainsRune(keep, r):
			dst = append(dst, s[i:i+n]...)
		case r < 0x80:
			dst = fmt.Appendf(dst, `\x%02x`, r)
		case r < 0x10000:
			dst = fmt.Appendf(dst, `\u%04x`, r)
		default:
			dst = fmt.Appendf(dst, `\U%08x`, r)
		}
		i += n
	}
	return dst
}

func printable[T string | []byte](s T, keep string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 0x20 || c >= 0x7f) && strings.IndexByte(keep, c) < 0 {
			return false // perhaps; the slow way decides
		}
	}
	return true
}
