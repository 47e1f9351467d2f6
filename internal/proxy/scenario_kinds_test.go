package proxy

import (
	"net/http"
	"strings"
	"testing"

	"rockxy/internal/rule/breakpoint"
	"rockxy/internal/testkit"
)

// edited sends a message with another body.
func editedBody(old, with string) decide {
	return func(m *breakpoint.Message) breakpoint.Decision {
		m.Body = []byte(strings.ReplaceAll(string(m.Body), old, with))
		return breakpoint.Decision{Verb: breakpoint.Send, Message: m}
	}
}

func TestEachKindAlone(t *testing.T) {
	s := newStage(t)
	s.write("site/a.txt", "from a file")
	s.write("secret", "s3cret")
	all := append(kindsOfHeads(), kindsOfTheRest()...)
	play(t, s, all)
	for _, k := range s.kinds {
		if !hasKind(all, k.Name) {
			t.Errorf("no scenario has %s", k.Name)
		}
	}
}

func hasKind(all []scenario, name string) bool {
	for _, c := range all {
		if len(c.rules) == 1 && (c.rules[0] == name || strings.HasPrefix(c.rules[0], name+":")) {
			return true
		}
	}
	return false
}

// kindsOfHeads edit heads.
func kindsOfHeads() []scenario {
	page := gives("text", "Content-Type: text/plain", "Set-Cookie: sid=1; Domain=x.test", "X-Env: prod", "X-Drop: 1", "ETag: \"1\"")
	return []scenario{
		{name: "request headers", rules: []string{"request-headers: {set: {X-Env: staging}, add: {X-Two: [a, b]}, remove: [X-Drop*], replace: [{name: X-Ver, regex: 'v(\\d)', with: 'version $1'}]}"},
			gives: page, ask: ask{fields: []string{"X-Env: prod", "X-Drop-Me: 1", "X-Ver: v7"}},
			origin: seen{fields: []string{"X-Env: staging", "X-Two: a, b", "-X-Drop-Me", "X-Ver: version 7"}},
			client: got{body: "text"}, trace: []string{"request-headers|"}},
		{name: "response headers", rules: []string{"response-headers: {set: {X-Env: staging}, remove: [X-Drop], add: {X-Seen: '1'}}"}, gives: page,
			client: got{body: "text", fields: []string{"X-Env: staging", "-X-Drop", "X-Seen: 1", "Content-Length: 4"}}, trace: []string{"response-headers|"}},
		{name: "request trailers", rules: []string{"request-trailers: {set: {X-Sum: '2'}, remove: [X-Note]}"},
			ask:    ask{line: "POST /upload?t", body: "abc", trailers: []string{"X-Sum: 1", "X-Note: n"}},
			origin: seen{body: "abc", trailers: []string{"X-Sum: 2", "-X-Note"}},
			client: got{any: true}, trace: []string{"request-trailers|"}},
		{name: "response trailers", rules: []string{"response-trailers: {set: {X-Sum: '43'}, remove: [X-Note], add: {X-More: m}}"}, ask: ask{line: "GET /trailers"},
			client: got{body: "trailers follow\n", trailers: []string{"X-Sum: 43", "-X-Note", "X-More: m"}}, trace: []string{"response-trailers|"}},
		{name: "query", rules: []string{"query: {set: {page: 2}, add: {tag: a b}, remove: [utm_*]}"}, gives: page, ask: ask{line: "GET /given?page=1&utm_x=1&k=%7e"},
			origin: seen{line: "GET /given?page=2&k=%7e&tag=a%20b"}, client: got{body: "text"}, trace: []string{"query|"}},
		{name: "request cookies", rules: []string{"request-cookies: {set: {sid: abc}, remove: [_ga*]}"}, gives: page, ask: ask{fields: []string{"Cookie: sid=1; _ga=2; x=y"}},
			origin: seen{fields: []string{"Cookie: sid=abc; x=y"}}, client: got{body: "text"}, trace: []string{"request-cookies|"}},
		{name: "response cookies", rules: []string{"response-cookies: {set: {sid: {secure: true, domain: false}}}"}, gives: page,
			client: got{body: "text", fields: []string{"Set-Cookie: sid=1; Secure"}}, trace: []string{"response-cookies|"}},
		{name: "method", rules: []string{"method: PUT"}, ask: ask{line: "POST /echo?m", body: "x"}, origin: seen{line: "PUT /echo?m", body: "x"}, client: got{body: "x"}, trace: []string{"method|"}},
		{name: "method without a body", rules: []string{"method: GET"}, ask: ask{line: "HEAD /given?h"}, gives: page, origin: seen{line: "GET /given?h"}, trace: []string{"method|"}},
		{name: "url", rules: []string{"url: {part: path, regex: '^/v1/(\\w+)', with: '/v2/$1'}"}, gives: page, ask: ask{line: "GET /v1/me?q"}, origin: seen{line: "GET /v2/me?q"}, client: got{body: "text"}, trace: []string{"url|"}},
		{name: "status", rules: []string{"status: 503"}, gives: page, client: got{status: 503, body: "text"}, trace: []string{"status|"}},
		{name: "auth", rules: []string{"auth: {basic: {user: ada, password-file: secret}}"}, gives: page, ask: ask{fields: []string{"Authorization: Bearer x"}},
			origin: seen{fields: []string{"Authorization: Basic YWRhOnMzY3JldA=="}}, client: got{body: "text"}, trace: []string{"auth|"}},
		{name: "preset", rules: []string{"preset: no-cache"}, gives: page, ask: ask{fields: []string{`If-None-Match: "1"`}},
			origin: seen{fields: []string{"-If-None-Match", "Cache-Control: no-cache"}}, client: got{body: "text", fields: []string{"Cache-Control: no-store", "-ETag"}},
			trace: []string{"preset|", "preset|"}},
		{name: "preflight", rules: []string{"preset: cors-open"}, ask: ask{line: "OPTIONS /given?pre", fields: []string{"Origin: https://page.test", "Access-Control-Request-Method: PUT"}},
			origin: seen{nothing: true}, client: got{status: 204, fields: []string{"Access-Control-Allow-Origin: https://page.test", "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"}}, trace: []string{"preset|preflight", "preset|"}},
		{name: "mark", rules: []string{"mark: {color: red, comment: look}"}, gives: page, client: got{body: "text"}, trace: []string{"mark|red"}},
	}
}

