package filter

import (
	"errors"
	"strings"
	"testing"
)

// TestErrors: each says where, what is there, what was expected, and what may
// have been meant.
func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"stauts:404", `column 1: "stauts:", expected a field such as host, status or header; a word with a colon needs quotation marks; did you mean status:404?`},
		{"a content-type:json", `column 3: "content-type:", expected a field such as host, status or header; a word with a colon needs quotation marks; did you mean header:content-type~json?`},
		{"x-trace:", `column 1: "x-trace:", expected a field such as host, status or header; a word with a colon needs quotation marks; did you mean header:x-trace?`},
		{"foobarbaz:1x", `column 1: "foobarbaz:", expected a field such as host, status or header; a word with a colon needs quotation marks; did you mean "foobarbaz:1x"?`},
		{"ü host:", `column 8: the end, expected a host such as api.example.com, *.example.com or .example.com`},
		{"host: a", `column 6: " ", expected a host such as api.example.com, *.example.com or .example.com`},
		{"status:4oo", `column 8: "4oo", expected a status such as 404, 5xx, >=400 or 200..299`},
		{"status:>=", `column 10: the end, expected a status such as 404, 5xx, >=400 or 200..299`},
		{"status:!404", `column 8: "!404", expected a status such as 404, 5xx, >=400 or 200..299; did you mean -status:404?`},
		{"status:300..200", `column 8: "300..200", expected a status such as 404, 5xx, >=400 or 200..299`},
		{"took:>1parsec", `column 7: "1parsec", expected a duration such as >1s, <=250ms or 1s..5s`},
		{"size:>1XB", `column 7: "1XB", expected a size such as >1MB, <=4KiB or 1KB..5KB`},
		{"time:>25:00", `column 7: "25:00", expected a time such as >10:42, 2026-11-23, 2026-11-23T10:00 or <5m`},
		{"is:websoket", `column 4: "websoket", expected a word such as error, active, websocket or tunnel; did you mean is:websocket?`},
		{"has:pinned", `column 5: "pinned", expected a word such as rule, body, comment or cookie; did you mean is:pinned?`},
		{"verdict:bypas", `column 9: "bypas", expected a verdict such as bypass or pinned; did you mean verdict:bypass?`},
		{"proto:h9", `column 7: "h9", expected a protocol such as h2, http/1.1 or websocket`},
		{"body:/a(b/", `column 7: "a(b", expected a regular expression as RE2 has it: missing closing )`},
		{strings.Repeat(`~\pL{200} `, 2), `column 12: "\\pL{200}", expected a regular expression as RE2 has it: all of them together are too large`},
		{"path:~a[z-a]", `column 9: "z-a", expected a regular expression as RE2 has it: invalid character class range`},
		{"body:~", `column 7: the end, expected a regular expression after ~`},
		{"body:/((x{100}){100}){100}/", `column 10: "{100}", expected a regular expression as RE2 has it: invalid repeat count`},
		{"body:/" + strings.Repeat("x{1000}", 30) + "/", `column 7: "x{1000}x{1000}x{1000}x{1000}x{1000}x{100…", expected a regular expression as RE2 has it: it is too large`},
		{"json:$.a[", `column 9: "[", expected a path such as $.user.id, $.items[0], $['a b'] or $..id`},
		{"json:$.a>b", `column 10: "b", expected a number to compare with`},
		{"header:a=", `column 10: the end, expected a value`},
		{"a (b", "column 5: the end, expected a closing parenthesis for the one in column 3"},
		{"a) b", `column 2: ")", expected the end: no parenthesis is open here`},
		{"()", `column 2: ")", expected a word or a condition such as host:example.com`},
		{"a or", "column 5: the end, expected a word or a condition such as host:example.com"},
		{"or a", `column 1: "or", expected a word or a condition such as host:example.com; did you mean "or"?`},
		{"a not", "column 6: the end, expected a word or a condition such as host:example.com"},
		{"- a", `column 2: " ", expected a word or a condition such as host:example.com right after -`},
		{`"a b`, `column 1: "\"a b", expected a closing quotation mark`},
		{`host:"a`, `column 6: "\"a", expected a closing quotation mark`},
		{`"name":"x"`, `column 7: ":\"x\"", expected a blank after the closing quotation mark; did you mean '"name":"x"'?`},
		{"ab\x00c", "column 3: the control character U+0000, expected text without control characters"},
		{"ü\x1b[31m", "column 2: the control character U+001B, expected text without control characters"},
		{"a\xffb", "column 2: \"\uFFFD\", expected text in UTF-8"},
		{strings.Repeat("(", 101) + "a", `column 101: "(", expected at most 100 parentheses or negations in each other`},
		{strings.Repeat("ü", 3000), `column 2049: "more", expected at most 4096 octets`},
	} {
		_, err := Parse(c.text)
		var at *SyntaxError
		if !errors.As(err, &at) {
			t.Errorf("%q: %v, want a *SyntaxError", c.text, err)
			continue
		}
		if got := err.Error(); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.text, got, c.want)
		}
		if s := at.Suggest; s != "" && !strings.Contains(s, "…") {
			if _, err := Parse(s); err != nil {
				t.Errorf("%q suggests %s, which cannot be read: %v", c.text, s, err)
			}
		}
	}
}

func TestSpans(t *testing.T) {
	text := "ü -(host:a,b  or x)"
	and := mustParse(t, text).Root().(*And)
	if got := text[and.Kids[0].Span().From:and.Kids[0].Span().To]; got != "ü" {
		t.Errorf("the word is %q", got)
	}
	not := and.Kids[1].(*Not)
	host := not.Kid.(*Or).Kids[0].(*Cond)
	for want, at := range map[string]Span{"-(host:a,b  or x)": not.At, "host:a,b": host.At, "b": host.Values[1].At} {
		if got := text[at.From:at.To]; got != want {
			t.Errorf("the span of %q is %q", want, got)
		}
	}
}
