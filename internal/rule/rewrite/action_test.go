package rewrite

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"rockxy/internal/content"
	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// action reads one as it stands in a file of rules at dir.
func action(t testing.TB, dir, kind, text string) (rule.Action, error) {
	t.Helper()
	n, err := node.Read(filepath.Join(dir, "rules.yaml"), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	switch kind {
	case "request-body":
		return ParseRequest(n)
	case "message-body":
		return ParseMessage(n)
	}
	return ParseResponse(n)
}

// begun is a run whose only action is a.
func begun(t testing.TB, a rule.Action, request string, body rule.Body) (*rule.Run, rule.Outcome) {
	t.Helper()
	g := &rule.Group{Name: "g", Enabled: true, Rules: []*rule.Rule{{Name: "r", Enabled: true, Match: &filter.Expr{}, Actions: []rule.Action{a}}}}
	h := flow.ParseHead(flow.HTTP11, []byte(strings.ReplaceAll(request, "\n", "\r\n")+"\r\n\r\n"), flow.Request, false)
	r := rule.NewSet([]*rule.Group{g}, rule.Limits{}, time.Now()).Begin(&flow.Exchange{}, h)
	out, err := r.Request(t.Context(), h, body, rule.Route{Scheme: "http", Host: "a", Port: 80})
	if err != nil {
		t.Fatal(err)
	}
	return r, out
}

// answered is what becomes of a response with the fields and body.
func answered(t testing.TB, a rule.Action, fields, body string) (h *flow.Head, got string, step flow.RuleStep) {
	t.Helper()
	r, _ := begun(t, a, "GET / HTTP/1.1\nHost: a", nil)
	h = flow.ParseHead(flow.HTTP11, []byte("HTTP/1.1 200 OK\r\n"+strings.ReplaceAll(fields, "\n", "\r\n")+"\r\n\r\n"), flow.Response, false)
	h, out, err := r.Response(t.Context(), h, rule.FromReader(strings.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	var data []byte
	for out != nil {
		p, err := out.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if data = append(data, p.Data...); p.End {
			break
		}
	}
	if trace := r.Trace(); len(trace) > 0 {
		step = trace[len(trace)-1]
	}
	return h, string(data), step
}

func TestResponseBodies(t *testing.T) {
	const chunked = "Transfer-Encoding: chunked"
	for _, c := range []struct{ action, fields, in, want, said string }{
		{`replace: [{text: prod, with: staging}, {regex: 'id=(\d+)', with: 'id=x$1'}]`, chunked, "prod id=7 prod", "staging id=x7 staging", "replaced 3 times"},
		{`replace: {text: a, with: b, first: true}`, chunked, "aaa", "baa", "replaced once"},
		{`replace: {text: Prod, with: x, ignore-case: true}`, chunked, "PROD prod pRod", "x x x", "replaced 3 times"},
		{`replace: {text: STRASSE, with: x, ignore-case: true}`, chunked, "Strasse", "x", "replaced once"},
		{`replace: {text: ÄPFEL, with: x, ignore-case: true}`, chunked, "äpfel", "x", "replaced once"},
		{`replace: {regex: prod, with: x, ignore-case: true}`, chunked, "PROD", "x", "replaced once"},
		{`replace: {text: nothing, with: x}`, "Content-Length: 3\nETag: \"a\"", "abc", "abc", "it was not found"},
		{`replace: {text: a, with: b}`, chunked + "\nContent-Type: image/png", "abc", "abc", "it is image/png, not text"},
		{`{replace: {text: a, with: b}, binary: true}`, chunked + "\nContent-Type: image/png", "abc", "bbc", "replaced once"},
		{`replace: {text: a, with: b}`, chunked + "\nContent-Type: image/svg+xml", "abc", "bbc", "replaced once"},
		{`replace: {text: a, with: b}`, chunked + "\nContent-Type: application/grpc+proto", "abc", "abc", "see message-body"},
		{`json-set: {$.user.name: Ada, $.n: 1.50, $.on: true, $.v: "1", $.x: null, $.l: [1, {a: b}]}`, chunked, `{"user": {"name": "Bob"}, "big": 12345678901234567890}`,
			`{"user": {"name": "Ada"}, "big": 12345678901234567890, "n": 1.50, "on": true, "v": "1", "x": null, "l": [1,{"a":"b"}]}`, "json-set $.user.name of 1 place, json-set $.n of 1 place"},
		{"json-set:\n  $.items[*].price: 0\n", chunked, `{"items":[{"price":1},{"price":2}]}`, `{"items":[{"price":0},{"price":0}]}`, "json-set $.items[*].price of 2 places"},
		{`json-remove: [$.a, $..b]`, chunked, `{"a":1,"c":{"b":2}}`, `{"c":{}}`, "json-remove $.a of 1 place"},
		{`json-remove: $.z`, chunked, `{"a":1}`, `{"a":1}`, "it changes nothing: json-remove $.z of 0 places"},
		{`merge-patch: {a: null, b: {c: 1}}`, chunked, `{"a":1}`, `{"b":{"c":1}}`, "merge-patch of 1 place"},
		{`json-patch: [{op: test, path: /a, value: 1}, {op: replace, path: /a, value: 2}]`, chunked, `{"a":1.0}`, `{"a":2}`, "json-patch of 2 places"},
		{`json-patch: [{op: replace, path: /a, value: 2}, {op: test, path: /a, value: 1}]`, chunked, `{"a":1.0}`, `{"a":1.0}`, "json-patch: operation 2 (test /a): it is 2, not 1"},
		{`json-set: {$.a: 1}`, chunked, `<html>`, `<html>`, "it is not JSON: "},
		{`json-set: {$.a: 1}`, chunked, "\xef\xbb\xbf{}", "\xef\xbb\xbf{\"a\":1}", "json-set"},
		{`json-set: {$.a: 1}`, chunked + "\nContent-Type: text/event-stream", "data: {}\n\n", "data: {}\n\n", "a stream without an end in sight"},
		{`{json-set: {$.a: prod}, replace: {text: prod, with: x}}`, chunked, "{}", `{"a":"x"}`, "json-set $.a of 1 place; replaced once"},
		{`{body: "hello", content-type: text/plain}`, "Content-Length: 3\nContent-Type: text/html", "abc", "hello", "put a text of the rule in the place of the body"},
		{`body: ""`, "Content-Length: 3", "abc", "", "put a text"},
	} {
		a, err := action(t, t.TempDir(), "response-body", c.action)
		if err != nil {
			t.Fatalf("%s: %v", c.action, err)
		}
		h, got, step := answered(t, a, c.fields, c.in)
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.action, got, c.want)
		}
		if said := step.Did + step.Why; !strings.Contains(said, c.said) {
			t.Errorf("%s said %q, want %q", c.action, said, c.said)
		}
		if v, ok := h.Get("content-length"); ok && string(v) != itoa(len(got)) {
			t.Errorf("%s: a length of %s for %d octets", c.action, v, len(got))
		}
		if got == c.in && c.fields[0] == 'C' && !h.Has("etag") {
			t.Errorf("%s: the head changed although the body did not: %q", c.action, h.Raw)
		}
	}
}

func itoa(n int) string { return strconv.Itoa(n) }

func TestCodedBodies(t *testing.T) {
	for _, action_ := range []string{`replace: {text: prod, with: staging}`, `json-set: {$.env: staging}`} {
		a, err := action(t, "", "response-body", action_)
		if err != nil {
			t.Fatal(err)
		}
		for _, coding := range []string{"gzip", "deflate", "br", "zstd"} {
			wire, _ := content.Encode([]byte(`{"env":"prod"}`), coding)
			_, got, _ := answered(t, a, "Transfer-Encoding: chunked\nContent-Encoding: "+coding, string(wire))
			if clear, err := content.Decode(strings.NewReader(got), coding, content.Limits{}); string(clear) != `{"env":"staging"}` || err != nil {
				t.Errorf("%s, %s: %q, %v", action_, coding, clear, err)
			}
		}
	}
}

// Texts are in the charset of the body; what is not edited keeps its octets.
func TestCharsets(t *testing.T) {
	latin := func(s string) string { out, _ := charmap.Windows1252.NewEncoder().String(s); return out }
	sjis := func(s string) string { out, _ := japanese.ShiftJIS.NewEncoder().String(s); return out }
	utf16 := func(s string) string {
		out, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(s)
		return out
	}
	for _, c := range []struct{ charset, action, in, want, said string }{
		{"iso-8859-1", `replace: {text: é, with: ü}`, latin("café €"), latin("cafü €"), "once"},
		{"iso-8859-1", `replace: {regex: '\w+é', with: '${0}!'}`, latin("a café"), latin("a caf\u00e9!"), ""},
		{"windows-1252", `replace: {text: a, with: 日}`, "abc", "abc", "cannot be said in the charset"},
		{"shift_jis", `replace: {text: 本, with: a本}`, sjis("日本語 ソ\\"), sjis("日a本語 ソ\\"), "once"},
		{"shift_jis", `replace: {text: '\', with: x}`, sjis("ソ"), sjis("ソ"), "not found"}, // whose second octet is a backslash
		{"shift_jis", `replace: {text: a, with: b}`, "a\x81\xff a", "a\x81\xff a", "not in the charset"},
		{"utf-16", `replace: {text: é, with: e}`, utf16("été"), utf16("ete"), "twice"},
		{"iso-8859-1", `json-set: {$.name: José}`, latin(`{"name":"é"}`), latin(`{"name":"José"}`), "json-set"},
		{"iso-8859-1", `json-set: {$.name: 日}`, latin(`{"name":"é"}`), latin(`{"name":"é"}`), "cannot be said"},
		{"nonsense", `replace: {text: é, with: e}`, "é", "e", "once"},
	} {
		a, err := action(t, "", "response-body", c.action)
		if err != nil {
			t.Fatal(err)
		}
		for _, framing := range []string{"Transfer-Encoding: chunked", "Content-Length: " + itoa(len(c.in))} {
			if len(c.in) > 9 && framing[0] == 'C' {
				continue
			}
			_, got, step := answered(t, a, framing+"\nContent-Type: text/plain; charset="+c.charset, c.in)
			if got != c.want || !strings.Contains(step.Did+step.Why, c.said) {
				t.Errorf("%s, %s, %s: %q, want %q; %+v", c.charset, c.action, framing, got, c.want, step)
			}
		}
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "page.html"), []byte("<p>one"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := action(t, dir, "response-body", `{file: page.html, content-type: text/html}`)
	if err != nil {
		t.Fatal(err)
	}
	h, got, _ := answered(t, a, "Content-Length: 3", "abc")
	if ct, _ := h.Get("content-type"); got != "<p>one" || string(ct) != "text/html" {
		t.Errorf("%q as %q", got, ct)
	}
	if err := os.WriteFile(filepath.Join(dir, "page.html"), []byte("<p>two"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, got, _ := answered(t, a, "Content-Length: 3", "abc"); got != "<p>two" {
		t.Errorf("the file is read once: %q", got)
	}
	for _, c := range []struct{ file, why string }{{"none.html", "there is no none.html"}, {dir, "a directory"}} {
		a, err := action(t, dir, "response-body", "file: "+c.file)
		if err != nil {
			t.Fatal(err)
		}
		if _, got, step := answered(t, a, "Content-Length: 3", "abc"); got != "abc" || !strings.Contains(step.Why, c.why) {
			t.Errorf("%s: %q, %+v", c.file, got, step)
		}
	}
}

// A request gets a body of known length, one that it had not as well.
func TestRequestBodies(t *testing.T) {
	a, err := action(t, "", "request-body", `replace: {text: a, with: bbb}`)
	if err != nil {
		t.Fatal(err)
	}
	_, out := begun(t, a, "POST / HTTP/1.1\nHost: a\nContent-Length: 100000", rule.FromReader(strings.NewReader(strings.Repeat("a", 100_000))))
	if v, _ := out.Head.Get("content-length"); string(v) != "300000" {
		t.Errorf("%q", out.Head.Raw)
	}
	if a, err = action(t, "", "request-body", `{body: '{}', content-type: application/json}`); err != nil {
		t.Fatal(err)
	}
	_, out = begun(t, a, "POST / HTTP/1.1\nHost: a", nil)
	if v, _ := out.Head.Get("content-length"); string(v) != "2" || out.Body == nil {
		t.Errorf("%q", out.Head.Raw)
	}
}

func TestMessages(t *testing.T) {
	for _, c := range []struct {
		kind, action string
		event        rule.Event
		want         string
	}{
		{"message-body", `replace: {text: a, with: b}`, rule.Event{Kind: flow.MessageText, Data: []byte("abc")}, "bbc"},
		{"message-body", `{on: received, replace: {text: a, with: b}}`, rule.Event{Kind: flow.MessageText, Data: []byte("abc")}, "abc"},
		{"message-body", `{on: [received], replace: {text: a, with: b}}`, rule.Event{Kind: flow.MessageEvent, Dir: flow.Response, Data: []byte("abc")}, "bbc"},
		{"message-body", `replace: {text: a, with: b}`, rule.Event{Kind: flow.MessageBinary, Data: []byte("abc")}, "abc"},
		{"message-body", `{replace: {text: a, with: b}, binary: true}`, rule.Event{Kind: flow.MessageBinary, Data: []byte("abc")}, "bbc"},
		{"message-body", `replace: {text: a, with: b}`, rule.Event{Kind: flow.MessagePing, Data: []byte("abc")}, "abc"},
		{"message-body", `replace: {text: a, with: b}`, rule.Event{Kind: flow.MessageGRPC, Data: []byte("abc")}, "bbc"},
		{"message-body", `json-set: {$.id: 7}`, rule.Event{Kind: flow.MessageEvent, Data: []byte(`{"id":1}`)}, `{"id":7}`},
		{"message-body", `json-set: {$.id: 7}`, rule.Event{Kind: flow.MessageEvent, Data: []byte(`[DONE]`)}, `[DONE]`},
		{"message-body", `body: x`, rule.Event{Kind: flow.MessageText, Data: []byte(`[DONE]`)}, `x`},
		{"response-body", `{replace: {text: a, with: b}, messages: true}`, rule.Event{Kind: flow.MessageText, Dir: flow.Response, Data: []byte("abc")}, "bbc"},
		{"response-body", `{replace: {text: a, with: b}, messages: true}`, rule.Event{Kind: flow.MessageText, Data: []byte("abc")}, "abc"},
		{"response-body", `{replace: {text: a, with: b}}`, rule.Event{Kind: flow.MessageText, Dir: flow.Response, Data: []byte("abc")}, "abc"},
	} {
		a, err := action(t, "", c.kind, c.action)
		if err != nil {
			t.Fatalf("%s: %v", c.action, err)
		}
		r, _ := begun(t, a, "GET / HTTP/1.1\nHost: a", nil)
		if _, _, err := r.Response(t.Context(), flow.ParseHead(flow.HTTP11, []byte("HTTP/1.1 101 X\r\n\r\n"), flow.Response, false), nil); err != nil {
			t.Fatal(err)
		}
		before := len(r.Trace())
		ev := c.event
		ev.Data = bytes.Clone(ev.Data)
		if err := r.Event(t.Context(), &ev); err != nil || string(ev.Data) != c.want {
			t.Errorf("%s: %q, %v, want %q", c.action, ev.Data, err, c.want)
		}
		if changed := string(ev.Data) != string(c.event.Data); changed != ev.Changed || changed != (len(r.Trace()) > before) {
			t.Errorf("%s: changed %v, trace %+v", c.action, ev.Changed, r.Trace())
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ kind, action, want string }{
		{"response-body", `{}`, "1:1: nothing to change"},
		{"response-body", `replace: {text: a}`, `no key "with"`},
		{"response-body", `replace: {with: a}`, "none of text, regex"},
		{"response-body", `replace: {text: a, regex: b, with: c}`, `"regex" besides "text"`},
		{"response-body", `replace: {text: "", with: c}`, "nothing to look for"},
		{"response-body", `replace: {regex: 'a(', with: c}`, "missing closing )"},
		{"response-body", `replace: {regex: 'a(?=b)', with: c}`, `1:20: "(?=": invalid`},
		{"response-body", `replace: {regex: '(a)', with: 'x$2'}`, "1:33: there is no group 2; the expression has 1"},
		{"response-body", `replace: {regex: '(a)', with: '${b}'}`, `no group is called "b"`},
		{"response-body", `replace: {text: a, with: b, longest: 1KiB}`, `"longest" besides "text"`},
		{"response-body", `replace: {regex: a, with: b, longest: 2MiB}`, "a size from 1 to 1048576"},
		{"response-body", `json-set: {$.a[b: 1}`, "expected"},
		{"response-body", `json-set: {'$.a[b': 1}`, "1:16: \"$.a[b\"; expected a path"},
		{"response-body", `json-remove: $`, "is the whole text"},
		{"response-body", `json-patch: {op: ad, path: /a, value: 1}`, "did you mean add"},
		{"response-body", `json-patch: {op: add, path: a, value: 1}`, "does not begin with /"},
		{"response-body", `json-patch: {op: add, path: /a}`, `no key "value"`},
		{"response-body", `json-patch: {op: move, path: /a}`, `no key "from"`},
		{"response-body", `{body: a, file: b}`, `"file" besides "body"`},
		{"response-body", `file: ../b`, "leads out of the directory"},
		{"response-body", `{body: a, content-type: "a\nb"}`, "expected a media type"},
		{"response-body", `{replase: {text: a, with: b}}`, "did you mean replace?"},
		{"message-body", `{body: a, on: sideways}`, "sent or received"},
		{"message-body", `{body: a, on: []}`, "no direction"},
	} {
		n, err := node.Read(filepath.Join(t.TempDir(), "r.yaml"), []byte(c.action))
		if err == nil {
			switch c.kind {
			case "message-body":
				_, err = ParseMessage(n)
			default:
				_, err = ParseResponse(n)
			}
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.action, err, c.want)
		}
	}
}

// The samples of a stream are its first replacements with what is around them.
func TestSamples(t *testing.T) {
	a, err := action(t, "", "response-body", `replace: {text: prod, with: staging}`)
	if err != nil {
		t.Fatal(err)
	}
	around := strings.Repeat("-", 50)
	_, _, step := answered(t, a, "Transfer-Encoding: chunked", strings.Repeat(around+"prod"+around, 30))
	if step.Did != "replaced 30 times" || len(step.Changes) != maxSamples {
		t.Fatalf("%s, %d changes", step.Did, len(step.Changes))
	}
	c := step.Changes[0]
	if string(c.Before) != around[:40]+"prod"+around[:40] || string(c.After) != around[:40]+"staging"+around[:40] || !c.Cut || c.Part != "response body" {
		t.Errorf("%+v", c)
	}
}
