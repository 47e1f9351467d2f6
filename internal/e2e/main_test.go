package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// binary is the rockxy under test, built once.
var binary = sync.OnceValues(func() (string, error) {
	if b := os.Getenv("ROCKXY_BINARY"); b != "" {
		return filepath.Abs(b)
	}
	out := filepath.Join(scratch, "rockxy")
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", out, "rockxy/cmd/rockxy")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building rockxy: %w\n%s", err, text)
	}
	return out, nil
})

// scratch is a directory that lives as long as the test binary.
var scratch string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "rockxy-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	scratch = dir
	status := m.Run()
	if err := stopShared(); err != nil {
		fmt.Fprintln(os.Stderr, "the shared proxy:", err)
		status = 1
	}
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

// need finds a program. Without it the test has nothing to do: need says so
// and returns false, or fails the test where all clients are promised.
func need(t *testing.T, program string) (path string, ok bool) {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		return "", missing(t, program)
	}
	return path, true
}

// needTool finds a tool that make builds into bin.
func needTool(t *testing.T, name string) (path string, ok bool) {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "bin", name))
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		return "", missing(t, name+" (make bin/"+name+")")
	}
	return path, true
}

func missing(t *testing.T, what string) bool {
	t.Helper()
	if os.Getenv("ROCKXY_E2E") != "" {
		t.Fatalf("%s is not installed, and ROCKXY_E2E promises it", what)
	}
	t.Logf("LEFT OUT: %s is not installed", what)
	return false
}

// programPatience bounds one run of a client.
const programPatience = 90 * time.Second

// run runs a program to its end and returns its standard output. It fails the
// test when the program fails.
func run(t *testing.T, env []string, argv ...string) string {
	t.Helper()
	out, err := tryRun(t.Context(), env, argv...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func tryRun(ctx context.Context, env []string, argv ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, programPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = append(cleanEnv(), env...)
	cmd.WaitDelay = 5 * time.Second
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.String(), fmt.Errorf("%s: %w\nstdout: %s\nstderr: %s", strings.Join(argv, " "), err, tail(stdout.String()), tail(stderr.String()))
	}
	return stdout.String(), nil
}

func tail(s string) string {
	const most = 4000
	if len(s) > most {
		return "… " + s[len(s)-most:]
	}
	return s
}

// cleanEnv is the environment without what would lead a client elsewhere.
func cleanEnv() (env []string) {
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		if n := strings.ToLower(name); strings.HasSuffix(n, "_proxy") || strings.HasPrefix(n, "ssl_cert") ||
			strings.HasSuffix(n, "_ca_bundle") || strings.HasSuffix(n, "_cainfo") || n == "node_extra_ca_certs" || n == "node_options" || n == "java_tool_options" {
			continue
		}
		env = append(env, v)
	}
	return env
}

// lines decodes one JSON object a line.
func lines[T any](s string) (list []T, err error) {
	for line := range strings.Lines(s) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		var v T
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			return nil, fmt.Errorf("%w in %q", err, line)
		}
		list = append(list, v)
	}
	return list, nil
}
