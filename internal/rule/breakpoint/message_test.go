package breakpoint

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		name string
		m    Message
		want string
	}{
		{"request", Message{Method: "POST", URL: "https://example.com/a?b=c", Version: "HTTP/2",
			Fields: []Field{{"Host", "example.com"}, {"x-a", "1"}, {"x-a", ""}}, Body: []byte("hello\n")},
			"POST https://example.com/a?b=c HTTP/2\nHost: example.com\nx-a: 1\nx-a:\n\nhello\n"},
		{"response", Message{Dir: flow.Response, Status: 404, Reason: "Not Found", Version: "HTTP/1.1",
			Fields: []Field{{"A", "b"}}, Trailers: []Field{{"X-Sum", "1"}}},
			"HTTP/1.1 404 Not Found\nA: b\n@trailer X-Sum: 1\n\n"},
		{"no reason", Message{Dir: flow.Response, Status: 200, Version: "HTTP/2"}, "HTTP/2 200\n\n"},
		{"text message", Message{Kind: flow.MessageText, Body: []byte("hi")}, "hi"},
		{"event", Message{Kind: flow.MessageEvent, Fields: []Field{{"event", "tick"}}, Body: []byte("1\n2")}, "event: tick\n\n1\n2"},
		{"event of data alone", Message{Kind: flow.MessageEvent, Body: []byte("1")}, "\n1"},
	} {
		if got := string(Format(&c.m)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Message
	}{
		{"CRLF", "GET https://a/ HTTP/1.1\r\nA: b\r\n\r\nx\r\n", Message{Method: "GET", URL: "https://a/", Version: "HTTP/1.1", Fields: []Field{{"A", "b"}}, Body: []byte("x\r\n")}},
		{"without a version", "GET /path", Message{Method: "GET", URL: "/path"}},
		{"a status alone", "204", Message{Dir: flow.Response, Status: 204}},
		{"a status and reason", "200 All Right\n\n", Message{Dir: flow.Response, Status: 200, Reason: "All Right"}},
		{"comments first", "# saved\n\n### x\nGET /", Message{Method: "GET", URL: "/"}},
		{"no empty line", "GET /\nA: b", Message{Method: "GET", URL: "/", Fields: []Field{{"A", "b"}}}},
		{"blanks around a value", "GET /\nA:   b \t\n", Message{Method: "GET", URL: "/", Fields: []Field{{"A", "b"}}}},
		{"trailers", "GET /\n@trailer A: b\nB: c\n\n", Message{Method: "GET", URL: "/", Fields: []Field{{"B", "c"}}, Trailers: []Field{{"A", "b"}}}},
		{"extended CONNECT", "CONNECT https://a/chat HTTP/2\n:protocol: websocket\n", Message{Method: "CONNECT", URL: "https://a/chat", Version: "HTTP/2", Fields: []Field{{":protocol", "websocket"}}}},
	} {
		got, err := Parse([]byte(c.text))
		if err != nil || !reflect.DeepEqual(*got, c.want) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
}

func TestParseErrorsNameTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "there is nothing here",
		"\n\n":                           "there is nothing here",
		"hello":                          `line 1: "hello" is not a request line`,
		"GET\x0b/":                       "line 1: the request line has a control character",
		"GET /a b HTTP/1.1":              "line 1: the URL has a blank in it",
		"G@T / HTTP/1.1":                 `line 1: "G@T" is not a method`,
		"HTTP/1.1 abc":                   `line 1: "abc" is not a status`,
		"HTTP/x 200 OK":                  `line 1: "HTTP/x" is not a version`,
		"HTTP/1.1 2000 OK":               `line 1: "2000" is not a status`,
		"GET /\nA: b\nhello":             `line 3: "hello" is not a field`,
		"GET /\nA: b\n c":                "line 3: a field does not begin with a blank",
		"GET /\nA : b":                   `line 2: "A " is not the name of a field`,
		"GET /\n: b":                     `line 2: ": b" is not a field`,
		"GET /\n:path: /x":               "line 2: :path is not written as a field",
		"GET /\nA: b\x00c":               "line 2: the value of A has a control character",
		"GET /\nA: b\rc":                 "line 2: the value of A has a control character",
		"# x\nGET /\nA: b\n@trailer C\n": `line 4: "C" is not a field`,
	} {
		if _, err := Parse([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestParseEvent(t *testing.T) {
	m, err := ParseEvent([]byte("event: tick\n\n1\n2"), &Message{Kind: flow.MessageEvent, Dir: flow.Response})
	want := Message{Kind: flow.MessageEvent, Dir: flow.Response, Fields: []Field{{"event", "tick"}}, Body: []byte("1\n2")}
	if err != nil || !reflect.DeepEqual(*m, want) {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := ParseEvent([]byte("id: 1\nretry: 5\n\n"), &Message{Kind: flow.MessageEvent}); err == nil || !strings.HasPrefix(err.Error(), "line 2: ") {
		t.Errorf("%v", err)
	}
	if m, err := ParseEvent([]byte("GET /"), &Message{Kind: flow.MessageBinary}); err != nil || string(m.Body) != "GET /" {
		t.Errorf("%+v, %v", m, err)
	}
}

func token(t *rapid.T, label string) string {
	return rapid.StringMatching(`[A-Za-z0-9!#$%&'*+.^_|~-]{1,12}`).Draw(t, label)
}

func genFields(t *rapid.T, label string) []Field {
	value := rapid.StringMatching("([!-~\u00a0-\u00ff]([ -~]{0,20}[!-~])?)?")
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Field { return Field{token(t, "name"), value.Draw(t, "value")} }), 0, 5).Draw(t, label)
}

// messages are those that can be on the wire.
func messages(t *rapid.T) *Message {
	m := &Message{Version: rapid.SampledFrom([]string{"HTTP/1.0", "HTTP/1.1", "HTTP/2"}).Draw(t, "version")}
	if rapid.Bool().Draw(t, "response") {
		m.Dir, m.Status = flow.Response, rapid.IntRange(100, 999).Draw(t, "status")
		m.Reason = rapid.StringMatching(`([!-~]([ -~]{0,10}[!-~])?)?`).Draw(t, "reason")
	} else {
		m.Method, m.URL = rapid.StringMatching(`[A-Z]{1,9}`).Draw(t, "method"), rapid.StringMatching(`(https?://[a-z.]{1,9}(:[0-9]{1,4})?)?/[!-~]{0,20}`).Draw(t, "url")
	}
	m.Fields, m.Trailers = genFields(t, "fields"), genFields(t, "trailers")
	if b := rapid.SliceOf(rapid.Byte()).Draw(t, "body"); len(b) > 0 {
		m.Body = b
	}
	return m
}

func TestParseIsTheInverseOfFormat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := messages(t)
		got, err := Parse(Format(m))
		if err != nil {
			t.Fatalf("%q: %v", Format(m), err)
		}
		if !same(got, m) || got.Version != m.Version {
			t.Fatalf("%q became %+v", Format(m), got)
		}
	})
}

