package edit

import (
	"bytes"
	"testing"

	"rockxy/internal/flow"
)

func TestCookies(t *testing.T) {
	const h2 = ":method: GET\n:scheme: https\n:authority: a.example\n:path: /"
	for _, c := range []struct{ actions, request, want, did string }{
		{"request-cookies: {set: {b: x}}", get1, "Cookie: a=1; b=2 → Cookie: a=1; b=x", "set b"},
		{"request-cookies: {set: {b: x}}", get2, "cookie: b=2 → cookie: b=x", "set b"},
		{"request-cookies: {set: {c: x}}", get1, "Cookie: a=1; b=2 → Cookie: a=1; b=2; c=x", "set c"},
		{"request-cookies: {set: {c: x}}", get2, " → cookie: c=x", "set c"},
		{"request-cookies: {set: {c: x}}", h2, " → cookie: c=x", "set c"},
		{"request-cookies: {set: {c: x}}", h2 + "\ncookie: a=1", "cookie: a=1 → cookie: a=1; c=x", "set c"},
		{"request-cookies: {add: {a: x}}", get1, "Cookie: a=1; b=2 → Cookie: a=1; b=2; a=x", "added a"},
		{"request-cookies: {remove: a}", get1, "Cookie: a=1; b=2 → Cookie: b=2", "removed a"},
		{"request-cookies: {remove: [a, b]}", get1, "Cookie: a=1; b=2 → ", "removed a, removed b"},
		{"request-cookies: {remove: ['*']}", get2, "cookie: a=1\ncookie: b=2 → ", "removed a, removed b"},
		{"request-cookies: {remove: A}", get1, " → ", "(there is no A)"},
		{"request-cookies: {remove: b}", "GET / HTTP/1.1\nHost: h\nCookie: a=1;b=2;  c ; =d;;e=\"1;\"", "Cookie: a=1;b=2;  c ; =d;;e=\"1;\" → Cookie: a=1;  c ; =d;;e=\"1;\"", "removed b"},
		{"request-cookies: {replace: {regex: '(\\d)', with: '$1$1'}}", get2, "cookie: a=1\ncookie: b=2 → cookie: a=11\ncookie: b=22", "replaced in a, replaced in b"},
		{"request-cookies: {replace: {part: name, text: a, with: z}}", get1, "Cookie: a=1; b=2 → Cookie: z=1; b=2", "replaced in a"},
		{"request-cookies: {replace: {text: '1', with: '1; x=2'}}", get1, " → ", "(a=1; x=2 would not be one cookie: it has a semicolon)"},
		{"request-cookies: {set: {a: x}}", "GET / HTTP/1.1\nHost: h\nCookie: a=1; b=2\nCookie: a=3; c=4", "Cookie: a=1; b=2\nCookie: a=3; c=4 → Cookie: a=x; b=2\nCookie: c=4", "set a"},
	} {
		got := do(t, c.actions, message{head: c.request}, message{})
		if d := diff(c.request, got.request.head); d != c.want || got.did() != c.did {
			t.Errorf("%s\n%s\nwant %s\n%s", c.actions, d, c.want, got.did())
		}
	}
}

func TestCookiesThatAreSet(t *testing.T) {
	const odd = "HTTP/1.1 200 OK\nSet-Cookie: a = 1 ;  path=/ ;secure;x\nServer: y\nSet-Cookie: b"
	for _, c := range []struct{ actions, response, want, did string }{
		{"response-cookies: {set: {sid: 2}}", ok1, "Set-Cookie: sid=1; Path=/; Secure → Set-Cookie: sid=2; Path=/; Secure", "set sid"},
		{"response-cookies: {set: {sid: 2}}", ok2, "set-cookie: sid=1; Path=/; Secure → set-cookie: sid=2; Path=/; Secure", "set sid"},
		{"response-cookies: {set: {sid: {secure: false, same-site: Lax}}}", ok1, "Set-Cookie: sid=1; Path=/; Secure → Set-Cookie: sid=1; Path=/; SameSite=Lax", "set sid"},
		{"response-cookies: {set: {sid: {value: 2, path: /a, http-only: true, domain: false}}}", ok1, "Set-Cookie: sid=1; Path=/; Secure → Set-Cookie: sid=2; Path=/a; Secure; HttpOnly", "set sid"},
		{"response-cookies: {set: {n: {secure: true}}}", ok1, " → ", "(there is no n)"},
		{"response-cookies: {add: {n: {value: 1, secure: true, max-age: 5}}}", ok2, " → set-cookie: n=1; Max-Age=5; Secure", "added n"},
		{"response-cookies: {set: {n: 1}}", ok1, " → Set-Cookie: n=1", "set n"},
		{"response-cookies: {remove: '*'}", ok1, "Set-Cookie: sid=1; Path=/; Secure\nSet-Cookie: t=2 → ", "removed sid, removed t"},
		{"response-cookies: {replace: {part: attributes, regex: '(?i); *secure', with: ''}}", ok1, "Set-Cookie: sid=1; Path=/; Secure → Set-Cookie: sid=1; Path=/", "replaced in sid"},
		{"response-cookies: {set: {a: {secure: false}}}", odd, "Set-Cookie: a = 1 ;  path=/ ;secure;x → Set-Cookie: a=1;  path=/ ;x", "set a"},
		{"response-cookies: {remove: a}", odd, "Set-Cookie: a = 1 ;  path=/ ;secure;x → ", "removed a"},
		{"response-cookies: {remove: x}", odd, " → ", "(there is no x)"},
	} {
		got := do(t, c.actions, message{head: get1}, message{head: c.response})
		if d := diff(c.response, got.response.head); d != c.want || got.did() != c.did {
			t.Errorf("%s\n%s\nwant %s\n%s", c.actions, d, c.want, got.did())
		}
	}
}

// FuzzCookies: cookies that are not named keep their octets, in whatever fields they
// are.
func FuzzCookies(f *testing.F) {
	f.Add([]byte("a=1; b=2"), []byte("c;;d = \"x\""))
	f.Add([]byte(""), []byte("; ="))
	verbs := verbsOf(f, "{remove: ['r*']}")
	f.Fuzz(func(t *testing.T, one, two []byte) {
		h := &flow.Head{Proto: flow.HTTP2, Fields: []flow.Field{{Name: []byte("cookie"), Value: one}, {Name: []byte("x")}, {Name: []byte("cookie"), Value: two}}}
		c, l := cookieList(h)
		was := *h
		c.write(&was, l)
		if len(was.Fields) != 3 || !bytes.Equal(was.Fields[0].Value, bytes.TrimLeft(one, " \t")) || !bytes.Equal(was.Fields[2].Value, bytes.TrimLeft(two, " \t")) {
			t.Fatalf("%q, %q became %+v", one, two, was.Fields)
		}
		var want [][]byte
		for _, e := range l.all {
			if !bytes.HasPrefix(e.name, []byte("r")) || e.locked {
				want = append(want, bytes.TrimSpace(c.crumbs[e.at].raw))
			}
		}
		if l.do(verbs) != nil {
			return
		}
		c.write(h, l)
		var got [][]byte
		again, l := cookieList(h)
		for _, e := range l.all {
			got = append(got, bytes.TrimSpace(again.crumbs[e.at].raw))
		}
		if !bytes.Equal(bytes.Join(want, []byte(";")), bytes.Join(got, []byte(";"))) {
			t.Fatalf("%q, %q became %+v", one, two, h.Fields)
		}
	})
}
