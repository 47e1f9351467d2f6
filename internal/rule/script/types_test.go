package script

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// declared are the members of each interface and class of the types, without those of newer
// JavaScript itself.
func declared(t *testing.T) map[string][]string {
	t.Helper()
	text := regexp.MustCompile(`(?s)/\*\*.*?\*/`).ReplaceAllString(string(Types), "")
	all := map[string][]string{}
	for _, m := range regexp.MustCompile(`(?ms)^(?:interface|declare class|declare const) (\w+)[^{]*\{\n(.*?)^\}`).FindAllStringSubmatch(text, -1) {
		var names []string
		for _, line := range strings.Split(m[2], "\n") {
			line = strings.TrimSpace(line)
			if f := regexp.MustCompile(`^(?:static |readonly |get |set )*(\w+)\b[?]?[(:<]`).FindStringSubmatch(line); f != nil && f[1] != "constructor" && !strings.HasPrefix(line, "static") {
				names = append(names, f[1])
			}
		}
		slices.Sort(names)
		all[m[1]] = slices.Compact(names)
	}
	if len(all) < 14 {
		t.Fatalf("only %d types were found", len(all))
	}
	return all
}

// What is declared is there, and nothing else is.
func TestTypesAreThere(t *testing.T) {
	tr := &trial{t: t, src: `
		const names = (o) => {
			const all = new Set(Object.keys(o));
			for (let p = o; p && p !== Object.prototype; p = Object.getPrototypeOf(p))
				for (const n of Object.getOwnPropertyNames(p)) if (n !== 'constructor') all.add(n);
			return [...all].sort();
		};
		let seen;
		function onRequest(context, request) {
			context.local.set('seen', { Context: names(context), Request: names(request), State: names(context.shared), Body: names(request.body), Headers: names(request.headers),
				URLSearchParams: names(request.query), URL: names(new URL(request.url)), TextEncoder: names(new TextEncoder()), TextDecoder: names(new TextDecoder()), console: names(console) });
		}
		function onResponse(context, request, response) {
			context.local.update('seen', (s) => ({ ...s, Response: names(response), Trailers: names(response.trailers) }));
			console.log(JSON.stringify(context.local.get('seen')));
		}`}
	tr.answer()
	steps := tr.run.Trace()
	if len(steps) == 0 || len(steps[len(steps)-1].Log) == 0 {
		t.Fatal(tr.trace())
	}
	got := map[string][]string{}
	if err := json.Unmarshal([]byte(steps[len(steps)-1].Log[0]), &got); err != nil {
		t.Fatal(err)
	}
	message := &trial{t: t, src: `function onMessage(context, message) { message.kind; console.log(JSON.stringify([...new Set([...Object.keys(message), ...Object.getOwnPropertyNames(Object.getPrototypeOf(message))])].filter((n) => n !== 'constructor').sort())) }`}
	message.message("x")
	var names []string
	if err := json.Unmarshal([]byte(message.logs()[0]), &names); err != nil {
		t.Fatal(err)
	}
	got["Message"] = names
	for name, want := range declared(t) {
		if name == "Answer" || strings.HasPrefix(name, "Uint8Array") {
			continue
		}
		if !slices.Equal(got[name], want) {
			t.Errorf("%s\n declared %q\n there    %q", name, want, got[name])
		}
	}
}

// What is declared as global is.
func TestGlobalsAreThere(t *testing.T) {
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^declare (?:class|const|function) (\w+)`).FindAllStringSubmatch(string(Types), -1) {
		names = append(names, m[1])
	}
	tr := &trial{t: t, src: `function onRequest() { for (const n of ` + quoted(t, slices.Compact(names)) + `) if (typeof globalThis[n] === 'undefined') console.log(n);
		for (const n of ['fetch', 'require', 'setTimeout', 'std', 'os', 'SharedArrayBuffer', 'Atomics', '__host', '__load', 'Worker', 'process']) if (n in globalThis) console.log('too much: ' + n) }`}
	tr.ask()
	if got := tr.logs(); len(got) > 0 {
		t.Errorf("%q", got)
	}
}

func quoted(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
