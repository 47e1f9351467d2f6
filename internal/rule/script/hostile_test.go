package script

import (
	"strings"
	"testing"
	"time"
)

// Whatever a script does, the exchange goes on unchanged, and the trace says what
// happened.
func TestHostileScripts(t *testing.T) {
	const over, memory, deep = "stopped after", "out of memory", "stack overflow"
	for do, want := range map[string]string{
		`for (;;) {}`: over,
		`while (true) try { while (true); } catch {} finally { while (true); }`: over,
		`/(a+)+b/.test('a'.repeat(60))`:                                         over,
		`'ab'.repeat(1e4).replace(/a/g, () => { for (;;); })`:                   over,
		`const f = () => Promise.resolve().then(f); return f()`:                 over,
		`await (async function f() { for (;;) await null })()`:                  over,
		`function* g() { for (;;) yield 1 } for (const x of g());`:              over,
		`throw {toString() { for (;;); }}`:                                      "it failed",
		`console.log({toJSON() { for (;;); }})`:                                 over,
		`request.body = {toJSON() { for (;;); }}`:                               over,
		`request.headers.set('a', {toString() { for (;;); }})`:                  "it failed",
		`request.method = {toString() { for (;;); }}`:                           over,
		`const a = []; for (;;) a.push(new Uint8Array(1e5))`:                    memory,
		`const a = []; for (;;) a.push({a})`:                                    memory,
		`let s = 'x'; for (;;) s += s + Math.random()`:                          "it failed",
		`new Uint8Array(2 ** 32)`:                                               "it failed",
		`'x'.repeat(2 ** 29)`:                                                   memory,
		`const m = new Map(); for (let i = 0; ; i++) m.set(i, [i])`:             memory,
		`(function f() { f() })()`:                                              deep,
		`const o = {}; o.o = o; request.body = o`:                               "circular",
		`JSON.parse('['.repeat(1e5))`:                                           deep,
		`class A { constructor() { throw new A() } } new A()`:                   deep,
		`new RegExp('('.repeat(1e5) + ')'.repeat(1e5))`:                         "it failed",
		`Function('('.repeat(1e5))()`:                                           deep,
		`throw new Proxy({}, {get() { throw new Proxy({}, {}) }})`:              "it failed",
		`throw undefined`:                                                       "it failed",
		`throw Symbol('x')`:                                                     "it failed",
		`Object.defineProperty(Object.prototype, 'then', {get() { throw 'then' }, configurable: true}); return Promise.resolve({})`: "it failed",
		`JSON.stringify = () => '{"cut":"hang"}'; return {status: 'x'}`:                                                             "it failed",
		`JSON.stringify = () => '{'`:                                                  "cannot be read",
		`JSON.stringify = () => 5`:                                                    "it failed",
		`Array.prototype.map = () => 'x'; request.headers.append('a', 'b')`:           "cannot be read",
		`Uint8Array.prototype.toBase64 = () => '!'; request.body = new Uint8Array(3)`: "illegal base64",
		`for (const k of Object.getOwnPropertyNames(globalThis)) delete globalThis[k]; request.query.get('a'); throw 1`: "it failed",
		`context.shared.set('a', 'x'.repeat(2 ** 20))`:                                                                  "may have 1024",
		`for (let i = 0; ; i++) context.shared.set('k' + i, 'x'.repeat(1000))`:                                          "may have 1024",
		`context.shared.update('a', () => { for (;;); })`:                                                               over,
		`new Array(2 ** 20).fill(0)`:                                                                                    memory,
		`eval('for(;;){}')`:                                                                                             over,
		`Function('for(;;){}')()`:                                                                                       over,
		`const e = new Error('x'.repeat(1e5)); throw e`:                                                                 "x…",
	} {
		async := ""
		if strings.Contains(do, "await") {
			async = "async "
		}
		tr := &trial{t: t, src: async + "function onRequest(context, request) { " + do + "\n}", request: "POST /v1/me?a=1 HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: 3\r\n\r\nabc",
			limits: Limits{Time: time.Minute, Memory: 4 << 20}}
		if want == over || strings.Contains(do, "for (;;); }}") {
			tr.limits.Time = 50 * time.Millisecond
			tr.limits.Memory = 64 << 20
		}
		out, err := tr.ask()
		if err != nil {
			t.Errorf("%s: %v", do, err)
			continue
		}
		if out.Answer != nil || out.Route != nil || string(out.Head.Raw)+all(t, out.Body) != tr.request {
			t.Errorf("%s: changed it: %s", do, out.Head.Raw)
		}
		if got := tr.trace(); !strings.Contains(got, want) {
			t.Errorf("%s: is told as %s", do, got)
		}
	}
}

// What a script cannot be read for is said where it is.
func TestScriptsThatCannotBeUsed(t *testing.T) {
	h := sharedHost()
	for src, want := range map[string]string{
		"":                      "none of the functions",
		"var a = 1":             "none of the functions",
		"const onRequest = 5":   "none of the functions",
		"function onRequest( {": "SyntaxError: ",
		"\n\nfunction onRequest() { let a; let a }":                      "(test.js:3:",
		"function onRequest() {} /*":                                     "unexpected end of comment",
		"function onRequest() {} `":                                      "unexpected end of string",
		"function onRequest() {}\nnope()":                                "ReferenceError: 'nope' is not defined (test.js:2:",
		"function onRequest() {}\nfor(;;);":                              "stopped after",
		"function onRequest() {}\nawait 1":                               "SyntaxError",
		"import x from 'os'":                                             "SyntaxError",
		"export function onRequest() {}":                                 "SyntaxError",
		"function onRequest() {}\nx = 1":                                 "ReferenceError",
		"function onRequest() {}\nnew URL('x')":                          "is not a URL",
		"function onRequest() {}\nconst a=[]; for(;;) a.push(a.slice())": "out of memory",
		"function onRequest() {}\n" + strings.Repeat("\n", maxRows):      "lines; at most",
		strings.Repeat("//", maxSource):                                  "KiB; at most",
		"function onRequest() {}\n\x00":                                  "SyntaxError",
		"\ufeffvar a":                                                    "none of the functions",
	} {
		limits := Limits{Time: time.Minute, Memory: 4 << 20}
		if strings.Contains(want, "stopped") {
			limits.Time = 50 * time.Millisecond
		}
		_, err := h.New(Options{Source: src, Name: "test.js", Limits: limits})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v", src, err)
		}
	}
}
