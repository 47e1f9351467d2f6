package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const doorHost = "127.0.0.1:9091"

// doored is a door with the fake instance behind it.
type doored struct {
	*Door
	h    http.Handler
	fake *fake
}

func newDoored() doored {
	f := newFake()
	d := NewDoor(netip.MustParseAddrPort(doorHost))
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("PAGE")) })
	return doored{d, NewDoorHandler(d, f, page), f}
}

// ask sends a request as our page in a browser would, with changes.
func (d doored) ask(method, path, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = doorHost
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Sec-Fetch-Mode", "cors")
	r.Header.Set("Sec-Fetch-Dest", "empty")
	if !reading(method) {
		r.Header.Set("Origin", "http://"+doorHost)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	d.h.ServeHTTP(w, r)
	return w
}

func tokenOf(t *testing.T, link string) string {
	t.Helper()
	_, token, ok := strings.Cut(link, "/#token=")
	if !ok {
		t.Fatalf("no token in %s", link)
	}
	return token
}

// enter signs in and returns what puts the cookie into requests.
func (d doored) enter(t *testing.T, token string) func(*http.Request) {
	t.Helper()
	w := d.ask("POST", "/v1/door", `{"token":"`+token+`"}`, nil)
	cookies := w.Result().Cookies()
	if w.Code != http.StatusNoContent || len(cookies) != 1 {
		t.Fatalf("sign in: %d %s, cookies %v", w.Code, w.Body, cookies)
	}
	return func(r *http.Request) { r.AddCookie(cookies[0]) }
}

func TestDoor(t *testing.T) {
	d := newDoored()
	for _, path := range []string{"/v1/status", "/v1/flows", "/v1/flows/1", "/v1/openapi.json", "/v1/none", "/v1/door", "/v1/"} {
		w := d.ask("GET", path, "", nil)
		if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "rockxy ui") {
			t.Errorf("%s before: %d %s", path, w.Code, w.Body)
		}
	}
	in := d.enter(t, tokenOf(t, d.Link()))
	for path, want := range map[string]string{"/v1/status": `"pid":12`, "/v1/flows": `[{"id":2`, "/v1/openapi.json": `"openapi"`, "/v1/door": ""} {
		w := d.ask("GET", path, "", in)
		if w.Code >= 300 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %.80s", path, w.Code, w.Body)
		}
	}
	if w := d.ask("POST", "/v1/sync", "", in); w.Code != http.StatusNoContent || d.fake.synced != 1 {
		t.Errorf("a change: %d, %d", w.Code, d.fake.synced)
	}
	if w := d.ask("DELETE", "/v1/door", "", in); w.Code != http.StatusNoContent || !strings.Contains(w.Header().Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("sign out: %d %v", w.Code, w.Header())
	}
	if w := d.ask("GET", "/v1/status", "", in); w.Code != http.StatusUnauthorized {
		t.Errorf("after: %d", w.Code)
	}
}

func TestCookie(t *testing.T) {
	d := newDoored()
	w := d.ask("POST", "/v1/door", `{"token":"`+tokenOf(t, d.Link())+`"}`, nil)
	set := w.Header().Get("Set-Cookie")
	name, rest, _ := strings.Cut(set, "=")
	value, attributes, _ := strings.Cut(rest, "; ")
	if name != "rockxy-9091" || attributes != "Path=/; HttpOnly; SameSite=Strict" || len(value) != 43 {
		t.Errorf("%q", set)
	}
	if strings.Contains(d.Link(), value) {
		t.Error("the cookie is the token")
	}
}

// A link carries 256 random bits, and nothing but those is a token.
func TestGuessing(t *testing.T) {
	d := newDoored()
	token := tokenOf(t, d.Link())
	if len(token) != 43 || token == tokenOf(t, newDoored().Link()) {
		t.Errorf("token %q", token)
	}
	for _, guess := range []string{"", token[:42], token + "A", token[1:], strings.ToLower(token), "\x00", strings.Repeat("A", 43), " " + token, token + "="} {
		w := d.ask("POST", "/v1/door", fmt.Sprintf(`{"token":%q}`, guess), nil)
		if w.Code == http.StatusNoContent || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%q lets in", guess)
		}
	}
	for range 1000 { // nobody can lock the owner out
		d.ask("POST", "/v1/door", `{"token":"x"}`, nil)
	}
	d.enter(t, token)
}

