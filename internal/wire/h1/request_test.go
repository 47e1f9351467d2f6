package h1

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

func TestParseRequest(t *testing.T) {
	raw := "POST /a?b=c HTTP/1.1\r\nHOST: example.com:8080\r\nx-Empty:\r\nX-Pad: \t v w\t \r\nX-Dup: 1\r\nx-dup: 2\r\nX-Obs: caf\xe9\r\n\r\n"
	h := new(flow.Head)
	n, err := ParseRequest([]byte(raw+"body"), 0, h, DefaultLimits)
	if n != len(raw) || err != nil {
		t.Fatalf("ParseRequest = %d, %v", n, err)
	}
	if string(h.Method) != "POST" || string(h.Target) != "/a?b=c" || h.Proto != flow.HTTP11 || string(h.Raw) != raw {
		t.Errorf("start line: %q %q %v, raw %q", h.Method, h.Target, h.Proto, h.Raw)
	}
	want := []string{"HOST=example.com:8080", "x-Empty=", "X-Pad=v w", "X-Dup=1", "x-dup=2", "X-Obs=caf\xe9"}
	if got := listFields(h); got != strings.Join(want, "|") {
		t.Errorf("fields %q, want %q", got, want)
	}
}

func listFields(h *flow.Head) string {
	var s []string
	for _, f := range h.Fields {
		s = append(s, fmt.Sprintf("%s=%s", f.Name, f.Value))
	}
	return strings.Join(s, "|")
}

func TestRequestsAccepted(t *testing.T) {
	for _, raw := range []string{
		"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET / HTTP/1.0\r\n\r\n",
		"GET / HTTP/1.0\r\nHost: a\r\n\r\n",
		"get / HTTP/1.1\r\nHost: a\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
		"!#$%&'*+-.^_`|~ / HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET //a HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET /%zz|{}\\\"<>^` HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET http://a HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET http://a:80?q HTTP/1.1\r\nHost: other\r\n\r\n",
		"GET https://[::1]:443/x HTTP/1.1\r\nHost: [::1]:443\r\n\r\n",
		"GET http://a/ HTTP/1.1\r\nHost:\r\n\r\n",
		"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
		"CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: xn--bcher-kva.example:65535\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: a_b.c%20d:\r\n\r\n",
		"GET / HTTP/1.1\r\nHost:a\r\n!#$%&'*+-.^_`|~09azAZ:\t\"~\x80\xff\r\n\r\n",
	} {
		mustRequest(t, raw)
	}
	mustRequest(t, "GET / HTTP/1.1\r\nHost: a\r\nConnection: "+strings.Repeat("x,", 64)+"\r\n\r\n")
	mustRequest(t, strings.Repeat("M", maxMethod)+" / HTTP/1.1\r\nHost: a\r\n\r\n")
}

