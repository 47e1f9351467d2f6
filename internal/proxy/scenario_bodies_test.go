package proxy

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"rockxy/internal/testkit"
)

const toStaging = "{replace: {text: prod, with: staging}}"

// Bodies that are streams, in a coding, with trailers, parts, or none.
func TestRulesOfBodies(t *testing.T) {
	s := newStage(t)
	s.write("a.txt", "0123 prod 89")
	var all []scenario
	for _, coding := range []string{"", "gzip", "br", "zstd"} {
		all = append(all, inCoding(coding)...)
	}
	all = append(all, streamsUp()...)
	all = append(all, withoutWhole()...)
	play(t, s, append(all, framed()...))
}

// inCoding are texts and streams in a coding.
func inCoding(coding string) []scenario {
	name := "coding " + coding
	one := coded(coding, `{"a": "prod"}`, "Content-Type: application/json", "Digest: x")
	field := "Content-Encoding: " + coding
	if coding == "" {
		name, one, field = "no coding", gives(`{"a": "prod"}`, "Content-Type: application/json", "Digest: x"), "-Content-Encoding"
	}
	pieces := []piece{{"one prod,", "one staging,"}, {" two pr", " two "}, {"od", "staging"}, {" three", " three"}}
	return []scenario{
		{name: name + " replaced", rules: []string{"response-body: " + toStaging}, gives: one,
			client: got{body: `{"a": "staging"}`, fields: []string{field, "-Digest"}}, trace: []string{"response-body|once"}},
		{name: name + " as JSON", rules: []string{"response-body: {json-set: {$.a: test}}"}, gives: one,
			client: got{body: `{"a": "test"}`, fields: []string{field}}, trace: []string{"response-body|json-set"}},
		{name: name + " in a script", rules: []string{"script: {source: 'function onResponse(c, q, r) { r.body.json.a += 1 }'}"}, gives: one,
			client: got{body: `{"a":"prod1"}`, fields: []string{field}}, trace: []string{"script|"}},
		{name: name + " without the coding", rules: []string{"response-headers: {remove: [Content-Encoding]}"}, gives: one,
			client: got{body: `{"a": "prod"}`, fields: []string{"-Content-Encoding"}}, trace: traceIf(coding != "", "response-headers|")},
		{name: name + " in pieces", rules: []string{"response-body: " + toStaging}, ask: ask{pieces: pieces, coding: coding},
			client: got{fields: []string{field, "-Content-Length"}}, trace: []string{"response-body|twice"}},
	}
}

func traceIf(ok bool, did string) []string {
	if !ok {
		return []string{"-" + did}
	}
	return []string{did}
}

