package edit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// parsers are those of the table of actions.
func parsers() map[string]func(*node.Node) (rule.Action, error) {
	return map[string]func(*node.Node) (rule.Action, error){
		"request-headers": ParseRequestHeaders, "response-headers": ParseResponseHeaders,
		"request-trailers": ParseRequestTrailers, "response-trailers": ParseResponseTrailers,
		"query": ParseQuery, "form": ParseForm, "request-cookies": ParseRequestCookies, "response-cookies": ParseResponseCookies,
		"method": ParseMethod, "status": ParseStatus, "url": ParseURL, "preset": ParsePreset, "auth": ParseAuth,
	}
}

// read reads an action, such as "method: PUT".
func read(text string) (rule.Action, error) {
	n, err := node.Read("/rules/f.yaml", []byte(text))
	if err != nil {
		return nil, err
	}
	key, value := n.Single("an action")
	if value == key {
		value = nil
	}
	a, err := parsers()[key.Text()](value)
	return a, n.Take(err)
}

// message is one as it is on the wire: lines of a head of HTTP/1, or of HTTP/2 when it begins
// with ":", and a body, with line feeds alone.
type message struct{ head, body, trailers string }

func (m message) parse(dir flow.Direction) (*flow.Head, rule.Body) {
	if m.head == "" {
		return nil, nil
	}
	proto := flow.HTTP11
	switch {
	case strings.HasPrefix(m.head, ":"):
		proto = flow.HTTP2
	case strings.Contains(m.head, "HTTP/1.0"):
		proto = flow.HTTP10
	}
	crlf := func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n") + "\r\n\r\n") }
	h := flow.ParseHead(proto, crlf(m.head), dir, false)
	if m.body == "" {
		return h, nil
	}
	var t *flow.Head
	if m.trailers != "" {
		t = flow.ParseHead(proto, crlf(m.trailers), dir, true)
	}
	return h, rule.Bytes([]byte(m.body), t)
}

func shown(h *flow.Head) string {
	if h == nil {
		return ""
	}
	return strings.TrimSuffix(strings.ReplaceAll(string(h.Raw), "\r\n", "\n"), "\n\n")
}

// became is what the rule made of an exchange.
type became struct {
	request, response message
	answer            *rule.Answer
	route             *rule.Route
	steps             []flow.RuleStep
}

// did are the sentences of the trace.
func (b became) did() string {
	var all []string
	for _, s := range b.steps {
		if s.Did != "" {
			all = append(all, s.Did)
		}
		if s.Why != "" {
			all = append(all, "("+s.Why+")")
		}
	}
	return strings.Join(all, " | ")
}

// do runs one rule with some actions, such as "method: PUT", over an exchange with
// https://a.example.
func do(t testing.TB, actions string, request, response message) became {
	t.Helper()
	r := &rule.Rule{Name: "r", Enabled: true}
	for _, text := range strings.Split(actions, "\n") {
		a, err := read(text)
		if err != nil {
			t.Fatal(err)
		}
		r.Actions = append(r.Actions, a)
	}
	set := rule.NewSet([]*rule.Group{{Name: "g", Enabled: true, Rules: []*rule.Rule{r}}}, rule.Limits{}, time.Time{})
	head, body := request.parse(flow.Request)
	x := &flow.Exchange{ID: 7, Client: &flow.ClientConn{}, Proto: head.Proto, Method: string(head.Method), Scheme: "https", Host: "a.example", Port: 443}
	run := set.Begin(x, head)
	run.Clock = still{}
	out, err := run.Request(context.Background(), head, body, rule.Route{Scheme: "https", Host: "a.example", Port: 443})
	if err != nil {
		t.Fatal(err)
	}
	b := became{answer: out.Answer, route: out.Route, request: sent(t, out.Head, out.Body)}
	if h, body := response.parse(flow.Response); h != nil {
		h, body, err := run.Response(context.Background(), h, body)
		if err != nil {
			t.Fatal(err)
		}
		b.response = sent(t, h, body)
	}
	b.steps = run.Trace()
	return b
}

