package redact

import (
	"bytes"
	"unicode/utf8"

	"rockxy/internal/content"
)

const escape = 0x1b

// shifted is content in a charset in which escapes make other characters of
// ASCII, quotes among them (ISO-2022-JP): it is searched as UTF-8, and written in
// its charset again if something is replaced.
func (r *Redactor) shifted(b *body, contentType string) {
	charset := content.Charset(contentType)
	text, err := charset.NewDecoder().Bytes(b.before)
	if err != nil { // unreachable: decoders put U+FFFD for what they cannot read
		text = bytes.Clone(b.before)
	}
	as := bytes.Clone(text)
	r.content(text, contentType)
	r.known.replace(text)
	if bytes.Equal(text, as) {
		return
	}
	fits := map[rune]bool{}
	text = bytes.Map(func(c rune) rune { // stand-ins are of all of Unicode
		if _, seen := fits[c]; !seen && c >= utf8.RuneSelf {
			_, err := charset.NewEncoder().String(string(c))
			fits[c] = err == nil
		}
		if c >= utf8.RuneSelf && !fits[c] {
			return '?'
		}
		return c
	}, text)
	if b.plain, err = charset.NewEncoder().Bytes(text); err != nil { // unreachable: all of it fits
		b.left = "left out: it has secrets, and without them it cannot be written in its charset again"
	}
}
