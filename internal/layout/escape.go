package layout

import (
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// plainRun is how much of text is shown as it is, up to so many characters.
func plainRun(text []byte, room int) (n, characters int) {
	for n < len(text) && characters < room {
		c := text[n]
		if c < utf8.RuneSelf {
			if (c < 0x20 || c == 0x7f) && c != '\t' {
				return n, characters
			}
			n++
			characters++
			continue
		}
		r, size := utf8.DecodeRune(text[n:])
		if r == utf8.RuneError && size == 1 || hidden(r) {
			return n, characters
		}
		n += size
		characters++
	}
	return n, characters
}

// hidden says that a character does not show, or makes others show elsewhere. Blanks of all
// kinds are what they look like, and what joins others belongs to them.
func hidden(r rune) bool {
	return !strconv.IsPrint(r) && !unicode.Is(unicode.Zs, r) && r != 0x200c && r != 0x200d && r != 0xad
}

// escape writes the character that text begins with so that it shows.
func escape(text []byte) (shown string, size int) {
	r, size := utf8.DecodeRune(text)
	switch {
	case r == utf8.RuneError && size == 1, r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, text[0]), size
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r), size
	}
	return fmt.Sprintf(`\U%08x`, r), size
}
