package e2e

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// needPython finds a Python that has module: Debian's own first, since its
// packages belong to that one.
func needPython(t *testing.T, module string) (path string, ok bool) {
	t.Helper()
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import "+module).Run() == nil {
			return python, true
		}
	}
	return "", missing(t, "Python with "+module)
}

func TestPython(t *testing.T) {
	for _, c := range []struct {
		name, module, script, proto string
		args                        []string
	}{
		{"requests", "requests", "with_requests.py", "http/1.1", nil},
		{"httpx-h1", "httpx", "with_httpx.py", "http/1.1", nil},
		{"httpx-h2", "httpx, h2", "with_httpx.py", "h2", []string{"h2"}},
		{"aiohttp", "aiohttp", "with_aiohttp.py", "http/1.1", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			python, ok := needPython(t, c.module)
			if !ok {
				return
			}
			s := theStand(t)
			key := s.key(t)
			argv := append([]string{python, filepath.Join("testdata", "python", c.script)}, c.args...)
			s.judge(t, key, c.proto, run(t, append(s.batteryEnv(t, key), "PYTHONDONTWRITEBYTECODE=1"), argv...))
		})
	}
}

func TestPythonWebSockets(t *testing.T) {
	t.Parallel()
	python, ok := needPython(t, "websockets")
	if !ok {
		return
	}
	s := theStand(t)
	key := s.key(t)
	out := run(t, s.batteryEnv(t, key), python, filepath.Join("testdata", "python", "with_websockets.py"))
	if !strings.Contains(out, `"permessage-deflate"`) || !strings.Contains(out, `"echo"`) {
		t.Errorf("negotiated %s", out)
	}
	s.wantFlows(t, key, wantFlow{Method: "GET", Path: "/ws", Proto: "http/1.1", Status: 101, Request: -1, Response: -1})
}
