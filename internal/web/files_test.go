package web

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var files = fstest.MapFS{
	"index.html":           {Data: []byte("<!doctype html>")},
	"secret":               {Data: []byte("never")},
	"assets/app.js":        {Data: []byte(strings.Repeat("let a = 1;\n", 1000))},
	"assets/app.css":       {Data: []byte("a{}")},
	"assets/deep/icon.svg": {Data: []byte("<svg/>")},
}

func get(t *testing.T, path string, fields ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
	}
	w := httptest.NewRecorder()
	NewFiles(files).ServeHTTP(w, r)
	return w.Result()
}

func TestAssets(t *testing.T) {
	tests := []struct {
		path, accept, kind, coding string
		status                     int
	}{
		{"/assets/app.js", "", "text/javascript; charset=utf-8", "", 200},
		{"/assets/app.js", "br, gzip;q=0.8", "text/javascript; charset=utf-8", "gzip", 200},
		{"/assets/app.js", "gzip;q=0", "text/javascript; charset=utf-8", "", 200},
		{"/assets/app.css", "gzip", "text/css; charset=utf-8", "", 200}, // compressing it saves nothing
		{"/assets/deep/icon.svg", "gzip", "image/svg+xml", "", 200},
		{"/assets/", "", "", "", 404},
		{"/assets", "", "", "", 404},
		{"/assets/none.js", "", "", "", 404},
		{"/", "", "text/html; charset=utf-8", "", 200},
		{"/index.html", "", "", "", 404},
		{"/secret", "", "", "", 404},
		{"/assets/../secret", "", "", "", 404},
		{"/assets/%2e%2e/secret", "", "", "", 404},
	}
	for _, tt := range tests {
		resp := get(t, tt.path, "Accept-Encoding", tt.accept)
		if resp.StatusCode != tt.status {
			t.Errorf("%s: %d", tt.path, resp.StatusCode)
			continue
		}
		if tt.status != 200 {
			continue
		}
		if got := resp.Header.Get("Content-Type"); got != tt.kind {
			t.Errorf("%s: type %q", tt.path, got)
		}
		if got := resp.Header.Get("Content-Encoding"); got != tt.coding {
			t.Errorf("%s for %q: coding %q", tt.path, tt.accept, got)
		}
	}
}

func TestAssetsAreWhole(t *testing.T) {
	resp := get(t, "/assets/app.js", "Accept-Encoding", "gzip", "Range", "bytes=5-9")
	r, err := gzip.NewReader(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil || string(text) != string(files["assets/app.js"].Data) {
		t.Errorf("%d octets, %v", len(text), err)
	}
}

func TestAssetsAreKept(t *testing.T) {
	plain := get(t, "/assets/app.js").Header.Get("ETag")
	zip := get(t, "/assets/app.js", "Accept-Encoding", "gzip").Header.Get("ETag")
	if plain == "" || plain == zip {
		t.Errorf("tags %s and %s", plain, zip)
	}
	if resp := get(t, "/assets/app.js", "If-None-Match", plain); resp.StatusCode != http.StatusNotModified {
		t.Errorf("the same again: %d", resp.StatusCode)
	}
	if resp := get(t, "/assets/app.js", "If-None-Match", zip); resp.StatusCode != http.StatusOK {
		t.Errorf("another form of it: %d", resp.StatusCode)
	}
}

// The page loads nothing from elsewhere and has no script or style of its own: the
// policy that it is served with would refuse them.
func TestThePage(t *testing.T) {
	text, err := fs.ReadFile(Dist(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	if !strings.HasPrefix(page, "<!doctype html>") {
		t.Errorf("%.40q", page)
	}
	for _, banned := range []string{"http:", "https:", "<style", "<script>", "<base", "style=", "onload", "onerror"} {
		if strings.Contains(page, banned) {
			t.Errorf("the page has %q", banned)
		}
	}
	for _, ref := range strings.Split(page, "/assets/")[1:] {
		name, _, _ := strings.Cut(ref, `"`)
		if NewFiles(Dist()).files["/assets/"+name] == nil {
			t.Errorf("the page refers to %s, which is not there", name)
		}
	}
}
