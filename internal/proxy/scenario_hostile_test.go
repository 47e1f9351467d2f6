package proxy

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"rockxy/internal/rule/rulefile"
)

// What would hang, fill or mislead others is contained, and told.
func TestHostileRulesAndBodies(t *testing.T) {
	s := newStage(t)
	as := strings.Repeat("a", 128<<10)
	bomb := strings.Repeat(as, 32)
	page := gives("text", "Content-Type: text/plain")
	long := gives(as, "Content-Type: text/plain")
	script := func(do string) string { return "script: {source: 'function onResponse(c, q, r) { " + do + " }'}" }
	all := []scenario{
		{name: "an expression that backtracks elsewhere", rules: []string{"response-body: {replace: {regex: '(a+)+b', with: x}}"}, gives: long, client: got{body: as}, trace: []string{"-response-body|"}},
		{name: "one with alternatives", rules: []string{"response-body: {replace: {regex: '^(a|aa|a?a)*$', with: x, longest: 1KiB}}"}, gives: long, client: got{any: true}, trace: []string{"-response-body|"}},
		{name: "one in a field", rules: []string{"request-headers: {replace: {name: X-A, regex: '^(a+)+$', with: x}}"}, gives: page, ask: ask{fields: []string{"X-A: " + as[:8000] + "b"}}, client: got{body: "text"}, trace: []string{"-request-headers|"}},
		{name: "one in a match", rules: []string{"match: 'res.body:/(a+)+b/'\nactions: [{status: 500}]"}, gives: long, client: got{body: as}},
		{name: "one in a script", rules: []string{script("/(a+)+b/.test(r.body.text)")}, gives: gives(as[:60], "Content-Type: text/plain"), client: got{body: as[:60]}, trace: []string{"-script|stopped after 200ms"}},
		{name: "a script that does not end", rules: []string{script("for (;;);")}, gives: page, client: got{body: "text"}, trace: []string{"-script|stopped after 200ms"}},
		{name: "a script that wants all memory", rules: []string{script("const a = []; for (;;) a.push(new Uint8Array(1e6))")}, gives: page, client: got{body: "text"}, trace: []string{"-script|memory"}},
		{name: "a script that calls itself", rules: []string{strings.TrimSuffix(script("(function f() { f() })()"), "}") + ", timeout: 10s}"}, gives: page, client: got{body: "text"}, trace: []string{"-script|stack overflow"}},
		{name: "a script that fails after it changed something", rules: []string{script("r.headers.set(\"X-A\", \"1\"); r.body.text = \"x\"; throw new Error(\"oops\")")}, gives: page, client: got{body: "text", fields: []string{"-X-A"}}, trace: []string{"-script|oops"}},
		{name: "a script that splits the head", rules: []string{script("r.headers.set(\"X-A\", \"a\\r\\nX-B: b\")")}, gives: page, client: got{body: "text", fields: []string{"-X-B"}}, trace: []string{"-script|"}},
		{name: "JSON that is none", rules: []string{"response-body: {json-set: {$.a: 1}}"}, gives: gives("{]", "Content-Type: application/json"), client: got{body: "{]"}, trace: []string{"-response-body|"}},
		{name: "JSON that is deep", rules: []string{"response-body: {json-remove: [$..a]}"}, gives: gives(strings.Repeat("[", 100<<10), "Content-Type: application/json"), client: got{body: strings.Repeat("[", 100<<10)}, trace: []string{"-response-body|"}},
		{name: "a bomb in br", rules: []string{"response-body: " + toStaging}, gives: coded("br", "prod "+bomb, "Content-Type: text/plain"), client: got{body: "prod " + bomb}, trace: []string{"-response-body|1000 times"}},
		{name: "a bomb in a stream", rules: []string{"response-body: " + toStaging}, gives: unsized(coded("zstd", "prod "+bomb, "Content-Type: text/plain")), client: got{fails: true, any: true}, fault: "rule.broken", trace: []string{"response-body|once"}},
		{name: "a bomb in which there is nothing", rules: []string{"response-body: " + toStaging}, gives: coded("br", bomb, "Content-Type: text/plain"), client: got{body: bomb}, trace: []string{"-response-body|"}},
		{name: "a bomb that is held", rules: []string{"response-body: {json-set: {$.a: 1}}"}, gives: coded("gzip", bomb, "Content-Type: application/json"), client: got{body: bomb}, trace: []string{"-response-body|1000 times"}},
		{name: "a body that is too long when it is decoded", only: "h1", rules: []string{"response-body: {json-set: {$.a: 1}}"}, gives: coded("gzip", strings.Repeat(as+"bcdefghi", 257), "Content-Type: application/json"), client: got{any: true}, trace: []string{"-response-body|"}},
		{name: "a loop to itself", rules: []string{"map-remote: {host: origin.test, port: PORT}"}, gives: page, client: got{body: "text"}, trace: []string{"-map-remote|"}},
	}
	play(t, s, all)
}

// unsized is an answer whose length nobody is told.
func unsized(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { h(noLength{w}, r) }
}

type noLength struct{ http.ResponseWriter }

func (w noLength) Write(p []byte) (int, error) {
	_ = http.NewResponseController(w.ResponseWriter).Flush()
	return w.ResponseWriter.Write(p)
}

