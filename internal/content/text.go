package content

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// utf8Mark is the byte-order mark of UTF-8.
var utf8Mark = []byte("\xef\xbb\xbf")

// Text returns data as UTF-8 when it is text: by its charset, or because it
// looks like it. contentType is the value of Content-Type, may be empty or wrong.
func Text(data []byte, contentType string) (text string, ok bool) {
	if e := Charset(contentType); e != nil {
		if text, ok := inCharset(data, e); ok {
			return text, true
		}
	}
	data = bytes.TrimPrefix(data, utf8Mark)
	if looksLikeText(data) {
		return string(data), true
	}
	return "", false
}

// looksLikeText wants valid UTF-8 in which control characters are rare. A
// character that is cut at the end is no reason against it.
func looksLikeText(data []byte) bool {
	controls, n := 0, 0
	for i := 0; i < len(data); n++ {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return len(data)-i < utf8.UTFMax && !utf8.FullRune(data[i:])
		}
		if r < 0x20 && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != 0x1b || r == 0x7f {
			controls++
		}
		i += size
	}
	return controls*50 <= n
}

// IsJSON reports whether a Content-Type says JSON.
func IsJSON(contentType string) bool {
	t, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	t = strings.TrimSpace(t)
	return t == "application/json" || t == "text/json" || strings.HasSuffix(t, "+json")
}