func sent(t testing.TB, h *flow.Head, body rule.Body) message {
	t.Helper()
	m := message{head: shown(h)}
	for body != nil {
		p, err := body.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		m.body += string(p.Data)
		if p.End {
			m.trailers = shown(p.Trailers)
			break
		}
	}
	return m
}

// still is a clock that stands.
type still struct{}

func (still) Now() time.Time                                   { return time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC) }
func (still) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

const (
	get1 = "GET /a?b=1 HTTP/1.1\nHost: a.example\nX-One:  1\nCookie: a=1; b=2\nx-one: 2\nUser-Agent: curl/8 (curl)"
	get2 = ":method: GET\n:path: /a?b=1\n:scheme: https\n:authority: a.example\nx-one: 1\ncookie: a=1\ncookie: b=2\nx-one: 2"
	ok1  = "HTTP/1.1 200 OK\nServer: x\nETag: \"1\"\nSet-Cookie: sid=1; Path=/; Secure\nSet-Cookie: t=2"
	ok2  = ":status: 200\nserver: x\netag: \"1\"\nset-cookie: sid=1; Path=/; Secure\nset-cookie: t=2"
)

// a change of a head is checked as the lines that go and those that come.
func diff(before, after string) string {
	b, a := strings.Split(before, "\n"), strings.Split(after, "\n")
	for len(b) > 0 && len(a) > 0 && b[0] == a[0] {
		b, a = b[1:], a[1:]
	}
	for len(b) > 0 && len(a) > 0 && b[len(b)-1] == a[len(a)-1] {
		b, a = b[:len(b)-1], a[:len(a)-1]
	}
	return strings.Join(b, "\n") + " → " + strings.Join(a, "\n")
}

