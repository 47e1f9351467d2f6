package script

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// lines are those of a head, without the empty one.
func lines(h *flow.Head) []string {
	return strings.Split(strings.TrimSuffix(string(h.Raw), "\r\n\r\n"), "\r\n")
}

// Each script does one thing to a request; want is its head then.
func TestRequestHead(t *testing.T) {
	start := "GET /v1/me?a=1&b=%20x HTTP/1.1"
	rest := []string{"Host: api.example.com", "X-One: 1", "Accept: */*", "x-one: 2"}
	with := func(line string, fields ...string) []string { return append([]string{line}, fields...) }
	for _, test := range []struct {
		name, do string
		want     []string
	}{
		{"nothing", ``, with(start, rest...)},
		{"looks at all", `request.headers.get('host'); request.query.get('a'); request.host; [...request.headers]; request.body.present`, with(start, rest...)},
		{"sets what is so", `request.headers.set('Accept', '*/*'); request.method = 'GET'; request.url = request.url`, with(start, rest...)},
		{"returns the request", `return request`, with(start, rest...)},
		{"set in its place", `request.headers.set('accept', 'a/b')`, with(start, "Host: api.example.com", "X-One: 1", "accept: a/b", "x-one: 2")},
		{"set joins several", `request.headers.set('X-ONE', 3)`, with(start, "Host: api.example.com", "X-ONE: 3", "Accept: */*")},
		{"set a list", `request.headers.set('X-One', ['a', 'b'])`, with(start, "Host: api.example.com", "X-One: a", "X-One: b", "Accept: */*")},
		{"append", `request.headers.append('Accept', 'x/y')`, append(with(start, rest...), "Accept: x/y")},
		{"delete", `if (!request.headers.delete('x-one') || request.headers.delete('none')) throw 1`, with(start, "Host: api.example.com", "Accept: */*")},
		{"all fields anew", `request.headers = {Host: 'api.example.com', B: ['1', '2']}`, with(start, "Host: api.example.com", "B: 1", "B: 2")},
		{"method", `request.method = 'DELETE'`, with("DELETE /v1/me?a=1&b=%20x HTTP/1.1", rest...)},
		{"path", `request.path = '/v2/ü?'`, with("GET /v2/%C3%BC HTTP/1.1", rest...)},
		{"path alone", `request.path = '/v2'`, with("GET /v2?a=1&b=%20x HTTP/1.1", rest...)},
		{"query set", `request.query.set('a', 'x y&z')`, with("GET /v1/me?a=x+y%26z&b=%20x HTTP/1.1", rest...)},
		{"query append", `request.query.append('c', '')`, with("GET /v1/me?a=1&b=%20x&c= HTTP/1.1", rest...)},
		{"query delete", `request.query.delete('a'); request.query.delete('b')`, with("GET /v1/me HTTP/1.1", rest...)},
		{"query object", `request.query = {q: [1]}`, with("GET /v1/me?q=1 HTTP/1.1", rest...)},
		{"query text", `request.query = '?x'`, with("GET /v1/me?x HTTP/1.1", rest...)},
		{"relative url", `request.url = '/other?x=1'`, with("GET /other?x=1 HTTP/1.1", rest...)},
		{"another host", `request.host = 'staging.example.com'`, with(start, "Host: staging.example.com", "X-One: 1", "Accept: */*", "x-one: 2")},
		{"another host, Host set", `request.host = 'staging.example.com'; request.headers.set('Host', 'keep.example')`, with(start, "Host: keep.example", "X-One: 1", "Accept: */*", "x-one: 2")},
		{"dollar in the path", `request.path = '/$1'; request.port = 8443`, with("GET /$1?a=1&b=%20x HTTP/1.1", "Host: api.example.com:8443", "X-One: 1", "Accept: */*", "x-one: 2")},
		{"async", `await null; request.headers.set('Accept', (await Promise.all([1, 2])).join())`, with(start, "Host: api.example.com", "X-One: 1", "Accept: 1,2", "x-one: 2")},
	} {
		async := ""
		if strings.Contains(test.do, "await") {
			async = "async "
		}
		tr := &trial{t: t, src: async + "function onRequest(context, request) {" + test.do + "\n}"}
		out, err := tr.ask()
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := lines(out.Head); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q\n%s", test.name, got, tr.trace())
		}
	}
}

