package ui

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/store"
)

const (
	millionEntries = 1_000_000
	perSecond      = 1000
)

// BenchmarkMillion is the list in a browser with a million entries stored and a thousand
// requests a second through the proxy: what a step of scrolling and a key in the search box
// cost, in milliseconds of script, style and layout, and what memory the page takes. With
// ROCKXY_STORE_BENCH_DIR set, the session is kept there for the next run.
func BenchmarkMillion(b *testing.B) {
	node, ok := needAll(b)
	if !ok {
		return
	}
	data := millionDir(b)
	proxy, link := serve(b, build(b), data)
	ctx, stop := context.WithCancel(b.Context())
	var sending sync.WaitGroup
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"all":"well"}`)
	}))
	defer func() {
		stop()
		sending.Wait()
		origin.Close()
	}()
	sending.Go(func() { send(ctx, b, proxy, origin.URL) })

	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), node, filepath.Join("test", "bench.mjs"), "--ui", link, "--steps", "150")
		cmd.Dir = source
		var said strings.Builder
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err != nil {
			b.Fatalf("%v\n%s%s", err, out, said.String())
		}
		tell(b, out)
	}
}

func tell(b *testing.B, out []byte) {
	b.Helper()
	var figures map[string]json.RawMessage
	if err := json.Unmarshal(out, &figures); err != nil {
		b.Fatalf("%v in %s", err, out)
	}
	for name, raw := range figures {
		var spread struct{ P50, P95 float64 }
		var octets float64
		if json.Unmarshal(raw, &spread) == nil {
			b.ReportMetric(spread.P50, name+"-p50-ms")
			b.ReportMetric(spread.P95, name+"-p95-ms")
		} else if json.Unmarshal(raw, &octets) == nil {
			b.ReportMetric(octets/(1<<20), name+"-MiB")
		}
	}
	b.ReportMetric(0, "ns/op")
}

// serve starts the binary on data and returns the proxy's address and the page's link.
func serve(b *testing.B, rockxy, data string) (proxy, link string) {
	b.Helper()
	ready := filepath.Join(b.TempDir(), "ready.json")
	cmd := exec.CommandContext(b.Context(), rockxy, "serve", "--quiet", "--data", data, "--custody", "memory", "--proxy", "127.0.0.1:0", "--ui", "127.0.0.1:0",
		"--keep-count", "4000000", "--keep-size", "100GiB", "--ready-file", ready)
	home := b.TempDir()
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home, "XDG_RUNTIME_DIR="+home)
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 30 * time.Second
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	b.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		<-ended
	})
	for tick := time.Tick(100 * time.Millisecond); ; <-tick {
		text, err := os.ReadFile(ready)
		var r struct{ Proxy, UI string }
		if err == nil && json.Unmarshal(text, &r) == nil {
			return r.Proxy, r.UI
		}
		select {
		case err := <-ended:
			ended <- err
			b.Fatalf("rockxy ended: %v", err)
		default:
		}
	}
}

// send keeps requests going through the proxy, evenly.
func send(ctx context.Context, b *testing.B, proxy, to string) {
	through := &url.URL{Scheme: "http", Host: proxy}
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(through), MaxIdleConnsPerHost: 16}}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	defer all.Wait()
	const workers = 8
	for w := range workers {
		all.Go(func() {
			for n, tick := 0, time.Tick(time.Second*workers/perSecond); ; n++ {
				select {
				case <-ctx.Done():
					return
				case <-tick:
				}
				req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/live/%d/%d", to, w, n), nil)
				if err != nil {
					b.Error(err)
					return
				}
				resp, err := client.Do(req)
				if err != nil {
					if !errors.Is(err, context.Canceled) {
						b.Error(err)
					}
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
		})
	}
}

// millionDir is a data directory whose session has a million entries.
func millionDir(b *testing.B) string {
	b.Helper()
	data := os.Getenv("ROCKXY_STORE_BENCH_DIR")
	if data == "" {
		data = b.TempDir()
	}
	data = filepath.Join(data, fmt.Sprint("ui-", millionEntries))
	done := filepath.Join(data, "complete")
	if _, err := os.Stat(done); err == nil {
		return data
	}
	if err := os.RemoveAll(data); err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(store.SessionDir(data, "default"), store.Options{MaxEntries: 1 << 40, MaxBytes: 1 << 40})
	if err != nil {
		b.Fatal(err)
	}
	for k := range millionEntries {
		record(s, k)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(done, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	return data
}

// record stores the k-th of many exchanges of some sorts.
func record(s *store.Store, k int) {
	pick := func(of ...string) string { return of[(k*7+k/13)%len(of)] }
	host := pick("api.shop.example", "www.shop.example", "cdn.shop.example", "auth.example.org", "metrics.example.net")
	c := &flow.ClientConn{ID: flow.ConnID(k + 1), Addr: "127.0.0.1:4000", TLS: &flow.TLS{Version: 0x304}}
	c.Process.Store(&flow.Process{PID: 10, Name: pick("curl", "firefox", "node")})
	x := &flow.Exchange{
		Client: c, Proto: flow.HTTP11, Method: pick("GET", "POST", "GET", "GET"), Scheme: "https", Host: host,
		URL: fmt.Sprintf("https://%s/%s/%d?page=%d", host, pick("api/products", "catalogue", "img", "api/orders"), k, k%9),
	}
	x.Timing.Started = flow.Nanos(1_760_000_000_000_000_000 + k*3_000_000)
	tape := s.Open(x)
	head := fmt.Sprintf("%s /%d HTTP/1.1\r\nHost: %s\r\nUser-Agent: bench\r\n\r\n", x.Method, k, host)
	tape.Head(flow.Request, flow.ParseHead(flow.HTTP11, []byte(head), flow.Request, false))
	x.Status = []int{200, 200, 404, 200, 502, 304}[k%6]
	head = fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Type: %s\r\n\r\n", x.Status, pick("application/json", "text/html", "image/webp"))
	tape.Head(flow.Response, flow.ParseHead(flow.HTTP11, []byte(head), flow.Response, false))
	tape.Body(flow.Response, []byte(`{"some":"body"}`))
	x.State = flow.Complete
	x.Timing.Ended = x.Timing.Started + flow.Nanos(k%600)*1_000_000
	tape.Done()
}
