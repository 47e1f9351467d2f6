package content

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Text returns data as UTF-8 when it is text: by its charset, or because it
// looks like it. contentType is the value of Content-Type, may be empty or wrong.
func Text(data []byte, contentType string) (text string, ok bool) {
	_, params, _ := mime.ParseMediaType(contentType) // a bad one has no parameters
	if e := charset(params["charset"]); e != nil {
		if out, err := e.NewDecoder().Bytes(data); err == nil && looksLikeText(out) {
			return string(out), true
		}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if looksLikeText(data) {
		return string(data), true
	}
	return "", false
}

// charset returns nil for UTF-8 and for what is not known.
func charset(name string) encoding.Encoding {
	switch strings.ToLower(name) {
	case "iso-8859-1", "latin1", "windows-1252", "us-ascii": // as browsers read them (WHATWG Encoding §4.2)
		return charmap.Windows1252
	case "iso-8859-15":
		return charmap.ISO8859_15
	case "windows-1251":
		return charmap.Windows1251
	case "koi8-r":
		return charmap.KOI8R
	case "utf-16", "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	return nil
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