func TestHeads(t *testing.T) {
	for _, c := range []struct{ actions, request, response, want, did string }{
		// The shape of the file.
		{"request-headers: {set: {X-Env: staging}, remove: [Cookie]}", get1, "", "Cookie: a=1; b=2\nx-one: 2\nUser-Agent: curl/8 (curl) → x-one: 2\nUser-Agent: curl/8 (curl)\nX-Env: staging", "set X-Env, removed Cookie"},
		{"request-headers: {set: {X-Env: staging}, remove: [Cookie]}", get2, "", "cookie: a=1\ncookie: b=2\nx-one: 2 → x-one: 2\nx-env: staging", "set X-Env, removed cookie"},
		{`response-headers: {add: {X-Seen: "1"}}`, get1, ok1, " → X-Seen: 1", "added X-Seen"},
		{`response-headers: {add: {X-Seen: "1"}}`, get2, ok2, " → x-seen: 1", "added X-Seen"},
		// set: the first in its place, without the others.
		{"request-headers: {set: {X-ONE: 3}}", get1, "", "X-One:  1\nCookie: a=1; b=2\nx-one: 2 → X-One: 3\nCookie: a=1; b=2", "set X-ONE"},
		{"request-headers: {set: {X-ONE: [3, 4]}}", get2, "", "x-one: 1\ncookie: a=1\ncookie: b=2\nx-one: 2 → x-one: 3\nx-one: 4\ncookie: a=1\ncookie: b=2", "set X-ONE"},
		{"request-headers: {add: {X-One: [3, 4]}}", get1, "", " → X-One: 3\nX-One: 4", "added X-One"},
		{"response-headers: {set: {server: x}}", get1, ok1, " → ", "(server is so already)"},
		// remove: names, globs, and what they have in them.
		{"request-headers: {remove: [x-*, nothing]}", get1, "", "X-One:  1\nCookie: a=1; b=2\nx-one: 2 → Cookie: a=1; b=2", "removed X-One, removed x-one"},
		{"request-headers: {remove: {name: x-one, text: '2'}}", get1, "", "x-one: 2 → ", "removed x-one"},
		{"request-headers: {remove: {name: x-one, regex: '^[13]$'}}", get2, "", "x-one: 1 → ", "removed x-one"},
		{"request-headers: {remove: Absent}", get1, "", " → ", "(there is no Absent)"},
		{"request-headers: {remove: '*'}", "GET / HTTP/1.1\nHost: a.example\nContent-Length: 0\nTE: trailers\nConnection: TE\nA: b", "", "A: b → ", "removed A"},
		{"request-headers: {remove: '*'}", ":method: GET\n:path: /\n:scheme: https\n:authority: a.example\nte: trailers\na: b", "", "a: b → ", "removed a"},
		// replace.
		{"request-headers: {replace: {name: user-agent, text: curl, with: wget}}", get1, "", "User-Agent: curl/8 (curl) → User-Agent: wget/8 (wget)", "replaced in User-Agent"},
		{"request-headers: {replace: {name: user-agent, text: curl, with: wget, first: true}}", get1, "", "User-Agent: curl/8 (curl) → User-Agent: wget/8 (curl)", "replaced in User-Agent"},
		{"request-headers: {replace: {name: user-agent, text: curl, with: wget, whole: true}}", get1, "", " → ", "(what is to be replaced is not there)"},
		{"request-headers: {replace: {name: X-One, text: '2', with: two, whole: true}}", get1, "", "x-one: 2 → x-one: two", "replaced in x-one"},
		{"request-headers: {replace: {name: user-agent, text: CURL, with: $1, ignore-case: true, first: true}}", get1, "", "User-Agent: curl/8 (curl) → User-Agent: $1/8 (curl)", "replaced in User-Agent"},
		{`request-headers: {replace: {regex: '(\w+)/(\d)', with: '$2x$1$$'}}`, get1, "", "User-Agent: curl/8 (curl) → User-Agent: 8xcurl$ (curl)", "replaced in User-Agent"},
		{`request-headers: {replace: {part: name, regex: '^X-(.*)$', with: 'Y-$1'}}`, get2, "", "x-one: 1\ncookie: a=1\ncookie: b=2\nx-one: 2 → y-one: 1\ncookie: a=1\ncookie: b=2\ny-one: 2", "replaced in x-one"},
		{`request-headers: {replace: {part: name, regex: '^x-(?P<rest>.*)$', with: 'Y-${rest}'}}`, get2, "", "x-one: 1\ncookie: a=1\ncookie: b=2\nx-one: 2 → y-one: 1\ncookie: a=1\ncookie: b=2\ny-one: 2", "replaced in x-one"},
		// The host.
		{"request-headers: {set: {Host: b.example}}", get1, "", "Host: a.example → Host: b.example", "set Host"},
		{"request-headers: {set: {Host: b.example}}", get2, "", ":authority: a.example → :authority: b.example", "set Host"},
		{"request-headers: {replace: {name: host, text: a., with: c.}}", get2, "", ":authority: a.example → :authority: c.example", "replaced in host"},
		{"request-headers: {set: {Host: b.example}}", "GET http://a.example/ HTTP/1.1\nHost: a.example", "", "GET http://a.example/ HTTP/1.1\nHost: a.example → GET http://b.example/ HTTP/1.1\nHost: b.example", "set Host"},
		// In order.
		{"request-headers: {remove: [X-One], add: {X-One: '9'}, replace: {name: X-One, text: '9', with: '10'}}", get1, "", "X-One:  1\nCookie: a=1; b=2\nx-one: 2\nUser-Agent: curl/8 (curl) → Cookie: a=1; b=2\nUser-Agent: curl/8 (curl)\nX-One: 10",
			"removed X-One, removed x-one, added X-One, replaced in X-One"},
		// Variables.
		{"request-headers: {set: {X-Id: 'a {{id}} {{now}} {{host}} {{other}}'}}", get1, "", " → X-Id: a 7 2026-01-02T03:04:05.006Z a.example {{other}}", "set X-Id"},
		// Method, status.
		{"method: PUT", get1, "", "GET /a?b=1 HTTP/1.1 → PUT /a?b=1 HTTP/1.1", "made GET PUT"},
		{"method: {set: PUT}", get2, "", ":method: GET → :method: PUT", "made GET PUT"},
		{"method: {replace: {text: GET, with: POST}}", get1, "", "GET /a?b=1 HTTP/1.1 → POST /a?b=1 HTTP/1.1", "made GET POST"},
		{"method: GET", get1, "", " → ", "(the method stays GET)"},
		{"status: 503", get1, ok1, "HTTP/1.1 200 OK → HTTP/1.1 503 Service Unavailable", "made 200 503 Service Unavailable"},
		{"status: {code: 503, reason: Not now}", get1, ok1, "HTTP/1.1 200 OK → HTTP/1.1 503 Not now", "made 200 503 Not now"},
		{"status: {reason: Fine}", get1, ok1, "HTTP/1.1 200 OK → HTTP/1.1 200 Fine", "made 200 200 Fine"},
		{"status: {code: 404, reason: Gone}", get2, ok2, ":status: 200 → :status: 404", "made 200 404"},
		{"status: {replace: {regex: '^2', with: '5'}}", get2, ok2, ":status: 200 → :status: 500", "made 200 500"},
		{"status: {replace: {text: '00', with: 'x'}}", get1, ok1, " → ", `("2x" would not be a status)`},
		{"status: 200", get1, ok1, " → ", "(the status is 200 already)"},
		{"status: 200", get1, "HTTP/1.1 304 Not Modified\nContent-Length: 9", "HTTP/1.1 304 Not Modified\nContent-Length: 9 → HTTP/1.1 200 OK\nContent-Length: 0", "made 304 200 OK"},
		{"status: 200", get1, "HTTP/1.1 304 Not Modified\nServer: x", "HTTP/1.1 304 Not Modified\nServer: x → HTTP/1.1 200 OK\nServer: x\nContent-Length: 0", "made 304 200 OK"},
		{"status: 204", get1, "HTTP/1.1 200 OK\nContent-Length: 0", "HTTP/1.1 200 OK\nContent-Length: 0 → HTTP/1.1 204 No Content", "made 200 204 No Content"},
		// Presets.
		{"preset: no-cache", "GET / HTTP/1.1\nHost: a.example\nIf-None-Match: 1\nif-modified-since: x", "", "If-None-Match: 1\nif-modified-since: x → Pragma: no-cache\nCache-Control: no-cache", "removed if-modified-since, removed If-None-Match, set Pragma, set Cache-Control"},
		{"preset: strip-cookies", get2, "", "cookie: a=1\ncookie: b=2 → ", "removed cookie"},
		{"auth: {basic: {user: ada, password: 'a:b'}}", get1, "", " → Authorization: Basic YWRhOmE6Yg==", "gave it name and password of ada"},
		{"auth: {bearer: abc}", get2 + "\nauthorization: x", "", "authorization: x → authorization: Bearer abc", "gave it a bearer token"},
	} {
		t.Run(c.actions, func(t *testing.T) {
			got := do(t, c.actions, message{head: c.request}, message{head: c.response})
			before, after := c.request, got.request.head
			if c.response != "" {
				before, after = c.response, got.response.head
			}
			if d := diff(before, after); d != c.want {
				t.Errorf("head:\n%s\nwant:\n%s", d, c.want)
			}
			if got.did() != c.did {
				t.Errorf("did %q, want %q", got.did(), c.did)
			}
		})
	}
}

