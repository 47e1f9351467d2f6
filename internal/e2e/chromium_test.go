package e2e

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestChromium loads a page that uses a style sheet, an image, a module,
// fetch, an upload, server-sent events and a WebSocket, and waits for the page's
// own report.
func TestChromium(t *testing.T) {
	t.Parallel()
	chromium, ok := need(t, "chromium")
	if !ok {
		return
	}
	s := theStand(t)
	key := s.key(t)
	s.sites.Store(key, page(key))
	stop := startChromium(t, chromium, s.proxy, s.origin.URL("/"+key+"/"))
	done := s.origin.Last(t, "/"+key+"/done")
	stop()

	got := map[string]any{}
	if err := json.Unmarshal(done.Body, &got); err != nil {
		t.Fatalf("%v in %q", err, done.Body)
	}
	want := map[string]any{
		"style": "rgb(1, 2, 3)", "image": 34.0, "fetch": 100_000.0, "parallel": 40_780.0, "upload": 50_000.0, "events": 3.0, "websocket": 6000.0,
	}
	if !maps.Equal(got, want) {
		t.Errorf("the page found %v, want %v", got, want)
	}
	s.wantPage(t, key)
}

// page serves testdata/page, and takes the report.
func page(key string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /"+key+"/", http.StripPrefix("/"+key, http.FileServer(http.Dir(filepath.Join("testdata", "page")))))
	mux.HandleFunc("POST /"+key+"/done", func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	return mux
}

// wantPage wants the page's exchanges. What ended with the browser (the event
// stream, the report itself) may have been cut.
func (s *stand) wantPage(t *testing.T, key string) {
	t.Helper()
	if blind() {
		return
	}
	seen := map[string]flowLine{}
	for _, f := range s.settled(t, key, 49) {
		path := strings.TrimPrefix(strings.TrimPrefix(f.URL, s.origin.URL("/")), key)
		path, _, _ = strings.Cut(path, "?")
		seen[f.Method+" "+path] = f
		if path != "sse" && path != "/done" {
			s.checkFlow(t, f)
		}
	}
	for name, w := range map[string]wantFlow{
		"GET /":            {Proto: "h2", Status: 200, Response: -1},
		"GET /style.css":   {Proto: "h2", Status: 200, Response: -1},
		"GET /script.js":   {Proto: "h2", Status: 200, Response: -1},
		"GET bytes/100000": {Proto: "h2", Status: 200, Response: 100_000},
		"POST upload":      {Proto: "h2", Status: 200, Request: uploadSize, Response: -1},
		"GET sse":          {Proto: "h2", Status: 200, Response: int64(len(events(3)))},
		"GET ws":           {Proto: "http/1.1", Status: 101, Request: -1, Response: -1},
	} {
		f, ok := seen[name]
		if !ok {
			t.Errorf("no exchange %q", name)
			continue
		}
		if f.Protocol != w.Proto || f.Status != w.Status || w.Request >= 0 && f.RequestBytes != w.Request || w.Response >= 0 && f.ResponseBytes != w.Response {
			t.Errorf("%s: %+v, want %v", name, f, w)
		}
	}
}

// startChromium opens url in a browser of its own that trusts the proxy's root
// by its public key; stop ends it and waits.
func startChromium(t *testing.T, chromium string, proxy *instance, url string) (stop func()) {
	t.Helper()
	return startBrowser(t, os.Interrupt, []string{"HOME=" + scratch}, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--user-data-dir="+filepath.Join(scratch, "chromium"), "--proxy-server="+proxy.httpProxy(), "--proxy-bypass-list=<-loopback>",
		"--ignore-certificate-errors-spki-list="+rootSPKI(t, proxy.RootFile), url)
}

// startBrowser starts a browser, which does not end by itself; stop ends it by a
// signal and waits.
func startBrowser(t *testing.T, signal os.Signal, env []string, argv ...string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), programPatience)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = slices.Concat(cleanEnv(), noBus(), env)
	cmd.Cancel = func() error { return cmd.Process.Signal(signal) }
	cmd.WaitDelay = 10 * time.Second
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() { // a second Wait would wait for ever after a first one that failed
		cancel()
		if err := cmd.Wait(); cmd.ProcessState == nil { // ended by us, whatever its status
			t.Logf("%s cannot be waited for: %v", argv[0], err)
		}
	})
	t.Cleanup(func() {
		stop()
		if t.Failed() {
			t.Logf("%s said:\n%s", argv[0], tail(said.String()))
		}
	})
	return stop
}

// noBus keeps a browser away from D-Bus: Chromium ends when a bus does, as those of other
// tests do.
func noBus() []string {
	return []string{"DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nonexistent", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent"}
}

// scratchDir is a directory for programs that may write for a moment after their end: it
// goes when all tests are done.
func scratchDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(scratch, "dir-")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// rootSPKI is the base64 SHA-256 of a certificate's public key.
func rootSPKI(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		t.Fatalf("no PEM in %s", file)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(cert.RawSubjectPublicKeyInfo)
	return base64.StdEncoding.EncodeToString(sum[:])
}
