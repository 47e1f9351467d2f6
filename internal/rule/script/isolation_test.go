package script

import (
	"strings"
	"sync"
	"testing"
	"time"

	"rockxy/internal/rule"
)

// each runs a script on n exchanges and returns what it wrote.
func each(t *testing.T, n int, a *Action) (all []string) {
	t.Helper()
	for range n {
		tr := &trial{t: t, action: a}
		if _, err := tr.ask(); err != nil {
			t.Fatal(err)
		}
		logs := tr.logs()
		if len(logs) == 0 {
			logs = []string{tr.trace()}
		}
		all = append(all, strings.Join(logs, "|"))
	}
	return all
}

// Whatever one exchange leaves behind, the next does not see it.
func TestNothingIsLeftBehind(t *testing.T) {
	h := NewHost(nil)
	for _, leave := range []string{
		`n++; console.log(n)`,
		`globalThis.n = (globalThis.n ?? 0) + 1; console.log(globalThis.n)`,
		`Array.prototype.n = (Array.prototype.n ?? 0) + 1; console.log([].n)`,
		`console.log(JSON.stringify.n = (JSON.stringify.n ?? 0) + 1)`,
		`Headers.prototype.get = () => 2; console.log(++o.n)`,
		`(0, eval)('var q = (typeof q === "undefined" ? 0 : q) + 1'); console.log(globalThis.q)`,
		`console.log(context.local.update('n', (n = 0) => n + 1))`,
		`Promise.resolve().then(() => { n++; Promise.resolve().then(() => n++) }); console.log(n + 1)`,
		`const v = n; n = 100; Object.defineProperty(Object.prototype, 'n', {value: 9}); console.log(v + 1)`,
	} {
		a, err := h.New(Options{Source: "let n = 0, o = {n: 0};\nfunction onRequest(context, request) {" + leave + "}", Limits: Limits{Time: 20 * time.Second}})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(each(t, 4, a), " "); got != "1 1 1 1" {
			t.Errorf("%s: %s", leave, got)
		}
	}
}

func TestSharedState(t *testing.T) {
	h := NewHost(nil)
	src := func(do string) *Action {
		a, err := h.New(Options{Source: "function onRequest(context, request) {" + do + "}", Limits: Limits{Time: 20 * time.Second}})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := src(`const s = context.shared; console.log(s.update('n', (n = 0) => n + 1), s.has('n'), s.has('m'), s.get('m'), s.keys())`)
	if got := strings.Join(each(t, 2, a), "\n"); got != "1 true false undefined [\"n\"]\n2 true false undefined [\"n\"]" {
		t.Error(got)
	}
	b := src(`const s = context.shared; console.log(s.get('n')); s.set('o', {a: [1n, 'x']}); s.get('o').a.push(5); console.log(s.get('o'), s.delete('n'), s.delete('n')); s.set('o', undefined); console.log(s.keys())`)
	if got := strings.Join(each(t, 1, b), "\n"); got != `2|{"a":[1,"x"]} true false|[]` {
		t.Error(got)
	}
	if got := strings.Join(each(t, 1, src(`context.shared.set('x', () => 1)`)), ""); !strings.Contains(got, "function is not JSON") {
		t.Error(got)
	}
}

// Updates of many exchanges at once do not lose each other.
func TestUpdatesAreAtomic(t *testing.T) {
	h := NewHost(nil)
	a, err := h.New(Options{Source: `function onRequest(context) { for (let i = 0; i < 20; i++) context.shared.update('n', (n = 0) => { for (let j = 0; j < 100; j++); return n + 1 }) }`,
		Limits: Limits{Time: time.Minute}})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			tr := &trial{t: t, action: a}
			if _, err := tr.ask(); err != nil || tr.trace() != "" {
				t.Error(err, tr.trace())
			}
		})
	}
	all.Wait()
	if got, _ := h.states.of("staging").get("n"); got != "200" {
		t.Errorf("%s updates", got)
	}
}