func TestTheRequestToSignIn(t *testing.T) {
	d := newDoored()
	token := tokenOf(t, d.Link())
	full := `{"token":"` + token + `"`
	for name, tt := range map[string]struct {
		body string
		want int
	}{
		"right":         {full + "}", 204},
		"largest":       {full + strings.Repeat(" ", maxSignIn-len(full)-1) + "}", 204},
		"too large":     {full + strings.Repeat(" ", maxSignIn-len(full)) + "}", 400},
		"nothing":       {"", 400},
		"not JSON":      {"token=" + token, 400},
		"another field": {full + `,"x":1}`, 400},
		"two":           {full + "}" + full + "}", 400},
		"a list":        {`["` + token + `"]`, 400},
		"null":          {"null", 403},
	} {
		if w := d.ask("POST", "/v1/door", tt.body, nil); w.Code != tt.want {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

// The token is for the door alone, and there for the body alone.
func TestTheTokenElsewhere(t *testing.T) {
	d := newDoored()
	token := tokenOf(t, d.Link())
	for name, change := range map[string]func(*http.Request){
		"query":           func(r *http.Request) { r.URL.RawQuery = "token=" + token },
		"other query":     func(r *http.Request) { r.URL.RawQuery = "filter=" + token },
		"referer":         func(r *http.Request) { r.Header.Set("Referer", "http://"+doorHost+"/?token="+token) },
		"referer, #":      func(r *http.Request) { r.Header.Set("Referer", d.Link()) },
		"authorization":   func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) },
		"basic":           func(r *http.Request) { r.SetBasicAuth("token", token) },
		"cookie":          func(r *http.Request) { r.AddCookie(&http.Cookie{Name: d.cookie, Value: token}) },
		"cookie token":    func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "token", Value: token}) },
		"path of sign-in": func(r *http.Request) { r.URL.Path = "/v1/door/" + token },
	} {
		for _, path := range []string{"/v1/status", "/v1/door"} {
			if w := d.ask("GET", path, "", change); w.Code < 400 || w.Code == 500 {
				t.Errorf("%s of %s: %d %s", name, path, w.Code, w.Body)
			}
		}
		if name != "authorization" && name != "basic" && name != "cookie token" && name != "cookie" && name != "other query" {
			if w := d.ask("POST", "/v1/door", `{"token":"`+token+`"}`, change); w.Code == http.StatusNoContent {
				t.Errorf("%s of the sign-in: %d", name, w.Code)
			}
		}
	}
	in := d.enter(t, token)
	for _, where := range []string{"/?token=x", "/v1/status?token=x", "/v1/status?token", "/assets/a?token="} {
		if w := d.ask("GET", where, "", in); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", where, w.Code)
		}
	}
	w := d.ask("GET", "/v1/status", "", func(r *http.Request) { in(r); r.Header.Set("Referer", "http://"+doorHost+"/?a&token=x") })
	if w.Code != http.StatusForbidden {
		t.Errorf("a leaked token, signed in: %d", w.Code)
	}
}

// The status has the link for programs of the user, not for pages.
func TestTheStatusKeepsTheLinkFromPages(t *testing.T) {
	d := newDoored()
	d.fake.link = d.Link()
	token := tokenOf(t, d.Link())
	if w := d.ask("GET", "/v1/status", "", d.enter(t, token)); w.Code != 200 || strings.Contains(w.Body.String(), token) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	r := httptest.NewRequest("GET", "/v1/status", nil)
	r.Host = Host
	w := httptest.NewRecorder()
	NewSocketHandler(d.fake).ServeHTTP(w, r)
	if w.Code != 200 || !strings.Contains(w.Body.String(), token) {
		t.Errorf("on the socket: %d %s", w.Code, w.Body)
	}
}

