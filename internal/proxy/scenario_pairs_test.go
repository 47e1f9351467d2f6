package proxy

import (
	"net/http"
	"slices"
	"testing"

	"rockxy/internal/rule/breakpoint"
)

// Rules that meet: what is first and what is last, and who does not take a turn.
func TestRulesTogether(t *testing.T) {
	s := newStage(t)
	s.write("me.json", `{"env": "prod"}`)
	play(t, s, append(pairs(), whoMatches()...))
}

func pairs() []scenario {
	page := gives("prod here", "Content-Type: text/plain", "X-Env: prod")
	count := func(w http.ResponseWriter, r *http.Request) {
		gives("seen "+r.Header.Get("X-Env"), "Content-Type: text/plain")(w, r)
	}
	return []scenario{
		{name: "map remote, headers", rules: []string{"map-remote: {host: b.origin.test, port: OTHER}", "request-headers: {set: {Host: mine.test, X-Env: staging}}"}, gives: page,
			origin: seen{other: true, line: "GET /given", host: "mine.test", fields: []string{"X-Env: staging"}}, client: got{body: "prod here"},
			trace: []string{"map-remote|", "request-headers|"}},
		{name: "map remote keeps the host, response headers", rules: []string{"map-remote: {port: OTHER, keep-host: true}", "response-headers: {set: {X-Env: [a, b]}}"}, gives: page,
			origin: seen{other: true, host: "origin.test:PORT"}, client: got{body: "prod here", fields: []string{"X-Env: a, b"}}, trace: []string{"map-remote|", "response-headers|"}},
		{name: "two map remotes", rules: []string{"map-remote: {path: /first}", "map-remote: {path: '/given?second'}"}, gives: page,
			origin: seen{line: "GET /given?second"}, client: got{body: "prod here"}, trace: []string{"map-remote|", "map-remote|"}},
		{name: "map local, response headers", rules: []string{"map-local: {body: prod}", "response-headers: {set: {X-Local: '1'}}", "response-body: {replace: {text: prod, with: staging}}"},
			origin: seen{nothing: true}, client: got{body: "staging", fields: []string{"X-Local: 1"}}, trace: []string{"map-local|", "response-headers|", "response-body|once"}},
		{name: "map local, map remote", rules: []string{"map-local: {file: me.json}", "map-remote: {port: OTHER}"},
			origin: seen{nothing: true}, client: got{body: `{"env": "prod"}`}, trace: []string{"map-local|me.json", "-map-remote|"}},
		{name: "map local that is missing, another", rules: []string{"map-local: {file: none.json, missing: next}", "map-local: {body: second}"},
			origin: seen{nothing: true}, client: got{body: "second"}, trace: []string{"-map-local|none.json", "map-local|"}},
		{name: "map local that is missing, the server", rules: []string{"map-local: {file: none.json, missing: server}", "map-local: {body: second}"}, gives: page,
			client: got{body: "prod here"}, trace: []string{"-map-local|none.json", "-map-local|"}},
		{name: "body, throttle", rules: []string{"response-body: {replace: {text: prod, with: staging}}", "throttle: {down: 50mbit, latency: 2ms}"}, gives: page,
			client: got{body: "staging here", fields: []string{"Content-Length: 12"}}, trace: []string{"throttle|", "response-body|once"}},
		{name: "two replacements", rules: []string{"response-body: {replace: {text: prod, with: staging}}", "response-body: {replace: {regex: '^stag(ing)', with: 'test$1'}}"}, gives: page,
			client: got{body: "testing here"}, trace: []string{"response-body|once", "response-body|once"}},
		{name: "two set a field", rules: []string{"response-headers: {set: {X-Env: one}}", "response-headers: {set: {X-Env: two}}"}, gives: page,
			client: got{body: "prod here", fields: []string{"X-Env: two"}}, trace: []string{"response-headers|", "response-headers|"}},
		{name: "mark, block", rules: []string{"mark: {color: green}", "block: 404"}, origin: seen{nothing: true}, client: got{status: 404, any: true}, fault: "rule.blocked", trace: []string{"mark|green", "block|404"}},
		{name: "block, response headers", rules: []string{"block: {status: 404, body: no}", "response-headers: {set: {X-A: '1'}}", "status: 200"},
			origin: seen{nothing: true}, client: got{status: 404, body: "no", fields: []string{"-X-A"}}, fault: "rule.blocked", trace: []string{"block|404", "-response-headers|", "-status|"}},
		{name: "block, map local", rules: []string{"block: {status: 404, body: no}", "map-local: {body: yes}"}, origin: seen{nothing: true},
			client: got{status: 404, body: "no"}, fault: "rule.blocked", trace: []string{"block|404", "-map-local|"}},
		{name: "script, body", rules: []string{"script: {source: 'function onResponse(c, q, r) { r.body.text += \" prod\" }'}", "response-body: {replace: {text: prod, with: x}}"}, gives: page,
			client: got{body: "x here x"}, trace: []string{"script|", "response-body|twice"}},
		{name: "body, script", rules: []string{"response-body: {replace: {text: prod, with: x}}", "script: {source: 'function onResponse(c, q, r) { r.headers.set(\"X-Len\", r.body.text) }'}"}, gives: page,
			client: got{body: "x here", fields: []string{"X-Len: x here"}}, trace: []string{"response-body|once", "script|"}},
		{name: "script answers, headers", rules: []string{"script: {source: 'function onRequest() { return {status: 201, body: \"s\"} }'}", "response-headers: {set: {X-A: '1'}}"},
			origin: seen{nothing: true}, client: got{status: 201, body: "s", fields: []string{"X-A: 1"}}, trace: []string{"script|", "response-headers|"}},
		{name: "headers, breakpoint", rules: []string{"request-headers: {set: {X-Env: rule}}", "breakpoint: request"}, gives: count, ask: ask{line: "GET /given"},
			decide: []decide{func(m *breakpoint.Message) breakpoint.Decision {
				m.Fields = slices.Clone(m.Fields)
				for i := range m.Fields {
					if m.Fields[i].Value == "rule" {
						m.Fields[i].Value = "person"
					}
				}
				return breakpoint.Decision{Verb: breakpoint.Send, Message: m}
			}}, client: got{body: "seen person"}, trace: []string{"request-headers|", "breakpoint|sent as edited"}},
		{name: "method, request body", rules: []string{"method: PATCH", "request-body: {body: 'another', content-type: text/x}"}, ask: ask{line: "POST /echo?mb", body: "x"},
			origin: seen{line: "PATCH /echo?mb", body: "another"}, client: got{body: "another", fields: []string{"Content-Type: text/x"}}, trace: []string{"method|", "request-body|"}},
		{name: "a fault is of the head's phase, before the body's", rules: []string{"response-body: {replace: {text: prod, with: staging}}", "fault: {truncate: 4}"}, gives: page,
			client: got{body: "staging"}, trace: []string{"fault|4 octets", "response-body|once"}},
		{name: "status without a body, body", rules: []string{"status: 204", "response-body: {replace: {text: prod, with: staging}}"}, gives: page,
			client: got{status: 204, fields: []string{"-Content-Length"}}, trace: []string{"status|", "-response-body|"}},
	}
}

