//go:build unix

package app

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/proxy"
	"rockxy/internal/store"
)

// loadEnv makes the test binary an origin and its clients: "proxy address,
// exchanges".
const loadEnv = "ROCKXY_CAPTURE_LOAD"

// discard is a recorder that records nothing: capture is off.
type discard struct{ last atomic.Uint64 }

func (d *discard) Open(x *flow.Exchange) proxy.Tape {
	x.ID = flow.ID(d.last.Add(1))
	return proxy.Blank{}
}
func (d *discard) Tunnel(*flow.Tunnel)                     {}
func (d *discard) HandshakeFailure(*flow.HandshakeFailure) {}
func (d *discard) NextConn() flow.ConnID                   { return flow.ConnID(d.last.Add(1)) }

// BenchmarkCaptureCost is the proxy's CPU time for a keep-alive exchange of
// 1 KiB in plain HTTP, the origin and its clients being another process: with
// capture off, with capture on, and how many times as much that is. It includes
// what the store does afterwards, until rows are written.
func BenchmarkCaptureCost(b *testing.B) {
	var off, on []float64
	for b.Loop() { // in turn: the machine is not always the same
		off = append(off, captureCost(b, false))
		on = append(on, captureCost(b, true))
	}
	o, c := median(off), median(on)
	b.ReportMetric(o, "off-µs")
	b.ReportMetric(c, "on-µs")
	b.ReportMetric(c/o, "ratio")
	b.ReportMetric(0, "ns/op")
}

const loadExchanges = 40_000

func captureCost(b *testing.B, capture bool) float64 {
	b.Helper()
	var rec proxy.Recorder = &discard{}
	var s *store.Store
	if capture {
		var err error
		if s, err = store.Open(b.TempDir(), store.Options{}); err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		rec = recorder{Store: s}
	}
	engine := proxy.New(proxy.Config{Recorder: rec})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	var served sync.WaitGroup
	served.Go(func() { _ = engine.Serve(l) })
	defer served.Wait()
	defer engine.Close()
	runLoad(b, l.Addr(), 2000) // warm
	start := ownCPU()
	runLoad(b, l.Addr(), loadExchanges)
	if s != nil {
		if err := s.Sync(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	return float64(ownCPU()-start) / loadExchanges / 1000
}

func runLoad(b *testing.B, proxyAt net.Addr, n int) {
	b.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestCaptureLoad$")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s,%d", loadEnv, proxyAt, n))
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
}

func ownCPU() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// TestCaptureLoad is the other process of the benchmark, and ten exchanges
// through a proxy of its own otherwise.
func TestCaptureLoad(t *testing.T) {
	at, count, ok := strings.Cut(os.Getenv(loadEnv), ",")
	n, _ := strconv.Atoi(count)
	if !ok {
		engine := proxy.New(proxy.Config{Recorder: &discard{}})
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		var served sync.WaitGroup
		served.Go(func() { _ = engine.Serve(l) })
		defer served.Wait()
		defer engine.Close()
		at, n = l.Addr().String(), 10
	}
	body := strings.Repeat("0123456789abcdef", 64)
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
	defer origin.Close()
	tr := &http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: at}), MaxIdleConnsPerHost: 8}
	defer tr.CloseIdleConnections()
	var left atomic.Int64
	left.Store(int64(n))
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			for left.Add(-1) >= 0 {
				if err := fetch(tr, origin.URL, len(body)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	clients.Wait()
}

func fetch(tr *http.Transport, url string, want int) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := tr.RoundTrip(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if n, err := io.Copy(io.Discard, res.Body); err != nil || n != int64(want) || res.StatusCode != http.StatusOK {
		return fmt.Errorf("%d octets, status %d, %w", n, res.StatusCode, err)
	}
	return nil
}
