package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// `rockxy run` gives a program proxy and trust through its environment alone:
// the programs below set up nothing themselves.

// inject runs a program under `rockxy run` against the shared instance.
func (s *stand) inject(t *testing.T, env []string, argv ...string) string {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return run(t, env, append([]string{bin, "run", "--data", s.proxy.data, "--"}, argv...)...)
}

// injectEnv is batteryEnv without what the injection has to provide.
func (s *stand) injectEnv(t *testing.T, key string) (env []string) {
	for _, v := range s.batteryEnv(t, key) {
		if !strings.HasPrefix(v, "E2E_PROXY=") && !strings.HasPrefix(v, "E2E_CA=") {
			env = append(env, v)
		}
	}
	return env
}

func TestRunInjects(t *testing.T) {
	if blind() {
		return // there is no `rockxy run` without rockxy
	}
	script := func(parts ...string) string { return filepath.Join(append([]string{"testdata"}, parts...)...) }
	python := func(t *testing.T, module, name string) ([]string, bool) {
		p, ok := needPython(t, module)
		return []string{p, script("python", name)}, ok
	}
	node := func(t *testing.T, name string) ([]string, bool) {
		p, ok := needNode(t)
		return []string{p, script("node", name)}, ok
	}
	for name, c := range map[string]struct {
		proto string
		argv  func(t *testing.T) ([]string, bool)
	}{
		"requests":   {"http/1.1", func(t *testing.T) ([]string, bool) { return python(t, "requests", "with_requests.py") }},
		"httpx":      {"http/1.1", func(t *testing.T) ([]string, bool) { return python(t, "httpx", "with_httpx.py") }},
		"aiohttp":    {"http/1.1", func(t *testing.T) ([]string, bool) { return python(t, "aiohttp", "with_aiohttp.py") }},
		"node-fetch": {"http/1.1", func(t *testing.T) ([]string, bool) { return node(t, "fetch.mjs") }},
		"node-https": {"http/1.1", func(t *testing.T) ([]string, bool) { return node(t, "https.mjs") }},
		"java": {"h2", func(t *testing.T) ([]string, bool) {
			java, ok := needJava(t)
			return []string{java, script("java", "Battery.java"), "h2"}, ok
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			argv, ok := c.argv(t)
			if !ok {
				return
			}
			s := theStand(t)
			key := s.key(t)
			s.judge(t, key, c.proto, s.inject(t, s.injectEnv(t, key), argv...))
		})
	}
}

// TestRunInjectsPlainPrograms runs programs that are no battery.
func TestRunInjectsPlainPrograms(t *testing.T) {
	if blind() {
		return
	}
	for name, c := range map[string]struct {
		program string
		args    func(url, out string) []string
	}{
		"curl": {"curl", func(url, out string) []string {
			return []string{"--silent", "--show-error", "--fail", "--output", out, url}
		}},
		"wget": {"wget", func(url, out string) []string {
			return []string{"--quiet", "--tries=1", "--output-document=" + out, url}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program, ok := need(t, c.program)
			if !ok {
				return
			}
			s := theStand(t)
			key, out := s.key(t), filepath.Join(t.TempDir(), "out")
			s.inject(t, nil, append([]string{program}, c.args(s.origin.URL("/bytes/12345?k="+key), out)...)...)
			if info, err := os.Stat(out); err != nil || info.Size() != 12345 {
				t.Errorf("%v, %v", info, err)
			}
			s.wantFlows(t, key, wantFlow{Method: "GET", Path: "/bytes/12345", Status: 200, Response: 12345})
		})
	}
}

// TestRunGivesTheStatus wants the program's exit status, and no trace of the
// injection in this process's own environment.
func TestRunGivesTheStatus(t *testing.T) {
	if blind() {
		return
	}
	t.Parallel()
	s := theStand(t)
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	_, err = tryRun(t.Context(), nil, bin, "run", "--data", s.proxy.data, "--", "sh", "-c", "exit 7")
	if err == nil || !strings.Contains(err.Error(), "exit status 7") {
		t.Errorf("got %v, want exit status 7", err)
	}
	out := s.inject(t, nil, "sh", "-c", `printf '{"proxy":"%s","roots":"%s"}' "$HTTPS_PROXY" "$SSL_CERT_FILE"`)
	var got struct{ Proxy, Roots string }
	if err := json.Unmarshal([]byte(out), &got); err != nil || !strings.Contains(got.Proxy, s.proxy.Proxy) || got.Roots == "" {
		t.Errorf("environment %q, %v", out, err)
	}
}
