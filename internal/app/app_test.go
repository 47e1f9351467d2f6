package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"rockxy/internal/api"
	"rockxy/internal/config"
	"rockxy/internal/flow"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func testConfig(t *testing.T) config.Config {
	t.Helper()
	c := config.Default()
	c.Data = filepath.Join(t.TempDir(), "data")
	c.Custody = config.CustodyMemory
	c.Proxy = netip.MustParseAddrPort("127.0.0.1:0")
	c.UI = c.Proxy
	c.ReadyFile = filepath.Join(t.TempDir(), "ready.json")
	c, err := c.Validate()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// run starts an instance; stop ends it and returns what Run returned.
func run(t *testing.T, cfg config.Config, opt Options) (a *App, stop func() error) {
	t.Helper()
	a, err := New(cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	stopped := false
	stop = func() error {
		stopped = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if !stopped {
			if err := stop(); err != nil {
				t.Error(err)
			}
		}
		cancel()
	})
	return a, stop
}

// origin is an HTTPS server and what a proxy has to trust.
func origin(t *testing.T) (*httptest.Server, []*x509.Certificate) {
	t.Helper()
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(w, r.Body)
		io.WriteString(w, "from "+r.URL.Path)
	}))
	t.Cleanup(s.Close)
	return s, []*x509.Certificate{s.Certificate()}
}

// through is a client that goes through the instance.
func through(t *testing.T, a *App) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(a.RootPEM())
	tr := &http.Transport{
		Proxy:           http.ProxyURL(&url.URL{Scheme: "http", Host: a.ProxyAddr().String()}),
		TLSClientConfig: &tls.Config{RootCAs: roots},
	}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

