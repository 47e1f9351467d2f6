package h1

import (
	"errors"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

// The sentence and the offset are what a person mends a client by.
func TestErrorsSayWhatIsWrongAndWhere(t *testing.T) {
	const host = "Host: a\r\n"
	for _, tt := range []struct {
		raw, says string
		at        string // the error points to where this stands
	}{
		{"GET / HTTP/1.1\nHost", "LF without CR", "\nHost"},
		{"GET / HTTP/1.1\r\n" + host + "X: a\rb", "CR stands alone", "\rb"},
		{"GET / HTTP/1.1\r\n" + host + "X: a\rb\r\n\r\n", "CR stands alone in the value of \"X\"", "\rb"},
		{"GET / HTTP/1.1\r\n" + host + "X: a\x01b\r\n\r\n", "control octet 0x01", "\x01"},
		{"GET / HTTP/1.1\r\n " + host + "\r\n", "first field line starts with whitespace", " Host"},
		{"GET / HTTP/1.1\r\n\t" + host + "\r\n", "first field line starts with whitespace", "\tHost"},
		{"GET / HTTP/1.1\r\n" + host + " b\r\n\r\n", "folding", " b"},
		{"GET / HTTP/1.1\r\n" + host + ": b\r\n\r\n", "no name", ": b"},
		{"GET / HTTP/1.1\r\n" + host + "Xx : b\r\n\r\n", "\"Xx\" before the colon", " : b"},
		{"GET / HTTP/1.1\r\n" + host + "Xx\t: b\r\n\r\n", "\"Xx\" before the colon", "\t: b"},
		{"GET / HTTP/1.1\r\n" + host + "Xx\r\n\r\n", "\"Xx\" has no colon", "\r\n\r\n"},
		{"GET / HTTP/1.1\r\n" + host + "X\ry: z\r\n\r\n", "0x0d cannot stand in a field name", "\ry"},
		{"GET / HTTP/1.1\r\n" + host + "(: b\r\n\r\n", "0x28 cannot stand in a field name", "("},
		{" GET / HTTP/1.1\r\n", "starts with whitespace", " GET"},
		{"GET\t/ HTTP/1.1\r\n", "tab follows the method", "\t"},
		{"GET\r\n", "a method only", "\r\n"},
		{"G@T / HTTP/1.1\r\n", "0x40 cannot stand in a method", "@"},
		{strings.Repeat("M", maxMethod+1), "longer than 64", "M"},
		{"GET  / HTTP/1.1\r\n", "More than one space follows the method", " / "},
		{"GET \r\n", "no target", "\r\n"},
		{"GET /\r\n", "HTTP/0.9", "\r\n"},
		{"GET /a\rb HTTP/1.1\r\n", "CR stands alone", "\rb"},
		{"GET /a#b HTTP/1.1\r\n", "fragment", "#"},
		{"GET /a\x80 HTTP/1.1\r\n", "0x80 cannot stand in a request target", "\x80"},
		{"GET / \r\n", "without an HTTP version", "\r\n"},
		{"GET /  HTTP/1.1\r\n", "More than one space precedes the HTTP version", " HTTP"},
		{"GET / HTTP/1.1 \r\n", "Whitespace follows the HTTP version", "HTTP/1.1 "},
		{"GET /a b HTTP/1.1\r\n", "inside the request target", "b HTTP"},
		{"GET / HTTP/1.1\t\r\n", "Whitespace follows the HTTP version", "HTTP/1.1\t"},
		{"GET / HTTP/3.0\r\n", "\"HTTP/3.0\" is neither", "HTTP/3.0"},
		{"GET / XTTP/1.1\r\n", "\"XTTP/1.1\" is not an HTTP version", "XTTP"},
		{"GET a HTTP/1.1\r\n", "\"a\" is neither a path nor", "a HTTP"},
		{"GET * HTTP/1.1\r\n", "OPTIONS alone", "*"},
		{"CONNECT a HTTP/1.1\r\n", "\"a\", is not host:port", "a HTTP"},
		{"\r\nGET /  HTTP/1.1\r\n", "More than one space", " HTTP"},
		{"\r\n\r\n", "More than one empty line", ""},
	} {
		var h flow.Head
		_, err := ParseRequest([]byte(tt.raw), 0, &h, DefaultLimits)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Msg, tt.says) {
			t.Errorf("%q: %v, want %q", tt.raw, err, tt.says)
			continue
		}
		if at := strings.Index(tt.raw, tt.at); tt.at != "" && e.Offset != at {
			t.Errorf("%q: offset %d, want %d", tt.raw, e.Offset, at)
		}
	}
}

func TestErrorsAreToldApartByKind(t *testing.T) {
	err := fail(TooLarge, 3, "A %s.", "sentence")
	if !errors.Is(err, &Error{Kind: TooLarge}) || errors.Is(err, &Error{Kind: BadHead}) || errors.Is(err, errors.ErrUnsupported) {
		t.Error("errors.Is does not go by the kind")
	}
	names := map[string]bool{}
	for k := range Truncated + 2 {
		names[k.String()] = true
	}
	if len(names) != int(Truncated)+1 { // 0 and what is past the last share a name
		t.Errorf("kinds share names: %v", names)
	}
	kinds := map[string]bool{}
	for k := range UntilClose + 2 {
		kinds[k.String()] = true
	}
	if len(kinds) != int(UntilClose)+2 {
		t.Errorf("framings share names: %v", kinds)
	}
}

// Long garbage is quoted in part.
func TestErrorsAreShort(t *testing.T) {
	var h flow.Head
	_, err := ParseRequest([]byte("GET / HTTP/1.1\r\nHost: "+strings.Repeat("/", 10000)+"\r\n\r\n"), 0, &h, DefaultLimits)
	if err == nil || len(err.Error()) > 200 {
		t.Errorf("%v", err)
	}
}
