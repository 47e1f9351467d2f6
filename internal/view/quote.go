package view

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// quote puts text between quotes, with the escapes of JSON for what would break
// it and \x for octets that are not UTF-8.
func quote(b []byte) string {
	var out strings.Builder
	out.Grow(len(b) + 2)
	out.WriteByte('"')
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			out.WriteString(`\x` + padHex(uint64(b[i]), 2))
		case r == '"' || r == '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\r':
			out.WriteString(`\r`)
		case r == '\t':
			out.WriteString(`\t`)
		case strconv.IsPrint(r):
			out.Write(b[i : i+n])
		case r < 0x10000:
			out.WriteString(`\u` + padHex(uint64(r), 4))
		default:
			out.WriteString(`\U` + padHex(uint64(r), 8))
		}
		i += n
	}
	out.WriteByte('"')
	return out.String()
}

// lastSegment is what follows the last slash.
func lastSegment(s string) string { return s[strings.LastIndexByte(s, '/')+1:] }

// pathOf is the path of a URL or of a request target.
func pathOf(target string) string {
	if _, rest, ok := strings.Cut(target, "://"); ok {
		target = ""
		if n := strings.IndexByte(rest, '/'); n >= 0 {
			target = rest[n:]
		}
	}
	if n := strings.IndexAny(target, "?#"); n >= 0 {
		target = target[:n]
	}
	return target
}

// queryOf is the query of a URL or of a request target.
func queryOf(target string) string {
	target, _, _ = strings.Cut(target, "#")
	_, query, _ := strings.Cut(target, "?")
	return query
}
