package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/testkit"
)

func TestCurl(t *testing.T) {
	for _, v := range []struct{ name, proto, option string }{
		{"h1", "http/1.1", "--http1.1"},
		{"h2", "h2", "--http2"},
	} {
		t.Run(v.name, func(t *testing.T) { t.Parallel(); curlBattery(t, v.proto, v.option, "--proxy") })
	}
}

func TestCurlSOCKS5(t *testing.T) {
	t.Parallel()
	curlBattery(t, "h2", "--http2", "--socks5-hostname")
}

// curlBattery runs the battery with one curl for each request.
func curlBattery(t *testing.T, proto, version, proxyOption string) {
	curl, ok := need(t, "curl")
	if !ok {
		return
	}
	s := theStand(t)
	key, upload := s.key(t), uploadFile(t)
	out := filepath.Join(t.TempDir(), "out")
	var report strings.Builder
	for _, step := range battery() {
		args := []string{curl, "--silent", "--show-error", "--noproxy", "", proxyOption, s.proxy.Proxy, "--cacert", s.proxy.RootFile,
			version, "--compressed", "--output", out, "--write-out", "%{http_code} %{http_version}", "--max-time", "60"}
		if step.name == "post" {
			args = append(args, "--header", "Expect:", "--data-binary", "@"+upload)
		}
		said := run(t, nil, append(args, s.origin.URL(withKey(step.target, key)))...)
		body, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		r := result{Name: step.name, Size: len(body), SHA256: sum(string(body))}
		var version string
		fmt.Sscan(said, &r.Status, &version)
		r.Proto = map[string]string{"1.1": "http/1.1", "2": "h2"}[version]
		line, _ := json.Marshal(r)
		report.Write(append(line, '\n'))
	}
	s.judge(t, key, proto, report.String())
}

// TestCurlManyAtOnce keeps one curl busy with parallel transfers.
func TestCurlManyAtOnce(t *testing.T) {
	t.Parallel()
	curl, ok := need(t, "curl")
	if !ok {
		return
	}
	s := theStand(t)
	for _, v := range []struct{ proto, option string }{{"http/1.1", "--http1.1"}, {"h2", "--http2"}} {
		key := s.key(t)
		args := []string{curl, "--silent", "--show-error", "--fail", "--noproxy", "", "--proxy", s.proxy.Proxy, "--cacert", s.proxy.RootFile,
			v.option, "--parallel", "--parallel-max", "30", "--max-time", "60"}
		var want []wantFlow
		for n := range 100 {
			size := 1000 * n
			args = append(args, "--output", os.DevNull, s.origin.URL(fmt.Sprintf("/bytes/%d?k=%s", size, key)))
			want = append(want, wantFlow{Method: "GET", Path: fmt.Sprintf("/bytes/%d", size), Proto: v.proto, Status: 200, Response: int64(size)})
		}
		run(t, nil, args...)
		s.wantFlows(t, key, want...)
	}
}

// TestCurlExpectContinue sends a body only after 100 Continue came through.
func TestCurlExpectContinue(t *testing.T) {
	t.Parallel()
	curl, ok := need(t, "curl")
	if !ok {
		return
	}
	s := theStand(t)
	key := s.key(t)
	out := run(t, nil, curl, "--silent", "--show-error", "--noproxy", "", "--proxy", s.proxy.Proxy, "--cacert", s.proxy.RootFile, "--http1.1", "--max-time", "60",
		"--expect100-timeout", "50", "--header", "Expect: 100-continue", "--dump-header", "-", "--data-binary", "@"+uploadFile(t), s.origin.URL("/continue?k="+key))
	if !strings.Contains(out, "HTTP/1.1 100 Continue\r\n") {
		t.Errorf("curl saw no 100 Continue:\n%s", out)
	}
	s.wantFlows(t, key, wantFlow{Method: "POST", Path: "/continue", Proto: "http/1.1", Status: 200, Request: uploadSize, Response: -1})
}

// TestCurlSeesOddBytes compares an answer's head and framing with what the
// origin sent, byte for byte.
func TestCurlSeesOddBytes(t *testing.T) {
	t.Parallel()
	curl, ok := need(t, "curl")
	if !ok {
		return
	}
	s := theStand(t)
	for path, want := range map[string]string{"/raw/odd": testkit.RawOdd, "/raw/chunked": testkit.RawChunked} {
		got := run(t, nil, curl, "--silent", "--show-error", "--noproxy", "", "--proxy", s.proxy.Proxy, "--cacert", s.proxy.RootFile, "--http1.1", "--max-time", "60",
			"--raw", "--include", "--suppress-connect-headers", s.origin.URL(path+"?k="+s.key(t)))
		if got != want {
			t.Errorf("%s: curl saw\n%q\nthe origin sent\n%q", path, got, want)
		}
	}
}