func TestTextIsTheSameMessage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := messages(t)
		if ct := rapid.SampledFrom([]string{"", "text/plain; charset=shift_jis", "text/plain; charset=utf-16", "text/html; charset=iso-8859-1", "text/plain; charset=nonsense"}).Draw(t, "type"); ct != "" {
			m.Fields = append(m.Fields, Field{"Content-Type", ct})
		}
		text, ok := Text(m)
		if !ok {
			return
		}
		if !utf8.ValidString(text) {
			t.Fatalf("%q is not UTF-8", text)
		}
		if got, err := ParseText(text, m); err != nil || !same(got, m) {
			t.Fatalf("%q became %+v, %v", text, got, err)
		}
	})
}

func TestTextHasTheCharsetOfTheBody(t *testing.T) {
	latin := &Message{Dir: flow.Response, Status: 200, Fields: []Field{{"Content-Type", "text/plain; charset=iso-8859-1"}}, Body: []byte("caf\xe9")}
	text, ok := Text(latin)
	if !ok || !strings.HasSuffix(text, "\n\ncafé") {
		t.Fatalf("%q, %v", text, ok)
	}
	m, err := ParseText(strings.Replace(text, "café", "thé", 1), latin)
	if err != nil || string(m.Body) != "th\xe9" {
		t.Errorf("%q, %v", m.Body, err)
	}
	if _, err := ParseText(strings.Replace(text, "café", "日本", 1), latin); err == nil || !strings.Contains(err.Error(), "charset") {
		t.Errorf("characters that are not there: %v", err)
	}
	if _, ok := Text(&Message{Dir: flow.Response, Status: 200, Body: []byte{0, 1, 2, 0xff}}); ok {
		t.Error("octets are text")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"GET https://example.com/ HTTP/1.1\nHost: a\n\nbody", "HTTP/1.1 200 OK\r\nA: b\r\n\r\n", "# x\n204\n@trailer a: b\n", "GET /\n:protocol: websocket\n\n", "# 0", "\r#0 0", "000\t0", "000\r0", "", "\n\r\n:"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(Format(m))
		if err != nil || !same(m, again) {
			t.Fatalf("%q: %+v became %+v, %v", text, m, again, err)
		}
	})
}
