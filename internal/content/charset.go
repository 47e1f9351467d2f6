package content

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// Charset returns the encoding that a Content-Type names, by any label that
// browsers know (WHATWG Encoding §4.2), nil for UTF-8 and for what is not known
// there.
func Charset(contentType string) encoding.Encoding {
	_, params, _ := mime.ParseMediaType(contentType) // a bad one has no parameters
	return charset(params["charset"])
}

// charset returns nil for UTF-8, for what is not known, and for the two
// encodings that stand for octets that are not to be read as text.
func charset(label string) encoding.Encoding {
	if label == "" {
		return nil
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return nil
	}
	name, err := htmlindex.Name(e)
	if err != nil {
		return nil
	}
	switch name {
	case "utf-8", "replacement", "x-user-defined":
		return nil
	case "utf-16le": // what "utf-16" means; a mark decides
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	return e
}

// inCharset returns data as UTF-8 when it is text in an encoding. A label is
// often wrong: what is good UTF-8 and has octets that the encoding does not know
// is left to be read as UTF-8, as is what begins with its mark.
func inCharset(data []byte, e encoding.Encoding) (text string, ok bool) {
	if bytes.HasPrefix(data, utf8Mark) {
		return "", false
	}
	out, err := e.NewDecoder().Bytes(data)
	if err != nil || !looksLikeText(out) {
		return "", false
	}
	text = string(out)
	unknown := strings.Count(text, string(utf8.RuneError))
	switch {
	case unknown == 0:
		return text, true
	case !isASCII(data) && utf8.Valid(data):
		return "", false
	}
	// One may be a character that is cut at the end.
	return text, (unknown-1)*20 <= utf8.RuneCount(out)
}

func isASCII(data []byte) bool {
	for _, c := range data {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