// Paths of requests and rules stay in their directory.
func TestHostilePaths(t *testing.T) {
	s := newStage(t)
	s.write("site/ok.txt", "ok")
	s.write("secret", "s3cret")
	s.dir = filepath.Join(s.dir, "site")
	var all []scenario
	for target, why := range map[string]string{
		"/../secret":         "..",
		"/%2e%2e/secret":     "..",
		"/..%2fsecret":       "..",
		"/a/..%2f..%2fx":     "..",
		"/ok.txt%00.html":    "NUL",
		"/..%5csecret":       "backslash",
		"/C:/secret":         "drive",
		"/none":              "there is no",
		"/ok.txt/below":      "",
		"/" + longName(5000): "",
	} {
		all = append(all, scenario{name: target[:min(len(target), 20)], rules: []string{"map-local: {directory: ., missing: 404}"}, ask: ask{line: "GET " + target}, origin: seen{nothing: true},
			client: got{status: 404, any: true}, trace: []string{"map-local|" + why}})
	}
	play(t, s, append(all, scenario{name: "one that is there", rules: []string{"map-local: {directory: .}"}, ask: ask{line: "GET /ok.txt"}, origin: seen{nothing: true}, client: got{body: "ok"}, trace: []string{"map-local|ok.txt"}}))
}

func longName(n int) string { return strings.Repeat("n", n) }

// Files of rules that cannot be are refused with the place.
func TestHostileRuleFiles(t *testing.T) {
	s := newStage(t)
	for action, want := range map[string]string{
		"map-local: {file: ../secret}":                                       "leads out of the directory",
		`map-local: {file: "a\0b"}`:                                          "NUL",
		`map-local: {directory: "\\\\host\\share"}`:                          "another machine",
		`map-local: {message: "a\\b"}`:                                       "backslash",
		"response-body: {file: ../secret}":                                   "leads out of the directory",
		"response-body: {replace: {regex: '(a', with: x}}":                   "missing closing )",
		"response-body: {replace: {regex: '(?<=a)b', with: x}}":              "RE2",
		"response-body: {replace: {regex: '((a{100}){100}){100}', with: x}}": "repeat",
		"response-body: {replace: {text: '', with: x}}":                      "nothing to look for",
		"request-headers: {set: {Content-Length: '1'}}":                      "Content-Length",
		`request-headers: {set: {X-A: "a\r\nX-B: b"}}`:                       "control character",
		"script: {source: 'function onRequest( {'}":                          "SyntaxError",
		"script: {file: ../s.js}":                                            "cannot be read",
		"block: {status: 99}":                                                "from 200 to 599",
		"throttle: {down: -1kbit}":                                           "a rate such as",
		"method: CONNECT":                                                    "CONNECT",
	} {
		_, err := rulefile.Read(filepath.Join(s.dir, "h.yaml"), []byte("rules:\n  - name: r\n    actions:\n      - "+action+"\n"), s.kinds)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "h.yaml:4:") {
			t.Errorf("%s: %v; want %q", action, err, want)
		}
	}
}

// A stream that is longer than anything that may be held passes, edited or not, in
// little memory.
func TestLongStreams(t *testing.T) {
	s := newStage(t)
	blocks := 80 << 4
	if os.Getenv("ROCKXY_SOAK") != "" {
		blocks = 1 << 14 // 1 GiB
	}
	block := strings.Repeat("0123456789 prod\n", 4096)
	given := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		for range blocks {
			if _, err := io.WriteString(w, block); err != nil {
				return
			}
		}
	}
	for proto, client := range s.clients() {
		for _, c := range []struct {
			rule, with, trace string
			most              uint64 // octets
		}{
			{"response-body: {replace: {text: prod, with: test}}", "test", "response-body|replaced", 24 << 20},
			{"response-body: {json-set: {$.a: 1}}", "prod", "-response-body|32 MiB", 128 << 20}, // held up to the limit, and let go
		} {
			t.Run(proto+" "+c.trace, func(t *testing.T) {
				s.load(t, []string{c.rule})
				h := http.HandlerFunc(given)
				s.gives.Store(&h)
				k := s.book.count() + 1
				before := inUse()
				resp, err := client.Get(proxied(s.origin.Port()) + "/given")
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				most := compare(t, resp.Body, strings.ReplaceAll(block, "prod", c.with), blocks)
				if most > before+c.most {
					t.Errorf("%d MiB were in use before, and %d meanwhile", before>>20, most>>20)
				}
				checkTrace(t, s.book.wait(t, k).x.Trace, []string{c.trace})
			})
		}
	}
}

// inUse are the octets of what is not garbage.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// compare reads as many blocks, and returns how many octets were in use at most.
func compare(t *testing.T, from io.Reader, block string, n int) (most uint64) {
	t.Helper()
	b := make([]byte, len(block))
	for i := range n {
		if _, err := io.ReadFull(from, b); err != nil || string(b) != block {
			t.Fatalf("block %d is another one, %v", i, err)
		}
		if i%64 == 0 {
			most = max(most, inUse())
		}
	}
	if n, err := io.Copy(io.Discard, from); n > 0 || err != nil {
		t.Errorf("%d octets more, %v", n, err)
	}
	return most
}