// Links for one use are made on the socket alone.
func TestNoLinksForPages(t *testing.T) {
	d := newDoored()
	if w := d.ask("POST", "/v1/door/link", "", d.enter(t, tokenOf(t, d.Link()))); w.Code != http.StatusNotFound {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// A cookie of another port of this machine, of another start, or of somebody's
// making lets nobody in.
func TestCookiesOfOthers(t *testing.T) {
	d, before := newDoored(), newDoored()
	other := NewDoor(netip.MustParseAddrPort("127.0.0.1:9092")).signIn("")
	if other != nil {
		t.Fatal("an empty token lets in")
	}
	r := httptest.NewRequest("GET", "/", nil)
	d.enter(t, tokenOf(t, d.Link()))(r)
	value := r.Cookies()[0].Value
	for name, change := range map[string]func(*http.Request){
		"another start": before.enter(t, tokenOf(t, before.Link())),
		"another port":  func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "rockxy-9092", Value: value}) },
		"no port":       func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "rockxy", Value: value}) },
		"capitals":      func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "Rockxy-9091", Value: value}) },
		"shorter":       func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "rockxy-9091", Value: value[:42]}) },
		"empty":         func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "rockxy-9091"}) },
		"in the query":  func(r *http.Request) { r.URL.RawQuery = "rockxy-9091=" + value },
	} {
		if w := d.ask("GET", "/v1/status", "", change); w.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	both := func(r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "rockxy-9091", Value: "stale"})
		r.AddCookie(&http.Cookie{Name: "rockxy-9091", Value: value})
	}
	if w := d.ask("GET", "/v1/status", "", both); w.Code != http.StatusOK {
		t.Errorf("a stale one beside a good one: %d", w.Code)
	}
}

func TestSignedInAreFew(t *testing.T) {
	d := newDoored()
	token := tokenOf(t, d.Link())
	first := d.enter(t, token)
	second := d.enter(t, token)
	for range maxSignedIn - 2 {
		d.enter(t, token)
	}
	if w := d.ask("GET", "/v1/door", "", first); w.Code != http.StatusNoContent {
		t.Errorf("the first of %d: %d", maxSignedIn, w.Code)
	}
	d.enter(t, token)
	if w := d.ask("GET", "/v1/door", "", first); w.Code != http.StatusUnauthorized {
		t.Errorf("the first of one more: %d", w.Code)
	}
	if w := d.ask("GET", "/v1/door", "", second); w.Code != http.StatusNoContent {
		t.Errorf("the second: %d", w.Code)
	}
	if len(d.in) != maxSignedIn {
		t.Errorf("%d are signed in", len(d.in))
	}
}

func TestOneTimeLinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoored()
		in := func(link string) int {
			return d.ask("POST", "/v1/door", `{"token":"`+tokenOf(t, link)+`"}`, nil).Code
		}
		once := d.OneTimeLink()
		if once == d.Link() {
			t.Error("it is the link for good")
		}
		if a, b := in(once), in(once); a != 204 || b != 403 {
			t.Errorf("first %d, then %d", a, b)
		}
		late, last := d.OneTimeLink(), d.OneTimeLink()
		time.Sleep(ticketTime - time.Nanosecond)
		if got := in(last); got != 204 {
			t.Errorf("just in time: %d", got)
		}
		time.Sleep(time.Nanosecond)
		if got := in(late); got != 403 {
			t.Errorf("too late: %d", got)
		}
		first := d.OneTimeLink()
		time.Sleep(time.Nanosecond)
		second := d.OneTimeLink()
		for range maxTickets - 1 {
			time.Sleep(time.Nanosecond)
			d.OneTimeLink()
		}
		if len(d.tickets) != maxTickets {
			t.Errorf("%d links", len(d.tickets))
		}
		if a, b := in(first), in(second); a != 403 || b != 204 {
			t.Errorf("the oldest of too many: %d, the one after it: %d", a, b)
		}
	})
}
