package har

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

// needNode finds Node and the npm packages of the end-to-end tests. Without
// them the test is left out loudly; with ROCKXY_E2E=1 it fails.
func needNode(t *testing.T) (node, packages string, ok bool) {
	t.Helper()
	packages = filepath.Join("..", "e2e", "testdata", "node")
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join(packages, "node_modules", "fetch-har"))
	}
	if err == nil {
		return node, packages, true
	}
	if os.Getenv("ROCKXY_E2E") == "1" {
		t.Fatalf("Node and its packages (make node-clients): %v", err)
	}
	t.Logf("LEFT OUT: Node and its packages (make node-clients): %v", err)
	return "", "", false
}

// What we write satisfies a published schema, and another program finds in it
// the requests that were made.
func TestAnotherReader(t *testing.T) {
	node, packages, ok := needNode(t)
	if !ok {
		return
	}
	file := filepath.Join(t.TempDir(), "a.har")
	archive := write(t, Options{Version: "1.0", Comment: "for another reader"}, samples()...)
	if err := os.WriteFile(file, []byte(archive), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, filepath.Join("testdata", "reader", "read.mjs"), packages, file)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var got struct {
		Errors   []any
		Requests []struct {
			Method, Path string
			Headers      []string
			Body         []byte
		}
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if len(got.Errors) > 0 {
		t.Errorf("the schema is not satisfied: %v", got.Errors)
	}
	want := slices.Delete(samples(), 2, 3) // a WebSocket is no request to send
	if len(got.Requests) != len(want) {
		t.Fatalf("%d requests, want %d", len(got.Requests), len(want))
	}
	for i, e := range want {
		r, u := got.Requests[i], splitURL(e.Exchange.URL)
		if r.Method != e.Exchange.Method || r.Path != u.path {
			t.Errorf("%s %s, want %s %s", r.Method, r.Path, e.Exchange.Method, u.path)
		}
		if string(r.Body) != string(plainOctets(e, flow.Request)) {
			t.Errorf("body %q", r.Body)
		}
		k := slices.IndexFunc(r.Headers, func(s string) bool { return strings.EqualFold(s, "x-id") })
		if k < 0 || r.Headers[k+1] != "7" {
			t.Errorf("header fields %q", r.Headers)
		}
	}
}
