package app

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"rockxy/internal/api"
)

// browser is a client of the page, with what browsers add to requests of its scripts.
type browser struct {
	http.Client
	page  string // "http://ip:port"
	token string
}

func newBrowser(t *testing.T, a *App) *browser {
	t.Helper()
	page, token, ok := strings.Cut(a.Link(), "/#token=")
	if !ok {
		t.Fatalf("no link in %q", a.Link())
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return &browser{http.Client{Transport: tr, Jar: jar}, page, token}
}

func (b *browser) ask(t *testing.T, method, path, body string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, b.page+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method != http.MethodGet {
		r.Header.Set("Origin", b.page)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := b.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(text)
}

func (b *browser) url(t *testing.T) *url.URL {
	t.Helper()
	u, err := url.Parse(b.page)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (b *browser) enter(t *testing.T) {
	t.Helper()
	if resp, text := b.ask(t, "POST", "/v1/door", `{"token":"`+b.token+`"}`); resp.StatusCode != http.StatusNoContent {
		t.Fatalf("sign in: %s %s", resp.Status, text)
	}
}

// The way of a browser: the page, its files, the door, and then what was captured.
func TestTheWayOfABrowser(t *testing.T) {
	o, roots := origin(t)
	var log syncBuffer
	cfg := testConfig(t)
	a, stop := run(t, cfg, Options{ExtraRoots: roots, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	get(t, through(t, a), o.URL+"/seen")
	b := newBrowser(t, a)
	resp, page := b.ask(t, "GET", "/", "")
	if resp.StatusCode != 200 || !strings.Contains(page, "/assets/app.js") || !strings.Contains(resp.Header.Get("Content-Security-Policy"), "script-src "+b.page+"/assets/;") {
		t.Fatalf("%s %v %.200s", resp.Status, resp.Header, page)
	}
	if resp, script := b.ask(t, "GET", "/assets/app.js", ""); resp.StatusCode != 200 || script == "" || resp.Header.Get("ETag") == "" || resp.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("%s %v", resp.Status, resp.Header)
	}
	if _, pem := b.ask(t, "GET", "/root.pem", ""); pem != string(a.RootPEM()) {
		t.Errorf("root %s", pem)
	}
	if resp, text := b.ask(t, "GET", "/v1/flows", ""); resp.StatusCode != http.StatusUnauthorized || strings.Contains(text, "seen") {
		t.Errorf("before: %s %s", resp.Status, text)
	}
	b.enter(t)
	b.ask(t, "POST", "/v1/sync", "")
	if resp, text := b.ask(t, "GET", "/v1/flows", ""); resp.StatusCode != 200 || !strings.Contains(text, "/seen") {
		t.Errorf("inside: %s %s", resp.Status, text)
	}
	ready, err := os.ReadFile(cfg.ReadyFile)
	if err != nil || !strings.Contains(string(ready), a.Link()) {
		t.Errorf("ready file %s, %v", ready, err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	cookies := b.Jar.Cookies(b.url(t))
	if len(cookies) != 1 || strings.Contains(log.String(), cookies[0].Value) {
		t.Errorf("cookies %v; one of them may be in the log", cookies)
	}
	if strings.Contains(log.String(), b.token) {
		t.Error("the token is in the log")
	}
}

func TestNoPageNoLink(t *testing.T) {
	cfg := testConfig(t)
	cfg.NoUI = true
	a, _ := run(t, cfg, Options{})
	if a.Link() != "" || a.Status().UI != "" {
		t.Errorf("%q, %q", a.Link(), a.Status().UI)
	}
	if url, err := (instance{a}).OneTimeLink(); err == nil {
		t.Errorf("a link to nothing: %s", url)
	}
}

// Every operation that the document has is closed to who is not signed in, and to pages
// of other origins.
func TestEveryOperationIsBehindTheDoor(t *testing.T) {
	a, _ := run(t, testConfig(t), Options{})
	b := newBrowser(t, a)
	n := 0
	for path, item := range api.Describe().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
			if op == nil || path == "/v1/door" || path == "/v1/door/link" {
				continue
			}
			n++
			path := strings.NewReplacer("{id}", "1", "{name}", "a").Replace(path)
			if resp, text := b.ask(t, op.Method, path, ""); resp.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s %s: %s %.80s", op.Method, path, resp.Status, text)
			}
		}
	}
	if n < 40 {
		t.Errorf("%d operations only", n)
	}
	b.enter(t)
	evil := *b
	evil.Transport = otherOrigin{b.Transport}
	for path, item := range api.Describe().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
			if op == nil {
				continue
			}
			path := strings.NewReplacer("{id}", "1", "{name}", "a").Replace(path)
			if resp, text := evil.ask(t, op.Method, path, ""); resp.StatusCode != http.StatusForbidden {
				t.Errorf("%s %s from elsewhere: %s %.80s", op.Method, path, resp.Status, text)
			}
		}
	}
}

// otherOrigin sends requests as a page of another port would cause them.
type otherOrigin struct{ http.RoundTripper }

func (o otherOrigin) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Origin", "http://127.0.0.1:3000")
	r.Header.Set("Sec-Fetch-Site", "same-site")
	return o.RoundTripper.RoundTrip(r)
}

// Connections to the page are bounded; those of the proxy are not hurt.
func TestConnectionsToThePageAreBounded(t *testing.T) {
	o, roots := origin(t)
	a, _ := run(t, testConfig(t), Options{ExtraRoots: roots})
	at := strings.TrimPrefix(newBrowser(t, a).page, "http://")
	var open []net.Conn
	defer func() {
		for _, c := range open {
			c.Close()
		}
	}()
	for range maxPageConns {
		c, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, c)
		fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", at)
		if _, err := c.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
	}
	last := make(chan error, 1)
	c, err := net.Dial("tcp", at) // the system's queue takes it
	if err != nil {
		t.Fatal(err)
	}
	open = append(open, c)
	go func() {
		fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", at)
		_, err := c.Read(make([]byte, 1))
		last <- err
	}()
	if got := get(t, through(t, a), o.URL+"/x"); got != "from /x" {
		t.Errorf("through the proxy: %q", got)
	}
	select {
	case err := <-last:
		t.Errorf("one more was answered, %v", err)
	default:
	}
	open[0].Close()
	if err := <-last; err != nil {
		t.Errorf("one more, when there is room: %v", err)
	}
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