// kindsOfTheRest steer, edit bodies, slow down and break.
func kindsOfTheRest() []scenario {
	json := gives(`{"a": 1,  "secret": "x"}`, "Content-Type: application/json")
	page := gives("prod id=7", "Content-Type: text/plain", `ETag: "1"`, "Accept-Ranges: bytes")
	large := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(testkit.Pattern(5000)) }
	return []scenario{
		{name: "breakpoint", rules: []string{"breakpoint"}, ask: ask{line: "POST /echo?paused", body: "one", fields: []string{"Content-Type: text/plain"}},
			decide: []decide{editedBody("one", "two and more"), editedBody("two", "three")},
			origin: seen{body: "two and more"}, client: got{body: "three and more"}, trace: []string{"breakpoint|sent as edited", "breakpoint|sent as edited"}},
		{name: "breakpoint abort", rules: []string{"breakpoint: request"}, ask: ask{line: "POST /echo?aborted", body: "one"},
			decide: []decide{func(*breakpoint.Message) breakpoint.Decision {
				return breakpoint.Decision{Verb: breakpoint.Abort, Status: 418}
			}},
			origin: seen{nothing: true}, client: got{status: 418, any: true}, fault: "rule.blocked", trace: []string{"breakpoint|aborted"}},
		{name: "map local", rules: []string{"map-local: {body: '{\"name\":\"Ada\"}', status: 201, headers: {X-A: '1'}}"}, origin: seen{nothing: true},
			client: got{status: 201, body: `{"name":"Ada"}`, fields: []string{"X-A: 1", "Content-Type: application/json", "Content-Length: 14"}}, trace: []string{"map-local|"}},
		{name: "map local file", rules: []string{"map-local: {directory: site}"}, ask: ask{line: "GET /a.txt"}, origin: seen{nothing: true},
			client: got{body: "from a file", fields: []string{"Content-Type: text/plain; charset=utf-8", "Accept-Ranges: bytes"}}, trace: []string{"map-local|a.txt"}},
		{name: "map remote", rules: []string{"map-remote: {host: a.origin.test, port: OTHER, path: '/given?moved'}"}, gives: page, ask: ask{fields: []string{"Origin: https://page.test"}},
			origin: seen{other: true, line: "GET /given?moved", fields: []string{"Origin: https://page.test"}}, client: got{body: "prod id=7"}, trace: []string{"map-remote|a.origin.test"}},
		{name: "block", rules: []string{"block: {status: 451, body: 'not here', content-type: text/plain}"}, ask: ask{line: "POST /echo", body: "abc"},
			origin: seen{nothing: true}, client: got{status: 451, body: "not here"}, fault: "rule.blocked", trace: []string{"block|451"}},
		{name: "block reset", rules: []string{"block: reset"}, ask: ask{line: "POST /echo", body: "abc"}, origin: seen{nothing: true}, client: got{fails: true}, fault: "rule.blocked", trace: []string{"block|reset"}},
		{name: "redirect dns", rules: []string{"redirect-dns: 127.0.0.1"}, gives: page, client: got{body: "prod id=7"}, trace: []string{"redirect-dns|127.0.0.1"}},
		{name: "form", rules: []string{"form: {set: {user: ada}, remove: remember}"}, ask: ask{line: "POST /echo?form", body: "user=bob&remember=1&x=%20", fields: []string{"Content-Type: application/x-www-form-urlencoded"}},
			origin: seen{body: "user=ada&x=%20"}, client: got{body: "user=ada&x=%20"}, trace: []string{"form|"}},
		{name: "request body", rules: []string{"request-body: {replace: {text: prod, with: staging}}"}, ask: ask{line: "POST /echo?b", body: "in prod", fields: []string{"Content-Type: text/plain"}},
			origin: seen{body: "in staging"}, client: got{body: "in staging"}, trace: []string{"request-body|"}},
		{name: "response body", rules: []string{"response-body: {replace: [{text: prod, with: staging}, {regex: 'id=(\\d+)', with: 'id=x$1'}]}"}, gives: page,
			client: got{body: "staging id=x7", fields: []string{"Content-Length: 13", "-ETag", "-Accept-Ranges"}}, trace: []string{"response-body|replaced twice"}},
		{name: "response json", rules: []string{"response-body: {json-set: {$.a: 2, $.b.c: [1]}, json-remove: [$.secret]}"}, gives: json,
			client: got{body: `{"a": 2,  "b": {"c":[1]}}`}, trace: []string{"response-body|json-set"}},
		{name: "message body", rules: []string{"message-body: {on: received, json-set: {$.n: 7}}"}, ask: ask{line: "GET /sse?n=2"},
			client: got{body: "id: 0\nevent: tick\ndata: {\"n\":7}\n\nid: 1\nevent: tick\ndata: {\"n\":7}\n\n"}, trace: []string{"message-body|", "message-body|"}},
		{name: "throttle", rules: []string{"throttle: {down: 100mbit, latency: 5ms}"}, gives: page, client: got{body: "prod id=7"}, trace: []string{"throttle|100 Mbit/s"}},
		{name: "delay", rules: []string{"delay: 5ms"}, gives: page, client: got{body: "prod id=7"}, trace: []string{"delay|"}},
		{name: "fault", rules: []string{"fault: {truncate: 1000}"}, gives: large, client: got{body: string(testkit.Pattern(1000))}, trace: []string{"fault|truncated the body after 1000 octets"}},
		{name: "fault reset", rules: []string{"fault: {reset-after: 1000}"}, gives: large, ask: ask{line: "POST /given", body: "x"}, client: got{fails: true, any: true}, fault: "rule.blocked", trace: []string{"fault|"}},
		{name: "script", rules: []string{"script:\n    source: |\n      function onRequest(context, request) { request.headers.set('X-S', request.body.text); request.body.text = 'b'; console.log('seen'); }\n" +
			"      function onResponse(context, request, response) { response.status = 202; response.body.text += '!'; }\n"},
			ask: ask{line: "POST /echo?script", body: "a", fields: []string{"Content-Type: text/plain"}}, origin: seen{body: "b", fields: []string{"X-S: a"}},
			client: got{status: 202, body: "b!"}, trace: []string{"script|", "script|"}},
		{name: "script answers", rules: []string{"script: {source: 'function onRequest() { return {status: 404, body: \"none\"} }'}"}, origin: seen{nothing: true},
			client: got{status: 404, body: "none"}, trace: []string{"script|"}},
	}
}
