package filter

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold maps a character to the one that stands for it where case does not
// count: its lower case, except that nothing outside ASCII becomes ASCII. It is
// the one folding of this package; an index that answers the needles of a Plan
// has to fold its text with it.
func Fold(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	if l := unicode.ToLower(r); l >= utf8.RuneSelf {
		return l
	}
	return r
}

// AppendFold appends the folded text to b. Octets that are not UTF-8 stay as
// they are.
func AppendFold(b, text []byte) []byte {
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			b = append(b, lower(c))
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			b = append(b, c)
		} else {
			b = utf8.AppendRune(b, Fold(r))
		}
		i += n
	}
	return b
}

func foldString(s string) string { return string(AppendFold(nil, []byte(s))) }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// finder finds a folded text without regard to case. It allocates nothing.
type finder struct {
	text  string // folded
	ascii bool
	inner *finder // of a text that is not ASCII: its longest part that is, nil if short
	rare  int     // which byte of an ASCII text is looked for first
	lo    byte    // that byte, and its other case
	up    byte
}

func newFinder(text string) finder {
	f := finder{text: foldString(text)}
	if f.ascii = isASCII(f.text); !f.ascii {
		if part := longestASCII(f.text); len(part) > 1 {
			inner := newFinder(part)
			f.inner = &inner
		}
	}
	for i := range len(f.text) {
		if rarity(f.text[i]) > rarity(f.text[f.rare]) {
			f.rare = i
		}
	}
	if f.text != "" {
		f.lo = f.text[f.rare]
		f.up = f.lo
		if 'a' <= f.lo && f.lo <= 'z' {
			f.up = f.lo - 'a' + 'A'
		}
	}
	return f
}

func longestASCII(s string) (longest string) {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		if len(part) > len(longest) {
			longest = part
		}
	}
	return longest
}

// rarity guesses how seldom a byte is in heads and text bodies.
func rarity(c byte) int {
	switch {
	case bytes.IndexByte([]byte("jqxzw"), c) >= 0:
		return 5
	case bytes.IndexByte([]byte("kvybgf"), c) >= 0:
		return 4
	case bytes.IndexByte([]byte(" \"eaotinrs:,/."), c) >= 0:
		return 0
	case '0' <= c && c <= '9':
		return 2
	case 'a' <= c && c <= 'z':
		return 1
	}
	return 3
}

// index is where the first occurrence begins and ends in b, or -1.
func (f *finder) index(b []byte) (from, to int) {
	switch {
	case f.text == "":
		return 0, 0
	case !f.ascii:
		return f.indexRunes(b)
	case f.lo == f.up:
		return f.indexByte(b)
	}
	return f.indexLetter(b)
}

func (f *finder) indexByte(b []byte) (int, int) {
	n := len(f.text)
	for i := f.rare; i <= len(b)-n+f.rare; i++ {
		j := bytes.IndexByte(b[i:len(b)-n+f.rare+1], f.lo)
		if j < 0 {
			return -1, -1
		}
		i += j
		if f.at(b[i-f.rare : i-f.rare+n]) {
			return i - f.rare, i - f.rare + n
		}
	}
	return -1, -1
}

// indexLetter looks for both cases of the rare letter, and remembers how far
// away each of them is.
func (f *finder) indexLetter(b []byte) (int, int) {
	n := len(f.text)
	end := len(b) - n + f.rare + 1
	nextLo, nextUp := -1, -1
	for i := f.rare; i < end; i++ {
		if nextLo < i {
			nextLo = indexFrom(b[:end], i, f.lo)
		}
		if nextUp < i {
			nextUp = indexFrom(b[:end], i, f.up)
		}
		i = min(nextLo, nextUp)
		if i >= end {
			break
		}
		if f.at(b[i-f.rare : i-f.rare+n]) {
			return i - f.rare, i - f.rare + n
		}
	}
	return -1, -1
}

// indexFrom returns len(b) when c is not there.
func indexFrom(b []byte, i int, c byte) int {
	if j := bytes.IndexByte(b[i:], c); j >= 0 {
		return i + j
	}
	return len(b)
}

func (f *finder) at(b []byte) bool {
	for i := range b {
		if lower(b[i]) != f.text[i] {
			return false
		}
	}
	return true
}

func (f *finder) indexRunes(b []byte) (int, int) {
	if f.inner != nil {
		if from, _ := f.inner.index(b); from < 0 {
			return -1, -1
		}
	}
	for i := 0; i < len(b); {
		if n := foldedPrefix(b[i:], f.text); n >= 0 {
			return i, i + n
		}
		_, n := utf8.DecodeRune(b[i:])
		i += n
	}
	return -1, -1
}

// foldedPrefix is how much of b, folded, makes up all of text, or -1.
func foldedPrefix(b []byte, text string) int {
	at := 0
	for j := 0; j < len(text); {
		if at >= len(b) {
			return -1
		}
		want, wn := utf8.DecodeRuneInString(text[j:])
		got, gn := utf8.DecodeRune(b[at:])
		if gn == 1 && got == utf8.RuneError {
			if wn != 1 || b[at] != text[j] {
				return -1
			}
		} else if wn == 1 && want == utf8.RuneError || Fold(got) != want {
			return -1
		}
		at, j = at+gn, j+wn
	}
	return at
}