func whoMatches() []scenario {
	page := gives("prod", "Content-Type: text/plain")
	return []scenario{
		{name: "a match looks at what arrived", rules: []string{"match: path:/old\nactions: [{map-remote: {path: /given}}]", "match: path:/given\nactions: [{block: 404}]"}, gives: page, ask: ask{line: "GET /old"},
			origin: seen{line: "GET /given"}, client: got{body: "prod"}, trace: []string{"map-remote|"}},
		{name: "after", rules: []string{"match: path:/old\nactions: [{map-remote: {path: /given}}]", "match: path:/given\nafter: true\nactions: [{block: {status: 404, body: no}}]"}, gives: page, ask: ask{line: "GET /old"},
			origin: seen{nothing: true}, client: got{status: 404, body: "no"}, fault: "rule.blocked", trace: []string{"map-remote|", "block|404"}},
		{name: "final", rules: []string{"match: path:/given\nfinal: true\nactions: [{response-headers: {set: {X-A: '1'}}}]", "block", "match: path:/given\nactions: [{mark: {pin: true}}]"}, gives: page,
			client: got{body: "prod", fields: []string{"X-A: 1"}}, trace: []string{`-|the rule "rule 1" before it is final`, "-|final", "response-headers|"}},
		{name: "final without an action", rules: []string{"match: path:/given\nfinal: true", "block"}, gives: page, client: got{body: "prod"}, trace: []string{"-|final"}},
		{name: "a match of the response", rules: []string{"match: status:200 path:/given\nactions: [{request-headers: {set: {X-A: '1'}}}, {response-headers: {set: {X-A: '1'}}}]"}, gives: page,
			origin: seen{fields: []string{"-X-A"}}, client: got{body: "prod", fields: []string{"X-A: 1"}}, trace: []string{"-request-headers|", "response-headers|"}},
		{name: "a match of the request's body", rules: []string{"match: req.body:needle\nactions: [{request-headers: {set: {X-A: '1'}}}, {url: {set: '/echo?found'}}]"},
			ask: ask{line: "POST /echo?sought", body: "a needle", fields: []string{"Content-Type: text/plain"}}, origin: seen{line: "POST /echo?found", body: "a needle", fields: []string{"X-A: 1"}}, client: got{body: "a needle"},
			trace: []string{"request-headers|", "url|"}},
		{name: "a match of the response's body", rules: []string{"match: res.body:prod\nactions: [{response-headers: {set: {X-A: '1'}}}, {status: 500}]"}, gives: coded("gzip", "a prod", "Content-Type: text/plain"),
			client: got{status: 500, body: "a prod", fields: []string{"X-A: 1"}}, trace: []string{"response-headers|", "status|"}},
	}
}