// streamsUp are requests that are sent piece by piece.
func streamsUp() []scenario {
	large := strings.Repeat("0123456789abcde\n", 128<<10) // 2 MiB
	text := []string{"Content-Type: text/plain"}
	sent := []piece{{"one prod,", "one staging,"}, {" two pr", " two "}, {"od", "staging"}}
	return []scenario{
		{name: "a request in pieces", rules: []string{"request-body: " + toStaging}, ask: ask{line: "POST /echo?up", fields: text, up: true, pieces: sent},
			origin: seen{body: "one staging, two staging"}, trace: []string{"request-body|twice"}},
		{name: "early response", rules: []string{"response-body: {replace: {text: early, with: soon}}", "request-body: " + toStaging},
			ask:    ask{line: "POST /early", fields: text, up: true, pieces: []piece{{"prod", "soon\n"}, {" more", ""}}},
			origin: seen{body: "staging more"}, client: got{body: "late\n"}, trace: []string{"request-body|once", "response-body|once"}},
		{name: "early answer of a rule", rules: []string{"map-local: {body: here}"}, ask: ask{line: "POST /echo", fields: text, up: true, pieces: []piece{{"prod", "here"}, {" more", ""}}},
			origin: seen{nothing: true}, client: got{leaves: true}, trace: []string{"map-local|"}},
		{name: "2 MiB", rules: []string{"request-body: {replace: {text: '9a', with: '9-a'}}"}, ask: ask{line: "POST /upload?2m", fields: text, body: large},
			client: got{body: sumOf(strings.ReplaceAll(large, "9a", "9-a"))}, trace: []string{"request-body|131072"}},
		{name: "2 MiB back", rules: []string{"response-body: {replace: {text: '9a', with: '9-a'}}"}, gives: gives(large, "Content-Type: text/plain"),
			client: got{body: strings.ReplaceAll(large, "9a", "9-a")}, trace: []string{"response-body|131072"}},
		{name: "2 MiB held", rules: []string{"script: {source: 'function onRequest(c, q) { q.headers.set(\"X-Len\", q.body.bytes.length) }', timeout: 10s}"}, ask: ask{line: "POST /upload?held", fields: text, body: large},
			origin: seen{fields: []string{"X-Len: 2097152"}}, client: got{body: sumOf(large)}, trace: []string{"script|"}},
		{name: "an empty request", rules: []string{"request-body: " + toStaging}, ask: ask{line: "POST /echo?none", fields: text}, origin: seen{empty: true}, trace: []string{"-request-body|"}},
		{name: "an empty request gets a body", rules: []string{"request-body: {body: new}"}, ask: ask{line: "POST /echo?new", fields: text}, origin: seen{body: "new"}, client: got{body: "new"}, trace: []string{"request-body|"}},
		{name: "a request loses its body", rules: []string{"request-body: {body: ''}"}, ask: ask{line: "POST /echo?lost", fields: text, body: "x"}, origin: seen{empty: true}, trace: []string{"request-body|"}},
		{name: "expect", rules: []string{"request-body: " + toStaging}, ask: ask{line: "POST /continue", fields: append(text, "Expect: 100-continue"), body: "in prod"},
			origin: seen{body: "in staging"}, client: got{body: sumOf("in staging")}, trace: []string{"request-body|once"}},
		{name: "expect, held", rules: []string{"request-body: {body: another}"}, ask: ask{line: "POST /continue?held", fields: append(text, "Expect: 100-continue"), body: "in prod"},
			origin: seen{body: "another"}, client: got{body: sumOf("another")}, trace: []string{"request-body|"}},
		{name: "expect, answered by a rule", rules: []string{"block: {status: 413, body: no}"}, ask: ask{line: "POST /continue", fields: append(text, "Expect: 100-continue"), body: "in prod"},
			origin: seen{nothing: true}, client: got{status: 413, body: "no", leaves: true}, fault: "rule.blocked", trace: []string{"block|413"}},
		{name: "expect, refused by the origin", rules: []string{"response-headers: {set: {X-A: '1'}}"}, ask: ask{line: "POST /refuse", fields: append(text, "Expect: 100-continue"), body: "in prod"},
			client: got{status: 417, fields: []string{"X-A: 1"}, leaves: true}, trace: []string{"response-headers|"}},
	}
}

func sumOf(s string) string {
	return fmt.Sprintf("{\"size\":%d,\"sha256\":\"%x\"}\n", len(s), sha256.Sum256([]byte(s)))
}

// withoutWhole are answers that have no body, or a part of one.
func withoutWhole() []scenario {
	at := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	file := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		http.ServeContent(w, r, "a.txt", at, strings.NewReader("0123 prod 89"))
	}
	body, head := "response-body: "+toStaging, "response-headers: {set: {X-A: '1'}}"
	is := []string{"X-A: 1"}
	return []scenario{
		{name: "HEAD", rules: []string{head, body}, gives: file, ask: ask{line: "HEAD /given"}, client: got{fields: []string{"X-A: 1", "-Content-Length", "-ETag"}}, trace: []string{"response-headers|", "-response-body|"}},
		{name: "HEAD of what a rule gives", rules: []string{"map-local: {body: 'four'}"}, ask: ask{line: "HEAD /given"}, origin: seen{nothing: true}, client: got{fields: []string{"Content-Length: 4"}}, trace: []string{"map-local|"}},
		{name: "304", rules: []string{head}, gives: file, ask: ask{fields: []string{`If-None-Match: "1"`}}, client: got{status: 304, fields: is}, trace: []string{"response-headers|"}},
		{name: "304 that a body would need", rules: []string{body}, gives: file, ask: ask{fields: []string{`If-None-Match: "1"`}},
			origin: seen{fields: []string{"-If-None-Match"}}, client: got{body: "0123 staging 89"}, trace: []string{"response-body|", "response-body|once"}},
		{name: "304 made something else", rules: []string{"status: 200"}, gives: file, ask: ask{fields: []string{`If-None-Match: "1"`}}, client: got{fields: []string{"Content-Length: 0"}}, trace: []string{"status|"}},
		{name: "204", rules: []string{head, body}, ask: ask{line: "GET /status/204"}, client: got{status: 204, fields: is}, trace: []string{"response-headers|", "-response-body|"}},
		{name: "103", rules: []string{head, "response-body: {replace: {text: hinted, with: told}}"}, ask: ask{line: "GET /hints"},
			client: got{body: "told\n", fields: is, hints: []string{"103 </a.css>; rel=preload; as=style", "103 </b.css>; rel=preload; as=style"}}, trace: []string{"response-headers|", "response-body|once"}},
		{name: "a range", rules: []string{head, body}, gives: file, ask: ask{fields: []string{"Range: bytes=5-8"}},
			client: got{status: 206, body: "prod", fields: []string{"X-A: 1", "Content-Range: bytes 5-8/12"}}, trace: []string{"response-headers|", "-response-body|part"}},
		{name: "a range of a file", rules: []string{"map-local: {file: a.txt}"}, ask: ask{fields: []string{"Range: bytes=5-8"}}, origin: seen{nothing: true},
			client: got{status: 206, body: "prod", fields: []string{"Content-Range: bytes 5-8/12"}}, trace: []string{"map-local|"}},
		{name: "empty", rules: []string{body}, gives: gives("", "Content-Type: text/plain"), client: got{fields: []string{"Content-Length: 0"}}, trace: []string{"-response-body|"}},
		{name: "empty gets a body", rules: []string{"response-body: {body: new}"}, gives: gives("", "Content-Type: text/plain"), client: got{body: "new"}, trace: []string{"response-body|"}},
		{name: "cut by the origin", rules: []string{body}, ask: ask{line: "GET /truncate?after=5000"}, client: got{fails: true, any: true}, fault: "upstream.", trace: []string{"-response-body|"}},
	}
}

