package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// with sets header fields of a request; an empty value removes one.
func with(fields ...string) func(*http.Request) {
	return func(r *http.Request) {
		for i := 0; i < len(fields); i += 2 {
			switch name, value := fields[i], fields[i+1]; {
			case name == "Host":
				r.Host = value
			case value == "":
				r.Header.Del(name)
			default:
				r.Header.Add(name, value)
			}
		}
	}
}

const (
	evil = "https://evil.example"
	// noFetch is a client that sends no Fetch Metadata: curl, or an old browser.
	noFetch = "noFetch"
)

// Each of these is refused although the browser is signed in: what a page of another
// site, a rebound name or a program that guesses could send.
func TestGuard(t *testing.T) {
	tests := []struct {
		name, method, path, body string
		change                   []string
		want                     int
	}{
		{"the page", "GET", "/", "", nil, 200},
		{"the page, typed", "GET", "/", "", []string{noFetch, "", "Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, 200},
		{"the page, from another site's link", "GET", "/", "", []string{noFetch, "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, 200},
		{"the page in another site's frame", "GET", "/", "", []string{noFetch, "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, 403},
		{"the page by curl", "GET", "/", "", []string{noFetch, ""}, 200},
		{"the page by name", "GET", "/", "", []string{"Host", "localhost:9091"}, 200},
		{"a file of the page", "GET", "/assets/app.js", "", nil, 200},
		{"a file of the page for another site", "GET", "/assets/app.js", "", []string{noFetch, "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "script"}, 403},
		{"the certificate", "GET", "/root.pem", "", nil, 200},
		{"the certificate for another site", "GET", "/root.pem", "", []string{noFetch, "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, 403},
		{"no such path", "GET", "/x", "", nil, 404},

		// DNS rebinding
		{"a rebound name", "GET", "/v1/status", "", []string{"Host", "evil.example:9091"}, 403},
		{"the page by a rebound name", "GET", "/", "", []string{"Host", "evil.example:9091"}, 403},
		{"sign-in by a rebound name", "POST", "/v1/door", "{}", []string{"Host", "evil.example:9091", "Origin", "", "Origin", "http://evil.example:9091"}, 403},
		{"another port", "GET", "/v1/status", "", []string{"Host", "127.0.0.1:9090"}, 403},
		{"no port", "GET", "/v1/status", "", []string{"Host", "127.0.0.1"}, 403},
		{"a dot behind", "GET", "/v1/status", "", []string{"Host", "localhost.:9091"}, 403},
		{"a name below", "GET", "/v1/status", "", []string{"Host", "a.localhost:9091"}, 403},
		{"another loopback address", "GET", "/v1/status", "", []string{"Host", "127.0.0.2:9091"}, 403},
		{"octal", "GET", "/v1/status", "", []string{"Host", "0177.0.0.1:9091"}, 403},
		{"decimal", "GET", "/v1/status", "", []string{"Host", "2130706433:9091"}, 403},
		{"short", "GET", "/v1/status", "", []string{"Host", "127.1:9091"}, 403},
		{"mapped", "GET", "/v1/status", "", []string{"Host", "[::ffff:127.0.0.1]:9091"}, 403},
		{"any address", "GET", "/v1/status", "", []string{"Host", "0.0.0.0:9091"}, 403},
		{"the socket's name", "GET", "/v1/status", "", []string{"Host", Host}, 403},
		{"user and host", "GET", "/v1/status", "", []string{"Host", "a@127.0.0.1:9091"}, 403},
		{"no host", "GET", "/v1/status", "", []string{"Host", ""}, 403},

		// other origins
		{"a change", "POST", "/v1/sync", "", nil, 204},
		{"a change by name", "POST", "/v1/sync", "", []string{"Host", "localhost:9091", "Origin", "", "Origin", "http://localhost:9091"}, 204},
		{"a change without an origin", "POST", "/v1/sync", "", []string{"Origin", ""}, 403},
		{"a change by curl", "POST", "/v1/sync", "", []string{noFetch, "", "Origin", ""}, 403},
		{"a change of another origin", "POST", "/v1/sync", "", []string{"Origin", "", "Origin", evil}, 403},
		{"a change of no origin", "POST", "/v1/sync", "", []string{"Origin", "", "Origin", "null"}, 403},
		{"a change of the other name", "POST", "/v1/sync", "", []string{"Origin", "", "Origin", "http://localhost:9091"}, 403},
		{"a change of another port", "POST", "/v1/sync", "", []string{"Origin", "", "Origin", "http://127.0.0.1:3000"}, 403},
		{"a change over https", "POST", "/v1/sync", "", []string{"Origin", "", "Origin", "https://127.0.0.1:9091"}, 403},
		{"two origins", "POST", "/v1/sync", "", []string{"Origin", evil}, 403},
		{"an origin with a path", "POST", "/v1/sync", "", []string{"Origin", "", "Origin", "http://127.0.0.1:9091/"}, 403},
		{"reading with an origin", "GET", "/v1/status", "", []string{"Origin", "http://127.0.0.1:9091"}, 200},
		{"reading of another origin", "GET", "/v1/status", "", []string{"Origin", evil}, 403},
		{"reading of no origin", "GET", "/v1/status", "", []string{"Origin", "null"}, 403},
		{"the page for another origin", "GET", "/", "", []string{"Origin", evil}, 403},

		// other sites, by what the browser says
		{"another site", "GET", "/v1/status", "", []string{noFetch, "", "Sec-Fetch-Site", "cross-site"}, 403},
		{"another port of this machine", "GET", "/v1/status", "", []string{noFetch, "", "Sec-Fetch-Site", "same-site"}, 403},
		{"another site's link", "GET", "/v1/flows/1", "", []string{noFetch, "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, 403},
		{"typed", "GET", "/v1/status", "", []string{noFetch, "", "Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, 403},
		{"two sites", "GET", "/v1/status", "", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"an empty site", "GET", "/v1/status", "", []string{noFetch, "", "Sec-Fetch-Site", " "}, 403},
		{"another site's stream", "GET", "/v1/flows/stream", "", []string{noFetch, "", "Sec-Fetch-Site", "cross-site", "Origin", evil}, 403},
		{"another port's stream", "GET", "/v1/flows/stream", "", []string{noFetch, "", "Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "no-cors"}, 403},

		// what a form or a preflight can send
		{"a form", "POST", "/v1/sync", "a=b", []string{"Content-Type", "", "Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"a form as text", "POST", "/v1/sync", "{}", []string{"Content-Type", "", "Content-Type", "text/plain"}, 415},
		{"a form with files", "POST", "/v1/import", "{}", []string{"Content-Type", "", "Content-Type", "multipart/form-data; boundary=x"}, 415},
		{"two types", "POST", "/v1/import", "{}", []string{"Content-Type", "text/plain"}, 415},
		{"another site's form", "POST", "/v1/sync", "a=b", []string{noFetch, "", "Origin", "", "Origin", evil, "Sec-Fetch-Site", "cross-site", "Content-Type", "", "Content-Type", "text/plain"}, 403},
		{"a preflight", "OPTIONS", "/v1/sync", "", []string{"Access-Control-Request-Method", "POST"}, 405},
		{"another site's preflight", "OPTIONS", "/v1/sync", "", []string{"Origin", "", "Origin", evil, "Access-Control-Request-Method", "POST"}, 405},
		{"JSON with a charset", "POST", "/v1/import", "{}", []string{"Content-Type", "", "Content-Type", "application/json; charset=utf-8"}, 200},

		// methods and upgrades
		{"head", "HEAD", "/v1/status", "", nil, 200},
		{"head of the page", "HEAD", "/", "", nil, 200},
		{"options of the page", "OPTIONS", "/", "", nil, 405},
		{"trace", "TRACE", "/v1/status", "", nil, 405},
		{"trace of the page", "TRACE", "/", "", nil, 405},
		{"connect", "CONNECT", "/v1/status", "", nil, 405},
		{"patch", "PATCH", "/v1/status", "", nil, 405},
		{"a made-up method", "GETX", "/v1/status", "", nil, 405},
		{"a change of the page", "POST", "/", "", nil, 405},
		{"a change by reading", "GET", "/v1/sync", "", nil, 405},
		{"a WebSocket", "GET", "/v1/flows/stream", "", []string{"Connection", "keep-alive, Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13"}, 403},
		{"another site's WebSocket", "GET", "/v1/flows/stream", "", []string{noFetch, "", "Origin", evil, "Connection", "Upgrade", "Upgrade", "websocket"}, 403},
		{"HTTP/2 by upgrade", "GET", "/", "", []string{"Connection", "Upgrade, HTTP2-Settings", "Upgrade", "h2c"}, 403},

		// what was captured is no script
		{"as a script", "GET", "/v1/root.pem", "", []string{"Sec-Fetch-Dest", "", "Sec-Fetch-Dest", "script"}, 403},
		{"as a style", "GET", "/v1/root.pem", "", []string{"Sec-Fetch-Dest", "", "Sec-Fetch-Dest", "style"}, 403},
		{"as a worker", "GET", "/v1/root.pem", "", []string{"Sec-Fetch-Dest", "", "Sec-Fetch-Dest", "serviceworker"}, 403},
		{"as a plug-in", "GET", "/v1/root.pem", "", []string{"Sec-Fetch-Dest", "", "Sec-Fetch-Dest", "object"}, 403},
		{"as an image", "GET", "/v1/root.pem", "", []string{"Sec-Fetch-Dest", "", "Sec-Fetch-Dest", "image"}, 200},
	}
	d := newDoored()
	in := d.enter(t, tokenOf(t, d.Link()))
	gone, leave := context.WithCancel(t.Context())
	leave() // a stream that is let in ends at once
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synced := d.fake.synced
			w := d.ask(tt.method, tt.path, tt.body, func(r *http.Request) {
				*r = *r.WithContext(gone)
				in(r)
				if len(tt.change) > 0 && tt.change[0] == noFetch {
					with("Sec-Fetch-Site", "", "Sec-Fetch-Mode", "", "Sec-Fetch-Dest", "")(r)
				}
				with(tt.change...)(r)
			})
			if w.Code != tt.want {
				t.Errorf("%d, want %d: %s", w.Code, tt.want, w.Body)
			}
			if w.Code >= 400 && d.fake.synced != synced {
				t.Error("it was refused and done")
			}
			if w.Code == http.StatusMethodNotAllowed && w.Header().Get("Allow") == "" {
				t.Error("no Allow")
			}
			defended(t, w)
		})
	}
}

// defended checks what every answer has, refusals included.
func defended(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	h := w.Header()
	policy := h.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("policy %q has no %s", policy, want)
		}
	}
	for _, banned := range []string{"unsafe", "*", "evil", "script-src 'self'"} {
		if strings.Contains(policy, banned) {
			t.Errorf("policy %q", policy)
		}
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin", "X-Dns-Prefetch-Control": "off", "Cache-Control": "no-store",
		"Access-Control-Allow-Origin": "", "Access-Control-Allow-Methods": "", "Access-Control-Allow-Headers": "",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if w.Code >= 400 && h.Get("Content-Type") != "application/json" {
		t.Errorf("an error as %q", h.Get("Content-Type"))
	}
}

func TestOurHost(t *testing.T) {
	at80 := netip.MustParseAddrPort("127.0.0.1:80")
	six := netip.MustParseAddrPort("[::1]:9091")
	for _, tt := range []struct {
		host   string
		listen netip.AddrPort
		want   bool
	}{
		{"127.0.0.1", at80, true}, {"127.0.0.1:80", at80, true}, {"localhost", at80, true}, {"evil.example", at80, false}, {"127.0.0.1:8080", at80, false},
		{"[::1]:9091", six, true}, {"[::1]", six, false}, {"::1:9091", six, false}, {"[::1%lo]:9091", six, false}, {"127.0.0.1:9091", six, false}, {"LOCALHOST:9091", six, true},
	} {
		if got := ourHost(tt.host, tt.listen); got != tt.want {
			t.Errorf("%s at %s: %v", tt.host, tt.listen, got)
		}
	}
}