func TestPresetsOfResponses(t *testing.T) {
	for _, c := range []struct{ actions, want, did string }{
		{"preset: no-cache", "HTTP/1.1 200 OK\nServer: x\nSet-Cookie: sid=1; Path=/; Secure\nSet-Cookie: t=2\nCache-Control: no-store\nExpires: 0",
			"set Pragma, set Cache-Control | removed ETag, set Cache-Control, set Expires"},
		{"preset: strip-cookies", "HTTP/1.1 200 OK\nServer: x\nETag: \"1\"", "removed Cookie | removed Set-Cookie"},
	} {
		got := do(t, c.actions, message{head: get1}, message{head: ok1})
		if got.response.head != c.want || got.did() != c.did {
			t.Errorf("%s: %s\n%s", c.actions, got.response.head, got.did())
		}
	}
}

func TestWhatCannotBeIsRefusedWhenRead(t *testing.T) {
	for text, want := range map[string]string{
		"request-headers: {set: {Content-Length: '5'}}":              "follows from the body",
		"response-headers: {remove: [transfer-encoding]}":            "follows from the body",
		"request-headers: {add: {Connection: close}}":                "belongs to one connection",
		"request-headers: {set: {Upgrade: h2c}}":                     "belongs to one connection",
		"request-headers: {set: {':path': /}}":                       "is not a field",
		"request-headers: {set: {Proxy-Authorization: x}}":           "for the proxy",
		"request-headers: {remove: Host}":                            "cannot be without its Host",
		"request-headers: {add: {host: x}}":                          "has one Host",
		"request-headers: {replace: {name: TE, text: a, with: b}}":   "belongs to one connection",
		"request-headers: {set: {X Y: a}}":                           "is not the name of a field",
		`request-headers: {set: {X: "a\nb"}}`:                        "control character",
		"request-headers: {sett: {X: a}}":                            "did you mean set?",
		"request-headers: {}":                                        "nothing to do",
		"request-headers: {set: {}}":                                 "nothing to set",
		"request-headers: {remove: []}":                              "nothing to remove",
		"request-headers: {set: {X: []}}":                            "no value for X",
		"request-headers: {set: {X: {a: b}}}":                        "expected text",
		"request-headers: {replace: {text: a}}":                      `no key "with"`,
		"request-headers: {replace: {with: a}}":                      "none of text, regex",
		"request-headers: {replace: {text: a, regex: b, with: c}}":   `"regex" besides "text"`,
		"request-headers: {replace: {text: '', with: c}}":            "an empty text",
		"request-headers: {replace: {regex: 'a(', with: c}}":         "missing closing )",
		"request-headers: {replace: {regex: '(a)', with: $2}}":       "the group 2",
		"request-headers: {replace: {regex: '(a)', with: '${b}'}}":   "the group b",
		"request-headers: {replace: {part: body, text: a, with: c}}": "expected value or name",
		"request-trailers: {set: {Content-Type: a}}":                 "cannot stand in a trailer section",
		"response-trailers: {add: {Trailer: a}}":                     "cannot stand in a trailer section",
		"request-cookies: {set: {a=b: c}}":                           "is not the name of a cookie",
		"request-cookies: {set: {a: b; c}}":                          "ends a cookie",
		"request-cookies: {set: {a: {value: b}}}":                    "expected text",
		"response-cookies: {set: {a: {}}}":                           "neither a value nor attributes",
		"response-cookies: {add: {a: {secure: true}}}":               "no value for a",
		"response-cookies: {set: {a: {same-site: 'a;b'}}}":           "without semicolons",
		"response-cookies: {set: {a: {secure: maybe}}}":              "true or false",
		"method: CONNECT":                                            "asks for a tunnel",
		"method: 'GE T'":                                             "a method such as PUT",
		"method: {}":                                                 "none of set, replace",
		"status: 101":                                                "from 200 to 599",
		"status: {code: 200, replace: {text: a, with: b}}":           "besides",
		"status: {}":                                  "none of code, replace",
		`status: {reason: "a\nb"}`:                    "one line",
		"url: {set: 'https://b.example/'}":            "another host is for map-remote",
		"url: {set: /a, replace: {text: a, with: b}}": "besides",
		"url: {part: port, text: a, with: b}":         "expected url, host, path or query",
		"url: {replace: []}":                          "replacements",
		"preset: cors":                                "expected cors-open",
		"auth: {basic: {user: a}}":                    "none of password, password-env, password-file",
		"auth: {basic: {user: 'a:b', password: c}}":   "a colon",
		"auth: {basic: {password: c}}":                `no key "user"`,
		"auth: {bearer: ''}":                          "a token",
		"auth: {bearer: {token: a, token-env: B}}":    "besides",
		"auth: {bearer: {token-env: ''}}":             "environment variable",
		"auth: {}":                                    "none of basic, bearer",
		"response-cookies: {replace: {part: attribute, text: a, with: b}}": "expected value, name or attributes",
		"query: {remove: {text: a}}":                                       `no key "name"`,
	} {
		_, err := read(text)
		var all *node.Errors
		var one *node.Error
		if !errors.As(err, &all) && !errors.As(err, &one) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v, want %q", text, err, want)
		}
	}
}