func TestRequestsRefused(t *testing.T) {
	const ok = "Host: a\r\n\r\n"
	for _, tt := range []struct{ rule, raw string }{
		{"bare LF after the request line", "GET / HTTP/1.1\n" + ok},
		{"bare LF after a field", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n"},
		{"bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n"},
		{"only LF", "GET / HTTP/1.1\nHost: a\n\n"},
		{"bare CR as line end", "GET / HTTP/1.1\r" + ok},
		{"only CR", "GET / HTTP/1.1\rHost: a\r\r"},
		{"bare CR in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: y\rz\r\n\r\n"},
		{"CR CR LF", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n"},
		{"bare CR in a name", "GET / HTTP/1.1\r\nHost: a\r\nX\rY: z\r\n\r\n"},
		{"folding", "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n"},
		{"folding with a tab", "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\tz\r\n\r\n"},
		{"folding to an empty line", "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n \r\n\r\n"},
		{"whitespace before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
		{"blank first field line", "GET / HTTP/1.1\r\n \r\n" + ok},
		{"space before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n"},
		{"tab before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX\t: y\r\n\r\n"},
		{"empty name", "GET / HTTP/1.1\r\nHost: a\r\n: y\r\n\r\n"},
		{"no colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"},
		{"bracket in a name", "GET / HTTP/1.1\r\nHost: a\r\nX[: y\r\n\r\n"},
		{"NUL in a name", "GET / HTTP/1.1\r\nHost: a\r\nX\x00: y\r\n\r\n"},
		{"non-ASCII name", "GET / HTTP/1.1\r\nHost: a\r\nX\xc3\xab: y\r\n\r\n"},
		{"NUL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: y\x00\r\n\r\n"},
		{"vertical tab", "GET / HTTP/1.1\r\nHost: a\r\nX: \x0by\r\n\r\n"},
		{"DEL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: \x7f\r\n\r\n"},

		{"no Host", "GET / HTTP/1.1\r\nX: y\r\n\r\n"},
		{"no fields", "GET / HTTP/1.1\r\n\r\n"},
		{"second Host", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
		{"same Host twice", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"},
		{"second Host in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"},
		{"empty Host", "GET / HTTP/1.1\r\nHost: \r\n\r\n"},
		{"Host with user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"},
		{"Host with path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
		{"Host with query", "GET / HTTP/1.1\r\nHost: a?b\r\n\r\n"},
		{"Host with space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"},
		{"two hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
		{"Host with scheme", "GET / HTTP/1.1\r\nHost: http://a\r\n\r\n"},
		{"Host with bad port", "GET / HTTP/1.1\r\nHost: a:8x\r\n\r\n"},
		{"Host with two ports", "GET / HTTP/1.1\r\nHost: a:80:80\r\n\r\n"},
		{"Host with backslash", "GET / HTTP/1.1\r\nHost: a\\b\r\n\r\n"},
		{"Host outside ASCII", "GET / HTTP/1.1\r\nHost: b\xfccher\r\n\r\n"},
		{"Host with open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"},

		{"two spaces after the method", "GET  / HTTP/1.1\r\n" + ok},
		{"two spaces before the version", "GET /  HTTP/1.1\r\n" + ok},
		{"tab after the method", "GET\t/ HTTP/1.1\r\n" + ok},
		{"tab before the version", "GET /\tHTTP/1.1\r\n" + ok},
		{"space in the target", "GET /a b HTTP/1.1\r\n" + ok},
		{"space after the version", "GET / HTTP/1.1 \r\n" + ok},
		{"no target", "GET HTTP/1.1\r\n" + ok},
		{"method alone", "GET\r\n" + ok},
		{"empty line", "\r\n\r\n"},
		{"two empty lines before", "\r\n\r\nGET / HTTP/1.1\r\n" + ok},
		{"LF before", "\nGET / HTTP/1.1\r\n" + ok},
		{"CR before", "\rGET / HTTP/1.1\r\n" + ok},
		{"space before", " GET / HTTP/1.1\r\n" + ok},
		{"blank request line", " \r\n\r\n"},
		{"HTTP/0.9", "GET /\r\n"},
		{"lower-case version", "GET / http/1.1\r\n" + ok},
		{"no minor version", "GET / HTTP/1\r\n" + ok},
		{"zeros in the version", "GET / HTTP/01.01\r\n" + ok},
		{"long minor version", "GET / HTTP/1.10\r\n" + ok},
		{"letters for a version", "GET / HTTP/1.x\r\n" + ok},
		{"comma in the method", "GE,T / HTTP/1.1\r\n" + ok},
		{"method too long", strings.Repeat("M", maxMethod+1) + " / HTTP/1.1\r\n" + ok},

		{"fragment", "GET /a#b HTTP/1.1\r\n" + ok},
		{"NUL in the target", "GET /\x00 HTTP/1.1\r\n" + ok},
		{"DEL in the target", "GET /\x7f HTTP/1.1\r\n" + ok},
		{"target outside ASCII", "GET /\xc3\xa9 HTTP/1.1\r\n" + ok},
		{"* with GET", "GET * HTTP/1.1\r\n" + ok},
		{"relative target", "GET a HTTP/1.1\r\n" + ok},
		{"authority-form with GET", "GET a:80 HTTP/1.1\r\n" + ok},
		{"query alone", "GET ?q HTTP/1.1\r\n" + ok},
		{"absolute without host", "GET http:///a HTTP/1.1\r\n" + ok},
		{"absolute with user", "GET http://u:p@a/ HTTP/1.1\r\n" + ok},
		{"absolute with backslash", "GET http://a\\b/ HTTP/1.1\r\n" + ok},
		{"absolute with bad port", "GET http://a:99999/ HTTP/1.1\r\n" + ok},
		{"absolute without slashes", "GET http:a HTTP/1.1\r\n" + ok},
		{"scheme that starts with a digit", "GET 1http://a HTTP/1.1\r\n" + ok},
		{"CONNECT with a path", "CONNECT /a HTTP/1.1\r\n" + ok},
		{"CONNECT without port", "CONNECT a HTTP/1.1\r\n" + ok},
		{"CONNECT with empty port", "CONNECT a: HTTP/1.1\r\n" + ok},
		{"CONNECT with port 0", "CONNECT a:0 HTTP/1.1\r\n" + ok},
		{"CONNECT in absolute-form", "CONNECT http://a:80 HTTP/1.1\r\n" + ok},
		{"CONNECT *", "CONNECT * HTTP/1.1\r\n" + ok},
		{"TLS", "\x16\x03\x01\x02\x00\x01\x00"},
		{"octets that are not HTTP", "SSH-2.0-OpenSSH_9.9\r\n"},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			var h flow.Head
			n, err := ParseRequest([]byte(tt.raw), 0, &h, DefaultLimits)
			if k := kindOf(t, err); k != BadHead || n != 0 {
				t.Errorf("%q: n %d, kind %v, want %v (%v)", tt.raw, n, k, BadHead, err)
			}
			if len(h.Fields) != 0 || h.Raw != nil || h.Method != nil {
				t.Errorf("the head is not empty after an error: %+v", h)
			}
		})
	}
}

func TestRequestVersions(t *testing.T) {
	for _, v := range []string{"HTTP/1.2", "HTTP/1.9", "HTTP/2.0", "HTTP/0.9", "HTTP/9.9"} {
		var h flow.Head
		_, err := ParseRequest([]byte("GET / "+v+"\r\nHost: a\r\n\r\n"), 0, &h, DefaultLimits)
		if k := kindOf(t, err); k != BadVersion {
			t.Errorf("%s: %v (%v)", v, k, err)
		}
	}
	var h flow.Head
	if _, err := ParseRequest([]byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 0, &h, DefaultLimits); kindOf(t, err) != BadVersion {
		t.Errorf("the HTTP/2 preface: %v", err)
	}
}

func TestOneEmptyLineBeforeARequest(t *testing.T) {
	const raw = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
	var h flow.Head
	n, err := ParseRequest([]byte("\r\n"+raw), 0, &h, DefaultLimits)
	if n != len(raw)+2 || err != nil || string(h.Raw) != raw {
		t.Errorf("ParseRequest = %d, %v, raw %q", n, err, h.Raw)
	}
	_, err = ParseRequest([]byte("\r\nGET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 0, &h, DefaultLimits)
	if kindOf(t, err) != BadHead {
		t.Error("no error")
	}
	_, err = ParseRequest([]byte("\r\nG@T / HTTP/1.1\r\nHost: a\r\n\r\n"), 0, &h, DefaultLimits)
	if e, ok := err.(*Error); !ok || e.Offset != 3 {
		t.Errorf("the error %v does not point to the octet at 3", err)
	}
}

func TestIncompleteRequests(t *testing.T) {
	for _, raw := range []string{string(typical), "\r\n" + string(typical), "GET / HTTP/1.0\r\n\r\n"} {
		checkIncomplete(t, raw)
	}
	checkIncomplete(t, strings.Repeat("M", maxMethod)+" / HTTP/1.0\r\n\r\n")
}

func checkIncomplete(t *testing.T, raw string) {
	t.Helper()
	for i := range raw {
		for _, from := range []int{0, max(i-1, 0), i / 2} {
			var h flow.Head
			n, err := ParseRequest([]byte(raw[:i]), from, &h, DefaultLimits)
			if n != 0 || err != nil {
				t.Fatalf("ParseRequest(%q, %d) = %d, %v", raw[:i], from, n, err)
			}
		}
		var h flow.Head
		if n, err := ParseRequest([]byte(raw), i, &h, DefaultLimits); n != len(raw) || err != nil {
			t.Fatalf("ParseRequest(all, from %d) = %d, %v", i, n, err)
		}
	}
}

func TestRequestLimits(t *testing.T) {
	const raw = "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n"
	for _, tt := range []struct {
		lim  Limits
		want Kind
	}{
		{Limits{len(raw), 2}, 0},
		{Limits{len(raw) - 1, 2}, TooLarge},
		{Limits{len(raw), 1}, TooLarge},
	} {
		for _, before := range []string{"", "\r\n"} {
			for _, after := range []string{"", "more", raw} {
				var h flow.Head
				_, err := ParseRequest([]byte(before+raw+after), 0, &h, tt.lim)
				if k := kindOf(t, err); k != tt.want {
					t.Errorf("%+v, %q before, %q after: %v, want %v", tt.lim, before, after, k, tt.want)
				}
			}
		}
	}
	var h flow.Head
	endless := append([]byte("GET /"), bytes.Repeat([]byte("a"), DefaultLimits.HeadBytes-6)...)
	if n, err := ParseRequest(endless, 0, &h, DefaultLimits); n != 0 || err != nil {
		t.Errorf("one octet below the limit: %d, %v", n, err)
	}
	if _, err := ParseRequest(append(endless, 'a'), len(endless), &h, DefaultLimits); kindOf(t, err) != TooLarge {
		t.Errorf("at the limit without an end: %v", err)
	}
	many := "GET / HTTP/1.1\r\nHost: a\r\nConnection: " + strings.Repeat("x,", 65) + "\r\n\r\n"
	if _, err := ParseRequest([]byte(many), 0, &h, DefaultLimits); kindOf(t, err) != TooLarge {
		t.Errorf("65 connection options: %v", err)
	}
}

// Fields keeps its capacity, so that a connection's second head costs nothing.
func TestParseRequestDoesNotAllocate(t *testing.T) {
	var h flow.Head
	parse := func() {
		if _, err := ParseRequest(typical, 0, &h, DefaultLimits); err != nil {
			t.Fatal(err)
		}
		if _, err := RequestFraming(&h); err != nil {
			t.Fatal(err)
		}
	}
	parse()
	if n := testing.AllocsPerRun(100, parse); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