func TestRoute(t *testing.T) {
	for do, want := range map[string]string{
		`request.host = 'staging.example.com'`:      "https://staging.example.com/v1/me?a=1&b=%20x",
		`request.url = 'http://127.0.0.1:8080/x'`:   "http://127.0.0.1:8080/x",
		`request.scheme = 'http'`:                   "http://api.example.com/v1/me?a=1&b=%20x",
		`request.port = 8443; request.path = '/'`:   "https://api.example.com:8443/?a=1&b=%20x",
		`request.url = 'https://[::1]:8443/'`:       "https://[::1]:8443/",
		`request.url = 'HTTPS://API.example.com/y'`: "",
	} {
		tr := &trial{t: t, src: "function onRequest(context, request) {" + do + "}"}
		out, err := tr.ask()
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case want == "" && out.Route != nil:
			t.Errorf("%s: goes to %s", do, out.Route)
		case want != "" && (out.Route == nil || !strings.HasPrefix(want, out.Route.String()) || !strings.HasSuffix(want, string(out.Head.Target))):
			t.Errorf("%s: goes to %v %s\n%s", do, out.Route, out.Head.Target, tr.trace())
		}
	}
}

// What is wrong changes nothing, and is told with its place.
func TestMistakesChangeNothing(t *testing.T) {
	for do, want := range map[string]string{
		`request.headers.set('X-New', '1'); request.nope()`:         "TypeError: not a function (test.js:1:",
		`request.headers.set('a b', '1')`:                           `not the name of a field`,
		`request.headers.set('a', 'x\ny')`:                          "line break",
		`request.headers.set('a', undefined)`:                       "the value of a field is text, not undefined (test.js:1:",
		`request.method = 'A B'`:                                    "not a method",
		`request.path = undefinedName`:                              "ReferenceError: 'undefinedName' is not defined (test.js:1:",
		`request.headers['X-A'] = '1'`:                              "TypeError",
		`request.mehtod = 'PUT'`:                                    "TypeError",
		`request.port = 70000`:                                      "is not a port",
		`request.host = 'a b'`:                                      "is not the name of a host",
		`request.host = '$1'`:                                       "is not the name of a host",
		`request.url = 'ftp://x/'`:                                  "no scheme that requests can go by",
		`request.url = '//'`:                                        "is not a URL",
		`return 5`:                                                  "onRequest returned number",
		`return {staus: 200}`:                                       `with "staus"`,
		`return {}`:                                                 "without anything",
		`return {status: 99}`:                                       "status 99",
		`return {status: 'x'}`:                                      "x is not a status",
		`return {status: 200, headers: {'a b': '1'}}`:               "its answer cannot be sent",
		`return {status: 200, headers: {':status': '1'}}`:           "not written as a field",
		`return {status: 204, headers: 'x'}`:                        "headers are an object",
		`return new Promise(() => {})`:                              "never settled",
		`throw new Error('mine')`:                                   "Error: mine (test.js:1:",
		`throw null`:                                                "null",
		`throw {toString() { throw 1 }}`:                            "it failed",
		`function inner() { throw new RangeError('deep') } inner()`: "in inner)",
		`return Promise.reject(new Error('later'))`:                 "Error: later",
		`request.body.json`:                                         "the body is empty, which is not JSON",
		`request.body.text = {}`:                                    "text is a string, not an object",
		`request.body.json = undefined`:                             "undefined is not JSON",
		`context.abort('politely')`:                                 "no way to abort",
		`return import('os')`:                                       "could not load module",
		`hash('crc', 'x')`:                                          `"crc" is not known`,
		`hash('md5', 'x', 'base32')`:                                "no encoding",
		`new TextDecoder('klingon')`:                                "not a charset",
		`btoa('ü€')`:                                                "btoa takes",
		`context.shared.update('a', async () => 1)`:                 "not async",
		`context.shared.update('a', () => context.local.update('b', () => 1))`: "an update inside of an update",
		`context.shared.update('a', () => request.body.text)`:                  "inside of an update",
		`context.env.A = 1`: "TypeError",
	} {
		tr := &trial{t: t, src: "function onRequest(context, request) { " + do + "\n}", request: "POST /v1/me HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: 0\r\n\r\n"}
		out, err := tr.ask()
		if err != nil || out.Answer != nil || out.Route != nil || string(out.Head.Raw) != tr.request {
			t.Errorf("%s: %v %+v", do, err, out)
		}
		if got := tr.trace(); !strings.Contains(got, strings.ReplaceAll(want, `"`, `\"`)) && !strings.Contains(got, want) {
			t.Errorf("%s: is told as %s", do, got)
		}
	}
}

