package ui

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// source is the UI's directory, seen from here.
const source = "../../web/ui"

// patience bounds one file of specs.
const patience = 4 * time.Minute

func TestBrowser(t *testing.T) {
	node, ok := needAll(t)
	if !ok {
		return
	}
	specs, err := filepath.Glob(filepath.Join(source, "test", "*.spec.mjs"))
	if err != nil || len(specs) == 0 {
		t.Fatalf("no specs in %s: %v", source, err)
	}
	rockxy := build(t)
	for _, spec := range specs {
		name := strings.TrimSuffix(filepath.Base(spec), ".spec.mjs")
		t.Run(name, func(t *testing.T) { // one after the other: a browser takes what a machine has
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			cmd := exec.CommandContext(ctx, node, "--test", "--test-reporter=spec", filepath.Join("test", filepath.Base(spec)))
			cmd.Dir = source
			cmd.Env = append(os.Environ(), "ROCKXY_BIN="+rockxy, "NO_COLOR=1")
			cmd.WaitDelay = 5 * time.Second
			cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("%v\n%s", err, out)
			} else {
				t.Logf("%s", summary(out))
			}
		})
	}
}

// summary is how many tests there were.
func summary(out []byte) string {
	for line := range strings.Lines(string(out)) {
		if _, n, ok := strings.Cut(line, "ℹ pass "); ok {
			return fmt.Sprintf("%s tests", strings.TrimSpace(n))
		}
	}
	return "nothing was said"
}

func build(t testing.TB) string {
	t.Helper()
	if b := os.Getenv("ROCKXY_BINARY"); b != "" {
		b, err := filepath.Abs(b)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	out := filepath.Join(t.TempDir(), "rockxy")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", out, "rockxy/cmd/rockxy")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building rockxy: %v\n%s", err, text)
	}
	return out
}

// needAll finds Node, the UI's packages and a Chromium.
func needAll(t testing.TB) (node string, ok bool) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		return "", missing(t, "node")
	}
	if _, err := os.Stat(filepath.Join(source, "node_modules", "playwright-core")); err != nil {
		return "", missing(t, "the npm packages of the web UI (make ui-packages)")
	}
	if os.Getenv("ROCKXY_CHROMIUM") == "" {
		if _, err := exec.LookPath("chromium"); err != nil {
			return "", missing(t, "chromium")
		}
	}
	return node, true
}

func missing(t testing.TB, what string) bool {
	t.Helper()
	if os.Getenv("ROCKXY_E2E") != "" {
		t.Fatalf("%s is not installed, and ROCKXY_E2E promises it", what)
	}
	t.Logf("LEFT OUT: %s is not installed", what)
	return false
}