func TestTheUnwillingBody(t *testing.T) {
	big := message{head: "POST / HTTP/1.1\nHost: a.example\nContent-Type: text/event-stream\nContent-Encoding: gzip\nContent-Length: 1", body: "x"}
	got := do(t, "request-headers: {remove: Content-Encoding}", big, message{})
	if got.request != big || !strings.Contains(got.did(), "stream without an end") {
		t.Errorf("%+v, %s", got.request, got.did())
	}
	got = do(t, "request-headers: {set: {Content-Encoding: dcb}}", message{head: "POST / HTTP/1.1\nHost: a.example\nContent-Length: 1", body: "x"}, message{})
	if !strings.Contains(got.did(), "cannot be encoded so") || strings.Contains(got.request.head, "dcb") {
		t.Errorf("%+v, %s", got.request, got.did())
	}
}

func TestAnotherContentEncodingIsAnotherBody(t *testing.T) {
	plain := message{head: "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 5", body: "hello"}
	zipped := do(t, "response-headers: {set: {Content-Encoding: gzip}}", message{head: get1}, plain).response
	if !strings.HasPrefix(zipped.body, "\x1f\x8b") || !strings.Contains(zipped.head, fmt.Sprintf("Content-Length: %d", len(zipped.body))) {
		t.Fatalf("not encoded: %+q", zipped)
	}
	again := do(t, "response-headers: {remove: [Content-Encoding]}", message{head: get1}, zipped).response
	if again != plain {
		t.Errorf("%+q", again)
	}
}

