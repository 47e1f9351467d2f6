package e2e

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rockxy/internal/testkit"
)

// The battery is what every HTTP client does, in its own language: five
// requests, each result one line on standard output as JSON. The origin then
// tells what it received, and rockxy what passed.

// result is such a line.
type result struct {
	Name   string `json:"name"`
	Status int    `json:"status"`
	Size   int    `json:"size"`   // of the decoded body
	SHA256 string `json:"sha256"` // of the decoded body, hex
	Proto  string `json:"proto"`  // as far as the client tells: "http/1.1", "h2" or ""
}

// uploadSize is the length of what "post" sends: that many times the letter u.
const uploadSize = 50_000

// batteryStep is one request of the battery.
type batteryStep struct {
	name, method, target string
	status               int
	body                 string // decoded, as the client must see it; "" for "post"
}

func battery() []batteryStep {
	return []batteryStep{
		{"get", "GET", "/bytes/100000", 200, string(testkit.Pattern(100_000))},
		{"post", "POST", "/upload", 200, fmt.Sprintf("{\"size\":%d,\"sha256\":\"%s\"}\n", uploadSize, sum(strings.Repeat("u", uploadSize)))},
		{"gzip", "GET", "/gzip?n=20000", 200, testkit.Compressible(20_000)},
		{"chunked", "GET", "/bytes/70000?chunked", 200, string(testkit.Pattern(70_000))},
		{"missing", "GET", "/status/404", 404, "status 404\n"},
		{"events", "GET", "/sse?n=3", 200, events(3)},
	}
}

func events(n int) (s string) {
	for i := range n {
		s += fmt.Sprintf("id: %d\nevent: tick\ndata: {\"n\":%d}\n\n", i, i)
	}
	return s
}

// withKey adds the mark of a test to a target.
func withKey(target, key string) string {
	if strings.Contains(target, "?") {
		return target + "&k=" + key
	}
	return target + "?k=" + key
}

func sum(s string) string {
	b := sha256.Sum256([]byte(s))
	return hex.EncodeToString(b[:])
}

// gzipSize is how long the origin's encoding of s is.
func gzipSize(s string) int64 {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return int64(b.Len())
}

// uploadFile holds what "post" sends.
func uploadFile(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "upload.bin")
	if err := os.WriteFile(name, []byte(strings.Repeat("u", uploadSize)), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// batteryEnv tells a client program of the suite what to do.
func (s *stand) batteryEnv(t *testing.T, key string) []string {
	return []string{
		"E2E_ORIGIN=" + strings.TrimSuffix(s.origin.URL("/"), "/"),
		"E2E_KEY=" + key,
		"E2E_PROXY=" + s.proxy.httpProxy(),
		"E2E_CA=" + s.proxy.RootFile,
		"E2E_UPLOAD=" + uploadFile(t),
	}
}

// judge compares a client's output with the battery, with what the origin saw,
// and with what rockxy recorded. proto is "http/1.1" or "h2". Names in without
// were left out by the client.
func (s *stand) judge(t *testing.T, key, proto, output string, without ...string) {
	t.Helper()
	results, err := lines[result](output)
	if err != nil {
		t.Fatal(err)
	}
	var want []wantFlow
	for _, step := range battery() {
		if slices.Contains(without, step.name) {
			continue
		}
		s.judgeStep(t, step, results, proto)
		want = append(want, s.originSaw(t, step, key, proto))
	}
	s.wantFlows(t, key, want...)
}

func (s *stand) judgeStep(t *testing.T, step batteryStep, results []result, proto string) {
	t.Helper()
	n := slices.IndexFunc(results, func(r result) bool { return r.Name == step.name })
	if n < 0 {
		t.Errorf("%s: the client reported nothing", step.name)
		return
	}
	got := results[n]
	if got.Status != step.status || got.SHA256 != sum(step.body) || got.Size != len(step.body) || got.Proto != "" && got.Proto != proto {
		t.Errorf("%s: the client saw %+v, want status %d, %d bytes, %s over %s", step.name, got, step.status, len(step.body), sum(step.body), proto)
	}
}

// originSaw checks the origin's note of a step and says what rockxy must show.
func (s *stand) originSaw(t *testing.T, step batteryStep, key, proto string) wantFlow {
	t.Helper()
	r := s.origin.Last(t, withKey(step.target, key))
	wantProto := map[string]string{"http/1.1": "HTTP/1.1", "h2": "HTTP/2.0"}[proto]
	if r.Method != step.method || r.Proto != wantProto || r.Err != nil || r.Header.Get("Via")+r.Header.Get("X-Forwarded-For") != "" {
		t.Errorf("%s: the origin received %s over %s (%v) with %v", step.name, r.Method, r.Proto, r.Err, r.Header)
	}
	path, _, _ := strings.Cut(step.target, "?")
	w := wantFlow{Method: step.method, Path: path, Proto: proto, Status: step.status, Response: int64(len(step.body))}
	if step.name == "post" {
		w.Request = uploadSize
		if r.BodySize != uploadSize {
			t.Errorf("post: the origin received %d bytes", r.BodySize)
		}
	}
	if step.name == "gzip" {
		w.Response = gzipSize(step.body) // as on the wire
	}
	return w
}
