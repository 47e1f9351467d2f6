package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"rockxy/internal/testkit"
)

// smallDisk mounts a file system of a few MiB, which only root may.
func smallDisk(t *testing.T, size string) (dir string, ok bool) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "small")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size+",mode=0700"); err != nil {
		return "", missing(t, "a small disk ("+err.Error()+")")
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir, true
}

type captureStatus struct {
	State     string `json:"state"`
	Discarded int64  `json:"discarded"`
	Fault     *struct{ Code, Message string }
}

func captureOf(t *testing.T, i *instance) captureStatus {
	t.Helper()
	var s struct {
		Capture captureStatus `json:"capture"`
	}
	out := run(t, nil, "curl", "--silent", "--fail", "--unix-socket", filepath.Join(i.data, "rockxy.sock"), "http://rockxy/v1/status")
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	return s.Capture
}

// TestFullDisk fills the disk under a capture: traffic goes on, the capture says
// once and loudly that it pauses, and resumes by itself.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	if blind() {
		return
	}
	if _, ok := need(t, "curl"); !ok {
		return
	}
	disk, ok := smallDisk(t, "96m")
	if !ok {
		return
	}
	s := standWith(t, func(dir, upstreamCA string) (*instance, error) { return startInstance(disk, upstreamCA) })
	ballast := filepath.Join(disk, "ballast")
	fetch := func(path string) {
		t.Helper()
		run(t, nil, "curl", "--silent", "--fail", "--noproxy", "", "--proxy", s.proxy.Proxy, "--cacert", s.proxy.RootFile,
			"--max-time", "60", "--output", "/dev/null", s.origin.URL(path))
	}
	fetch("/bytes/1000")
	s.proxy.rockxy(t, "flows", "--data", s.proxy.data)
	fill(t, ballast)
	for range 40 { // more than may wait
		fetch("/bytes/1000000")
	}
	paused, ok := testkit.Settle(func() (captureStatus, bool) {
		c := captureOf(t, s.proxy)
		return c, c.State == "paused"
	})
	if !ok || paused.Fault == nil || !strings.Contains(paused.Fault.Message, "full") {
		t.Fatalf("capture is %+v", paused)
	}
	fetch("/bytes/1000000")
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	s.proxy.rockxy(t, "session", "list", "--data", s.proxy.data)
	if c, ok := testkit.Settle(func() (captureStatus, bool) {
		c := captureOf(t, s.proxy)
		return c, c.State == "recording"
	}); !ok {
		t.Fatalf("capture is %+v", c)
	}
	fetch("/bytes/1234")
	if list := s.proxy.rockxy(t, "flows", "--data", s.proxy.data, "--limit", "1"); !strings.Contains(list, "/bytes/1234") {
		t.Errorf("after there was room again: %s", list)
	}
	if n := strings.Count(s.proxy.stderr.String(), "capture pauses"); n == 0 || n > 3 {
		t.Errorf("it is said %d times:\n%s", n, s.proxy.stderr.String())
	}
}

// fill writes until there is no room.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 64<<10)
	for {
		if _, err := f.Write(block); err != nil {
			return
		}
	}
}