// framed are trailers, and bodies whose length changes.
func framed() []scenario {
	trailing := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Trailer", "X-Sum")
		_, _ = io.WriteString(w, "prod")
		w.Header().Set("X-Sum", "42")
	}
	text := []string{"Content-Type: text/plain"}
	return []scenario{
		{name: "trailers behind a replaced body", rules: []string{"response-body: " + toStaging}, gives: trailing, client: got{body: "staging", trailers: []string{"X-Sum: 42"}}, trace: []string{"response-body|once"}},
		{name: "trailers behind a held body", rules: []string{"script: {source: 'function onResponse(c, q, r) { r.body.text += \"!\" }'}"}, gives: trailing,
			client: got{body: "prod!", trailers: []string{"X-Sum: 42"}}, trace: []string{"script|"}},
		{name: "trailers of a script", rules: []string{"script: {source: 'function onResponse(c, q, r) { r.trailers.set(\"X-Sum\", \"43\") }'}"}, gives: trailing,
			client: got{body: "prod", trailers: []string{"X-Sum: 43"}}, trace: []string{"script|"}},
		{name: "trailers of a replaced request", rules: []string{"request-body: " + toStaging, "request-trailers: {add: {X-More: m}}"},
			ask: ask{line: "POST /upload?tr", fields: text, body: "prod", trailers: []string{"X-Sum: 1"}}, origin: seen{body: "staging", trailers: []string{"X-Sum: 1", "X-More: m"}},
			client: got{body: sumOf("staging")}, trace: []string{"request-trailers|", "request-body|once"}},
		{name: "trailers where there were none", rules: []string{"response-trailers: {set: {X-Sum: '1'}}"}, gives: gives("prod", "Content-Type: text/plain", "Content-Length: 4"),
			client: got{body: "prod", trailers: []string{"X-Sum: 1"}}, trace: []string{"response-trailers|"}},
		{name: "a body in another charset", rules: []string{"response-body: {replace: {text: für, with: über}}"}, gives: gives("f\xfcr", "Content-Type: text/plain; charset=iso-8859-1"),
			client: got{body: "\xfcber"}, trace: []string{"response-body|once"}},
		{name: "pictures pass", rules: []string{"response-body: " + toStaging}, gives: gives("prod", "Content-Type: image/png"), client: got{body: "prod"}, trace: []string{"-response-body|"}},
		{name: "a coding that nobody knows passes", rules: []string{"response-body: " + toStaging}, gives: gives("prod", "Content-Type: text/plain", "Content-Encoding: odd"),
			client: got{body: "prod"}, trace: []string{"-response-body|"}},
		{name: "a coding that is damaged passes", rules: []string{"response-body: " + toStaging}, gives: gives("prod prod prod prod", "Content-Type: text/plain", "Content-Encoding: x-gzip"),
			client: got{body: "prod prod prod prod"}, trace: []string{"-response-body|"}},
		{name: "pattern", rules: []string{"response-body: " + toStaging}, ask: ask{line: "GET /bytes/100000?chunked"}, client: got{body: string(testkit.Pattern(100000))}, trace: []string{"-response-body|"}},
	}
}