// An update that was stopped holds nobody up.
func TestStoppedUpdateLetsGo(t *testing.T) {
	h := NewHost(nil)
	tr := &trial{t: t, host: h, src: `function onRequest(context) { context.shared.update('n', () => { for (;;); }) }`, limits: Limits{Time: 50 * time.Millisecond}}
	tr.ask()
	if !strings.Contains(tr.trace(), "stopped after 50ms") {
		t.Error(tr.trace())
	}
	after := &trial{t: t, host: h, src: `function onRequest(context) { console.log(context.shared.update('n', (n = 0) => n + 1)) }`}
	after.ask()
	if got := after.logs(); len(got) != 1 || got[0] != "1" {
		t.Errorf("%q\n%s", got, after.trace())
	}
}

// A dry run sees the shared state and changes nothing of it.
func TestDryRun(t *testing.T) {
	h := NewHost(nil)
	src := `function onRequest(context) { console.log(context.dryRun, context.shared.update('n', (n = 0) => n + 1)) } function onResponse(context) { console.log(context.shared.get('n')) }`
	for i, want := range []string{"false 1|1", "true 2|2", "true 2|2", "false 2|2"} {
		tr := &trial{t: t, host: h, src: src, dry: i == 1 || i == 2}
		tr.answer()
		if got := strings.Join(tr.logs(), "|"); got != want {
			t.Errorf("%d: %s, not %s", i, got, want)
		}
	}
}

func TestContext(t *testing.T) {
	tr := &trial{t: t, env: map[string]string{"KEY": "ü", "N": "3"},
		src: `console.log('loaded'); function onRequest(context, request) { console.log(context.rule, context.client, context.exchange, context.env, context.request === request, this === undefined, onRequest.length) }`}
	tr.ask()
	want := `loaded|{"name":"r","group":"staging"} {"address":"127.0.0.1:5000","app":"","path":"","pid":0} {"id":7,"url":"https://api.example.com/v1/me?a=1&b=%20x"} {"KEY":"ü","N":"3"} true true 2`
	if got := strings.Join(tr.logs(), "|"); got != want {
		t.Errorf("%s\n%s", got, tr.trace())
	}
}

func TestConsoleIsBounded(t *testing.T) {
	tr := &trial{t: t, src: `function onRequest() { console.error('x'.repeat(10000), new Error('e')); for (let i = 0; i < 1000; i++) console.log(i) }`}
	tr.ask()
	got := tr.logs()
	if len(got) != 200 || len(got[0]) > 4200 || !strings.Contains(got[199], "not kept") {
		t.Errorf("%d lines, the first of %d octets", len(got), len(got[0]))
	}
	tr = &trial{t: t, src: `function onRequest() { for (let i = 0; i < 1000; i++) console.log('x'.repeat(4000)) }`}
	tr.ask()
	if got := tr.logs(); len(got) != 17 || !strings.Contains(got[16], "not kept") {
		t.Errorf("%d lines: %.30q", len(got), got[len(got)-1])
	}
}

// Values of all kinds are readable in the console.
func TestConsole(t *testing.T) {
	tr := &trial{t: t, src: `function onRequest(c, r) { console.log(1, 'a', null, undefined, 5n, [1], {a: 1}, new Map([[1, 2]]), new Set([1]), new Uint8Array([1, 255]), () => 1, Symbol('s'), new TypeError('t'), r.headers, r.query, (() => { const o = {}; o.o = o; return o })()) }`}
	tr.ask()
	want := `1 a null undefined 5n [1] {"a":1} {"Map":[[1,2]]} {"Set":[1]} [2 bytes] 01ff [function ] Symbol(s) TypeError: t [["Host","api.example.com"],["X-One","1"],["Accept","*/*"],["x-one","2"]] {} [object: circular reference]`
	if got := strings.Join(tr.logs(), "|"); got != want {
		t.Errorf("%s\n%s", got, tr.trace())
	}
}

var _ rule.Action = (*Action)(nil)