func get(t *testing.T, c *http.Client, url string) string {
	t.Helper()
	resp, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAnExchangeIsCapturedAndRead(t *testing.T) {
	o, roots := origin(t)
	cfg := testConfig(t)
	a, stop := run(t, cfg, Options{ExtraRoots: roots})
	c := through(t, a)
	if got := get(t, c, o.URL+"/one"); got != "from /one" {
		t.Fatalf("got %q", got)
	}
	resp, err := c.Post(o.URL+"/two", "text/plain", strings.NewReader("posted "))
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()

	// By way of the instance, without waiting.
	flows, err := instance{a}.List(t.Context(), api.Query{Limit: 10})
	if err != nil || len(flows) != 2 || flows[0].URL != o.URL+"/two" || flows[1].Status != 200 || flows[0].RequestBytes != 7 {
		t.Fatalf("%+v, %v", flows, err)
	}
	if only, err := (instance{a}).List(t.Context(), api.Query{Filter: "/ONE"}); err != nil || len(only) != 1 || only[0].ID != 1 {
		t.Errorf("filtered: %+v, %v", only, err)
	}

	// By way of the store, while it runs and afterwards.
	for _, when := range []string{"running", "stopped"} {
		if when == "stopped" {
			c.CloseIdleConnections()
			if err := stop(); err != nil {
				t.Fatal(err)
			}
		} else if _, err := (instance{a}).Get(t.Context(), 2); err != nil { // it may have ended for its client alone
			t.Fatal(err)
		}
		readBack(t, cfg.Data, when)
	}
}

// readBack looks at the second exchange through the store alone.
func readBack(t *testing.T, data, when string) {
	t.Helper()
	s, err := OpenSession(data)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	e, err := s.Entry(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	d := e.Detail
	if d.Method != "POST" || d.Status != 200 || d.Entry != flow.EntryConnect || d.ClientTLS == nil || d.ServerTLS == nil || !d.ServerTLS.Verified || len(d.ServerTLS.Chain) != 1 {
		t.Errorf("%s: %+v", when, d)
	}
	body, err := io.ReadAll(e.Body(flow.Response))
	if err != nil || string(body) != "posted from /two" {
		t.Errorf("%s: body %q, %v", when, body, err)
	}
	var raw strings.Builder
	if err := e.WriteRaw(&raw, flow.Request); err != nil || !strings.HasPrefix(raw.String(), "POST /two HTTP/1.1\r\n") || !strings.HasSuffix(raw.String(), "\r\n\r\nposted ") {
		t.Errorf("%s: raw %q, %v", when, raw.String(), err)
	}
	if _, err := s.Entry(t.Context(), 3); !errors.Is(err, api.ErrNotFound) {
		t.Errorf("%s: entry 3: %v", when, err)
	}
}

func TestReadyFile(t *testing.T) {
	cfg := testConfig(t)
	if err := os.WriteFile(cfg.ReadyFile, []byte(`{"pid":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := New(cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(cfg.ReadyFile); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the old one is still there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	watching := make(chan struct{})
	go func() {
		ended <- a.Watch(ctx, "", func() error { close(watching); return nil }, func([]api.Event) error { return nil })
	}()
	<-watching
	go func() { ended <- a.Run(ctx) }()
	get(t, http.DefaultClient, a.Ready().UI) // it accepts; the file comes with that
	http.DefaultClient.CloseIdleConnections()

	cancel()
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	for _, f := range []string{cfg.ReadyFile, RootFile(cfg.Data)} {
		if _, err := os.Stat(f); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is left behind: %v", f, err)
		}
	}
}

func TestReadyKeys(t *testing.T) {
	text, err := json.Marshal(Ready{})
	want := `{"proxy":"","ui":"","socket":"","root_certificate":"","root_sha256":"","pid":0}`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v", text, err)
	}
}

func TestRootCertificate(t *testing.T) {
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{})
	text, err := os.ReadFile(a.Ready().RootCertificate)
	if err != nil {
		t.Fatal(err)
	}
	block, rest := pem.Decode(text)
	if block == nil || block.Type != "CERTIFICATE" || len(rest) != 0 {
		t.Errorf("%s", text)
	}
	if got := Fingerprint(a.root.SHA256()); strings.ToLower(strings.ReplaceAll(got, ":", "")) != a.Ready().RootSHA256 {
		t.Errorf("%s and %s", got, a.Ready().RootSHA256)
	}
}

func TestOneInstancePerDirectory(t *testing.T) {
	cfg := testConfig(t)
	run(t, cfg, Options{})
	_, err := New(cfg, Options{})
	var running *RunningError
	if !errors.As(err, &running) || running.PID != os.Getpid() || !strings.Contains(running.Hint(), "--data") {
		t.Errorf("%v", err)
	}
}

func TestBusyPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	cfg := testConfig(t)
	cfg.Proxy = addrPort(l)
	_, err = New(cfg, Options{})
	var busy *BusyError
	if !errors.As(err, &busy) || busy.Flag != "--proxy" || busy.Addr != cfg.Proxy {
		t.Fatalf("%v", err)
	}
	if runtime.GOOS == "linux" && busy.Owner != fmt.Sprintf("%.15s (process %d)", filepath.Base(os.Args[0]), os.Getpid()) {
		t.Errorf("owner %q", busy.Owner)
	}
	// Nothing is held after the failure.
	cfg.Proxy = netip.MustParseAddrPort("127.0.0.1:0")
	run(t, cfg, Options{})
}

func TestFilesAreForThisUserAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // access lists, not modes
	}
	cfg := testConfig(t)
	o, roots := origin(t)
	a, _ := run(t, cfg, Options{ExtraRoots: roots})
	get(t, through(t, a), o.URL)
	if err := (instance{a}).Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := 0
	err := filepath.Walk(cfg.Data, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		n++
		want := os.FileMode(0o600)
		if info.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil || n < 5 {
		t.Errorf("%d files, %v", n, err)
	}
}

func TestTheProxyReachesNeitherItselfNorThePage(t *testing.T) {
	a, _ := run(t, testConfig(t), Options{})
	c := through(t, a)
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]", "0", "2130706433", "0x7f000001"} {
		for _, port := range []uint16{addrPort(a.uiListener).Port(), a.ProxyAddr().Port()} {
			resp, err := c.Get(fmt.Sprintf("http://%s:%d/", host, port))
			if err != nil {
				t.Errorf("%s:%d: %v", host, port, err)
				continue
			}
			resp.Body.Close()
			if resp.Header.Get("Rockxy-Fault") == "" {
				t.Errorf("%s:%d: status %d without a fault", host, port, resp.StatusCode)
			}
		}
	}
}

func TestWatchHasTheLastChanges(t *testing.T) {
	o, roots := origin(t)
	a, stop := run(t, testConfig(t), Options{ExtraRoots: roots})
	states := map[flow.ID]flow.State{}
	started, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- a.Watch(context.Background(), "", func() error { close(started); return nil }, func(events []api.Event) error {
			for _, e := range events {
				states[e.Flow.ID] = e.Flow.State
			}
			return nil
		})
	}()
	<-started
	c := through(t, a)
	for range 20 {
		get(t, c, o.URL)
	}
	c.CloseIdleConnections()
	if err := errors.Join(stop(), <-ended); err != nil {
		t.Fatal(err)
	}
	for id := range flow.ID(20) {
		if states[id+1] != flow.Complete {
			t.Errorf("entry %d: %q", id+1, states[id+1])
		}
	}
}

func TestNewGivesEverythingBackWhenItFails(t *testing.T) {
	for name, spoil := range map[string]func(*config.Config){
		"ready file": func(c *config.Config) { c.ReadyFile = c.Data + "/sub/dir/ready"; c.UpstreamCAs = []string{"none"} },
		"data":       func(c *config.Config) { c.Data = os.Args[0] },
		"page":       func(c *config.Config) { c.UI = netip.MustParseAddrPort("127.1.2.3:1"); c.Proxy = c.UI },
	} {
		cfg := testConfig(t)
		spoil(&cfg)
		if a, err := New(cfg, Options{}); err == nil {
			t.Errorf("%s: no error", name)
			a.Close()
		}
	}
}

func TestRunSaysThatTheReadyFileCannotBeWritten(t *testing.T) {
	cfg := testConfig(t)
	cfg.ReadyFile = filepath.Join(t.TempDir(), "no", "such", "directory")
	a, err := New(cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var invalid *config.InvalidError
	if err := a.Run(t.Context()); !errors.As(err, &invalid) || invalid.Name != "--ready-file" {
		t.Errorf("%v", err)
	}
}