func TestWhatIsTooMuchStaysAsItIs(t *testing.T) {
	for _, c := range []struct {
		actions string
		request message
		did     string
	}{
		{"query: {remove: a}", message{head: "GET /?" + strings.Repeat("&", maxPieces) + " HTTP/1.1\nHost: h"}, "(there are more than 10000 of them)"},
		{"request-cookies: {remove: a}", message{head: "GET / HTTP/1.1\nHost: h\nCookie: " + strings.Repeat(";", maxPieces)}, "(there are more than 10000 of them)"},
		{"form: {remove: a}", message{head: postForm, body: strings.Repeat("a", maxParams+1)}, "(it is longer than the 8 MiB that are taken apart)"},
		{"form: {replace: {text: a, with: b}}", message{head: postForm, body: "x=" + strings.Repeat("a", maxPlaces+1)}, "(there are too many places to replace, or what they would become is too long)"},
		{"form: {replace: {regex: 'a', with: '" + strings.Repeat("x", 1000) + "'}}", message{head: postForm, body: "x=" + strings.Repeat("a", maxPlaces)}, "(there are too many places to replace, or what they would become is too long)"},
		{"request-headers: {replace: {regex: '', with: '" + strings.Repeat("x", 1000) + "'}}", message{head: "GET / HTTP/1.1\nHost: h\nX: " + strings.Repeat("a", 1000)}, "(it failed: the head would have 980 KiB, more than the 256 that are let through)"},
	} {
		got := do(t, c.actions, c.request, message{})
		if got.request != c.request || got.did() != c.did {
			t.Errorf("%.40s: %.80q, %d octets", c.actions, got.did(), len(got.request.body))
		}
	}
}

func BenchmarkFields(b *testing.B) {
	a, err := read("request-headers: {set: {X-Env: staging}, remove: [Cookie, X-One]}")
	if err != nil {
		b.Fatal(err)
	}
	set := rule.NewSet([]*rule.Group{{Name: "g", Enabled: true, Rules: []*rule.Rule{{Name: "r", Enabled: true, Actions: []rule.Action{a}}}}}, rule.Limits{}, time.Time{})
	head, _ := message{head: get1}.parse(flow.Request)
	x := &flow.Exchange{ID: 7, Client: &flow.ClientConn{}, Scheme: "https", Host: "a.example", Port: 443}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := set.Begin(x, head).Request(context.Background(), head, nil, rule.Route{}); err != nil {
			b.Fatal(err)
		}
	}
}
