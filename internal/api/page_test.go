package api

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestPage(t *testing.T) {
	listen := netip.MustParseAddrPort("127.0.0.1:9091")
	h, err := NewPageHandler(PageInfo{
		Listen: listen, Proxy: "127.0.0.1:9090", Fingerprint: "AA:BB", Custody: "<memory>", RootPEM: []byte("PEM"),
	})
	if err != nil {
		t.Fatal(err)
	}
	type header map[string]string
	tests := []struct {
		name, method, host, path string
		header                   header
		want                     int
	}{
		{"page", "GET", "127.0.0.1:9091", "/", nil, 200},
		{"by name", "GET", "localhost:9091", "/", nil, 200},
		{"name in capitals", "GET", "LOCALHOST:9091", "/", nil, 200},
		{"head", "HEAD", "127.0.0.1:9091", "/", nil, 200},
		{"certificate", "GET", "127.0.0.1:9091", "/root.pem", nil, 200},
		{"own origin", "GET", "127.0.0.1:9091", "/", header{"Origin": "http://127.0.0.1:9091"}, 200},
		{"link from another site", "GET", "127.0.0.1:9091", "/", header{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200},
		{"no such path", "GET", "127.0.0.1:9091", "/x", nil, 404},
		{"rebound name", "GET", "evil.example:9091", "/", nil, 403},
		{"other port", "GET", "127.0.0.1:9090", "/", nil, 403},
		{"no port", "GET", "127.0.0.1", "/", nil, 403},
		{"name with a dot", "GET", "localhost.:9091", "/", nil, 403},
		{"other loopback address", "GET", "127.0.0.2:9091", "/", nil, 403},
		{"octal", "GET", "0177.0.0.1:9091", "/", nil, 403},
		{"empty host", "GET", "", "/", nil, 403},
		{"other origin", "GET", "127.0.0.1:9091", "/", header{"Origin": "https://evil.example"}, 403},
		{"null origin", "GET", "127.0.0.1:9091", "/", header{"Origin": "null"}, 403},
		{"https origin", "GET", "127.0.0.1:9091", "/", header{"Origin": "https://127.0.0.1:9091"}, 403},
		{"fetched by another site", "GET", "127.0.0.1:9091", "/root.pem", header{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403},
		{"post", "POST", "127.0.0.1:9091", "/", nil, 405},
		{"options", "OPTIONS", "127.0.0.1:9091", "/", nil, 405},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, tt.path, nil)
			r.Host = tt.host
			for k, v := range tt.header {
				r.Header.Set(k, v)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.want {
				t.Errorf("status %d, want %d: %s", w.Code, tt.want, w.Body)
			}
			if csp := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") {
				t.Errorf("policy %q", csp)
			}
			if w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("headers %v", w.Header())
			}
		})
	}
}

func TestPageContent(t *testing.T) {
	listen := netip.MustParseAddrPort("[::1]:80")
	h, err := NewPageHandler(PageInfo{Listen: listen, Proxy: "127.0.0.1:9090", Fingerprint: "AA:BB", Custody: "<script>", RootPEM: []byte("PEM")})
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) string {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = "[::1]"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Body.String()
	}
	page := get("/")
	for _, want := range []string{"127.0.0.1:9090", "AA:BB", "&lt;script&gt;"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	for _, banned := range []string{"<script", "http://www", "https://fonts", "src=", "@import", "url("} {
		if strings.Contains(page, banned) {
			t.Errorf("the page has %q: it loads nothing", banned)
		}
	}
	if got := get("/root.pem"); got != "PEM" {
		t.Errorf("certificate %q", got)
	}
}