func TestAnswer(t *testing.T) {
	for _, test := range []struct {
		do     string
		status int
		fields string
		body   string
	}{
		{`return {status: 201, statusText: 'Made', headers: [['X', '1'], ['x', '2']], body: 'hi'}`, 201, "X: 1\nx: 2\nContent-Type: text/plain; charset=utf-8", "hi"},
		{`return {body: {a: 1n, b: [true]}}`, 200, "Content-Type: application/json", `{"a":1,"b":[true]}`},
		{`return {status: 204}`, 204, "", ""},
		{`return {headers: new Headers({A: 'b'}), body: new Uint8Array([0, 255])}`, 200, "A: b", "\x00\xff"},
		{`return {headers: {'Content-Length': 99, 'Content-Type': 'x/y'}, body: 'ü'}`, 200, "Content-Type: x/y", "ü"},
		{`return {status: 200, body: request.body}`, 200, "", "sent"},
		{`return Promise.resolve({body: null, status: 200})`, 200, "", ""},
	} {
		tr := &trial{t: t, src: "function onRequest(context, request) { " + test.do + "\n}", request: "POST / HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: 4\r\n\r\nsent"}
		out, err := tr.ask()
		if err != nil || out.Answer == nil {
			t.Errorf("%s: %v\n%s", test.do, err, tr.trace())
			continue
		}
		var fields []string
		for _, f := range out.Answer.Fields {
			fields = append(fields, string(f.Name)+": "+string(f.Value))
		}
		body := ""
		if out.Answer.Body != nil {
			b, err := io.ReadAll(out.Answer.Body)
			if err != nil || int64(len(b)) != out.Answer.Size {
				t.Errorf("%s: %v", test.do, err)
			}
			body = string(b)
		}
		if out.Answer.Status != test.status || strings.Join(fields, "\n") != test.fields || body != test.body {
			t.Errorf("%s: %d %q %q", test.do, out.Answer.Status, fields, body)
		}
	}
}

func TestAbort(t *testing.T) {
	for do, want := range map[string]rule.CutHow{
		`context.abort()`:                                      rule.CutReset,
		`context.abort('close')`:                               rule.CutClose,
		`try { context.abort('hang') } catch {}`:               rule.CutHang,
		`return Promise.resolve().then(() => context.abort())`: rule.CutReset,
	} {
		tr := &trial{t: t, src: "function onRequest(context, request) { request.headers.set('a', 'b'); " + do + "\n}"}
		_, err := tr.ask()
		var cut *rule.Cut
		if !errors.As(err, &cut) || cut.How != want {
			t.Errorf("%s: %v\n%s", do, err, tr.trace())
		}
	}
}

// The parts of a URL are the same whether they are read with a URL or without.
func TestPartsOfTheURL(t *testing.T) {
	for _, target := range []string{"/", "/a/b%20c;x=1?d=e", "/v1?", "/%C3%BC|", "/a?b?c/d"} {
		tr := &trial{t: t, request: "GET " + target + " HTTP/1.1\r\nHost: api.example.com\r\n\r\n",
			src: `function onRequest(c, r) { const read = () => [r.scheme, r.host, r.port, r.path].join(' '); const a = read(); r.query; console.log(a === read(), a) }`}
		tr.ask()
		if got := tr.logs(); len(got) != 1 || !strings.HasPrefix(got[0], "true https api.example.com 443 /") {
			t.Errorf("%s: %q\n%s", target, got, tr.trace())
		}
	}
}
