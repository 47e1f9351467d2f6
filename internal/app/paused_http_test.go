package app

import (
	"net/http/httptest"
	"strings"
	"testing"

	"rockxy/internal/api"
)

func TestRequestsAboutWhatIsPaused(t *testing.T) {
	a, _ := run(t, testConfig(t), Options{})
	pause(t, a, request())
	h := api.NewSocketHandler(instance{a})
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/v1/breakpoints", "", 200, `"paused":[{"id":1,`},
		{"GET", "/v1/breakpoints/1", "", 200, `"raw_base64":`},
		{"GET", "/v1/breakpoints/0", "", 400, "by its number"},
		{"GET", "/v1/breakpoints/x", "", 400, "by its number"},
		{"GET", "/v1/breakpoints/2", "", 410, "2 is not paused (any more)"},
		{"POST", "/v1/breakpoints/2/take", "", 410, "not paused"},
		{"POST", "/v1/breakpoints/1/take", "", 204, ""},
		{"POST", "/v1/breakpoints/1/decide", `{"acton":"send"}`, 400, "acton"},
		{"POST", "/v1/breakpoints/1/decide", `{`, 400, "not the JSON"},
		{"PUT", "/v1/breakpoints/1/draft", `{"raw":"nonsense"}`, 400, "line 1: "},
		{"PUT", "/v1/breakpoints/1/draft", `{"raw":"GET /x\nA b"}`, 400, `"problems":[{"file":"","line":2,"column":0,`},
		{"PUT", "/v1/breakpoints/1/draft", `{"raw":"GET /x"}`, 204, ""},
		{"GET", "/v1/breakpoints/1", "", 200, `"draft":{"method":"GET","url":"/x"`},
		{"DELETE", "/v1/breakpoints/1/draft", "", 204, ""},
		{"GET", "/v1/templates", "", 200, "[]"},
		{"GET", "/v1/templates/a", "", 422, "there is no template"},
		{"PUT", "/v1/templates/a", `{}`, 400, "no message to save"},
		{"PUT", "/v1/templates/a", `{"raw":"204"}`, 204, ""},
		{"GET", "/v1/templates/a", "", 200, `"raw":"HTTP/1.1 204\n\n"`},
		{"DELETE", "/v1/templates/a", "", 204, ""},
		{"DELETE", "/v1/templates/..%2Fpolicy", "", 400, "cannot be the name"},
		{"POST", "/v1/breakpoints/1/decide", `{"action":"send"}`, 204, ""},
		{"POST", "/v1/breakpoints/1/decide", `{"action":"send"}`, 410, "not paused"},
	} {
		r := httptest.NewRequest(c.method, "http://"+api.Host+c.path, strings.NewReader(c.body))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Body.String(); w.Code != c.status || !strings.Contains(got, c.want) {
			t.Errorf("%s %s %s: %d %s", c.method, c.path, c.body, w.Code, got)
		}
		r = httptest.NewRequest(c.method, "http://"+api.Host+c.path, strings.NewReader(c.body))
		r.Header.Set("Origin", "http://127.0.0.1:9091")
		w = httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != 403 {
			t.Errorf("%s %s of a browser: %d", c.method, c.path, w.Code)
		}
	}
}
