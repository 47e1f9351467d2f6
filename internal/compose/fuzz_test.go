package compose

import (
	"errors"
	"strings"
	"testing"
)

// Whatever is pasted, it is read or refused with a sentence; and what was read is
// read again as the same.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"curl 'https://a.test/' -H $'a: \\u0021\\x41\\101\\cA' --data-raw \"b\\\"$c\" | jq",
		"curl ^\"https://a.test/^%^41^\" ^\r\n -H ^\"a: \\\\\\^\"b^\" -d ^\"x^\n\ny^\"",
		"curl.exe 'https://a.test/' `\n -H \"a: `\"b`n\" -d '{\\\"a\\\":1}'",
		"curl https://a.test -F 'a=\"b\\\"c\";type=x' -F 'c=d;filename=e' -G -d x --data-urlencode =y -u a:b -b c=d --json {} -I --next",
		"POST /x HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1\r\n\r\na\n",
		":method: GET\n:path: /\n:authority: a.test\n\n",
		"> GET / HTTP/1.1\n> Host: a\n>\n", "https://u:p@[::1]:1/ä?b#c", "$ curl", "# x\ncurl -", "curl --",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := Parse(s)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.What == "" || strings.ContainsAny(e.What, "\n\x1b") {
				t.Fatalf("%#v", err)
			}
			return
		}
		u, err := ParseURL(r.URL)
		if err != nil || u.String() != r.URL || u.User != "" || u.Fragment {
			t.Fatalf("URL %q: %+v, %v", r.URL, u, err)
		}
		if r.Method == "" {
			t.Fatal("no method")
		}
	})
}
